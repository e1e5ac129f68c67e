//! Buckets as many and as large in memory as those of a file, without one.
//!
//! They are built in about two CPU-seconds, less than a file takes, and not written anywhere. Hands are
//! sorted by their strength on the board as it stands ([`RankBuckets`]), shifted a little from board to board
//! so that all buckets are in use however many there are. A look-up reads the same kind of row from as much
//! memory as a look-up in a file, so rates are the same; the strategies are useless.

use std::sync::{Mutex, PoisonError};

use holdem_abstraction::{BucketCount, RankBuckets};
use holdem_cards::canonical::BoardIndex;
use holdem_cards::{CardSet, Combo, HandClass, Street};
use holdem_game::deal::BucketRows;

/// Bytes of all rows.
pub const STAND_IN_BYTES: u64 = (1_755 + 16_432 + 134_459) * Combo::COUNT as u64 * 2;

/// Streets with rows.
const STREETS: [Street; 3] = [Street::Flop, Street::Turn, Street::River];
/// Rows that a thread takes at a time.
const TOGETHER: usize = 256;
/// Places along the ranks of a board.
const PLACES: u64 = BucketCount::MAX as u64;
/// The largest shift of a board, in places: more than the largest groups of equal hands take.
const SHIFT: u64 = 2048;

type Row = [u16; Combo::COUNT];

/// The rows of three streets.
pub struct StandIn {
    streets: [Rows; 3],
}

/// The rows of one street.
struct Rows {
    rows: Vec<Row>,
    num_buckets: usize,
    /// Buckets of each board alone; 0 where boards share all of them.
    per_board: usize,
}

impl StandIn {
    /// Makes the given numbers of buckets on the flop, the turn and the river, on `workers` threads.
    ///
    /// More than 65,535 buckets of a street are divided among its boards, as in families with separate
    /// buckets for each board.
    ///
    /// # Complexity
    /// About 13 microseconds for each of 152,646 boards.
    pub fn new(num_buckets: [usize; 3], workers: usize) -> Self {
        Self { streets: std::array::from_fn(|i| Rows::new(STREETS[i], num_buckets[i], workers)) }
    }

    fn street(&self, street: Street) -> &Rows {
        &self.streets[street.index() - 1]
    }
}

impl Rows {
    fn new(street: Street, num_buckets: usize, workers: usize) -> Self {
        let boards = BoardIndex::for_street(street).len();
        let per_board = if num_buckets > usize::from(BucketCount::MAX) { num_buckets / boards } else { 0 };
        let on_board = if per_board > 0 { per_board } else { num_buckets };
        let mut rows = vec![[0; Combo::COUNT]; boards];
        let chunks = Mutex::new(rows.chunks_mut(TOGETHER).enumerate());
        let take = || chunks.lock().unwrap_or_else(PoisonError::into_inner).next();
        let work = || {
            while let Some((number, chunk)) = take() {
                let first = number * TOGETHER;
                chunk
                    .iter_mut()
                    .zip(first as u32..)
                    .for_each(|(row, board)| fill(street, board, on_board, row));
            }
        };
        std::thread::scope(|scope| {
            (1..workers.max(1)).for_each(|_| drop(scope.spawn(work)));
            work();
        });
        Self { rows, num_buckets, per_board }
    }
}

/// Fills the row of a canonical board.
fn fill(street: Street, board: u32, on_board: usize, row: &mut Row) {
    let most = BucketCount::try_from(PLACES).expect("the most buckets there can be");
    let combos: [u16; Combo::COUNT] = std::array::from_fn(|combo| combo as u16);
    let mut places = [0; Combo::COUNT];
    let cards = BoardIndex::for_street(street).board(board);
    RankBuckets::new([most; 3]).buckets(street, cards, &combos, &mut places);
    let shift = shift(board);
    for (bucket, place) in row.iter_mut().zip(places) {
        *bucket = ((u64::from(place) + shift) * on_board as u64 / (PLACES + SHIFT)) as u16;
    }
}

/// How far the ranks of a board are shifted.
fn shift(board: u32) -> u64 {
    // Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4): neighbours end up far apart.
    (u64::from(board.wrapping_mul(0x9e37_79b9)) * SHIFT) >> 32
}

impl BucketRows for StandIn {
    fn num_buckets(&self, street: Street) -> usize {
        match street {
            Street::Preflop => HandClass::COUNT,
            Street::Flop | Street::Turn | Street::River => self.street(street).num_buckets,
        }
    }

    fn buckets(&self, street: Street, board: CardSet, combos: &[u16], out: &mut [u32]) {
        if street == Street::Preflop {
            for (&combo, out) in combos.iter().zip(out) {
                *out = Combo::from_index(combo).map_or(0, |combo| combo.class().index() as u32);
            }
            return;
        }
        let Rows { rows, per_board, .. } = self.street(street);
        let (row, renaming) = BoardIndex::for_street(street).index(board);
        let (base, renamed) = (row * *per_board as u32, renaming.combo_indices());
        for (&combo, out) in combos.iter().zip(out) {
            *out = base + u32::from(rows[row as usize][usize::from(renamed[usize::from(combo)])]);
        }
    }

    fn rows(&self, street: Street) -> Option<&[Row]> {
        let shared = street != Street::Preflop && self.street(street).per_board == 0;
        shared.then(|| &self.street(street).rows[..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_buckets_are_in_use_and_the_stronger_hand_has_the_higher_one() {
        for buckets in [200, 20_000] {
            let rows = Rows::new(Street::Flop, buckets, 2);
            let mut used = vec![false; buckets];
            rows.rows.iter().flatten().for_each(|&bucket| used[usize::from(bucket)] = true);
            let share = used.iter().filter(|used| **used).count() as f64 / buckets as f64;
            assert!(share > 0.95, "{share} of {buckets}");
        }
        let stand_in = StandIn { streets: STREETS.map(|_| Rows::new(Street::Flop, 200, 1)) };
        let board = "Kc7d2h".parse::<CardSet>().unwrap();
        let combo = |text: &str| text.parse::<Combo>().unwrap().index() as u16;
        let mut buckets = [0; 3];
        stand_in.buckets(Street::Flop, board, &[combo("KsKh"), combo("AsAh"), combo("4s3d")], &mut buckets);
        assert!(buckets[0] > buckets[1] && buckets[1] > buckets[2], "{buckets:?}");
    }

    #[test]
    fn a_renaming_of_the_suits_changes_nothing() {
        let rows = Rows::new(Street::Flop, 1000, 1);
        let stand_in = StandIn { streets: [rows, Rows::empty(), Rows::empty()] };
        let bucket = |board: &str, combo: &str| {
            let mut out = [0];
            let combo = combo.parse::<Combo>().unwrap().index() as u16;
            stand_in.buckets(Street::Flop, board.parse().unwrap(), &[combo], &mut out);
            out[0]
        };
        assert_eq!(bucket("KcTc2h", "AcQd"), bucket("KsTs2d", "AsQh"));
    }

    #[test]
    fn many_buckets_are_shared_out_among_the_boards() {
        let rows = Rows::new(Street::Flop, 1_286_792, 1);
        assert_eq!(rows.per_board, 733);
        let most = rows.rows.iter().flatten().max().unwrap();
        assert!((700..733).contains(most), "{most}");
    }

    impl Rows {
        fn empty() -> Self {
            Self { rows: Vec::new(), num_buckets: 0, per_board: 0 }
        }
    }
}
