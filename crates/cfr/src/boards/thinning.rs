//! A few boards of later streets instead of all.

use holdem_cards::random::mix;
use holdem_game::deal::{Board, DealRng, Runout};
use holdem_game::tree::MAX_STREETS;

/// How many boards of each street are walked after a board of the street before. The draw depends only on the
/// seed and that board, so that results on it are reproducible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Thinning {
    /// `[street]`.
    pub(crate) boards: [usize; MAX_STREETS],
    pub(crate) seed: u64,
}

impl Thinning {
    /// Draws boards of a street without replacement; each stands for as many as were left out.
    pub(super) fn few(&self, street: usize, above: Board, mut all: Vec<Runout>) -> Vec<Runout> {
        let count = self.boards[street];
        if count >= all.len() {
            return all;
        }
        let scale = all.len() as f32 / count as f32;
        let mut rng = DealRng::for_iteration(self.seed, mix(above));
        rng.choose_front(&mut all, count);
        all.truncate(count);
        all.iter_mut().for_each(|runout| runout.probability *= scale);
        all
    }
}
