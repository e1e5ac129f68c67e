//! Every hand on one board, in order of strength.
//!
//! # How it works
//! Without a flush the strength of a hand depends on its two ranks only: 91 pairs of ranks, so 91 look-ups
//! rank a whole board and sorting 91 numbers sorts it. Few hands make a flush (45 on a board with three of a
//! suit) unless four or five public cards share a suit; these are ranked and sorted separately and merged in.
//! The rest is copying rows.

use crate::card::Card;
use crate::combo::Combo;
use crate::evaluator::{Category, Hand, HandRank, RANK_KEYS, rank_of_flush, rank_of_seven};
use crate::set::CardSet;

/// Number of hands that a board of five cards leaves possible: `C(47, 2)`.
pub const LIVE_COMBOS: usize = 1081;

/// Number of unordered pairs of ranks.
const RANK_PAIRS: usize = 91;

/// Rows are longer than the combos, so that any index, masked, is in bounds.
const ROW_LEN: usize = 2048;

/// Strength of all hands on a river board.
#[derive(Clone, Debug)]
pub struct StrengthRow {
    /// Zero beyond the combos.
    ranks: [u16; ROW_LEN],
    /// Without meaning beyond the live combos.
    sorted: [u16; ROW_LEN],
    flushes: Vec<u32>,
}

impl StrengthRow {
    /// Ranks and sorts all hands on `board`.
    ///
    /// # Panics
    /// If `board` does not have five cards.
    #[must_use]
    pub fn new(board: CardSet) -> Self {
        let flushes = Vec::with_capacity(LIVE_COMBOS);
        let mut row = Self { ranks: [0; ROW_LEN], sorted: [0; ROW_LEN], flushes };
        row.assign(board);
        row
    }

    /// As [`new`](Self::new), into existing memory.
    ///
    /// # Complexity
    /// A few microseconds; allocates nothing.
    ///
    /// # Panics
    /// If `board` does not have five cards.
    pub fn assign(&mut self, board: CardSet) {
        assert!(board.len() == 5, "a river board has five cards, this one {}", board.len());
        let pairs = rank_pairs(Hand::from(board));
        self.copy_ranks(board, &pairs);
        self.flushes.clear();
        if let Some(suit) = (0..4).find(|&suit| board.ranks_of_suit(suit).count_ones() >= 3) {
            self.rank_flushes(board, suit);
        }
        self.sort(pairs);
    }

    /// Strength by combo index ([`HandRank`] as a number); 0 where the board blocks the hand.
    #[must_use]
    pub fn ranks(&self) -> &[u16; Combo::COUNT] {
        self.ranks.first_chunk().expect("the row is longer than the combos")
    }

    /// The strength of one hand; [`HandRank::NONE`] if the board blocks it.
    #[must_use]
    pub fn rank(&self, combo: Combo) -> HandRank {
        HandRank(self.ranks[combo.index()])
    }

    /// Indices of the live combos, weakest first; equal hands stand together, in a fixed order.
    #[must_use]
    pub fn sorted(&self) -> &[u16; LIVE_COMBOS] {
        self.sorted.first_chunk().expect("the row is longer than the live combos")
    }

    /// The sorted combos cut into groups of equal strength, weakest first.
    pub fn groups(&self) -> impl Iterator<Item = &[u16]> {
        self.sorted().chunk_by(|&a, &b| self.rank_at(a) == self.rank_at(b))
    }

    /// Writes the flush-free strength of every hand and clears the blocked ones.
    fn copy_ranks(&mut self, board: CardSet, pairs: &[u16; RANK_PAIRS]) {
        let mut start = 0;
        for high in 0..13u8 {
            let mut row = [0; 52];
            for low in 0..=high {
                row[4 * usize::from(low)..][..4].fill(pairs[rank_pair(high, low)]);
            }
            for card in board {
                row[card.index()] = 0;
            }
            for suit in 0..4 {
                let card = Card::new(high, suit);
                let target = &mut self.ranks[start..start + card.index()];
                if board.contains(card) {
                    target.fill(0);
                } else {
                    target.copy_from_slice(&row[..card.index()]);
                }
                start += card.index();
            }
        }
    }

    /// Overwrites the strength of the hands that make a flush in `suit`, and collects them.
    fn rank_flushes(&mut self, board: CardSet, suit: u8) {
        let on_board = board.ranks_of_suit(suit);
        let needed = 5 - on_board.count_ones().min(5);
        let live = !board;
        let mask = |card: Card| if card.suit() == suit { 1u16 << card.rank() } else { 0 };
        let is_suited = |card: &Card| card.suit() == suit;
        for hi in live.iter().filter(|hi| needed < 2 || is_suited(hi)) {
            let others = live.iter().take_while(|lo| *lo < hi);
            for lo in others.filter(|lo| u32::from(is_suited(lo)) + u32::from(is_suited(&hi)) >= needed) {
                let combo = hi.index() * (hi.index() - 1) / 2 + lo.index();
                let rank = rank_of_flush(on_board | mask(hi) | mask(lo)).0;
                self.ranks[combo] = rank;
                self.flushes.push(u32::from(rank) << 16 | combo as u32);
            }
        }
        self.flushes.sort_unstable();
    }

    /// Writes `sorted` from the strengths of the rank pairs and the collected flushes.
    fn sort(&mut self, pairs: [u16; RANK_PAIRS]) {
        let mut order: [u32; RANK_PAIRS] = std::array::from_fn(|i| u32::from(pairs[i]) << 16 | i as u32);
        order.sort_unstable();
        let full_house = u32::from(Category::FullHouse.first_rank().0) << 16;
        let straight_flush = u32::from(Category::StraightFlush.first_rank().0) << 16;
        let below_flush = order.partition_point(|&entry| entry < full_house);
        let plain = self.flushes.partition_point(|&entry| entry < straight_flush);
        let mut end = 0;
        self.push_pairs(&order[..below_flush], &mut end);
        self.push_flushes(0..plain, &mut end);
        self.push_pairs(&order[below_flush..], &mut end);
        self.push_flushes(plain..self.flushes.len(), &mut end);
        debug_assert_eq!(end, LIVE_COMBOS);
    }

    /// Appends the live, flush-free combos of the rank pairs.
    fn push_pairs(&mut self, order: &[u32], end: &mut usize) {
        // Rank 0 may result from a pair that would be a fifth card of its rank.
        for &entry in order.iter().filter(|&&entry| entry >> 16 != 0) {
            let (rank, pair) = ((entry >> 16) as u16, entry as usize & 0xFFFF);
            for &combo in &PAIR_COMBOS[pair] {
                // Blocked hands have rank 0, and flushes have another rank: neither moves the end.
                self.sorted[*end % ROW_LEN] = combo;
                *end += usize::from(self.rank_at(combo) == rank);
            }
        }
    }

    fn rank_at(&self, combo: u16) -> u16 {
        self.ranks[usize::from(combo) % ROW_LEN]
    }

    fn push_flushes(&mut self, range: std::ops::Range<usize>, end: &mut usize) {
        for &entry in &self.flushes[range] {
            self.sorted[*end] = entry as u16;
            *end += 1;
        }
    }
}

/// Index of a pair of ranks, `high >= low`.
const fn rank_pair(high: u8, low: u8) -> usize {
    high as usize * (high as usize + 1) / 2 + low as usize
}

/// The combos of each rank pair; pairs of one rank have six, followed by indices beyond the combos.
static PAIR_COMBOS: [[u16; 16]; RANK_PAIRS] = pair_combos();
/// Sum of the two rank keys of each pair.
static PAIR_KEYS: [u32; RANK_PAIRS] = pair_keys();

/// The strength of the board with each pair of ranks, ignoring flushes; meaningless where five cards would
/// share a rank.
fn rank_pairs(board: Hand) -> [u16; RANK_PAIRS] {
    std::array::from_fn(|pair| rank_of_seven(board.rank_key().wrapping_add(PAIR_KEYS[pair])).0)
}

const fn pair_combos() -> [[u16; 16]; RANK_PAIRS] {
    let mut table = [[Combo::COUNT as u16; 16]; RANK_PAIRS];
    let mut high = 0;
    while high < 13 {
        let mut low = 0;
        while low <= high {
            let (mut suits, mut found) = (0, 0);
            while suits < 16 {
                let (hi, lo) = (4 * high as usize + suits / 4, 4 * low as usize + suits % 4);
                if hi > lo {
                    table[rank_pair(high, low)][found] = (hi * (hi - 1) / 2 + lo) as u16;
                    found += 1;
                }
                suits += 1;
            }
            low += 1;
        }
        high += 1;
    }
    table
}

const fn pair_keys() -> [u32; RANK_PAIRS] {
    let mut keys = [0; RANK_PAIRS];
    let mut high = 0;
    while high < 13 {
        let mut low = 0;
        while low <= high {
            keys[rank_pair(high, low)] = RANK_KEYS[high as usize].wrapping_add(RANK_KEYS[low as usize]);
            low += 1;
        }
        high += 1;
    }
    keys
}
