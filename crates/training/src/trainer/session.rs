//! The training of one session, segment by segment.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use holdem_blueprint::Game;
use holdem_blueprint::file::{self, Stamp};
use holdem_cfr::Strategy;
use holdem_cfr::vector::solver::Work;
use holdem_telemetry::Progress;
use holdem_telemetry::resources::{self, Sample, Usage};

use super::Run;
use super::batches::BatchClock;
use super::charts::Charts;
use super::drift::DriftWatch;
use super::due::{Due, FIRST_CHECKPOINT_SECS};
use super::make::RunEngine;
use super::milestones::Milestones;
use super::rates::RateLog;
use super::saver::Saver;
use super::saving::{Reach, Sharing};
use crate::TrainError;
use crate::checkpoint::CopyRoom;
use crate::report::{SpeedReport, Trained, max_deviation_percent};
use crate::run_dir::{RunState, numbered_files};

/// What the names of snapshots begin with.
const SNAPSHOT: &str = "snapshot-";
/// Seconds between two checks on a file that is being finished.
const BUSY_SECS: f64 = 0.1;

/// A session under way.
pub(crate) struct Session<'s, 'r, 'g> {
    pub(super) run: &'s mut Run<'r>,
    pub(super) game: &'g Game,
    pub(super) engine: RunEngine,
    /// Threads, determined once: counting cores takes a dozen system calls.
    pub(super) workers: usize,
    start: Instant,
    carried_secs: f64,
    /// Time within segments.
    training_secs: f64,
    rates: RateLog,
    usage: Usage,
    resident_start: Option<u64>,
    resident_peak: Option<u64>,
    charts: Charts,
    next_chart: Due,
    next_snapshot: Due,
    next_checkpoint: Due,
    next_progress: Due,
    /// Iterations at which a checkpoint is due, and at which the chunk ends.
    checkpoint_at: u64,
    pub(super) milestones: Milestones,
    chunk_end: u64,
    pub(super) saver: Saver,
    pub(super) copies: CopyRoom,
    pub(super) reach: Reach,
    /// A checkpoint whose shares are being written by other processes.
    pub(super) sharing: Option<Sharing>,
    /// Bytes of the shares of the checkpoint that is being finished.
    pub(super) share_bytes: u64,
    /// Iterations of the newest checkpoint that was written and is safe.
    pub(super) saved_at: Option<u64>,
    batches: BatchClock,
    drift: DriftWatch,
    /// How long training waited each time for files to be handed over.
    pub(super) saves: Vec<f64>,
}

impl<'s, 'r, 'g> Session<'s, 'r, 'g> {
    pub(crate) fn new(
        run: &'s mut Run<'r>,
        game: &'g Game,
        engine: RunEngine,
        carried_secs: f64,
    ) -> Result<Self, TrainError> {
        let config = run.config;
        let first = engine.work();
        let budget = config.time_budget().map(|secs| secs - carried_secs);
        Ok(Self {
            game,
            start: Instant::now(),
            carried_secs,
            training_secs: 0.0,
            rates: RateLog::new(&first, budget),
            usage: Usage::default(),
            resident_start: resources::resident_bytes(),
            resident_peak: resources::resident_bytes(),
            charts: Charts::new(game, &first),
            next_chart: Due::every(config.tensorboard_log_interval),
            next_snapshot: Due::thinned(
                config.snapshot_interval_seconds,
                config.snapshots_kept,
                carried_secs,
            ),
            next_checkpoint: Due::every(config.checkpoint_interval).first_within(FIRST_CHECKPOINT_SECS),
            next_progress: Due::every(config.log_interval),
            checkpoint_at: next_multiple(first.iterations, config.checkpoint_interval_iterations),
            chunk_end: config.chunk_iterations.map_or(u64::MAX, |n| first.iterations.saturating_add(n)),
            milestones: Milestones::new(config, first.iterations),
            saver: Saver::default(),
            copies: CopyRoom::default(),
            reach: Reach::default(),
            sharing: None,
            share_bytes: 0,
            saved_at: None,
            batches: BatchClock::new(),
            drift: DriftWatch::new(first.nodes),
            saves: Vec::new(),
            engine,
            workers: config.workers(),
            run,
        })
    }

    /// Seconds since the last start or resume.
    fn secs(&self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }

    /// Seconds of all sessions.
    pub(super) fn elapsed(&self) -> f64 {
        self.carried_secs + self.secs()
    }

    /// Threads that have something to do.
    pub(super) fn workers(&self) -> usize {
        self.workers.min(self.engine.most_workers()).max(1)
    }

    fn limit(&self) -> u64 {
        self.run.config.num_iterations.unwrap_or(u64::MAX)
    }

    /// Seconds of the budget that are left.
    fn secs_left(&self) -> f64 {
        self.run.config.time_budget().map_or(f64::INFINITY, |budget| budget - self.elapsed())
    }

    /// Whether training is complete.
    fn is_complete(&self) -> bool {
        self.iterations() >= self.limit() || self.secs_left() <= 0.0 || self.milestones.reached
    }

    /// Whether training ends here: complete, at the end of a chunk, or asked to stop.
    pub(super) fn is_over(&self) -> bool {
        self.is_ended() || self.is_chunk_over()
    }

    pub(super) fn iterations(&self) -> u64 {
        self.engine.work().iterations
    }

    pub(super) fn average_strategy(&self) -> Strategy {
        self.engine.average_strategy()
    }

    /// Takes time without training off the clock.
    pub(super) fn stand_still(&mut self, secs: Duration) {
        self.start += secs;
    }

    /// Whether training is complete, or asked to stop: a chunk that is over is neither.
    pub(super) fn is_ended(&self) -> bool {
        self.is_complete() || self.run.stop.is_set()
    }

    /// Whether this chunk is over.
    fn is_chunk_over(&self) -> bool {
        let secs = self.run.config.chunk_seconds.unwrap_or(f64::INFINITY);
        self.engine.work().iterations >= self.chunk_end || self.secs() >= secs
    }

    /// Trains until the end of the run or of the chunk, or until stopped.
    pub(crate) fn run(&mut self) {
        if self.is_complete() {
            self.run.reporter.warning(
                "nothing left to train: the run has reached its time budget or number of iterations; ask \
                 for more to go on",
            );
        }
        self.measure_if_due();
        while !self.is_over() {
            self.segment();
            self.between();
            self.measure_if_due();
        }
    }

    /// Trains for about a second.
    fn segment(&mut self) {
        let secs = self.secs();
        let chunk = self.run.config.chunk_seconds.unwrap_or(f64::INFINITY);
        let mut due = vec![self.next_progress.at, self.next_chart.at, chunk];
        // While a file is being finished the next one has to wait anyway.
        match self.is_saving() {
            true => due.push(secs + BUSY_SECS),
            false => due.extend([self.next_snapshot.at, self.next_checkpoint.at]),
        }
        let until = due.into_iter().map(|at| at - secs).fold(1.0, f64::min).max(0.01).min(self.secs_left());
        let (checkpoint_at, busy) = (self.checkpoint_at, self.is_saving());
        let pause_at = if busy { self.chunk_end } else { self.chunk_end.min(checkpoint_at) };
        let pause_at = pause_at.min(self.milestones.at);
        let (before, start) = (Sample::now(), Instant::now());
        let length = Duration::from_secs_f64(until.max(0.0));
        self.batches.start(self.engine.work().batches);
        let clocks = Mutex::new((&mut self.rates, &mut self.batches));
        let (offset, stop) = (self.training_secs, self.run.stop);
        let ended = |work: &Work| {
            let elapsed = start.elapsed();
            let (rates, batches) = &mut *clocks.lock().unwrap_or_else(PoisonError::into_inner);
            rates.note(offset + elapsed.as_secs_f64(), work);
            batches.note(elapsed.as_secs_f64(), work.batches);
            elapsed >= length || work.iterations >= pause_at || stop.is_set()
        };
        let limit = self.run.config.num_iterations.unwrap_or(u64::MAX);
        self.engine.run(self.workers, limit, &ended);
        self.training_secs += start.elapsed().as_secs_f64();
        self.usage.add(&Sample::now().since(&before));
    }

    /// What is due between two segments.
    fn between(&mut self) {
        let secs = self.secs();
        let resident = resources::resident_bytes();
        self.resident_peak = self.resident_peak.max(resident);
        let (iterations, elapsed) = (self.engine.work().iterations, self.elapsed());
        self.run.record.set_progress(RunState::Running, iterations, elapsed);
        let (nodes, workers) = (self.engine.work().nodes, self.workers());
        if let Some(text) = self.drift.look(self.training_secs, nodes, &self.usage, workers) {
            self.run.reporter.warning(text);
        }
        if self.next_progress.now(secs) || self.is_complete() {
            self.progress(resident);
        }
        if self.next_chart.now(secs) {
            self.charts.draw(self.run.reporter, self.game, &*self.engine, self.training_secs, &self.usage);
        }
        self.look_at_saving();
        if self.is_complete() || self.is_chunk_over() {
            return;
        }
        if self.is_checkpoint_due(secs) {
            let result = self.checkpoint(false);
            self.warn(result);
        }
        if !self.is_saving() && self.next_snapshot.now(secs) {
            let result = self.snapshot();
            self.warn(result);
        }
    }

    /// Whether a checkpoint is to be written now; one that has to wait for another file stays due.
    fn is_checkpoint_due(&mut self, secs: f64) -> bool {
        if self.is_saving() {
            return false;
        }
        let iterations = self.engine.work().iterations;
        let by_iterations = iterations >= self.checkpoint_at;
        if by_iterations {
            let interval = self.run.config.checkpoint_interval_iterations;
            self.checkpoint_at = next_multiple(iterations, interval);
        }
        self.next_checkpoint.now(secs) || by_iterations
    }

    fn progress(&mut self, resident_bytes: Option<u64>) {
        let rates = self.rates.mean();
        let (done, limit) = (self.engine.work().iterations, self.limit());
        let (elapsed, budget) = (self.elapsed(), self.run.config.time_budget());
        let secs_for_rest = (limit.saturating_sub(done)) as f64 / rates.iterations_per_sec.max(1e-9);
        let counts_time = limit == u64::MAX || self.secs_left() < secs_for_rest;
        let progress = match budget.filter(|_| counts_time) {
            Some(budget) => {
                let total = budget.ceil() as u64;
                Progress { total: Some(total), ..Progress::new("s", (elapsed as u64).min(total)) }
            }
            None => Progress { total: Some(limit), ..Progress::new("it", done) },
        };
        let remaining = self.secs_left().min(secs_for_rest).max(0.0);
        self.run.reporter.progress(Progress {
            iterations_per_sec: Some(rates.iterations_per_sec),
            nodes_per_sec: Some(rates.nodes_per_sec),
            hand_node_visits_per_sec: Some(rates.visits_per_sec),
            resident_bytes,
            remaining_secs: remaining.is_finite().then_some(remaining),
            ..progress
        });
    }

    fn snapshot(&mut self) -> Result<(), TrainError> {
        let start = Instant::now();
        let iterations = self.engine.work().iterations;
        let directory = self.run.dir.snapshots()?;
        let old = self.thin_snapshots(&directory)?;
        let path = directory.join(format!("{SNAPSHOT}{iterations:012}.hdm"));
        let (recipe, stamp) = (self.run.config.recipe(), Stamp::from(self.game));
        let written = self.run.dir.written().clone();
        let after = {
            let written = written.clone();
            move || written.remove(&old)
        };
        match self.strategy_on_the_way() {
            Some(strategy) => {
                let seal = move || Ok(file::seal(&path, &stamp, &recipe, &strategy, iterations)?);
                self.saver.start("snapshot", &written, seal, after);
            }
            None => {
                let sealed = self.seal_strategy(&path, iterations)?;
                self.saver.start("snapshot", &written, || Ok(sealed), after);
            }
        }
        self.saves.push(start.elapsed().as_secs_f64());
        Ok(())
    }

    /// Returns the snapshots to remove, so that their number stays bounded and their spacing even, however
    /// long the run.
    fn thin_snapshots(&mut self, directory: &Path) -> Result<Vec<PathBuf>, TrainError> {
        let paths = numbered_files(directory, SNAPSHOT)?;
        // One more is about to be written.
        if paths.len() < self.run.config.snapshots_kept {
            return Ok(Vec::new());
        }
        self.next_snapshot.interval *= 2.0;
        Ok(paths.into_iter().skip(1).step_by(2).collect())
    }

    /// Saves blueprint and checkpoint, and frees the tables.
    pub(crate) fn finish(mut self) -> Result<(Trained, Strategy), TrainError> {
        let work = self.engine.work();
        self.rates.end(self.training_secs, &work);
        let paused = !self.is_complete() && !self.run.stop.is_set();
        let interrupted = !self.is_complete() && !paused;
        let infosets =
            self.charts.draw(self.run.reporter, self.game, &*self.engine, self.training_secs, &self.usage);
        let speed = self.speed();
        let elapsed_secs = self.elapsed();
        self.run.record.set_progress(RunState::Running, work.iterations, elapsed_secs);
        let earlier = self.settle();
        self.warn(earlier);
        // Its memory is needed for the strategy.
        self.copies.give_back();
        let begun = if self.saved_at == Some(work.iterations) { Ok(()) } else { self.checkpoint(true) };
        // While the disk takes the checkpoint.
        let strategy = self.strategy_at_the_end();
        let saved = begun.and_then(|()| self.settle());
        let written = self.write_blueprint(strategy, work.iterations);
        // Both were tried, so whatever can be saved has been.
        let strategy = saved.and(written)?;
        let (workers, losses) = (self.workers(), self.engine.losses());
        let milestones = self.milestones.points;
        let trained =
            Trained { work, elapsed_secs, infosets, speed, workers, losses, interrupted, paused, milestones };
        Ok((trained, strategy))
    }

    fn speed(&self) -> SpeedReport {
        let (rates, usage) = (self.rates.mean(), &self.usage);
        let tenths = self.rates.tenths();
        let workers = self.workers() as f64;
        let per_sec = |count: Option<u64>| {
            count.filter(|_| usage.wall_secs > 0.0).map(|count| count as f64 / usage.wall_secs)
        };
        let voluntary = per_sec(usage.voluntary_switches);
        let involuntary = per_sec(usage.involuntary_switches);
        SpeedReport {
            training_secs: self.training_secs,
            saving_secs: self.saves.iter().sum(),
            saves: self.saves.len() as u64,
            longest_save_secs: self.saves.iter().copied().fold(0.0, f64::max),
            batch_times: self.batches.times(),
            evenness: self.rates.evenness(),
            iterations_per_sec: rates.iterations_per_sec,
            nodes_per_sec: rates.nodes_per_sec,
            hand_node_visits_per_sec: rates.visits_per_sec,
            tenths_max_deviation_percent: tenths.as_deref().map(max_deviation_percent),
            rate_by_tenth: tenths,
            busy_cores: usage.busy_cores(),
            system_cpu_percent: usage.system_cpu_percent(),
            voluntary_context_switches_per_sec: voluntary,
            voluntary_context_switches_per_sec_per_worker: voluntary.map(|n| n / workers),
            involuntary_context_switches_per_sec: involuntary,
            involuntary_context_switches_per_sec_per_worker: involuntary.map(|n| n / workers),
            minor_page_faults: usage.minor_faults,
            major_page_faults: usage.major_faults,
            resident_start_bytes: self.resident_start,
            resident_end_bytes: resources::resident_bytes(),
            resident_training_peak_bytes: self.resident_peak,
        }
    }
}

/// The first multiple of an interval after this many iterations; never without an interval.
pub(super) fn next_multiple(iterations: u64, interval: Option<u64>) -> u64 {
    interval.map_or(u64::MAX, |interval| (iterations / interval).saturating_add(1).saturating_mul(interval))
}
