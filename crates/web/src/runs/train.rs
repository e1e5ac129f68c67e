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
#[derive(Debug, Default)]
struct Training {
    stop: StopFlag,
    /// None while it is being started.
    thread: Option<JoinHandle<Result<(), String>>>,
}

impl Training {
    fn has_ended(&self) -> bool {
        self.thread.as_ref().is_some_and(JoinHandle::is_finished)
    }
}

/// The runs that are trained here, those being started among them.
#[derive(Debug, Default)]
struct Trained {
    runs: BTreeMap<SourceId, Training>,
    /// Whether the server ends: nothing is started any more.
    ending: bool,
}

/// The runs that are trained here.
#[derive(Debug, Default)]
pub(crate) struct Trainings {
    trained: Mutex<Trained>,
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
        locked(&self.trained).runs.get(&id).is_some_and(|training| !training.has_ended())
    }

    /// Why a run has ended, if by an error.
    pub(crate) fn error(&self, id: SourceId) -> Option<String> {
        self.collect(&mut locked(&self.trained).runs);
        locked(&self.errors).get(&id).cloned()
    }

    /// Begins a run in a directory.
    ///
    /// # Errors
    /// If the configuration makes no sense or does not fit, the directory is taken, or too many runs are
    /// trained here.
    pub(crate) fn begin(&self, config: &TrainConfig, run: PathBuf, most: usize) -> Result<(), ApiError> {
        let exists = || ApiError::conflict("exists", "there is something of this name already");
        let place = self.place(&run, most, |is_here| {
            (!is_here && !run.exists()).then_some(()).ok_or_else(|| exists().of_field("name"))
        })?;
        place.train(config, TrainOptions { logdir: Some(run.clone()), ..options() }, &run)
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
        let place = self.place(run, most, |is_here| (!is_here).then_some(()).ok_or_else(busy))?;
        let mut config = config_to_resume(run)?;
        change(&mut config);
        place.train(&config, TrainOptions { resume_from: Some(run.to_path_buf()), ..options() }, run)
    }

    /// Waits for the last steps of a run whose files say already that it has ended.
    fn wait_for_the_end(&self, run: &Path) -> Result<(), ApiError> {
        let (id, begun) = (SourceId::of(run), Instant::now());
        while self.is_here(id) {
            let is_running = runs::list(run)?.first().is_some_and(|run| run.state == Standing::Running);
            if is_running || begun.elapsed() > FIRST_FILES {
                return Err(busy());
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
        let trained = locked(&self.trained);
        match trained.runs.get(&id).filter(|training| !training.has_ended()) {
            Some(training) => {
                training.stop.stop();
                Ok(())
            }
            None => Err(ApiError::conflict("not_here", "this run is not trained by this server")),
        }
    }

    /// Stops all runs and waits until they are saved.
    pub(crate) fn end(&self) {
        let runs = {
            let mut trained = locked(&self.trained);
            trained.ending = true;
            std::mem::take(&mut trained.runs)
        };
        runs.values().for_each(|training| training.stop.stop());
        for thread in runs.into_values().filter_map(|training| training.thread) {
            drop(thread.join());
        }
    }

    /// Takes the place of a run: from here on nobody else can, until its thread has ended or the place is
    /// given back. `judge` is told whether it is taken, and may refuse for reasons of its own.
    fn place(
        &self,
        run: &Path,
        most: usize,
        judge: impl FnOnce(bool) -> Result<(), ApiError>,
    ) -> Result<Place<'_>, ApiError> {
        let (id, mut trained) = (SourceId::of(run), locked(&self.trained));
        self.collect(&mut trained.runs);
        judge(trained.runs.contains_key(&id))?;
        if trained.ending {
            return Err(ending());
        }
        if trained.runs.len() >= most {
            return Err(ApiError::too_many(format!("{most} runs are under way: stop one of them first"), 5));
        }
        trained.runs.insert(id, Training::default());
        Ok(Place { of: self, id })
    }

    /// Takes in what has ended.
    fn collect(&self, runs: &mut BTreeMap<SourceId, Training>) {
        for (id, training) in runs.extract_if(.., |_, training| training.has_ended()) {
            match training.thread.map(JoinHandle::join) {
                None | Some(Ok(Ok(()))) => {}
                Some(Ok(Err(error))) => drop(locked(&self.errors).insert(id, error)),
                Some(Err(_)) => drop(locked(&self.errors).insert(id, "the run met a bug".to_owned())),
            }
        }
    }
}

/// The place of a run that is being started; given back unless its thread begins.
struct Place<'a> {
    of: &'a Trainings,
    id: SourceId,
}

impl Place<'_> {
    /// Begins to train, and waits for the first files.
    fn train(self, config: &TrainConfig, options: TrainOptions, run: &Path) -> Result<(), ApiError> {
        let plan = Plan::new(config, options.resume_from.as_deref())?;
        plan.estimate.check()?;
        let (trainings, id, begun) = (self.of, self.id, Instant::now());
        locked(&trainings.errors).remove(&id);
        self.spawn(config.clone(), options)?;
        while !run.join("run.json").exists() && begun.elapsed() < FIRST_FILES && trainings.is_here(id) {
            thread::sleep(LOOK);
        }
        match trainings.error(id) {
            Some(error) => Err(ApiError::bad("bad_config", error)),
            None => Ok(()),
        }
    }

    /// The thread begins under the lock: the end of the server finds it, or it does not begin.
    fn spawn(self, config: TrainConfig, options: TrainOptions) -> Result<(), ApiError> {
        let mut trained = locked(&self.of.trained);
        let training = trained.runs.get_mut(&self.id).ok_or_else(ending)?;
        let flag = training.stop.clone();
        let work = move || {
            let result = train(&config, &options, &mut Reporter::new(), &flag);
            result.map(drop).map_err(|error| without_paths(&error.to_string()))
        };
        let thread = thread::Builder::new().name("train".to_owned()).spawn(work);
        let thread = thread.map_err(|error| ApiError::internal(error.to_string()));
        training.thread = thread.map(Some)?;
        Ok(())
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut trained = locked(&self.of.trained);
        if trained.runs.get(&self.id).is_some_and(|training| training.thread.is_none()) {
            trained.runs.remove(&self.id);
        }
    }
}

fn busy() -> ApiError {
    ApiError::conflict("busy", "it is being trained already")
}

fn ending() -> ApiError {
    ApiError::conflict("ended", "the server ends")
}

fn options() -> TrainOptions {
    TrainOptions { command: "serve".to_owned(), ..TrainOptions::default() }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    const KUHN: &str = "game: { kind: kuhn }\ntime_budget_seconds: 600\nbatch_size: 1\ntensorboard: false\n\
        eval: { exploiter_seconds: 0, exploitability: false }";

    #[test]
    fn of_many_that_begin_at_once_each_name_is_begun_once_and_no_more_than_fit() {
        let (folder, config) = (tempfile::tempdir().unwrap(), read_config(KUHN).unwrap());
        for round in 0..20 {
            let (trainings, barrier) = (Trainings::default(), Barrier::new(4));
            let begin = |name: &str| {
                let run = folder.path().join(format!("{name}{round}"));
                barrier.wait();
                let begun = trainings.begin(&config, run.clone(), 2);
                (run, begun)
            };
            let begun: Vec<_> = thread::scope(|scope| {
                let begin = &begin;
                let threads = ["a", "a", "b", "c"].map(|name| scope.spawn(move || begin(name)));
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            let mut runs: Vec<_> = begun.iter().filter(|(_, begun)| begun.is_ok()).collect();
            let codes = begun.iter().filter_map(|(_, begun)| begun.as_ref().err()).map(|error| error.code);
            assert!(codes.clone().all(|code| code == "exists" || code == "too_many"), "{begun:?}");
            runs.dedup_by_key(|(run, _)| run.clone());
            assert_eq!((runs.len(), codes.count()), (2, 2), "{begun:?}");
            // Whoever was told that a run has begun can stop it, and the server waits for it.
            assert!(runs.iter().all(|(run, _)| trainings.stop(SourceId::of(run)).is_ok()));
            trainings.end();
            for (run, _) in runs {
                let state = runs::list(run).unwrap()[0].state;
                assert_eq!(state.name(), "interrupted", "{}", run.display());
            }
        }
    }

    #[test]
    fn a_run_that_is_being_started_is_there_for_everybody_and_gives_its_place_back() {
        let (folder, trainings) = (tempfile::tempdir().unwrap(), Trainings::default());
        let config = read_config(KUHN).unwrap();
        let run = |name: &str| folder.path().join(name);
        let begin = |name: &str| trainings.begin(&config, run(name), 2).map_err(|error| error.code);
        // Nothing of it is on the disk yet.
        let place = trainings.place(&run("a"), 2, |_| Ok(())).unwrap();
        assert_eq!((begin("a"), begin("b"), begin("c")), (Err("exists"), Ok(()), Err("too_many")));
        assert!(trainings.is_here(place.id) && trainings.stop(place.id).is_ok());
        // It could not begin.
        drop(place);
        assert_eq!((begin("a"), begin("c")), (Ok(()), Err("too_many")));
        trainings.end();
        assert_eq!(begin("c"), Err("ended"));
        let states = ["a", "b"].map(|name| runs::list(&run(name)).unwrap()[0].state);
        assert!(states.iter().all(|state| state.name() == "interrupted"));
    }
}
