//! The strength of 5, 6 or 7 cards.
//!
//! Every five-card hand belongs to one of 7,462 classes of equal strength; a hand of six or seven cards ranks
//! as its best five. [`HandRank`] numbers the classes from 1 (seven high) to 7,462 (royal flush).
//!
//! # How it works
//! A [`Hand`] is a sum of per-card words of 16 bytes, so adding a card is one vector addition. Four bits per
//! suit count its cards, starting at 3, so that the top bit of a counter says "five or more": a flush.
//! Without a flush only the multiset of ranks matters. Each rank has a random 32-bit key, and the sum of the
//! keys is a perfect hash of the multiset by compress, hash and displace (Belazzougui, Botelho,
//! Dietzfelbinger, *Hash, Displace, and Compress*, 2009): its high 13 bits choose a displacement, which is
//! added to its low 16 bits to give the slot. The 49,205 multisets of seven cards fill three quarters of
//! 65,536 slots of two bytes, and those of five and six cards as much of a second table of 32,768; seven
//! cards touch 144 KB in all, which fits in the second-level cache. A flush is a look-up by the 13-bit mask
//! of the ranks of its suit: no full house or four of a kind fits beside a flush in seven cards.
//!
//! The scheme of summed keys and suit counters is that of OMPEval (Teemu Koskinen); random keys instead of
//! clustered ones halve its table. The tables are constants made by the build script.

mod classes;
mod layout;
mod name;
mod tables;

use std::fmt;

use crate::card::Card;
use crate::set::CardSet;
pub use classes::{Category, HandRank};
pub(crate) use layout::RANK_KEYS;
pub use name::HandName;
pub(crate) use tables::{rank_of_flush, rank_of_seven};

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
    /// First word, bits 0..32: sum of rank keys modulo 2^32 (its carry ends below bit 36); 44..48: number of
    /// cards plus one; 48..64: cards of each suit plus three. Second word: the ranks held, 16 bits a suit.
    words: [u64; 2],
}

impl Hand {
    /// No cards.
    pub const EMPTY: Self = Self { words: tables::EMPTY };

    /// The hand with one more card, which must not be in it yet.
    #[must_use]
    #[inline]
    pub fn with(self, card: Card) -> Self {
        let [key, suits] = self.words;
        let [card_key, card_suits] = tables::CARD_WORDS[card.index() % 64];
        Self { words: [key.wrapping_add(card_key), suits.wrapping_add(card_suits)] }
    }

    /// Number of cards.
    #[must_use]
    #[inline]
    pub const fn len(self) -> usize {
        ((self.words[0] >> 44 & 15) - 1) as usize
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
        if self.words[0] & tables::KIND_BITS == tables::SEVEN_WITHOUT_FLUSH {
            rank_of_seven(self.rank_key())
        } else {
            self.rank_of_other_kinds()
        }
    }

    /// Sum of the rank keys.
    #[inline]
    pub(crate) const fn rank_key(self) -> u32 {
        self.words[0] as u32
    }

    /// The rank of a flush, or of five or six cards.
    #[inline]
    fn rank_of_other_kinds(self) -> HandRank {
        let len = self.len();
        assert!((5..=7).contains(&len), "a hand to rank has 5 to 7 cards, this one {len}");
        let flush = self.words[0] & tables::FLUSH_BITS;
        if flush == 0 {
            return tables::rank_of_fewer(self.rank_key());
        }
        // The counter of suit s ends at bit 51 + 4 s, its lane starts at 16 s.
        let lane = (flush.trailing_zeros() - 51) * 4;
        rank_of_flush((self.words[1] >> lane) as u16)
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
        write!(f, "Hand({:#018x}, {:#018x})", self.words[0], self.words[1])
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
