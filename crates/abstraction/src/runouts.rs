//! Sums of rows over the next public card.

use holdem_cards::canonical::BoardIndex;
use holdem_cards::{Card, CardSet, Combo, Street, SuitPermutation};

use crate::progress::Row;

/// Adds up, for one board at a time, the rows of the boards with one more card.
///
/// The row of a longer board is read through the renaming that makes that board canonical. Of the 24
/// renamings only a handful occur on one board, so the rows of each are summed unpermuted, entry by entry,
/// and each sum is permuted once: one scattered read per renaming and hand instead of one per runout and
/// hand.
pub(crate) struct RunoutSum {
    next: &'static BoardIndex,
    /// `(renaming, row)` of the longer boards.
    runouts: Vec<(SuitPermutation, u32)>,
    sum: Row<u32>,
}

impl RunoutSum {
    /// For boards of `street`, which must be before the river.
    pub(crate) fn new(street: Street) -> Self {
        let next = BoardIndex::for_street(street.next().expect("no board comes after the river"));
        Self { next, runouts: Vec::with_capacity(Card::COUNT), sum: [0; Combo::COUNT] }
    }

    /// Writes to `out`, for each combo, the sum over the runouts of `board` of its entries in the rows of the
    /// next street; entries of the combos that a runout blocks are added like any other.
    pub(crate) fn write<K: Copy + Into<u32>>(&mut self, board: CardSet, rows: &[Row<K>], out: &mut Row<u32>) {
        self.write_map(board, rows, K::into, out);
    }

    /// As [`write`](Self::write), for `value` of each entry.
    pub(crate) fn write_map<K: Copy>(
        &mut self,
        board: CardSet,
        rows: &[Row<K>],
        value: impl Fn(K) -> u32,
        out: &mut Row<u32>,
    ) {
        let (next, left) = (self.next, !board);
        self.runouts.clear();
        self.runouts.extend(left.iter().map(|card| {
            let (row, renaming) = next.index(board.with(card));
            (renaming, row)
        }));
        self.runouts.sort_unstable();
        out.fill(0);
        for same in self.runouts.chunk_by(|a, b| a.0 == b.0) {
            self.sum.fill(0);
            for &(_, row) in same {
                add(&mut self.sum, &rows[row as usize], &value);
            }
            for (out, &renamed) in out.iter_mut().zip(same[0].0.combo_indices()) {
                *out += self.sum[usize::from(renamed)];
            }
        }
    }
}

#[inline(always)]
fn add<K: Copy>(sum: &mut Row<u32>, row: &Row<K>, value: &impl Fn(K) -> u32) {
    sum.iter_mut().zip(row).for_each(|(sum, &entry)| *sum += value(entry));
}
