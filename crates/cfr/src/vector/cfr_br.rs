//! Each seat trained against an opponent who plays best responses on the last street (Johanson, Bard, Burch &
//! Bowling 2012, "Finding optimal abstract strategies in extensive-form games").
//!
//! Two players over the same buckets find an equilibrium between themselves. An opponent who sees the cards
//! can exploit it, and the more so the longer they were trained. Here each seat learns in a solver of its
//! own, against a responder. The responder learns as usual before the last street; on the last street it
//! plays the best response to what the learner plays at that moment. The strategy takes each seat from its
//! own solver.
//!
//! Both solvers get the same number of boards, a slice at a time. They are independent of each other, so the
//! result depends only on the numbers of boards.

use super::seat::Seat;
use super::solver::{SolverError, SolverOptions, VectorSolver, Work};
use crate::tables::layout::Look;
use crate::tables::storage::Losses;
use crate::tables::strategy::Strategy;
use holdem_game::deal::CardModel;
use holdem_game::tree::BettingTree;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Boards of one solver before the other takes its turn.
const SLICE: u64 = 1024;

/// Both solvers.
pub struct CfrBrSolver {
    tree: Arc<BettingTree>,
    /// By the seat that learns to play it.
    sides: [VectorSolver; 2],
}

impl CfrBrSolver {
    /// Prepares to train both seats from uniform strategies.
    ///
    /// # Errors
    /// [`SolverError`] if the tree cannot be trained this way or the memory is refused.
    pub fn new(
        tree: &Arc<BettingTree>,
        cards: &Arc<dyn CardModel>,
        options: &SolverOptions,
    ) -> Result<Self, SolverError> {
        let side = |seats| VectorSolver::with_seats(tree, cards, seats, options.clone());
        let sides = [side([Seat::Learns, Seat::Responds])?, side([Seat::Responds, Seat::Learns])?];
        Ok(Self { tree: Arc::clone(tree), sides })
    }

    /// Whose turn it is, given the boards played so far. `None` if both have played their share of `limit`.
    fn turn(&self, limit: u64) -> Option<usize> {
        let played = self.sides.each_ref().map(|side| side.work().iterations);
        let next = usize::from(played[0] / SLICE > played[1] / SLICE);
        [next, 1 - next].into_iter().find(|&seat| played[seat] < share(seat, limit))
    }

    /// Work of the two solvers, by the seat that learns.
    pub fn work_by_seat(&self) -> [Work; 2] {
        self.sides.each_ref().map(|side| *side.work())
    }

    /// Work of both solvers.
    pub fn work(&self) -> Work {
        let [first, second] = self.work_by_seat();
        first + second
    }

    /// The options that both solvers were made with.
    pub fn options(&self) -> &SolverOptions {
        self.sides[0].options()
    }

    /// Subtrees that can be walked at the same time.
    pub fn num_tasks(&self) -> usize {
        self.sides[0].num_tasks()
    }

    /// Plays boards of both solvers in turn until there are `limit` in all, or `stop` says so, which is
    /// called between batches.
    pub fn run(&mut self, workers: usize, limit: u64, stop: &(dyn Fn(&Work) -> bool + Sync)) {
        let is_stopped = AtomicBool::new(false);
        while let Some(seat) = self.turn(limit).filter(|_| !is_stopped.load(Ordering::Relaxed)) {
            let other = *self.sides[1 - seat].work();
            let side = &mut self.sides[seat];
            let until = (side.work().iterations / SLICE + 1) * SLICE;
            side.run(workers, share(seat, limit), &|work| {
                if stop(&(*work + other)) {
                    // Relaxed: read by this thread after the workers have ended.
                    is_stopped.store(true, Ordering::Relaxed);
                    return true;
                }
                work.iterations >= until
            });
        }
    }

    /// The average strategy, each seat's from its own solver.
    ///
    /// # Complexity
    /// O(tables), one pass.
    pub fn average_strategy(&self) -> Strategy {
        let [first, second] = [0, 1].map(|seat: u8| self.sides[usize::from(seat)].average_strategy_of(seat));
        first.with_seat(&self.tree, 1, &second)
    }

    /// What has been lost so far by keeping numbers in 16 bits.
    ///
    /// # Complexity
    /// O(tables), one pass.
    pub fn losses(&self) -> Losses {
        let [mut losses, other] = self.sides.each_ref().map(VectorSolver::losses);
        losses += other;
        losses
    }

    /// Shows every `stride`-th information set of the learning players: see [`VectorSolver::sample_rows`].
    pub fn sample_rows(&self, stride: usize, look: &mut Look<'_>) {
        for (seat, side) in (0..).zip(&self.sides) {
            side.sample_rows_of(|player| player == seat, stride, look);
        }
    }

    /// Words in each part, in the order of [`CfrBrSolver::export_words`].
    pub fn table_lens(&self) -> Vec<usize> {
        self.sides.each_ref().map(VectorSolver::table_lens).concat()
    }

    /// Passes on the tables of both solvers; together with [`CfrBrSolver::work_by_seat`] this is the state.
    pub fn export_words(&self, write: &mut dyn FnMut(&[u32])) {
        self.sides.iter().for_each(|side| side.export_words(write));
    }

    /// Restores a state part by part; returns whether all parts were filled. Otherwise the solver can only be
    /// dropped.
    pub(crate) fn import_while(
        &mut self,
        works: [Work; 2],
        fill: &mut dyn FnMut(usize, &mut [u32]) -> ControlFlow<()>,
    ) -> bool {
        let mut before = 0;
        self.sides.iter_mut().zip(works).all(|(side, work)| {
            let parts = side.table_lens().len();
            let filled = side.import_while(work, |part, words| fill(before + part, words));
            before += parts;
            filled
        })
    }
}

/// One solver's boards out of this many in all.
fn share(seat: usize, limit: u64) -> u64 {
    limit.saturating_sub(seat as u64).div_ceil(2)
}
