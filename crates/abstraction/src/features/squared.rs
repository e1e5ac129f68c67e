//! E\[HS²\]: the expected square of river strength, an integer key.
//!
//! Squares favour hands that become strong on some runouts over hands that are the same on all: a draw ranks
//! above a made hand of equal E\[HS\]. The square of a river key `k` is kept as `k² / 4`, rounded down, so
//! that the sums over two cards fit into 32 bits. Sums are grouped into levels of equal width, at most four
//! million of them, and buckets are cut between levels. On the river the order is that of E\[HS\] itself.

use holdem_cards::canonical::BoardIndex;
use holdem_cards::{Combo, Street};

use crate::combos::blocked_combos;
use crate::progress::{Phase, ProgressFn, Row, Ticker, for_each_piece};
use crate::runouts::RunoutSum;
use crate::{Error, HandStrength};

/// Keys of the turn or the flop, by canonical board and combo.
pub struct SquaredStrength {
    rows: Vec<u32>,
    shift: u32,
}

/// Largest squares of the river, and their sums.
const RIVER_MAX: u32 = 1980 * 1980 / 4;
const TURN_MAX: u32 = 46 * RIVER_MAX;
const FLOP_MAX: u32 = 47 * TURN_MAX;
/// Keys are shifted until fewer than this many are left.
const LEVELS: u32 = 1 << 22;

impl SquaredStrength {
    /// Computes the keys of the turn or the flop on `threads` threads (0: one per core).
    ///
    /// # Complexity
    /// Two seconds on one core, 90 MB.
    ///
    /// # Errors
    /// [`Error::Interrupted`] if `progress` wants it.
    ///
    /// # Panics
    /// Unless `street` is the turn or the flop.
    pub fn compute(
        street: Street,
        strength: &HandStrength,
        threads: usize,
        progress: &mut ProgressFn<'_>,
    ) -> Result<Self, Error> {
        assert!(matches!(street, Street::Flop | Street::Turn), "the {street} has no river after it");
        let squares: Vec<u32> = (0..=1981u32).map(|key| if key > 1980 { 0 } else { key * key / 4 }).collect();
        let square = |key: u16| squares[usize::from(key)];
        let turn = sum_rows(Street::Turn, strength.river(), square, threads, progress)?;
        if street == Street::Turn {
            return Ok(Self { rows: turn, shift: shift(TURN_MAX) });
        }
        let rows = sum_rows(Street::Flop, turn.as_chunks().0, |sum: u32| sum, threads, progress)?;
        Ok(Self { rows, shift: shift(FLOP_MAX) })
    }

    /// The sum of `k² / 4`, rounded down, over the rivers that a combo on the canonical board `row` may see,
    /// `k` being its key there; 0 if the board blocks the combo. From the flop each river is counted twice,
    /// once for either order of its cards.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn key(&self, row: u32, combo: Combo) -> u32 {
        self.rows[row as usize * Combo::COUNT..][combo.index()]
    }

    /// The level of every combo on a board.
    pub(crate) fn levels(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        let sums = &self.rows[row * Combo::COUNT..][..Combo::COUNT];
        sums.iter().map(|sum| (sum >> self.shift) as usize)
    }
}

fn shift(max: u32) -> u32 {
    (0..32).find(|shift| max >> shift < LEVELS).unwrap_or(32)
}

fn sum_rows<K: Copy + Sync>(
    street: Street,
    next: &[Row<K>],
    value: impl Fn(K) -> u32 + Sync,
    threads: usize,
    progress: &mut ProgressFn<'_>,
) -> Result<Vec<u32>, Error> {
    let boards = BoardIndex::for_street(street).boards();
    let mut rows = vec![0; boards.len() * Combo::COUNT];
    let mut ticker = Ticker::new(progress, Phase::Strength, street, boards.len());
    let pieces: &mut [Row<u32>] = rows.as_chunks_mut().0;
    let sum = || RunoutSum::new(street);
    for_each_piece(threads, pieces, 32, &mut ticker, sum, |sum, first, rows| {
        for (keys, &board) in rows.iter_mut().zip(&boards[first..]) {
            sum.write_map(board, next, &value, keys);
            blocked_combos(board).for_each(|combo| keys[combo] = 0);
        }
    })?;
    Ok(rows)
}
