//! What is left to chance: boards and rare lines. Each draw depends on what it is about and on nothing that
//! was drawn before, so that two strategies meet the same boards, and a line that both play is followed
//! against both or neither: what they differ by is told by far fewer flops than what each loses.

use holdem_game::deal::{Board, DealRng};
use holdem_game::rules::Move;
use holdem_store::hash64;

use crate::table::{Event, PublicHand};

/// The draws of one flop.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draws {
    seed: u64,
    number: u64,
}

/// Separates these streams from that of flops.
const DRAWS: u64 = 0x6c6f_7473;

impl Draws {
    /// Those of a flop by its number.
    pub(super) fn new(seed: u64, number: u64) -> Self {
        Self { seed: seed ^ DRAWS, number }
    }

    /// Draws the board that follows others.
    pub(super) fn runouts(&self, boards: &[Board]) -> DealRng {
        self.stream(boards.iter().copied())
    }

    /// The lot of a line, from 0 to 1.
    pub(super) fn lot(&self, public: &PublicHand) -> f64 {
        self.stream(public.events().iter().map(word)).unit().into()
    }

    fn stream(&self, words: impl Iterator<Item = u64>) -> DealRng {
        let bytes: Vec<u8> = [self.number].into_iter().chain(words).flat_map(u64::to_le_bytes).collect();
        DealRng::for_iteration(self.seed, hash64(&bytes))
    }
}

/// An event as a number of its own among those that can happen at its place.
fn word(event: &Event) -> u64 {
    match *event {
        Event::Dealt { board, .. } => board,
        Event::Move { action: Move::Fold, .. } => 0,
        Event::Move { action: Move::Check, .. } => 1,
        Event::Move { action: Move::Call, .. } => 2,
        Event::Move { action: Move::RaiseTo(chips), .. } => 3 + u64::from(chips),
    }
}
