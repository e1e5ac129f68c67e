//! Per-card words, and the tables that the build script makes.

use super::HandRank;
use super::layout::{RANK_KEYS, SLOTS_OF_FEWER, SLOTS_OF_SEVEN, row, slot};

include!(concat!(env!("OUT_DIR"), "/evaluator_tables.rs"));

/// No card: every suit counter starts at 3, the card counter at 1.
pub(super) const EMPTY: [u64; 2] = [0x3333 << 48 | 1 << 44, 0];
/// The top bit of every suit counter: set from five cards on.
pub(super) const FLUSH_BITS: u64 = 0x8888 << 48;
/// The flush bits and the card counter ...
pub(super) const KIND_BITS: u64 = FLUSH_BITS | 0xF << 44;
/// ... when there are seven cards and no flush.
pub(super) const SEVEN_WITHOUT_FLUSH: u64 = 8 << 44;

/// What each card adds, by card index: its key, and its bit in the lanes of 16 bits per suit. Long enough for
/// any masked index.
pub(super) static CARD_WORDS: [[u64; 2]; 64] = {
    let mut words = [[0; 2]; 64];
    let mut card = 0;
    while card < 52 {
        let (rank, suit) = (card / 4, card % 4);
        words[card] = [RANK_KEYS[rank] as u64 | 1 << 44 | 1 << (48 + 4 * suit), 1 << (16 * suit + rank)];
        card += 1;
    }
    words
};

/// The rank of seven cards without a flush, by the sum of their rank keys.
#[inline]
pub(crate) fn rank_of_seven(key: u32) -> HandRank {
    HandRank(SEVEN_SLOTS[slot::<SLOTS_OF_SEVEN>(key, SEVEN_ROWS[row(key)])])
}

/// The rank of five or six cards without a flush, by the sum of their rank keys.
#[inline]
pub(super) fn rank_of_fewer(key: u32) -> HandRank {
    HandRank(FEWER_SLOTS[slot::<SLOTS_OF_FEWER>(key, FEWER_ROWS[row(key)])])
}

/// The rank of a flush in a suit whose ranks are the low 13 bits of `mask`; `HandRank::NONE` below five
/// ranks.
#[inline]
pub(crate) fn rank_of_flush(mask: u16) -> HandRank {
    HandRank(FLUSHES[usize::from(mask) & 8191])
}
