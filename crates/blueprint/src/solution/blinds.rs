//! Games of configuration small enough to be solved from the blinds: Kuhn, Leduc, mini hold'em.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

use holdem_cfr::exact::{ExactGame, ExactProgress, ExactSolver, NodeView, StopAt, Stopped};

use super::solved::options;
use super::{Needed, Record, SolutionError};
use crate::Game;
use crate::config::GameKind;

/// A small game with its strategies.
#[derive(Debug)]
pub struct SolvedGame {
    game: Game,
    solver: ExactSolver,
    record: Record,
}

/// The bytes that a small game needs.
///
/// # Errors
/// [`SolutionError::NeedsBoard`] for Hold'em; if the game is not for two.
pub fn needed(game: &Game) -> Result<Needed, SolutionError> {
    Ok(ExactSolver::estimate(&exact(game)?)?.into())
}

fn exact(game: &Game) -> Result<ExactGame, SolutionError> {
    match game.kind {
        GameKind::Holdem => Err(SolutionError::NeedsBoard),
        _ => Ok(ExactGame::with_all_hands(Arc::clone(&game.tree), Arc::clone(&game.cards))),
    }
}

impl SolvedGame {
    /// Takes the memory for a game.
    ///
    /// # Errors
    /// As [`needed`]; if the memory is refused.
    pub fn prepare(game: Game, record: Record, workers: usize) -> Result<Self, SolutionError> {
        let solver = ExactSolver::new(exact(&game)?, options(&record, workers))?;
        Ok(Self { game, solver, record })
    }

    /// Solves on until something says stop.
    pub fn solve(
        &mut self,
        stop: &StopAt,
        progress: &mut dyn FnMut(&ExactProgress) -> ControlFlow<()>,
    ) -> Stopped {
        let started = Instant::now();
        let outcome = self.solver.solve(stop, progress);
        self.record.count(&outcome, started.elapsed());
        outcome.stopped
    }

    /// The game.
    pub fn game(&self) -> &Game {
        &self.game
    }
    /// How it was solved, and how far.
    pub fn record(&self) -> &Record {
        &self.record
    }
    /// Bytes of the tables.
    pub fn memory_bytes(&self) -> u64 {
        self.solver.table_bytes() as u64
    }
    /// What both seats win a hand, in chips.
    pub fn values(&self) -> [f64; 2] {
        [0, 1].map(|player| self.solver.ev(player))
    }
    /// The first decision.
    ///
    /// # Errors
    /// If nobody decides there.
    pub fn root(&self) -> Result<NodeView, SolutionError> {
        Ok(self.solver.view(0, &[])?)
    }
}
