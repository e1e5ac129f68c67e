//! A solver and what it has done: the common part of spots and small games.

use std::ops::ControlFlow;
use std::time::Instant;

use holdem_cfr::exact::{ExactGame, ExactOptions, ExactProgress, ExactSolver, StopAt, Stopped};

use super::{Record, SolutionError};

/// A solver, how it solves, and how far it has got.
#[derive(Debug)]
pub(super) struct Recorded {
    pub(super) solver: ExactSolver,
    pub(super) record: Record,
}

impl Recorded {
    /// Allocates the memory for a game; `record` says how it is solved.
    ///
    /// # Errors
    /// If the variant does not work with the storage, or the memory is refused.
    pub(super) fn prepare(game: ExactGame, record: Record, workers: usize) -> Result<Self, SolutionError> {
        Ok(Self { solver: ExactSolver::new(game, options(&record, workers))?, record })
    }

    /// Solves on until something says stop.
    pub(super) fn solve(
        &mut self,
        stop: &StopAt,
        progress: &mut dyn FnMut(&ExactProgress) -> ControlFlow<()>,
    ) -> Stopped {
        let started = Instant::now();
        let outcome = self.solver.solve(stop, progress);
        self.record.count(&outcome, started.elapsed());
        self.record.held = self.solver.held();
        outcome.stopped
    }

    /// Bytes of the tables.
    pub(super) fn memory_bytes(&self) -> u64 {
        self.solver.table_bytes() as u64
    }

    /// Expected chips of both players.
    pub(super) fn ev(&self) -> [f64; 2] {
        [0, 1].map(|player| self.solver.ev(player))
    }
}

/// What the solver is told.
pub(super) fn options(record: &Record, workers: usize) -> ExactOptions {
    ExactOptions { variant: record.variant.variant(), storage: record.storage, workers }
}
