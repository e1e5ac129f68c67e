//! Expected hand strength of every hand on every board, exact.
//!
//! E\[HS\] of a hand on a board is its share of the pot if the betting ended now: the probability of winning
//! plus half the probability of a tie against a hand drawn uniformly from the remaining cards, over all
//! runouts. It is kept as an integer *key*:
//!
//! | street | key | largest |
//! |---|---|---|
//! | river | sum over the 990 opposing hands of 2 for a win, 1 for a tie | 1,980 |
//! | turn | sum of the river keys over the 46 rivers | 91,080 |
//! | flop | sum of the turn keys over the 47 turns; always even | 4,280,760 |
//!
//! # How it works
//! A river board sorts its 1,081 hands once. Going through them from the weakest, the number of hands beaten
//! and the number of those that hold each card give all keys in O(n): a hand's opponents are all hands less
//! those that share a card with it.
//!
//! A turn is the sum of 48 river rows, each read through the renaming of suits that makes the river board
//! canonical. Few renamings occur: the rows of each are added up as they stand, and only the sums are
//! permuted (see `runouts.rs`). A blocked hand has the key after the largest, so that one table turns keys
//! into buckets. Since every hand is blocked by exactly two of the runouts, this adds a constant, which is
//! subtracted again.

use holdem_cards::canonical::BoardIndex;
use holdem_cards::strength::StrengthRow;
use holdem_cards::{CardSet, Combo, HandClass, Street};

use crate::Error;
use crate::combos::{COMBO_CARDS, COMBO_CLASSES, blocked_combos};
use crate::progress::{Phase, ProgressFn, Row, Ticker, for_each_piece};
use crate::runouts::RunoutSum;

/// Entry of a blocked hand in a row of buckets.
pub const BLOCKED_ENTRY: u16 = u16::MAX;

/// River boards that a thread takes at a time.
const RIVERS_PER_PIECE: usize = 128;
/// Turns and flops that a thread takes at a time.
const SUMS_PER_PIECE: usize = 32;
/// The largest keys.
const RIVER_MAX: u16 = 1980;
const TURN_MAX: u32 = 46 * RIVER_MAX as u32;
const FLOP_MAX: u32 = 47 * TURN_MAX;

/// E\[HS\] of every hand on every canonical board, as integer keys: 453 MB.
pub struct HandStrength {
    river: Rows<u16>,
    turn: Rows<u32>,
    flop: Rows<u32>,
}

/// Rows in memory that the operating system provides when it is first written: by the threads themselves, not
/// beforehand.
struct Rows<K>(Vec<K>);

impl<K: Copy + From<u8>> Rows<K> {
    fn zeroed(rows: usize) -> Self {
        Self(vec![K::from(0); rows * Combo::COUNT])
    }
}

impl<K> Rows<K> {
    fn get(&self) -> &[Row<K>] {
        self.0.as_chunks().0
    }

    fn get_mut(&mut self) -> &mut [Row<K>] {
        self.0.as_chunks_mut().0
    }
}

impl HandStrength {
    /// Computes all keys on `threads` threads (0: one per core). The result is the same for any number.
    ///
    /// # Complexity
    /// About a second on one core; the memory of the result and a few KB per thread.
    ///
    /// # Errors
    /// [`Error::Interrupted`] if `progress` wants it.
    pub fn compute(threads: usize, progress: &mut ProgressFn<'_>) -> Result<Self, Error> {
        let river = river_rows(threads, progress)?;
        let turn = sum_rows(Street::Turn, river.get(), u32::from(RIVER_MAX) + 1, threads, progress)?;
        let flop = sum_rows(Street::Flop, turn.get(), TURN_MAX + 1, threads, progress)?;
        Ok(Self { river, turn, flop })
    }

    /// The rows of the river.
    pub(crate) fn river(&self) -> &[Row<u16>] {
        self.river.get()
    }

    /// Copies the keys of the canonical board `row` of a street after preflop.
    pub(crate) fn copy_keys(&self, street: Street, row: usize, out: &mut Row<u32>) {
        match street {
            Street::River => {
                out.iter_mut().zip(&self.river.get()[row]).for_each(|(out, &key)| *out = key.into())
            }
            Street::Turn => *out = self.turn.get()[row],
            Street::Flop => *out = self.flop.get()[row],
            Street::Preflop => panic!("there are no keys preflop"),
        }
    }

    /// The largest key of a street after preflop; blocked hands have the one after it.
    ///
    /// # Panics
    /// Preflop: this table has no rows for it.
    #[must_use]
    pub fn max_key(street: Street) -> u32 {
        match street {
            Street::River => u32::from(RIVER_MAX),
            Street::Turn => TURN_MAX,
            Street::Flop => FLOP_MAX,
            Street::Preflop => panic!("there are no keys preflop"),
        }
    }

    /// The key of a hand on the canonical board `row` of a street.
    ///
    /// # Panics
    /// Preflop, and if there is no such row.
    #[must_use]
    pub fn key(&self, street: Street, row: u32, combo: Combo) -> u32 {
        let (row, combo) = (row as usize, combo.index());
        match street {
            Street::River => u32::from(self.river.get()[row][combo]),
            Street::Turn => self.turn.get()[row][combo],
            Street::Flop => self.flop.get()[row][combo],
            Street::Preflop => panic!("there are no keys preflop"),
        }
    }

    /// E\[HS\] of a hand on the canonical board `row` of a street, `None` if the board blocks the hand.
    ///
    /// # Panics
    /// As [`key`](Self::key).
    #[must_use]
    pub fn equity(&self, street: Street, row: u32, combo: Combo) -> Option<f64> {
        let (key, max) = (self.key(street, row, combo), Self::max_key(street));
        (key <= max).then(|| f64::from(key) / f64::from(max))
    }

    /// Equity of every hand class against a uniform hand before the flop, by class index.
    ///
    /// # Complexity
    /// O(number of flops): a few milliseconds.
    #[must_use]
    pub fn preflop_equities(&self) -> [f64; HandClass::COUNT] {
        let index = BoardIndex::for_street(Street::Flop);
        let (mut sums, mut weights) = ([0u64; HandClass::COUNT], [0u64; HandClass::COUNT]);
        for (row, keys) in (0..).zip(self.flop.get()) {
            let deals = u64::from(index.multiplicity(row));
            for (&key, &class) in keys.iter().zip(&COMBO_CLASSES).filter(|(key, _)| **key <= FLOP_MAX) {
                sums[usize::from(class)] += deals * u64::from(key);
                weights[usize::from(class)] += deals;
            }
        }
        std::array::from_fn(|class| sums[class] as f64 / (weights[class] as f64 * f64::from(FLOP_MAX)))
    }

    /// Number of deals (boards and hands, suits told apart) with each key of a street.
    ///
    /// # Panics
    /// Preflop.
    #[must_use]
    pub fn key_masses(&self, street: Street) -> Vec<u64> {
        match street {
            Street::River => key_masses(street, self.river.get()),
            Street::Turn => key_masses(street, self.turn.get()),
            Street::Flop => key_masses(street, self.flop.get()),
            Street::Preflop => panic!("there are no keys preflop"),
        }
    }

    /// Translates the rows of a street from `first` on: `out[row][combo] = table[key]`.
    ///
    /// # Panics
    /// Preflop, if `table` does not have an entry for every key and one for blocked hands, or if there are
    /// fewer rows.
    pub fn translate(&self, street: Street, first: usize, table: &[u16], out: &mut [Row<u16>]) {
        let rows = first..first + out.len();
        assert_eq!(table.len(), Self::max_key(street) as usize + 2, "one entry per key and one more");
        match street {
            Street::River => translate(&self.river.get()[rows], table, out),
            Street::Turn => translate(&self.turn.get()[rows], table, out),
            Street::Flop => translate(&self.flop.get()[rows], table, out),
            Street::Preflop => panic!("there are no keys preflop"),
        }
    }
}

fn translate<K: Copy + Into<u32>>(rows: &[Row<K>], table: &[u16], out: &mut [Row<u16>]) {
    for (keys, out) in rows.iter().zip(out) {
        for (&key, out) in keys.iter().zip(out) {
            *out = table[key.into() as usize];
        }
    }
}

/// The keys of all river boards.
fn river_rows(threads: usize, progress: &mut ProgressFn<'_>) -> Result<Rows<u16>, Error> {
    let index = BoardIndex::for_street(Street::River);
    let boards = index.boards();
    let mut rows = Rows::zeroed(boards.len());
    let mut ticker = Ticker::new(progress, Phase::Strength, Street::River, boards.len());
    let strength = || StrengthRow::new(boards[0]);
    for_each_piece(
        threads,
        rows.get_mut(),
        RIVERS_PER_PIECE,
        &mut ticker,
        strength,
        |strength, first, rows| {
            for (keys, &board) in rows.iter_mut().zip(&boards[first..]) {
                strength.assign(board);
                write_river_keys(board, strength, keys);
            }
        },
    )?;
    Ok(rows)
}

/// Writes the key of every hand on one river board.
fn write_river_keys(board: CardSet, strength: &StrengthRow, keys: &mut Row<u16>) {
    // By card: the number of hands so far that hold it. Words for 64 cards need no bounds check.
    let mut holding = [0u16; 64];
    let mut hands = 0;
    for group in strength.groups() {
        let weaker = holding;
        for &combo in group {
            let [hi, lo] = COMBO_CARDS[usize::from(combo)];
            holding[usize::from(hi & 63)] += 1;
            holding[usize::from(lo & 63)] += 1;
        }
        // Two for a win and one for a tie: the weaker opponents, plus those that are at most as strong. Among
        // the latter the hand itself is counted once and subtracted with each of its two cards: hence the 1.
        let both: [u16; 64] = std::array::from_fn(|card| weaker[card] + holding[card]);
        let opponents = 2 * hands + group.len() as u16 + 1;
        for &combo in group {
            let [hi, lo] = COMBO_CARDS[usize::from(combo)];
            keys[usize::from(combo)] = opponents - both[usize::from(hi & 63)] - both[usize::from(lo & 63)];
        }
        hands += group.len() as u16;
    }
    blocked_combos(board).for_each(|combo| keys[combo] = RIVER_MAX + 1);
}

/// The keys of the boards of `street` from those of the street after it, whose blocked hands have the key
/// `blocked`.
fn sum_rows<K: Copy + Into<u32> + Sync>(
    street: Street,
    next: &[Row<K>],
    blocked: u32,
    threads: usize,
    progress: &mut ProgressFn<'_>,
) -> Result<Rows<u32>, Error> {
    let boards = BoardIndex::for_street(street).boards();
    let mut rows = Rows::zeroed(boards.len());
    let mut ticker = Ticker::new(progress, Phase::Strength, street, boards.len());
    let sum = || RunoutSum::new(street);
    for_each_piece(threads, rows.get_mut(), SUMS_PER_PIECE, &mut ticker, sum, |sum, first, rows| {
        for (keys, &board) in rows.iter_mut().zip(&boards[first..]) {
            sum.write(board, next, keys);
            keys.iter_mut().for_each(|key| *key -= 2 * blocked);
            blocked_combos(board).for_each(|combo| keys[combo] = HandStrength::max_key(street) + 1);
        }
    })?;
    Ok(rows)
}

/// Counts the deals with each key.
fn key_masses<K: Copy + Into<u32>>(street: Street, rows: &[Row<K>]) -> Vec<u64> {
    let index = BoardIndex::for_street(street);
    let mut masses = vec![0; HandStrength::max_key(street) as usize + 2];
    for (row, keys) in (0..).zip(rows) {
        let deals = u64::from(index.multiplicity(row));
        keys.iter().for_each(|&key| masses[key.into() as usize] += deals);
    }
    masses.pop();
    masses
}
