//! A solution compared exactly with what was played before it, in the betting of its subgame.

use std::sync::Arc;

use holdem_cfr::exact::ExactSolver;

use super::kept::Kept;
use super::translated::{OfSolution, Played, put};
use crate::{Method, SearchError, Subgame};

/// What a solution changes if the other player arrives with the believed range. The strategy played so far
/// takes bets of the subgame for the nearest of its own. Payoffs are in chips over the whole hand, so that
/// those of both players sum to 0 without rake.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Chips in the pot.
    pub pot: f64,
    /// What the player gets against the other's strategy so far: with its own strategy so far, and with the
    /// solution.
    pub ev: [f64; 2],
    /// What the other player's best response gets: against the strategy so far, and against the solution.
    pub best_response: [f64; 2],
}

impl Comparison {
    /// Compares a solution of a player with what was played before.
    pub(super) fn of(
        kept: &Kept,
        before: &mut dyn Played,
        player: usize,
        workers: usize,
    ) -> Result<Self, SearchError> {
        let subgame = Subgame {
            tree: Arc::clone(&kept.tree),
            cards: Arc::clone(&kept.solved.solver.game().cards),
            board: kept.solved.solver.game().board,
            standing: kept.standing.clone(),
            frozen: Vec::new(),
        };
        let game = subgame.game(player, Method::Unsafe)?;
        let mut solver = ExactSolver::for_averages(game, workers)?;
        put(&mut solver, 1 - player, before, None)?;
        put(&mut solver, player, before, None)?;
        let look = |solver: &ExactSolver| (solver.ev(player), solver.best_response_ev(1 - player));
        let old = look(&solver);
        put(&mut solver, player, &mut OfSolution { kept, start: 0, boards: Vec::new() }, None)?;
        let new = look(&solver);
        Ok(Self { pot: solver.game().pot(), ev: [old.0, new.0], best_response: [old.1, new.1] })
    }
}
