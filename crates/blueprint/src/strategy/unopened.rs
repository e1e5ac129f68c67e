//! The buckets of a game whose bucket file is not open.

use holdem_cards::{CardSet, Combo, Street};
use holdem_game::deal::BucketRows;

/// Hand classes before the flop, and a number of buckets on every later street; only the file tells which one
/// a hand is in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unopened {
    pub(super) counts: [usize; Street::COUNT],
}

impl BucketRows for Unopened {
    fn num_buckets(&self, street: Street) -> usize {
        self.counts[street.index()]
    }

    /// # Panics
    /// After the flop: the buckets must be opened before boards are asked about.
    fn buckets(&self, street: Street, _board: CardSet, combos: &[u16], out: &mut [u32]) {
        assert!(street == Street::Preflop, "boards are asked about once the bucket file is open");
        for (out, &combo) in out.iter_mut().zip(combos) {
            *out = Combo::from_index(combo).map_or(0, |combo| combo.class().index() as u32);
        }
    }
}
