//! The hands that a board leaves possible, and their buckets.

use holdem_cards::{CardSet, Combo, Street};
use holdem_game::deal::BucketRows;

use crate::combos::COMBO_CARDS;

/// Live hands of one board at a time; reuses its memory from board to board.
pub(crate) struct LiveHands {
    /// Indices of the live combos, ascending.
    pub(crate) combos: Vec<u16>,
    /// The bucket of each.
    pub(crate) buckets: Vec<u32>,
}

impl LiveHands {
    pub(crate) fn new() -> Self {
        Self { combos: Vec::with_capacity(Combo::COUNT), buckets: Vec::with_capacity(Combo::COUNT) }
    }

    /// Goes to another board.
    pub(crate) fn assign(&mut self, rows: &dyn BucketRows, street: Street, board: CardSet) {
        let bits = board.bits();
        let live = |cards: &[u8; 2]| bits >> cards[0] & 1 == 0 && bits >> cards[1] & 1 == 0;
        self.combos.clear();
        self.combos.extend((0..).zip(&COMBO_CARDS).filter(|(_, cards)| live(cards)).map(|(combo, _)| combo));
        self.buckets.clear();
        self.buckets.resize(self.combos.len(), 0);
        rows.buckets(street, board, &self.combos, &mut self.buckets);
    }

    /// `(combo index, bucket)` of each live hand.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u16, u32)> + '_ {
        self.combos.iter().copied().zip(self.buckets.iter().copied())
    }
}
