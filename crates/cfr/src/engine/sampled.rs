//! The solver over sampled hands as an engine.

use super::{Detail, Engine, EngineState};
use crate::discount::Discount;
use crate::sampled::{SampledSolver, SampledWork};
use crate::tables::layout::Look;
use crate::tables::storage::Losses;
use crate::tables::strategy::Strategy;
use crate::vector::solver::Work;
use std::ops::ControlFlow;

/// Largest number of words of a table that are passed on together: 256 MB.
const PART: usize = 1 << 26;

/// What a vector walk and a sampled walk have in common; a node of a sampled walk counts as one hand valued.
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

impl Engine for SampledSolver {
    fn work(&self) -> Work {
        SampledSolver::work(self).into()
    }
    fn most_workers(&self) -> usize {
        usize::MAX
    }
    fn run(&mut self, workers: usize, limit: u64, stop: &(dyn Fn(&Work) -> bool + Sync)) {
        SampledSolver::run(self, workers, limit, &|work| stop(&work.into()));
    }
    fn average_strategy(&self) -> Strategy {
        SampledSolver::average_strategy(self)
    }
    fn regret_discount(&self) -> Discount {
        let options = self.options();
        if options.regret_floor { Discount::None } else { options.discount }
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
    fn state(&self) -> EngineState {
        let work = SampledSolver::work(self);
        EngineState { work: work.into(), detail: Detail::Sampled(*work) }
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
        state: &EngineState,
        fill: &mut dyn FnMut(usize, &mut [u32]) -> ControlFlow<()>,
    ) -> bool {
        let Detail::Sampled(work) = state.detail else { return false };
        let mut parts = self.restore(work).chunks_mut(PART).enumerate();
        parts.all(|(part, words)| fill(part, words).is_continue())
    }
}
