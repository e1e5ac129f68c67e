//! The strength of 5, 6 or 7 cards.
//!
//! Every five-card hand belongs to one of 7,462 classes of equal strength; a hand of six or seven cards ranks as its best
//! five. [`HandRank`] numbers the classes from 1 (seven high) to 7,462 (royal flush).
//!
//! # How it works
//! A [`Hand`] is a sum of per-card words, so adding a card is one addition. Bits 48..64 count the cards of
//! each suit, four bits a suit, each starting at 3, so that the top bit of a counter says "five or more": a flush. Without a
//! flush only the multiset of ranks matters. Each rank has a 29-bit key; the sum of the keys is a perfect hash
//! of the multiset in the manner of compress, hash and displace (Belazzougui, Botelho, Dietzfelbinger, *Hash, Displace, and
//! Compress*, 2009): the low 13 bits of the sum choose a displacement, which is added to the high 16 bits to
//! give the slot. The 49,205 multisets of seven cards fill 65,536 slots of two bytes, those of five and six cards a second
//! table of 32,768; with their displacements 224 KB in all, of which seven cards touch 144 KB. A flush is a
//! look-up by the 13-bit mask of the ranks of its suit: no full house or four of a kind fits beside a flush in seven
//! cards.
//!
//! The tables are made at the first use, in a few milliseconds.

mod classes;
mod tables;

use std::fmt;

use crate::card::Card;
use crate::set::CardSet;
pub use classes::{Category, HandRank};
use tables::{SUIT_COUNTERS_FULL, TABLES};
pub(crate) use tables::{Tables, rank_key, tables};

/// Five, six or seven cards as a sum of per-card words: cheap to extend, cheap to rank.
///
/// ```
/// use holdem_cards::{Card, CardSet, evaluator::Hand};
/// let board: CardSet = "Qs Jh 2h 7d 2c".parse()?;
/// let (ace, king): (Card, Card) = ("As".parse().unwrap(), "Ks".parse().unwrap());
/// let hand = Hand::from(board).with(ace).with(king);
/// assert_eq!(hand.rank().category().to_string(), "one pair");
/// # Ok::<(), holdem_cards::ParseCardSetError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hand {
    /// Bits 0..32: sum of rank keys; 40..44: number of cards; 48..64: suit counters.
    key: u64,
    /// 16 bits a suit: the ranks held.
    suits: u64,
}

impl Hand {
    /// No cards.
    pub const EMPTY: Self = Self { key: tables::EMPTY_KEY, suits: 0 };

    /// The hand with one more card, which must not be in it yet.
    #[must_use]
    #[inline]
    pub fn with(self, card: Card) -> Self {
        let word = &tables::CARD_WORDS[card.index()];
        Self { key: self.key.wrapping_add(word.key), suits: self.suits | word.suits }
    }

    /// Number of cards.
    #[must_use]
    #[inline]
    pub const fn len(self) -> usize {
        (self.key >> 40 & 15) as usize
    }

    /// Whether there is no card.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The strength of the best five cards.
    ///
    /// # Panics
    /// If there are fewer than five or more than seven cards.
    #[must_use]
    #[inline]
    pub fn rank(self) -> HandRank {
        TABLES.rank(self)
    }

    /// Sum of the rank keys.
    pub(crate) const fn rank_key(self) -> u64 {
        self.key & 0xFFFF_FFFF
    }

    /// Position of the flush suit's lane in `suits`, if there is a flush.
    #[inline]
    const fn flush_shift(self) -> Option<u32> {
        let full = self.key & SUIT_COUNTERS_FULL;
        if full == 0 { None } else { Some((full.trailing_zeros() - 51) * 4) }
    }
}

impl From<CardSet> for Hand {
    #[inline]
    fn from(cards: CardSet) -> Self {
        cards.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl FromIterator<Card> for Hand {
    #[inline]
    fn from_iter<I: IntoIterator<Item = Card>>(cards: I) -> Self {
        cards.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl fmt::Debug for Hand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hand {{ key: {:#x}, suits: {:#x} }}", self.key, self.suits)
    }
}

/// The strength of the best five of 5, 6 or 7 cards.
///
/// # Panics
/// If there are fewer than five or more than seven cards.
///
/// ```
/// use holdem_cards::evaluator::{Category, evaluate};
/// let wheel = evaluate("As 2d 3h 4c 5s Kd Kh".parse()?);
/// let kings = evaluate("Ks 2d 3h 4c 9s Kd Kh".parse()?);
/// assert_eq!(wheel.category(), Category::Straight);
/// assert!(wheel > kings);
/// # Ok::<(), holdem_cards::ParseCardSetError>(())
/// ```
#[must_use]
#[inline]
pub fn evaluate(cards: CardSet) -> HandRank {
    Hand::from(cards).rank()
}
