//! The solver over hand vectors as an engine.

use super::{Detail, Engine, EngineState};
use crate::discount::Discount;
use crate::tables::layout::Look;
use crate::tables::storage::{Losses, Storage};
use crate::tables::strategy::Strategy;
use crate::vector::solver::{VectorSolver, Work};
use std::ops::ControlFlow;

impl Engine for VectorSolver {
    fn work(&self) -> Work {
        *VectorSolver::work(self)
    }
    fn most_workers(&self) -> usize {
        self.num_tasks().max(1)
    }
    fn run(&mut self, workers: usize, limit: u64, stop: &(dyn Fn(&Work) -> bool + Sync)) {
        VectorSolver::run(self, workers, limit, stop);
    }
    fn average_strategy(&self) -> Strategy {
        VectorSolver::average_strategy(self)
    }
    fn regret_discount(&self) -> Discount {
        let options = self.options();
        if options.regret_floor { Discount::None } else { options.discount }
    }
    fn epsilon(&self) -> Option<f32> {
        None
    }
    fn losses(&self) -> Option<Losses> {
        (self.options().storage == Storage::I16).then(|| VectorSolver::losses(self))
    }
    fn sample_rows(&self, stride: usize, look: &mut Look<'_>) {
        VectorSolver::sample_rows(self, stride, look);
    }
    fn state(&self) -> EngineState {
        EngineState { work: *VectorSolver::work(self), detail: Detail::None }
    }
    fn part_lens(&self) -> Vec<usize> {
        self.table_lens()
    }
    fn export(&mut self, write: &mut dyn FnMut(&[u32])) {
        self.export_words(write);
    }
    fn import(
        &mut self,
        state: &EngineState,
        fill: &mut dyn FnMut(usize, &mut [u32]) -> ControlFlow<()>,
    ) -> bool {
        state.detail == Detail::None && self.import_while(state.work, fill)
    }
}
