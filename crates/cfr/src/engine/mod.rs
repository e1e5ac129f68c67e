//! Every way of training behind one interface: what a run needs from a solver, however it draws and walks
//! deals.
//!
//! | engine | sampler | players |
//! |---|---|---|
//! | [`VectorSolver`] | public chance sampling over hand vectors | 2 |
//! | [`CfrBrSolver`] | the same for each seat alone, against a responder | 2 |
//! | [`SampledSolver`] | external and outcome sampling, one hand at a time | 2 to 9 |

mod cfr_br;
mod sampled;
mod state;
#[cfg(test)]
mod tests;
mod vector;

pub use self::state::{Detail, EngineState};
use crate::discount::Discount;
use crate::sampled::{SampledError, SampledOptions, SampledSolver};
use crate::tables::layout::Look;
use crate::tables::storage::Losses;
use crate::tables::strategy::Strategy;
use crate::vector::cfr_br::CfrBrSolver;
use crate::vector::solver::{SolverError, SolverOptions, VectorSolver, Work};
use holdem_game::deal::CardModel;
use holdem_game::tree::BettingTree;
use std::ops::ControlFlow;
use std::sync::Arc;

/// A solver in training.
///
/// Its state is an [`EngineState`] and the tables. A state restored into an engine with the same tree,
/// buckets and options continues to the same bits; for [`SampledSolver`] only with one worker.
pub trait Engine: Send {
    /// Work done so far.
    fn work(&self) -> Work;

    /// Threads that can have something to do at the same time.
    fn most_workers(&self) -> usize;

    /// Trains on `workers` threads until `limit` iterations are reached in all, or `stop` says so. `stop` is
    /// called often, every few milliseconds, with the work done.
    fn run(&mut self, workers: usize, limit: u64, stop: &(dyn Fn(&Work) -> bool + Sync));

    /// The average strategy.
    ///
    /// # Complexity
    /// O(table), one pass.
    fn average_strategy(&self) -> Strategy;

    /// How much an iteration counts in the regrets: all the same where they are cut off at 0 (regret
    /// matching+).
    fn regret_discount(&self) -> Discount;

    /// Share of exploration at this point; `None` if nothing is explored.
    fn epsilon(&self) -> Option<f32>;

    /// What has been lost by keeping the numbers in 16 bits; `None` with 32.
    fn losses(&self) -> Option<Losses>;

    /// Shows every `stride`-th information set: its street, regrets and strategy sums.
    ///
    /// # Complexity
    /// O(nodes + information sets / stride).
    fn sample_rows(&self, stride: usize, look: &mut Look<'_>);

    /// What has been done, without the tables.
    fn state(&self) -> EngineState;

    /// Words in each part of the tables, in the order of [`Engine::export`].
    fn part_lens(&self) -> Vec<usize>;

    /// Passes on the tables part by part, in words of 32 bits.
    fn export(&mut self, write: &mut dyn FnMut(&[u32]));

    /// Restores a state: `fill` is given the number of each part and its words, and may break off.
    ///
    /// Returns whether the state belongs to such an engine and all parts were filled; otherwise the engine
    /// can only be dropped.
    fn import(
        &mut self,
        state: &EngineState,
        fill: &mut dyn FnMut(usize, &mut [u32]) -> ControlFlow<()>,
    ) -> bool;
}

/// Which engine, and what it does.
#[derive(Clone, Debug, PartialEq)]
pub enum EngineOptions {
    /// [`VectorSolver`].
    PublicChance(SolverOptions),
    /// [`CfrBrSolver`].
    CfrBr(SolverOptions),
    /// [`SampledSolver`].
    Sampled(SampledOptions),
}

/// Why an engine cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// No [`VectorSolver`].
    #[error(transparent)]
    PublicChance(#[from] SolverError),
    /// No [`SampledSolver`].
    #[error(transparent)]
    Sampled(#[from] SampledError),
    /// An engine over several processes failed.
    #[error("{place}: {reason}")]
    Elsewhere {
        /// Which of them.
        place: String,
        /// Why.
        reason: String,
    },
}

impl EngineError {
    /// Whether the system refused the memory for the tables.
    pub fn is_memory(&self) -> bool {
        matches!(
            self,
            Self::PublicChance(SolverError::Memory { .. }) | Self::Sampled(SampledError::Memory { .. })
        )
    }
}

impl EngineOptions {
    /// Makes an engine that trains all players from uniform strategies.
    ///
    /// # Errors
    /// [`EngineError`] if tree, cards and options do not fit, or the memory is refused.
    pub fn engine(
        &self,
        tree: &Arc<BettingTree>,
        cards: &Arc<dyn CardModel>,
    ) -> Result<Box<dyn Engine>, EngineError> {
        Ok(match self {
            Self::PublicChance(options) => Box::new(VectorSolver::new(tree, cards, options.clone())?),
            Self::CfrBr(options) => Box::new(CfrBrSolver::new(tree, cards, options)?),
            Self::Sampled(options) => Box::new(SampledSolver::new(tree, cards, *options)?),
        })
    }
}
