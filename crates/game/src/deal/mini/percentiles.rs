//! Coarse buckets of mini hold'em: the hands of a street cut by strength into parts of the same size.
//!
//! The strength of a hand on a board is what it wins against all other hands when the rest of the board is
//! dealt, with ties counting half. All hands of a street face the same numbers of hands and boards, so
//! strengths are compared as whole numbers and the cut has no rounding: the buckets are the same everywhere.

use std::collections::BTreeMap;

use super::buckets::{NO_BUCKET, StreetRows};
use super::deck::MiniDeck;
use super::{MiniError, MiniHoldemCards};
use crate::deal::{CardModel, Deal, NUM_BLOCKERS};
use crate::tree::MAX_STREETS;

/// Numbers of buckets of the streets after the first; `None` for a lossless street.
pub type Percentiles = [Option<usize>; MAX_STREETS - 1];

impl MiniHoldemCards {
    /// The card model with these numbers of buckets on each street after the first: percentiles of strength,
    /// with the weakest hands in bucket 0. Hands of the same strength are never separated, so there may be
    /// fewer. `None` keeps a street lossless, as the first always is; numbers for streets that the game does
    /// not have are ignored.
    ///
    /// ```
    /// use holdem_game::deal::{CardModel, MiniDeck, MiniHoldemCards};
    ///
    /// let deck = MiniDeck { ranks: 5, suits: 4, hole_cards: 2, board_cards: vec![1, 1] };
    /// let cards = MiniHoldemCards::with_percentiles(&deck, [None, Some(4), None])?;
    /// assert_eq!(cards.num_buckets(2), 4);
    /// # Ok::<(), holdem_game::deal::MiniError>(())
    /// ```
    ///
    /// # Complexity
    /// O(boards x boards of the next street x hands) time, once.
    ///
    /// # Errors
    /// As [`MiniHoldemCards::new`].
    ///
    /// # Panics
    /// If a number is 0.
    pub fn with_percentiles(deck: &MiniDeck, counts: Percentiles) -> Result<Self, MiniError> {
        let lossless = Self::new(deck)?;
        let last = deck.num_streets() - 1;
        if counts[..last].iter().all(Option::is_none) {
            return Ok(lossless);
        }
        let mut parts: Vec<Option<Vec<usize>>> = vec![None; deck.num_streets()];
        let mut strengths = Vec::new();
        for street in (1..=last).rev() {
            strengths = match street == last {
                true => at_showdown(&lossless),
                false => before(&lossless, street, &strengths),
            };
            parts[street] =
                counts[street - 1].map(|count| cut(&strengths, &sizes(&lossless.rows[street]), count));
        }
        Self::numbered(deck, |street, board, hand, next| match &parts[street] {
            None => next,
            Some(parts) => {
                let hand = usize::from(lossless.index[&hand.bits()]);
                // The order in which its cards came does not affect strength.
                let bucket =
                    lossless.bucket(street, board.bits(), hand).expect("hands that are alive are asked for");
                parts[bucket as usize]
            }
        })
    }
}

/// `[bucket]` of the last street: twice the number of hands that are beaten, plus those that tie.
fn at_showdown(cards: &MiniHoldemCards) -> Vec<u64> {
    let last = cards.num_streets() - 1;
    let mut strengths = vec![0; cards.rows[last].num_buckets];
    let mut deal = Deal::default();
    for &board in &cards.rows[last].boards {
        cards.layer(last, board, &mut deal);
        for (&bucket, strength) in deal.buckets[last].iter().zip(wins(&deal)) {
            strengths[bucket as usize] = strength;
        }
    }
    strengths
}

/// Hands, in all and by blocker.
struct Counted {
    all: u64,
    by_blocker: [u64; NUM_BLOCKERS],
}

impl Counted {
    fn none() -> Self {
        Self { all: 0, by_blocker: [0; NUM_BLOCKERS] }
    }

    fn add(&mut self, blockers: [u8; 2]) {
        self.all += 1;
        blockers.iter().for_each(|&blocker| self.by_blocker[usize::from(blocker)] += 1);
    }

    /// The number of hands that hold neither blocker; `itself` is 1 if the hand with both was counted,
    /// because it has been subtracted twice.
    fn beside(&self, [a, b]: [u8; 2], itself: u64) -> u64 {
        self.all + itself - self.by_blocker[usize::from(a)] - self.by_blocker[usize::from(b)]
    }
}

/// `[slot]` of a final board: twice the number of hands that are beaten, plus those that tie.
fn wins(deal: &Deal) -> Vec<u64> {
    let (mut weaker, mut start) = (Counted::none(), 0);
    let mut wins = Vec::with_capacity(deal.len());
    for &end in &deal.tie_ends {
        let group = &deal.blockers[start..usize::from(end)];
        let mut equal = Counted::none();
        group.iter().for_each(|&blockers| equal.add(blockers));
        wins.extend(group.iter().map(|&hand| 2 * weaker.beside(hand, 0) + equal.beside(hand, 1)));
        group.iter().for_each(|&blockers| weaker.add(blockers));
        start = usize::from(end);
    }
    wins
}

/// `[bucket]` of a street: the sum of the strengths on all boards of the next.
fn before(cards: &MiniHoldemCards, street: usize, after: &[u64]) -> Vec<u64> {
    let (rows, next) = (&cards.rows[street], &cards.rows[street + 1]);
    let mut strengths = vec![0; rows.num_buckets];
    for (row, &board) in rows.boards.iter().enumerate() {
        let mut sums = vec![0; cards.num_hands()];
        for runout in cards.runouts(street, board) {
            let (row, renaming) = next.find(runout.board, &cards.suits);
            let (row, renamed) = (next.row(row), &cards.renamed[renaming]);
            for (sum, &hand) in sums.iter_mut().zip(renamed) {
                let bucket = row[usize::from(hand)];
                *sum += if bucket == NO_BUCKET { 0 } else { after[bucket as usize] };
            }
        }
        for (sum, &bucket) in sums.iter().zip(rows.row(row)).filter(|(_, bucket)| **bucket != NO_BUCKET) {
            strengths[bucket as usize] = *sum;
        }
    }
    strengths
}

/// `[bucket]`: number of hands on boards in it.
fn sizes(rows: &StreetRows) -> Vec<u64> {
    let mut sizes = vec![0; rows.num_buckets];
    for (row, &times) in rows.multiplicity.iter().enumerate() {
        for &bucket in rows.row(row).iter().filter(|bucket| **bucket != NO_BUCKET) {
            sizes[bucket as usize] += u64::from(times);
        }
    }
    sizes
}

/// The part of each bucket: parts of the same size in order of strength, without gaps in their numbers.
/// Buckets of the same strength go where their middle is.
fn cut(strengths: &[u64], sizes: &[u64], count: usize) -> Vec<usize> {
    assert!(count > 0, "no buckets to put hands into");
    let mut by_strength = BTreeMap::<u64, u64>::new();
    strengths
        .iter()
        .zip(sizes)
        .for_each(|(&strength, size)| *by_strength.entry(strength).or_default() += size);
    let total: u64 = sizes.iter().sum();
    let (mut weaker, mut parts) = (0, Vec::new());
    for &size in by_strength.values() {
        parts.push((2 * weaker + size) * count as u64 / (2 * total));
        weaker += size;
    }
    let mut used = parts.clone();
    used.dedup();
    let number = |part: &u64| used.binary_search(part).expect("all parts are listed in order");
    let numbers: BTreeMap<u64, usize> = by_strength.keys().copied().zip(parts.iter().map(number)).collect();
    strengths.iter().map(|strength| numbers[strength]).collect()
}
