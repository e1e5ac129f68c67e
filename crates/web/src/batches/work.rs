//! The thread that solves flop after flop. A flop that is done is a file; one that was not is solved anew.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use holdem_blueprint::solution::batch::{Batch as Solve, Solving, WeightedFlop};
use holdem_blueprint::solution::{ExactProgress, Keep, StorageChoice};
use holdem_game::spot::Spot;
use holdem_store::{Destination, create_directory};
use holdem_telemetry::resources::Memory;

use super::job::{Batch, CurrentFlop, Flop};
use crate::desk::Desk;
use crate::error::{ApiError, without_paths};
use crate::solves::job::{ProgressOf, StateOf};

/// The room of batches.
pub(crate) const ROOM: &str = "batches";

/// What the thread needs.
pub(crate) struct Work<'a> {
    pub(crate) batch: &'a Batch,
    pub(crate) desk: &'a Desk,
    pub(crate) workers: usize,
    /// Set when the server ends.
    pub(crate) ending: &'a AtomicBool,
}

/// The file of a flop.
pub(crate) fn file(desk: &Desk, batch: &str, flop: &Flop) -> PathBuf {
    desk.solutions().join(batch).join(format!("{}.hdm", flop.cards))
}

impl Work<'_> {
    /// Solves what is not solved yet, until all is or it should stop.
    pub(crate) fn solve(&self) {
        self.batch.tell(|kept| kept.state = StateOf::Solving);
        let bug = |_| Err(ApiError::internal("this batch met a bug; it is in the log of the server"));
        let result = catch_unwind(AssertUnwindSafe(|| self.all())).unwrap_or_else(bug);
        self.batch.at(None);
        self.batch.tell(|kept| match &result {
            Ok(true) => kept.state = StateOf::Done,
            Ok(false) => kept.state = StateOf::Paused,
            Err(error) => {
                kept.state = StateOf::Failed;
                kept.error = Some(without_paths(&error.message));
            }
        });
        // What is told is in memory whatever the disk says.
        drop(self.desk.keep(ROOM, self.batch.id, &self.batch.kept()));
    }

    /// Whether all flops are done.
    fn all(&self) -> Result<bool, ApiError> {
        let kept = self.batch.kept();
        create_directory(self.desk.solutions().join(&kept.name))?;
        for (number, flop) in kept.flops.iter().enumerate() {
            if !file(self.desk, &kept.name, flop).is_file() && !self.flop(&kept.spot, &kept.name, flop)? {
                return Ok(false);
            }
            self.batch.tell(|kept| kept.done = number + 1);
            self.desk.keep(ROOM, self.batch.id, &self.batch.kept())?;
        }
        Ok(true)
    }

    /// Whether a flop was solved to its goal.
    fn flop(&self, spot: &Spot, name: &str, flop: &Flop) -> Result<bool, ApiError> {
        let solving = Solving {
            stop_at: self.batch.kept().goal.stop_at(Duration::ZERO),
            storage: StorageChoice::Auto,
            workers: self.workers,
            available: Memory::now().map(|memory| memory.available_bytes),
            ..Solving::default()
        };
        let weighted = WeightedFlop { cards: flop.cards.clone(), weight: flop.weight };
        let mut known = ProgressOf::default();
        let solution = Solve::new(spot, solving, &[]).solution(&weighted, &mut |at| {
            known = progress(&known, at);
            self.batch.at(Some(CurrentFlop { flop: flop.cards.clone(), progress: known }));
            // Relaxed: the flag orders nothing.
            match self.batch.should_stop() || self.ending.load(Ordering::Relaxed) {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        })?;
        let Some(solution) = solution else { return Ok(false) };
        let to = Destination::new(file(self.desk, name, flop), true)?;
        solution.write(&to, Keep::Strategy)?;
        Ok(true)
    }
}

fn progress(known: &ProgressOf, at: &ExactProgress) -> ProgressOf {
    ProgressOf {
        iterations: at.iterations,
        exploitability_chips: at.exploitability.or(known.exploitability_chips),
        exploitability_pct: at.exploitability_pct.or(known.exploitability_pct),
        secs: at.elapsed.as_secs_f64(),
        remaining_secs: None,
    }
}
