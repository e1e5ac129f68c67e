//! CFR-BR as an engine.

use super::{Detail, Engine, EngineState};
use crate::discount::Discount;
use crate::tables::layout::Look;
use crate::tables::storage::{Losses, Storage};
use crate::tables::strategy::Strategy;
use crate::vector::cfr_br::CfrBrSolver;
use crate::vector::solver::Work;
use std::ops::ControlFlow;

impl Engine for CfrBrSolver {
    fn work(&self) -> Work {
        CfrBrSolver::work(self)
    }
    fn most_workers(&self) -> usize {
        self.num_tasks().max(1)
    }
    fn run(&mut self, workers: usize, limit: u64, stop: &(dyn Fn(&Work) -> bool + Sync)) {
        CfrBrSolver::run(self, workers, limit, stop);
    }
    fn average_strategy(&self) -> Strategy {
        CfrBrSolver::average_strategy(self)
    }
    fn regret_discount(&self) -> Discount {
        let options = self.options();
        if options.regret_floor { Discount::None } else { options.discount }
    }
    fn epsilon(&self) -> Option<f32> {
        None
    }
    fn losses(&self) -> Option<Losses> {
        (self.options().storage == Storage::I16).then(|| CfrBrSolver::losses(self))
    }
    fn sample_rows(&self, stride: usize, look: &mut Look<'_>) {
        CfrBrSolver::sample_rows(self, stride, look);
    }
    fn state(&self) -> EngineState {
        EngineState { work: CfrBrSolver::work(self), detail: Detail::BySeat(self.work_by_seat()) }
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
        match state.detail {
            Detail::BySeat(works) if works[0] + works[1] == state.work => self.import_while(works, fill),
            _ => false,
        }
    }
}
