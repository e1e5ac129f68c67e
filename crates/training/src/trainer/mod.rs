//! A run from beginning to end: buckets, training, checkpoints, measurement, report.
//!
//! Training goes in segments of about a second. Between them the main thread decides everything that takes time: progress,
//! charts, snapshots, checkpoints, the end. Within a segment nothing but training happens.

mod charts;
mod rates;
mod session;
mod tables;

use std::path::{Path, PathBuf};

use holdem_cfr::solver::Solver;
use holdem_cfr::strategy::Strategy;
use holdem_telemetry::json::JsonSink;
use holdem_telemetry::tensorboard::TensorBoardSink;
use holdem_telemetry::{Outcome, Reporter, SinkError, StopFlag};

use crate::checkpoint::{self, Checkpoint};
use crate::config::TrainConfig;
use crate::estimate::estimate_tree;
use crate::game::{Game, build_tree};
use crate::measure::{self, Measure};
use crate::report::{Measurements, Report, markdown};
use crate::run_dir::{RunDir, RunRecord, RunState, default_logdir};
use crate::{TrainError, blueprint};

pub use rates::{DRIFT_PERCENT, Tenth, max_deviation_percent};
pub use session::SpeedReport;
pub(crate) use session::{Session, Trained};

/// Where a run is kept and whether it continues another.
#[derive(Clone, Debug)]
pub struct TrainOptions {
    /// The run directory; `None` for a new one in `runs_dir`, or for the one that is resumed.
    pub logdir: Option<PathBuf>,
    /// Where directories without a name are made.
    pub runs_dir: PathBuf,
    /// A run to continue. With another `logdir` its state is continued there, and it is left as it is.
    pub resume_from: Option<PathBuf>,
    /// The command, for logs and records.
    pub command: String,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self { logdir: None, runs_dir: PathBuf::from("runs"), resume_from: None, command: "train".to_owned() }
    }
}

/// How a run ended.
#[derive(Debug)]
pub struct TrainOutcome {
    /// The run directory.
    pub directory: PathBuf,
    /// Whether the stop flag ended training or measuring early; everything is saved.
    pub interrupted: bool,
    /// What was measured; also in `report.json`.
    pub report: Report,
    /// The game.
    pub game: Game,
    /// The average strategy.
    pub strategy: Strategy,
}

/// Trains, measures and reports.
///
/// Sinks for `log.jsonl` and TensorBoard are added to the reporter. The stop flag ends the run early, with checkpoint, blueprint
/// and report.
///
/// # Errors
/// [`TrainError`]; before training starts nothing but the run directory has been written, later everything up to the last
/// checkpoint is there.
pub fn train(
    config: &TrainConfig,
    options: &TrainOptions,
    reporter: &mut Reporter,
    stop: &StopFlag,
) -> Result<TrainOutcome, TrainError> {
    config.validate()?;
    let tree = build_tree(&config.game)?;
    let estimate = estimate_tree(config, &tree)?;
    estimate.check()?;
    let start = Start::find(config, options)?;
    let (dir, record) = start.take(config, options)?;
    add_sinks(config, &dir, reporter);
    reporter.run_started(&options.command, env!("CARGO_PKG_VERSION"));
    reporter.message(format!("run directory: {}", dir.path().display()));
    config.warnings().into_iter().chain(start.note).for_each(|text| reporter.warning(text));
    let mut run = Run { config, dir, record, reporter, stop };
    let result = run.go(tree, start.checkpoint);
    run.close(&result);
    result
}

/// Where a run begins.
struct Start {
    logdir: PathBuf,
    /// Whether the directory exists and is continued.
    reopens: bool,
    checkpoint: Option<Checkpoint>,
    /// What the user should know of the checkpoints.
    note: Option<String>,
}

impl Start {
    /// Finds the checkpoint to continue from, if one is asked for, and refuses one that does not fit.
    fn find(config: &TrainConfig, options: &TrainOptions) -> Result<Self, TrainError> {
        let Some(from) = &options.resume_from else {
            let logdir = options.logdir.clone().unwrap_or_else(|| default_logdir(&options.runs_dir, config));
            return Ok(Self { logdir, reopens: false, checkpoint: None, note: None });
        };
        RunRecord::read(from)?;
        let (checkpoint, note) = newest_checkpoint(from)?;
        if let Some(checkpoint) = &checkpoint {
            checkpoint.expect_recipe(&config.recipe())?;
        }
        let logdir = options.logdir.clone().unwrap_or_else(|| from.clone());
        let reopens = same_directory(&logdir, from);
        Ok(Self { logdir, reopens, checkpoint, note })
    }

    /// Takes the directory.
    fn take(&self, config: &TrainConfig, options: &TrainOptions) -> Result<(RunDir, RunRecord), TrainError> {
        let (dir, record) = match self.reopens {
            true => {
                let (dir, record) = RunDir::reopen(&self.logdir)?;
                (dir, record.next_session(config, &options.command))
            }
            false => {
                let record = RunRecord::new(config, &options.command);
                (RunDir::create(&self.logdir, &record)?, record)
            }
        };
        dir.config(config)?;
        dir.record(&record)?;
        Ok((dir, record))
    }
}

/// The newest checkpoint that can be used, and what is to be said about it; the error of the newest if none can be used.
fn newest_checkpoint(run: &Path) -> Result<(Option<Checkpoint>, Option<String>), TrainError> {
    let mut newest_error = None;
    for path in checkpoint::list(&run.join("checkpoints"))? {
        match Checkpoint::open(&path) {
            Ok(checkpoint) => {
                let note = newest_error
                    .map(|error: TrainError| format!("{error}; continuing from an older checkpoint"));
                return Ok((Some(checkpoint), note));
            }
            Err(error) => newest_error = newest_error.or(Some(error)),
        }
    }
    let none = format!("{}: no checkpoint yet; starting from the beginning", run.display());
    newest_error.map_or(Ok((None, Some(none))), Err)
}

fn same_directory(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

/// Sinks that cannot be opened are named, and the run goes on.
fn add_sinks(config: &TrainConfig, dir: &RunDir, reporter: &mut Reporter) {
    let warn = |reporter: &mut Reporter, error: SinkError| reporter.warning(error.to_string());
    match JsonSink::append(&dir.file("log.jsonl")) {
        Ok(sink) => reporter.add(Box::new(sink)),
        Err(error) => warn(reporter, error),
    }
    if config.tensorboard {
        match TensorBoardSink::create(&dir.file("tensorboard")) {
            Ok(sink) => reporter.add(Box::new(sink)),
            Err(error) => warn(reporter, error),
        }
    }
}

/// A run under way.
pub(crate) struct Run<'r> {
    pub(crate) config: &'r TrainConfig,
    pub(crate) dir: RunDir,
    pub(crate) record: RunRecord,
    pub(crate) reporter: &'r mut Reporter,
    pub(crate) stop: &'r StopFlag,
}

impl Run<'_> {
    fn go(
        &mut self,
        tree: holdem_game::tree::BettingTree,
        checkpoint: Option<Checkpoint>,
    ) -> Result<TrainOutcome, TrainError> {
        let config = self.config;
        let workers = config.workers();
        let game = Game::with_tree(&config.game, tree, &config.buckets, workers, self.reporter, self.stop)?;
        self.record.set_game(&game);
        self.dir.record(&self.record)?;
        let (trained, strategy) = self.train(&game, checkpoint)?;
        let measured = self.measure(&game, &strategy)?;
        let mut report = Report::new(config, &game, &trained, measured);
        report.interrupted = trained.interrupted || self.stop.is_set();
        self.write_report(&game, &strategy, &report)?;
        Ok(TrainOutcome {
            directory: self.dir.path().to_path_buf(),
            interrupted: report.interrupted,
            report,
            game,
            strategy,
        })
    }

    /// Trains to the end and saves the state; the tables are gone afterwards.
    fn train(
        &mut self,
        game: &Game,
        checkpoint: Option<Checkpoint>,
    ) -> Result<(Trained, Strategy), TrainError> {
        let mut solver = Solver::new(&game.tree, &*game.cards, self.config.solver_options())?;
        let mut carried_secs = 0.0;
        if let Some(checkpoint) = &checkpoint {
            checkpoint.restore(game, &mut solver)?;
            carried_secs = checkpoint.elapsed_secs();
            let done = checkpoint.iterations();
            self.reporter
                .message(format!("continued from {done} iterations: {}", checkpoint.path().display()));
        }
        drop(checkpoint);
        self.reporter.phase_started("train");
        let mut session = Session::new(self, game, solver, carried_secs)?;
        session.run();
        let (trained, strategy) = session.finish()?;
        self.reporter.phase_finished("train");
        Ok((trained, strategy))
    }

    fn measure(&mut self, game: &Game, strategy: &Strategy) -> Result<Measurements, TrainError> {
        let (eval, workers) = (&self.config.eval, self.config.workers());
        let how = &mut Measure { eval, workers, reporter: &mut *self.reporter, stop: self.stop };
        let stopped = self.stop.is_set();
        let game_value = if stopped { None } else { measure::game_value(game, strategy, how) };
        let exploits = eval.exploiter_seconds > 0.0 || eval.exploiter_iterations.is_some();
        let exploiter = match exploits && !self.stop.is_set() {
            true => measure::exploiter(game, strategy, &self.config.solver_options(), how)?,
            false => None,
        };
        let exploitability = match eval.exploitability && !self.stop.is_set() {
            true => measure::exploitability(game, strategy, how),
            false => None,
        };
        let why = |missing: bool, wanted: bool, key: &str| {
            let text = if wanted { "interrupted".to_owned() } else { format!("switched off by {key}") };
            missing.then_some(text)
        };
        Ok(Measurements {
            game_value_note: why(game_value.is_none(), true, ""),
            exploiter_note: why(exploiter.is_none(), exploits, "eval.exploiter_seconds: 0"),
            exploitability_note: why(
                exploitability.is_none(),
                eval.exploitability,
                "eval.exploitability: false",
            ),
            game_value,
            exploiter,
            exploitability,
        })
    }

    fn write_report(&mut self, game: &Game, strategy: &Strategy, report: &Report) -> Result<(), TrainError> {
        let step = report.iterations;
        let values = [
            ("Convergence/Exploitability", report.exploitability_mbb),
            ("Convergence/Exploiter", report.exploiter_mbb),
            ("Convergence/GameValue", report.game_value_mbb),
        ];
        for (tag, value) in values {
            if let Some(value) = value {
                self.reporter.scalar(tag, step, value);
            }
        }
        report.warnings.iter().for_each(|text| self.reporter.warning(text));
        self.dir.write("report.json", &report.to_json())?;
        let text = markdown(report, game, strategy);
        let path = self.dir.write("report.md", &text)?;
        self.reporter.file_written("report", &path, text.len() as u64);
        Ok(())
    }

    /// Notes the state in `run.json` and ends the log.
    fn close(&mut self, result: &Result<TrainOutcome, TrainError>) {
        let (state, outcome) = match result {
            Ok(outcome) if outcome.report.training_interrupted => {
                (RunState::Interrupted, Outcome::Interrupted)
            }
            Ok(outcome) if outcome.interrupted => (RunState::Finished, Outcome::Interrupted),
            Ok(_) => (RunState::Finished, Outcome::Done),
            Err(error) if error.exit_class() == crate::ExitClass::Interrupted => {
                (RunState::Interrupted, Outcome::Interrupted)
            }
            Err(_) => (RunState::Failed, Outcome::Failed),
        };
        let (iterations, secs) = (self.record.iterations, self.record.elapsed_secs);
        self.record.set_progress(state, iterations, secs);
        if let Err(error) = self.dir.record(&self.record) {
            self.reporter.warning(error.to_string());
        }
        self.reporter.run_finished(outcome);
    }

    /// Writes a strategy of this run.
    pub(crate) fn write_strategy(
        &mut self,
        what: &str,
        path: &Path,
        game: &Game,
        strategy: &Strategy,
        iterations: u64,
    ) -> Result<(), TrainError> {
        let bytes = blueprint::write(path, game, &self.config.recipe(), strategy, iterations)?;
        self.reporter.file_written(what, path, bytes);
        Ok(())
    }
}
