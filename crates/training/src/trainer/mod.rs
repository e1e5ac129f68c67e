//! A run from beginning to end: buckets, training, checkpoints, measurement, report.
//!
//! Training goes in segments of about a second. Between them the main thread decides everything that takes
//! time: progress, charts, snapshots, checkpoints, the end. Within a segment nothing but training happens.

mod batches;
mod charts;
mod drift;
mod due;
mod make;
mod milestones;
mod play;
mod rates;
mod saver;
mod saving;
mod session;
mod start;
mod tables;

use std::path::PathBuf;

use holdem_blueprint::measure::{self, Measure};
use holdem_blueprint::{Blueprint, Game, multiway};
use holdem_cfr::Strategy;
use holdem_store::read_text;
use holdem_telemetry::json::JsonSink;
use holdem_telemetry::tensorboard::TensorBoardSink;
use holdem_telemetry::{Outcome, Reporter, SinkError, StopFlag, units};

use crate::TrainError;
use crate::checkpoint::Checkpoint;
use crate::config::TrainConfig;
use crate::observer::observer;
use crate::plan::Plan;
use crate::report::{Measurements, Report, Trained, markdown};
use crate::run_dir::{RunDir, RunRecord, RunState};

pub use make::{MakeEngine, OneProcess, RunEngine, SharedEngine};
pub use play::{MeasurePlay, PlayFailure};
use session::Session;
use start::Start;

/// The average strategy in a run directory.
const BLUEPRINT: &str = "blueprint.hdm";

/// A report is some pages of text.
const MOST_REPORT_BYTES: u64 = 16 << 20;

/// Where a run is kept and whether it continues another.
#[derive(Clone, Debug)]
pub struct TrainOptions {
    /// The run directory; `None` for a new one in `runs_dir`, or for the one that is resumed.
    pub logdir: Option<PathBuf>,
    /// Where directories without a name are made.
    pub runs_dir: PathBuf,
    /// A run to continue, or a checkpoint. With another `logdir` it is continued there and left unchanged
    /// itself.
    pub resume_from: Option<PathBuf>,
    /// The command, for logs and records.
    pub command: String,
    /// Measures by play what `eval.match` and `eval.lbr` request; with `None` it is not measured.
    pub play: Option<MeasurePlay>,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self {
            logdir: None,
            runs_dir: PathBuf::from("runs"),
            resume_from: None,
            command: "train".to_owned(),
            play: None,
        }
    }
}

/// How a run ended.
#[derive(Debug)]
pub struct TrainOutcome {
    /// The run directory.
    pub directory: PathBuf,
    /// Whether the stop flag ended training or measuring early; everything is saved.
    pub interrupted: bool,
    /// Whether training ended with a chunk and should be started again; everything is saved, nothing was
    /// measured.
    pub paused: bool,
    /// What was measured; also in `report.json`.
    pub report: Report,
    /// The game.
    pub game: Game,
    /// The average strategy.
    pub strategy: Strategy,
    /// Why some requested measurements by play are missing; the report says so too.
    pub play_error: Option<PlayFailure>,
}

/// Trains, measures and reports.
///
/// Sinks for `log.jsonl` and TensorBoard are added to the reporter. The stop flag ends the run early, with
/// checkpoint, blueprint and report.
///
/// # Errors
/// [`TrainError`]; before training starts only the run directory has been written; later everything up to the
/// last checkpoint is safe.
pub fn train(
    config: &TrainConfig,
    options: &TrainOptions,
    reporter: &mut Reporter,
    stop: &StopFlag,
) -> Result<TrainOutcome, TrainError> {
    train_with(&OneProcess, config, options, reporter, stop)
}

/// The same with an engine made by `maker`, parts of which may be in other processes.
///
/// # Errors
/// As [`train`], and those of the maker.
pub fn train_with(
    maker: &dyn MakeEngine,
    config: &TrainConfig,
    options: &TrainOptions,
    reporter: &mut Reporter,
    stop: &StopFlag,
) -> Result<TrainOutcome, TrainError> {
    let plan = Plan::new(config, options.resume_from.as_deref())?;
    maker.estimate(&plan.estimate).check()?;
    let config = &plan.config;
    let mut start = Start::find(config, options)?;
    let (dir, record) = start.take(config, options)?;
    add_sinks(config, &dir, reporter);
    reporter.run_started(&options.command, env!("CARGO_PKG_VERSION"));
    reporter.message(format!("run directory: {}", dir.path().display()));
    plan.notes.iter().for_each(|text| reporter.message(text.as_str()));
    config.warnings().into_iter().chain(start.notes).for_each(|text| reporter.warning(text));
    warn_of_little_space(config, &dir, plan.estimate.table_bytes, reporter);
    dir.written().save()?;
    let mut run = Run { maker, config, dir, record, reporter, stop, play: options.play };
    let result = run.go(&plan, start.checkpoint);
    run.close(&result);
    result
}

/// Warns before training starts if the disk may be too small for what will be written: checkpoints and a
/// blueprint.
fn warn_of_little_space(config: &TrainConfig, dir: &RunDir, table_bytes: u64, reporter: &mut Reporter) {
    // While a checkpoint is being written there is one more than are kept.
    let needed = (config.checkpoints_kept as u64 + 1).saturating_mul(table_bytes) + table_bytes / 2;
    if let Some(free) = dir.free_bytes().filter(|&free| free < needed) {
        let [free, needed, each] = [free, needed, table_bytes].map(units::bytes);
        reporter.warning(format!(
            "{}: {free} free on this disk, {needed} may be needed (a checkpoint takes {each}, \
             checkpoints_kept is {}); \
             a checkpoint that does not fit is tried again at the next interval",
            dir.path().display(),
            config.checkpoints_kept
        ));
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
    pub(crate) maker: &'r dyn MakeEngine,
    pub(crate) config: &'r TrainConfig,
    pub(crate) dir: RunDir,
    pub(crate) record: RunRecord,
    pub(crate) reporter: &'r mut Reporter,
    pub(crate) stop: &'r StopFlag,
    play: Option<MeasurePlay>,
}

impl Run<'_> {
    fn go(&mut self, plan: &Plan, checkpoint: Option<Checkpoint>) -> Result<TrainOutcome, TrainError> {
        let config = self.config;
        let game = plan.game(&mut observer(self.reporter, self.stop))?;
        self.record.set_game(&game);
        self.dir.record(&self.record)?;
        let (trained, strategy) = self.train(&game, checkpoint)?;
        let mut measured = self.measure(&game, &strategy, trained.paused)?;
        measured.exploitability_on_the_way.clone_from(&trained.milestones);
        let play_error = self.measure_play(&trained, &mut measured);
        let mut report = Report::new(config, &game, &trained, measured);
        report.interrupted = trained.interrupted || self.stop.is_set();
        self.chart(&report);
        if let Some(earlier) = self.earlier_report() {
            report.keep(&earlier);
        }
        if self.trained_longer(report.iterations).is_none() {
            self.write_report(&game, &strategy, &report)?;
        }
        Ok(TrainOutcome {
            directory: self.dir.path().to_path_buf(),
            interrupted: report.interrupted,
            paused: trained.paused,
            report,
            game,
            strategy,
            play_error,
        })
    }

    /// Trains to the end and saves the state; the tables are gone afterwards.
    fn train(
        &mut self,
        game: &Game,
        checkpoint: Option<Checkpoint>,
    ) -> Result<(Trained, Strategy), TrainError> {
        let mut engine = self.maker.make(self.config, game)?;
        let mut carried_secs = 0.0;
        if let Some(checkpoint) = &checkpoint {
            checkpoint.restore(game, &mut *engine)?;
            carried_secs = checkpoint.elapsed_secs();
            let done = checkpoint.iterations();
            self.reporter
                .message(format!("continued from {done} iterations: {}", checkpoint.path().display()));
        }
        drop(checkpoint);
        self.reporter.phase_started("train");
        let mut session = Session::new(self, game, engine, carried_secs)?;
        session.run();
        let (trained, strategy) = session.finish()?;
        self.reporter.phase_finished("train");
        Ok((trained, strategy))
    }

    fn measure(
        &mut self,
        game: &Game,
        strategy: &Strategy,
        paused: bool,
    ) -> Result<Measurements, TrainError> {
        if game.tree.num_players() > 2 {
            return self.measure_multiway(game, strategy, paused);
        }
        let (eval, workers) = (&self.config.eval, self.config.workers());
        let mut observer = observer(self.reporter, self.stop);
        let how = &mut Measure { eval, workers, observer: &mut observer };
        let stopped = paused || self.stop.is_set();
        let game_value = if stopped { None } else { measure::game_value(game, strategy, how) };
        let exploits = eval.exploiter_seconds > 0.0 || eval.exploiter_iterations.is_some();
        let exploiter = match exploits && !paused && !self.stop.is_set() {
            true => measure::exploiter(game, strategy, &self.config.solver_options(), how)?,
            false => None,
        };
        let exploitability = match eval.exploitability && !paused && !self.stop.is_set() {
            true => measure::exploitability(game, strategy, how),
            false => None,
        };
        let why = |missing: bool, wanted: bool, key: &str| {
            let early = if paused { "end of a chunk" } else { "interrupted" };
            let text = if wanted { early.to_owned() } else { format!("switched off by {key}") };
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
            ..Measurements::default()
        })
    }

    fn measure_multiway(
        &mut self,
        game: &Game,
        strategy: &Strategy,
        paused: bool,
    ) -> Result<Measurements, TrainError> {
        let (eval, workers) = (&self.config.eval, self.config.workers());
        let mut observer = observer(self.reporter, self.stop);
        let how = &mut Measure { eval, workers, observer: &mut observer };
        let exploits = eval.exploiter_seconds > 0.0 || eval.exploiter_iterations.is_some();
        let stopped = paused || self.stop.is_set();
        let seat_values = if stopped { None } else { multiway::seat_values(game, strategy, how) };
        let deviations = match exploits && !paused && !self.stop.is_set() {
            true => multiway::deviations(game, strategy, how)?,
            false => None,
        };
        let two = || Some("it is for two players".to_owned());
        Ok(Measurements {
            seat_values,
            deviations,
            game_value_note: two(),
            exploiter_note: two(),
            exploitability_note: two(),
            ..Measurements::default()
        })
    }

    /// The report that the run already has, if there is a readable one.
    fn earlier_report(&self) -> Option<Report> {
        let text = read_text(self.dir.file("report.json"), MOST_REPORT_BYTES).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Adds what was measured to the charts.
    fn chart(&mut self, report: &Report) {
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
    }

    fn write_report(&mut self, game: &Game, strategy: &Strategy, report: &Report) -> Result<(), TrainError> {
        report.warnings.iter().for_each(|text| self.reporter.warning(text));
        self.dir.write("report.json", &report.to_json())?;
        let text = markdown(report, game, strategy);
        let path = self.dir.write("report.md", &text)?;
        self.reporter.file_written("report", &path, text.len() as u64);
        Ok(())
    }

    /// Records the state in `run.json` and ends the log.
    fn close(&mut self, result: &Result<TrainOutcome, TrainError>) {
        let (state, outcome) = match result {
            Ok(outcome) if outcome.paused => (RunState::Paused, Outcome::Done),
            Ok(outcome) if outcome.report.training_interrupted => {
                (RunState::Interrupted, Outcome::Interrupted)
            }
            Ok(outcome) if outcome.interrupted => (RunState::Finished, Outcome::Interrupted),
            Ok(_) => (RunState::Finished, Outcome::Done),
            Err(error) if error.class() == holdem_blueprint::ErrorClass::Interrupted => {
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
        if let Err(error) = self.dir.written().save() {
            self.reporter.warning(error.to_string());
        }
    }

    /// Whether the existing blueprint and its report are kept because it was trained longer; if so, this is
    /// reported.
    pub(crate) fn keeps_blueprint(&mut self, iterations: u64) -> bool {
        let Some(longer) = self.trained_longer(iterations) else { return false };
        self.reporter.warning(format!(
            "{}: trained for {longer} iterations, and kept with its report; training ended at \
             {iterations}: ask for more to replace it",
            self.dir.file(BLUEPRINT).display()
        ));
        true
    }

    /// How long the existing blueprint was trained, if it is of this run, whole, and of more iterations than
    /// these.
    fn trained_longer(&self, iterations: u64) -> Option<u64> {
        let there = Blueprint::open_at_once(self.dir.file(BLUEPRINT)).ok()?;
        let trained = there.average_of().is_ok_and(|parts| parts.is_empty());
        let longer = trained && *there.recipe() == self.config.recipe() && there.iterations() > iterations;
        (longer && there.verify().is_ok()).then(|| there.iterations())
    }
}
