//! Each seat trained against an opponent who plays the last street as well as can be (Johanson, Bard, Burch & Bowling 2012, "Finding
//! optimal abstract strategies in extensive-form games").
//!
//! Two players over the same buckets find an equilibrium between each other; somebody who sees the cards exploits it, the more the longer
//! they were trained. Here each seat learns in a solver of its own, against a responder: who learns as ever before the last street, and on
//! it plays the best response to what the learner plays at that moment. The strategy takes each seat from its own solver.
//!
//! Both solvers get the same number of boards, a slice at a time. They do not know of each other, so that the result depends on the
//! numbers of boards alone.

use crate::discount::Discount;
use crate::engine::Engine;
use crate::pinning::Cores;
use crate::tables::layout::Look;
use crate::tables::storage::{Losses, Storage};
use crate::tables::strategy::Strategy;
use crate::vector::solver::{Solver, SolverError, SolverOptions, Work};
use holdem_game::deal::CardModel;
use holdem_game::tree::BettingTree;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

/// Boards of one solver before the other takes its turn.
const SLICE: u64 = 1024;

/// Numbers that are remembered of the work of one solver.
const REMEMBERED: usize = 5;

/// Both solvers.
pub struct RobustSolver<'a> {
    tree: &'a BettingTree,
    /// By the seat that learns to play it.
    sides: [Solver<'a>; 2],
}

impl<'a> RobustSolver<'a> {
    /// Prepares to train both seats from uniform strategies.
    ///
    /// # Errors
    /// [`SolverError`] if the tree cannot be trained this way or the memory is refused.
    pub fn new(
        tree: &'a BettingTree,
        cards: &'a dyn CardModel,
        options: &SolverOptions,
    ) -> Result<Self, SolverError> {
        let side = |responder| Solver::against_responder(tree, cards, options.clone(), responder);
        Ok(Self { tree, sides: [side(1)?, side(0)?] })
    }

    /// Whose turn it is: follows from the boards that were played. `None` if both have played their share of `limit`.
    fn turn(&self, limit: u64) -> Option<usize> {
        let played = self.sides.each_ref().map(|side| side.work().iterations);
        let next = usize::from(played[0] / SLICE > played[1] / SLICE);
        [next, 1 - next].into_iter().find(|&seat| played[seat] < share(seat, limit))
    }

    fn total(&self) -> Work {
        let [first, second] = self.sides.each_ref().map(|side| *side.work());
        sum(first, second)
    }
}

/// Boards of one solver, of so many in all.
fn share(seat: usize, limit: u64) -> u64 {
    limit.saturating_sub(seat as u64).div_ceil(2)
}

fn sum(a: Work, b: Work) -> Work {
    Work {
        iterations: a.iterations + b.iterations,
        batches: a.batches + b.batches,
        nodes: a.nodes + b.nodes,
        hand_node_visits: a.hand_node_visits + b.hand_node_visits,
        utility_sum: a.utility_sum + b.utility_sum,
    }
}

fn remember(work: &Work) -> [f64; REMEMBERED] {
    let Work { iterations, batches, nodes, hand_node_visits, utility_sum } = *work;
    [iterations as f64, batches as f64, nodes as f64, hand_node_visits as f64, utility_sum]
}

fn remembered(memory: &[f64; REMEMBERED]) -> Work {
    let [iterations, batches, nodes, hand_node_visits] = [0, 1, 2, 3].map(|i| memory[i] as u64);
    Work { iterations, batches, nodes, hand_node_visits, utility_sum: memory[4] }
}

impl Engine for RobustSolver<'_> {
    fn work(&self) -> Work {
        self.total()
    }
    fn most_workers(&self) -> usize {
        self.sides[0].num_tasks().max(1)
    }
    fn run(&mut self, workers: usize, limit: u64, stop: &(dyn Fn(&Work) -> bool + Sync)) {
        let is_stopped = AtomicBool::new(false);
        while let Some(seat) = self.turn(limit).filter(|_| !is_stopped.load(Ordering::Relaxed)) {
            let other = *self.sides[1 - seat].work();
            let side = &mut self.sides[seat];
            let until = (side.work().iterations / SLICE + 1) * SLICE;
            side.run(workers, share(seat, limit), &|work| {
                if stop(&sum(*work, other)) {
                    // Relaxed: read by this thread after the workers have ended.
                    is_stopped.store(true, Ordering::Relaxed);
                    return true;
                }
                work.iterations >= until
            });
        }
    }
    fn pin(&mut self, cores: Option<Cores>) {
        self.sides.iter_mut().for_each(|side| side.pin(cores.clone()));
    }
    fn average_strategy(&self) -> Strategy {
        let [first, second] = [0, 1].map(|seat: u8| self.sides[usize::from(seat)].average_strategy_of(seat));
        first.with_seat(self.tree, 1, &second)
    }
    fn discount(&self) -> Discount {
        self.sides[0].options().discount
    }
    fn epsilon(&self) -> Option<f32> {
        None
    }
    fn losses(&self) -> Option<Losses> {
        (self.sides[0].options().storage == Storage::I16).then(|| {
            let [mut losses, other] = self.sides.each_ref().map(Solver::losses);
            losses += other;
            losses
        })
    }
    fn sample_rows(&self, stride: usize, look: &mut Look<'_>) {
        for (seat, side) in (0..).zip(&self.sides) {
            side.sample_rows_of(|player| player == seat, stride, look);
        }
    }
    fn memory(&self) -> Vec<f64> {
        self.sides.each_ref().map(|side| remember(side.work())).concat()
    }
    fn part_lens(&self) -> Vec<usize> {
        self.sides.each_ref().map(Solver::table_lens).concat()
    }
    fn export(&mut self, write: &mut dyn FnMut(&[u32])) {
        self.sides.iter().for_each(|side| side.export_words(write));
    }
    fn import(
        &mut self,
        work: Work,
        memory: &[f64],
        fill: &mut dyn FnMut(usize, &mut [u32]) -> ControlFlow<()>,
    ) -> bool {
        let (sides, []) = memory.as_chunks::<REMEMBERED>() else { return false };
        let &[first, second] = sides else { return false };
        let works = [remembered(&first), remembered(&second)];
        if sum(works[0], works[1]) != work {
            return false;
        }
        let mut before = 0;
        self.sides.iter_mut().zip(works).all(|(side, work)| {
            let parts = side.table_lens().len();
            let filled = side.import_while(work, |part, words| fill(before + part, words));
            before += parts;
            filled
        })
    }
}
