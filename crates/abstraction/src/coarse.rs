//! Buckets without a file.

use holdem_cards::evaluator::Hand;
use holdem_cards::{Card, CardSet, Combo, HandClass, Street};
use holdem_game::deal::BucketRows;

use crate::BucketCount;
use crate::file::preflop_buckets;

/// Buckets by the share of the live hands that a hand beats *as the board stands*: nothing to build, nothing
/// to open.
///
/// They are coarse: a draw on the flop is worth no more than its high cards, and blockers do not count. For
/// tests and demonstrations only; a serious strategy needs a [`BucketFile`](crate::BucketFile).
///
/// Ties share a bucket, bucket 0 is the weakest, renaming the suits changes nothing. On one board some
/// buckets may be empty. Preflop the buckets are the 169 hand classes.
#[derive(Clone, Copy, Debug)]
pub struct RankBuckets {
    /// Flop, turn, river.
    buckets: [BucketCount; 3],
}

/// Hand ranks are below this number.
const RANKS: usize = 7463;

impl RankBuckets {
    /// As many buckets as asked for on the flop, the turn and the river.
    #[must_use]
    pub const fn new(buckets: [BucketCount; 3]) -> Self {
        Self { buckets }
    }
}

impl BucketRows for RankBuckets {
    fn num_buckets(&self, street: Street) -> usize {
        match street {
            Street::Preflop => HandClass::COUNT,
            Street::Flop | Street::Turn | Street::River => self.buckets[street.index() - 1].get(),
        }
    }

    /// # Complexity
    /// Ranks every live hand, about 12 microseconds a board.
    fn buckets(&self, street: Street, board: CardSet, combos: &[u16], out: &mut [u32]) {
        if street == Street::Preflop {
            return preflop_buckets(combos, out);
        }
        let mut ranks = [0; Combo::COUNT];
        let live = write_ranks(board, &mut ranks);
        let mut shares = [0; RANKS];
        write_shares(&ranks, &mut shares);
        let buckets = self.num_buckets(street) as u32;
        for (&combo, out) in combos.iter().zip(out) {
            let share = u32::from(shares[usize::from(ranks[usize::from(combo)])]);
            *out = (share * buckets / (2 * live)).min(buckets - 1);
        }
    }
}

/// Writes the rank of each live hand on a board of 3 to 5 cards to `ranks`, which is zero; returns their
/// number.
fn write_ranks(board: CardSet, ranks: &mut [u16; Combo::COUNT]) -> u32 {
    let on_board = Hand::from(board);
    let (mut start, mut live) = (0, 0);
    for hi in Card::all() {
        // The combos of a card with all lower ones are neighbours.
        let row = &mut ranks[start..start + hi.index()];
        start += hi.index();
        if !board.contains(hi) {
            let with_hi = on_board.with(hi);
            for (lo, rank) in Card::all().zip(row).filter(|(lo, _)| !board.contains(*lo)) {
                *rank = with_hi.with(lo).rank().0;
                live += 1;
            }
        }
    }
    live
}

/// Writes to `shares`, which is zero, by rank: twice the number of hands with a lower rank, plus the number
/// with the same.
fn write_shares(ranks: &[u16; Combo::COUNT], shares: &mut [u16; RANKS]) {
    ranks.iter().for_each(|&rank| shares[usize::from(rank)] += 1);
    let mut below = 0;
    for share in &mut shares[1..] {
        let tied = *share;
        *share = 2 * below + tied;
        below += tied;
    }
}
