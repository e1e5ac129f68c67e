//! The thread that solves.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use holdem_blueprint::solution::{ExactProgress, Keep, Record, Solution, Stopped};
use holdem_store::{Destination, create_directory};

use super::job::{Job, ProgressOf, StateOf, Why};
use super::request::Prepared;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::library::{Opened, Solved};
use crate::locks::locked;

/// The room of solves.
pub(crate) const ROOM: &str = "solves";
/// How often a long solve is written down.
const CHECKPOINT: Duration = Duration::from_secs(120);

/// What a stint needs.
pub(crate) struct Stint<'a> {
    pub(crate) job: &'a Job,
    pub(crate) desk: &'a Desk,
    pub(crate) workers: usize,
    /// Set when the server ends.
    pub(crate) ending: &'a AtomicBool,
}

impl Stint<'_> {
    /// Solves until the goal, or until it should stop; what was solved is written down then.
    pub(crate) fn solve(&self, prepared: &Prepared) {
        let result = caught(|| {
            let mut solution = self.begin(prepared)?;
            self.job.tell(|told| told.state = StateOf::Solving);
            let why = self.go_on(&mut solution)?;
            self.write(&solution)?;
            // The tables are given back, and mapped where they are asked for.
            drop(solution);
            self.reopen()?;
            Ok(why)
        });
        self.job.tell(|told| match &result {
            Ok(why) => {
                let done = matches!(why, Why::Target | Why::Iterations | Why::Time);
                told.state = if done { StateOf::Done } else { StateOf::Paused };
                told.stopped = Some(*why);
                told.progress.remaining_secs = None;
            }
            Err(error) => {
                told.state = StateOf::Failed;
                told.error = Some(crate::error::without_paths(&error.message));
            }
        });
        // What is told is in memory whatever the disk says.
        drop(self.desk.keep(ROOM, self.job.id, &self.job.now()));
        if self.job.is_thrown_away() {
            self.desk.forget(ROOM, self.job.id);
        }
    }

    /// Takes the memory, or reads what was solved before.
    fn begin(&self, prepared: &Prepared) -> Result<Solution, ApiError> {
        *locked(&self.job.opened) = None;
        let file = self.desk.file(ROOM, self.job.id, "hdm");
        if file.is_file() {
            return Ok(Solution::resume(&file, self.workers)?);
        }
        let record = Record { variant: prepared.variant, storage: prepared.storage, ..Record::default() };
        Ok(Solution::prepare(&prepared.spot, record, self.workers)?)
    }

    /// Solves in stretches, and writes a long solve down between them.
    fn go_on(&self, solution: &mut Solution) -> Result<Why, ApiError> {
        let (start, goal) = (Instant::now(), self.job.now().goal);
        loop {
            let (before, stretch) = (solution.record().solve_secs, Instant::now());
            let mut why = None;
            let stop_at = goal.stop_at(start.elapsed());
            let stopped = solution.solve(&stop_at, &mut |at| {
                self.report(at, before);
                why = self.why_now();
                match why.is_some() || stretch.elapsed() > CHECKPOINT {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            });
            self.count(solution);
            let why = match stopped {
                Stopped::Target => Some(Why::Target),
                Stopped::Iterations => Some(Why::Iterations),
                Stopped::Time => Some(Why::Time),
                Stopped::Asked => why,
            };
            if let Some(why) = why {
                return Ok(why);
            }
            self.write(solution)?;
            self.desk.keep(ROOM, self.job.id, &self.job.now())?;
        }
    }

    fn why_now(&self) -> Option<Why> {
        // Relaxed: the flag orders nothing.
        let ending = || self.ending.load(std::sync::atomic::Ordering::Relaxed);
        // What somebody has stopped does not go on with the next server, whatever else ends it.
        self.job.should_stop().or_else(|| ending().then_some(Why::Ended))
    }

    fn report(&self, at: &ExactProgress, before: f64) {
        let secs = before + at.elapsed.as_secs_f64();
        self.job.tell(|told| {
            let rate = at.iterations as f64 / secs.max(1e-9);
            let left = at.expected.map(|last| last.saturating_sub(at.iterations) as f64 / rate);
            let known = told.progress;
            told.progress = ProgressOf {
                iterations: at.iterations,
                exploitability_chips: at.exploitability.or(known.exploitability_chips),
                exploitability_pct: at.exploitability_pct.or(known.exploitability_pct),
                secs,
                remaining_secs: left.filter(|_| told.target_pct > 0.0),
            };
            told.curve.extend(at.exploitability_pct.map(|pct| (at.iterations, pct)));
        });
    }

    /// Takes over what the solver counted.
    fn count(&self, solution: &Solution) {
        let record = solution.record();
        self.job.tell(|told| {
            told.progress = ProgressOf {
                iterations: record.iterations,
                exploitability_chips: Some(record.exploitability_chips),
                exploitability_pct: Some(record.exploitability_pct_of_pot),
                secs: record.solve_secs,
                ..told.progress
            };
            if told.curve.last().is_none_or(|&(iterations, _)| iterations < record.iterations) {
                told.curve.push((record.iterations, record.exploitability_pct_of_pot));
            }
        });
    }

    fn write(&self, solution: &Solution) -> Result<(), ApiError> {
        let file = self.desk.file(ROOM, self.job.id, "hdm");
        create_directory(file.parent().unwrap_or(&file))?;
        solution.write(&Destination::new(&file, true)?, Keep::All)?;
        Ok(())
    }

    /// Maps what was written, to be asked.
    pub(crate) fn reopen(&self) -> Result<(), ApiError> {
        let file = self.desk.file(ROOM, self.job.id, "hdm");
        let solution = Solution::open(&file, self.workers)?;
        *locked(&self.job.opened) = Some(Opened::Solution(Arc::new(Solved::new(solution))));
        Ok(())
    }
}

/// A panic of the solver as an error of this solve alone.
fn caught<T>(work: impl FnOnce() -> Result<T, ApiError>) -> Result<T, ApiError> {
    let bug = |_| Err(ApiError::internal("this solve met a bug; it is in the log of the server"));
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(bug)
}
