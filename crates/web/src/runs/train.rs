//! Runs that this server trains.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use holdem_telemetry::{Reporter, StopFlag};
use holdem_training::runs::{self, Standing};
use holdem_training::{Plan, TrainConfig, TrainOptions, config_to_resume, train};

use crate::error::{ApiError, without_paths};
use crate::library::SourceId;
use crate::locks::locked;

/// How long the first files of a run are waited for.
const FIRST_FILES: Duration = Duration::from_secs(10);
/// Between two looks for them.
const LOOK: Duration = Duration::from_millis(20);

/// A run that is trained here.
#[derive(Debug)]
struct Training {
    stop: StopFlag,
    thread: JoinHandle<Result<(), String>>,
}

/// The runs that are trained here.
#[derive(Debug, Default)]
pub(crate) struct Trainings {
    threads: Mutex<BTreeMap<SourceId, Training>>,
    /// Why runs have ended that ended by an error.
    errors: Mutex<BTreeMap<SourceId, String>>,
}

/// Reads a configuration that came from a page: it may name no file.
///
/// # Errors
/// With what is wrong in it.
pub(crate) fn read_config(text: &str) -> Result<TrainConfig, ApiError> {
    let config = TrainConfig::from_yaml_str(text)?;
    if config.buckets.path.is_some() || config.buckets.cache_dir.is_some() {
        let message = "`buckets.path` and `buckets.cache_dir` cannot be said here: they name files";
        return Err(ApiError::bad("bad_config", message).of_field("config"));
    }
    Ok(config)
}

impl Trainings {
    /// Whether a run is trained here.
    pub(crate) fn is_here(&self, id: SourceId) -> bool {
        locked(&self.threads).get(&id).is_some_and(|training| !training.thread.is_finished())
    }

    /// Why a run has ended, if by an error.
    pub(crate) fn error(&self, id: SourceId) -> Option<String> {
        self.collect();
        locked(&self.errors).get(&id).cloned()
    }

    /// Begins a run in a directory.
    ///
    /// # Errors
    /// If the configuration makes no sense or does not fit, the directory is taken, or too many runs are
    /// trained here.
    pub(crate) fn begin(&self, config: &TrainConfig, run: PathBuf, most: usize) -> Result<(), ApiError> {
        if run.exists() {
            return Err(
                ApiError::conflict("exists", "there is something of this name already").of_field("name")
            );
        }
        let options = TrainOptions { logdir: Some(run.clone()), ..options() };
        self.spawn(config, options, &run, most)
    }

    /// Goes on with a run.
    ///
    /// # Errors
    /// As [`Trainings::begin`]; if it cannot be continued.
    pub(crate) fn resume(
        &self,
        run: &Path,
        change: impl FnOnce(&mut TrainConfig),
        most: usize,
    ) -> Result<(), ApiError> {
        self.wait_for_the_end(run)?;
        let mut config = config_to_resume(run)?;
        change(&mut config);
        let options = TrainOptions { resume_from: Some(run.to_path_buf()), ..options() };
        self.spawn(&config, options, run, most)
    }

    /// Waits for the last steps of a run whose files say already that it has ended.
    fn wait_for_the_end(&self, run: &Path) -> Result<(), ApiError> {
        let (id, begun) = (SourceId::of(run), Instant::now());
        while self.is_here(id) {
            let is_running = runs::list(run)?.first().is_some_and(|run| run.state == Standing::Running);
            if is_running || begun.elapsed() > FIRST_FILES {
                return Err(ApiError::conflict("busy", "it is being trained already"));
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    /// Stops a run gracefully.
    ///
    /// # Errors
    /// If it is not trained here.
    pub(crate) fn stop(&self, id: SourceId) -> Result<(), ApiError> {
        let threads = locked(&self.threads);
        match threads.get(&id).filter(|training| !training.thread.is_finished()) {
            Some(training) => {
                training.stop.stop();
                Ok(())
            }
            None => Err(ApiError::conflict("not_here", "this run is not trained by this server")),
        }
    }

    /// Stops all runs and waits until they are saved.
    pub(crate) fn end(&self) {
        locked(&self.threads).values().for_each(|training| training.stop.stop());
        let threads = std::mem::take(&mut *locked(&self.threads));
        for (_, training) in threads {
            drop(training.thread.join());
        }
    }

    fn spawn(
        &self,
        config: &TrainConfig,
        options: TrainOptions,
        run: &Path,
        most: usize,
    ) -> Result<(), ApiError> {
        self.collect();
        if locked(&self.threads).len() >= most {
            return Err(ApiError::too_many(format!("{most} runs are under way: stop one of them first"), 5));
        }
        let plan = Plan::new(config, options.resume_from.as_deref())?;
        plan.estimate.check()?;
        let stop = StopFlag::new();
        let (config, flag) = (config.clone(), stop.clone());
        let begun = Instant::now();
        let work = move || {
            let result = train(&config, &options, &mut Reporter::new(), &flag);
            result.map(drop).map_err(|error| without_paths(&error.to_string()))
        };
        let thread = thread::Builder::new().name("train".to_owned()).spawn(work);
        let thread = thread.map_err(|error| ApiError::internal(error.to_string()))?;
        let id = SourceId::of(run);
        locked(&self.errors).remove(&id);
        locked(&self.threads).insert(id, Training { stop, thread });
        while !run.join("run.json").exists() && begun.elapsed() < FIRST_FILES && self.is_here(id) {
            thread::sleep(LOOK);
        }
        match self.error(id) {
            Some(error) => Err(ApiError::bad("bad_config", error)),
            None => Ok(()),
        }
    }

    /// Takes in what has ended.
    fn collect(&self) {
        let mut threads = locked(&self.threads);
        let ended: Vec<SourceId> =
            threads.iter().filter(|(_, training)| training.thread.is_finished()).map(|(id, _)| *id).collect();
        for id in ended {
            let Some(training) = threads.remove(&id) else { continue };
            match training.thread.join() {
                Ok(Ok(())) => {}
                Ok(Err(error)) => drop(locked(&self.errors).insert(id, error)),
                Err(_) => drop(locked(&self.errors).insert(id, "the run met a bug".to_owned())),
            }
        }
    }
}

fn options() -> TrainOptions {
    TrainOptions { command: "serve".to_owned(), ..TrainOptions::default() }
}
