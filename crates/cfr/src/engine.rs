//! Every way of training behind one interface: what a run needs of a solver, however it draws and walks deals.
//!
//! | engine | sampler | players |
//! |---|---|---|
//! | [`Solver`] | public chance sampling over hand vectors | 2 |
//! | [`RobustSolver`] | the same for each seat alone, against a responder | 2 |
//! | [`SampledSolver`] | external and outcome sampling, one hand at a time | 2 to 9 |

use crate::discount::Discount;
use crate::pinning::Cores;
use crate::sampled::{SampledError, SampledOptions, SampledSolver, SampledWork};
use crate::tables::layout::Look;
use crate::tables::storage::{Losses, Storage};
use crate::tables::strategy::Strategy;
use crate::vector::cfr_br::RobustSolver;
use crate::vector::solver::{Solver, SolverError, SolverOptions, Work};
use holdem_game::deal::CardModel;
use holdem_game::tree::BettingTree;
use std::ops::ControlFlow;

/// Words of a table that are handed out together, at most: 256 MB.
const PART: usize = 1 << 26;

/// A solver in training.
///
/// Its state is the work done, the [memory](Engine::memory) and the tables. A state that is restored into an engine of the same
/// tree, buckets and options goes on to the same bits; for [`SampledSolver`] only with one worker.
pub trait Engine: Send {
    /// Work done so far.
    fn work(&self) -> Work;

    /// Threads that can have something to do at the same time.
    fn most_workers(&self) -> usize;

    /// Trains on `workers` threads until `limit` iterations are reached in all, or `stop` says so. `stop` is told the work done
    /// and asked often: every few milliseconds.
    fn run(&mut self, workers: usize, limit: u64, stop: &(dyn Fn(&Work) -> bool + Sync));

    /// Keeps the workers of later runs on cores, or lets them free again. Nothing that is learned depends on it.
    fn pin(&mut self, cores: Option<Cores>);

    /// The average strategy.
    ///
    /// # Complexity
    /// O(table), one pass.
    fn average_strategy(&self) -> Strategy;

    /// How much an iteration counts.
    fn discount(&self) -> Discount;

    /// Share of exploration at this point; `None` if nothing is explored.
    fn epsilon(&self) -> Option<f32>;

    /// What keeping the numbers in 16 bits has lost; `None` with 32.
    fn losses(&self) -> Option<Losses>;

    /// Shows every `stride`-th information set: its street, regrets and strategy sums.
    ///
    /// # Complexity
    /// O(nodes + information sets / stride).
    fn sample_rows(&self, stride: usize, look: &mut Look<'_>);

    /// What is remembered beyond the work and the tables.
    fn memory(&self) -> Vec<f64>;

    /// Words in each part of the tables, in the order of [`Engine::export`].
    fn part_lens(&self) -> Vec<usize>;

    /// Hands out the tables part by part, in words of 32 bits.
    fn export(&mut self, write: &mut dyn FnMut(&[u32]));

    /// Restores a state: `fill` gets the number of each part and its words, and may break off.
    ///
    /// Returns whether `memory` is one of this engine and all parts were filled; otherwise the engine can only be dropped.
    fn import(
        &mut self,
        work: Work,
        memory: &[f64],
        fill: &mut dyn FnMut(usize, &mut [u32]) -> ControlFlow<()>,
    ) -> bool;
}

/// Which engine, and what it does.
#[derive(Clone, Debug, PartialEq)]
pub enum EngineOptions {
    /// [`Solver`].
    PublicChance(SolverOptions),
    /// [`RobustSolver`].
    Robust(SolverOptions),
    /// [`SampledSolver`].
    Sampled(SampledOptions),
}

/// Why an engine cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// No [`Solver`].
    #[error(transparent)]
    PublicChance(#[from] SolverError),
    /// No [`SampledSolver`].
    #[error(transparent)]
    Sampled(#[from] SampledError),
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
    pub fn engine<'a>(
        &self,
        tree: &'a BettingTree,
        cards: &'a dyn CardModel,
    ) -> Result<Box<dyn Engine + 'a>, EngineError> {
        Ok(match self {
            Self::PublicChance(options) => Box::new(Solver::new(tree, cards, options.clone())?),
            Self::Robust(options) => Box::new(RobustSolver::new(tree, cards, options)?),
            Self::Sampled(options) => Box::new(SampledSolver::new(tree, cards, *options)?),
        })
    }
}

impl Engine for Solver<'_> {
    fn work(&self) -> Work {
        *Solver::work(self)
    }
    fn most_workers(&self) -> usize {
        self.num_tasks().max(1)
    }
    fn run(&mut self, workers: usize, limit: u64, stop: &(dyn Fn(&Work) -> bool + Sync)) {
        Solver::run(self, workers, limit, stop);
    }
    fn pin(&mut self, cores: Option<Cores>) {
        Solver::pin(self, cores);
    }
    fn average_strategy(&self) -> Strategy {
        Solver::average_strategy(self)
    }
    fn discount(&self) -> Discount {
        self.options().discount
    }
    fn epsilon(&self) -> Option<f32> {
        None
    }
    fn losses(&self) -> Option<Losses> {
        (self.options().storage == Storage::I16).then(|| Solver::losses(self))
    }
    fn sample_rows(&self, stride: usize, look: &mut Look<'_>) {
        Solver::sample_rows(self, stride, look);
    }
    fn memory(&self) -> Vec<f64> {
        Vec::new()
    }
    fn part_lens(&self) -> Vec<usize> {
        self.table_lens()
    }
    fn export(&mut self, write: &mut dyn FnMut(&[u32])) {
        self.export_words(write);
    }
    fn import(
        &mut self,
        work: Work,
        memory: &[f64],
        fill: &mut dyn FnMut(usize, &mut [u32]) -> ControlFlow<()>,
    ) -> bool {
        memory.is_empty() && self.import_while(work, fill)
    }
}

/// What a vector walk and a sampled one have in common; a node of a sampled walk is one hand valued there.
impl From<&SampledWork> for Work {
    fn from(work: &SampledWork) -> Self {
        Self {
            iterations: work.iterations,
            batches: 0,
            nodes: work.nodes,
            hand_node_visits: work.nodes,
            utility_sum: work.utility_sum[0],
        }
    }
}

impl Engine for SampledSolver<'_> {
    fn work(&self) -> Work {
        SampledSolver::work(self).into()
    }
    fn most_workers(&self) -> usize {
        usize::MAX
    }
    fn run(&mut self, workers: usize, limit: u64, stop: &(dyn Fn(&Work) -> bool + Sync)) {
        SampledSolver::run(self, workers, limit, &|work| stop(&work.into()));
    }
    fn pin(&mut self, cores: Option<Cores>) {
        SampledSolver::pin(self, cores);
    }
    fn average_strategy(&self) -> Strategy {
        SampledSolver::average_strategy(self)
    }
    fn discount(&self) -> Discount {
        self.options().discount
    }
    fn losses(&self) -> Option<Losses> {
        None
    }
    fn epsilon(&self) -> Option<f32> {
        self.explores().then(|| SampledSolver::epsilon(self))
    }
    fn sample_rows(&self, stride: usize, look: &mut Look<'_>) {
        SampledSolver::sample_rows(self, stride, look);
    }
    fn memory(&self) -> Vec<f64> {
        SampledSolver::work(self).memory()
    }
    fn part_lens(&self) -> Vec<usize> {
        let words = (self.table_bytes() / 4) as usize;
        (0..words).step_by(PART).map(|start| PART.min(words - start)).collect()
    }
    fn export(&mut self, write: &mut dyn FnMut(&[u32])) {
        self.words().chunks(PART).for_each(write);
    }
    fn import(
        &mut self,
        work: Work,
        memory: &[f64],
        fill: &mut dyn FnMut(usize, &mut [u32]) -> ControlFlow<()>,
    ) -> bool {
        let Some(work) = SampledWork::remembered(work.iterations, work.nodes, memory) else { return false };
        let mut parts = self.restore(work).chunks_mut(PART).enumerate();
        parts.all(|(part, words)| fill(part, words).is_continue())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampled::{Exploration, Method, Schedule};
    use holdem_game::deal::LeducCards;
    use holdem_game::tree::LeducPoker;

    fn all() -> [EngineOptions; 6] {
        let schedule = Schedule::Adaptive { min: 0.1, max: 0.6, target: 0.01, interval: 1000 };
        let outcome = Method::Outcome(Exploration { epsilon: 0.5, schedule });
        let external = SampledOptions::external(3, 2);
        [
            EngineOptions::PublicChance(SolverOptions::default()),
            EngineOptions::PublicChance(SolverOptions { storage: Storage::I16, ..SolverOptions::default() }),
            EngineOptions::Robust(SolverOptions::default()),
            EngineOptions::Robust(SolverOptions { storage: Storage::I16, ..SolverOptions::default() }),
            EngineOptions::Sampled(external),
            EngineOptions::Sampled(SampledOptions { method: outcome, ..external }),
        ]
    }

    fn state(engine: &mut dyn Engine) -> (Work, Vec<f64>, Vec<Vec<u32>>) {
        let mut parts = Vec::new();
        engine.export(&mut |words| parts.push(words.to_vec()));
        (engine.work(), engine.memory(), parts)
    }

    #[test]
    fn every_engine_continues_a_restored_state_to_the_same_bits() {
        let tree = BettingTree::build(&LeducPoker { players: 2 }).unwrap();
        for options in all() {
            let mut first = options.engine(&tree, &LeducCards).unwrap();
            // No multiple of the sizes of batches and chunks: ended by `stop` and not by a limit.
            first.run(1, u64::MAX, &|work| work.iterations > 5000);
            let (work, memory, parts) = state(&mut *first);
            assert_eq!(first.part_lens(), parts.iter().map(Vec::len).collect::<Vec<_>>());
            let mut second = options.engine(&tree, &LeducCards).unwrap();
            let mut fill = |part: usize, words: &mut [u32]| {
                words.copy_from_slice(&parts[part]);
                ControlFlow::Continue(())
            };
            assert!(!second.import(work, &[0.5; 3], &mut fill), "a memory of something else");
            assert!(second.import(work, &memory, &mut fill));
            for engine in [&mut first, &mut second] {
                engine.run(1, u64::MAX, &|work| work.iterations > 10_000);
            }
            assert_eq!(state(&mut *first), state(&mut *second), "{options:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn pinned_workers_learn_the_same_each_on_its_core_and_leave_the_caller_as_it_was() {
        use crate::pinning::allowed;
        use std::collections::BTreeSet;
        use std::sync::Mutex;

        let tree = BettingTree::build(&LeducPoker { players: 2 }).unwrap();
        let before = allowed().unwrap();
        let cores = Cores::for_workers(before.len().min(2)).unwrap();
        for options in all() {
            // Where the thread was that ended a batch, or a chunk.
            let train = |engine: &mut dyn Engine, workers, iterations| {
                let seen = Mutex::new(BTreeSet::new());
                engine.run(workers, u64::MAX, &|work| {
                    seen.lock().unwrap().insert(allowed().unwrap());
                    work.iterations > iterations
                });
                assert_eq!(allowed().unwrap(), before, "the caller is free again: {options:?}");
                seen.into_inner().unwrap()
            };
            let mut pinned = options.engine(&tree, &LeducCards).unwrap();
            pinned.pin(Some(cores.clone()));
            let mut free = options.engine(&tree, &LeducCards).unwrap();
            assert_eq!(train(&mut *pinned, 1, 4000), BTreeSet::from([vec![cores.ids()[0]]]));
            assert_eq!(train(&mut *free, 1, 4000), BTreeSet::from([before.clone()]));
            assert_eq!(state(&mut *pinned), state(&mut *free), "{options:?}");

            let ones: BTreeSet<_> = cores.ids().iter().map(|&core| vec![core]).collect();
            let seen = train(&mut *pinned, 2, 8_000);
            assert!(!seen.is_empty() && seen.is_subset(&ones), "{seen:?} of {options:?}");
            pinned.pin(None);
            assert_eq!(train(&mut *pinned, 2, 10_000), BTreeSet::from([before.clone()]));
        }
        assert_eq!(cores.refusals(), 0);
    }

    #[test]
    fn rows_that_are_shown_are_those_of_the_tables() {
        let tree = BettingTree::build(&LeducPoker { players: 2 }).unwrap();
        for options in all() {
            let mut engine = options.engine(&tree, &LeducCards).unwrap();
            engine.run(1, 2000, &|_| false);
            let (mut rows, mut sums, mut few) = (0_usize, 0.0, 0);
            engine.sample_rows(1, &mut |street, regrets, strategy| {
                assert!(street < 2 && regrets.len() == strategy.len());
                rows += 1;
                sums += strategy.iter().map(|x| f64::from(*x)).sum::<f64>();
            });
            engine.sample_rows(7, &mut |_, _, _| few += 1);
            assert_eq!(rows, 288, "information sets of Leduc");
            assert!(sums > 0.0 && few == rows.div_ceil(7), "{sums}, {few}");
        }
    }
}
