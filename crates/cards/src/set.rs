//! A set of cards.

use std::fmt;
use std::ops::{BitAnd, BitOr, Not, Sub};
use std::str::FromStr;

use crate::card::{Card, card_from_chars};

/// A set of cards; bit `i` of the word stands for the card with index `i`.
///
/// Printed from the highest card down, with spaces (`Qs Jh 2h`) or, as `{:#}`, without (`QsJh2h`);
/// both forms are read. The empty set is the empty text.
///
/// ```
/// use holdem_cards::CardSet;
/// let board: CardSet = "QsJh2h".parse()?;
/// assert_eq!(board.len(), 3);
/// assert_eq!(board.to_string(), "Qs Jh 2h");
/// # Ok::<(), holdem_cards::ParseCardSetError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct CardSet(u64);

/// Text that is not a set of cards.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseCardSetError {
    /// Two letters that are not a card, or a letter left over.
    #[error("`{found}` at column {column} is not a card (such as As, Td or 2c)")]
    Card {
        /// The rejected letters.
        found: String,
        /// Where they stand, counted in letters from 1.
        column: usize,
    },
    /// The same card twice.
    #[error("{card} at column {column} is named twice")]
    Repeated {
        /// The card.
        card: Card,
        /// Where its second copy stands, counted in letters from 1.
        column: usize,
    },
}

impl CardSet {
    /// No card.
    pub const EMPTY: Self = Self(0);
    /// All 52 cards.
    pub const FULL: Self = Self((1 << 52) - 1);

    /// The set whose word is `bits`, or `None` if a bit from 52 on is set.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Option<Self> {
        if bits >> 52 == 0 { Some(Self(bits)) } else { None }
    }

    /// The word: bit `i` is the card with index `i`.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// Number of cards.
    #[must_use]
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there is no card.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether `card` is in the set.
    #[must_use]
    pub const fn contains(self, card: Card) -> bool {
        self.0 >> card.index() & 1 == 1
    }

    /// Adds `card`; says whether it was new.
    pub const fn insert(&mut self, card: Card) -> bool {
        let new = !self.contains(card);
        self.0 |= 1 << card.index();
        new
    }

    /// Takes `card` out; says whether it was there.
    pub const fn remove(&mut self, card: Card) -> bool {
        let there = self.contains(card);
        self.0 &= !(1 << card.index());
        there
    }

    /// The set with `card` as well.
    #[must_use]
    pub const fn with(self, card: Card) -> Self {
        Self(self.0 | 1 << card.index())
    }

    /// The cards of either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The cards of both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The cards of this set that are not in `other`.
    #[must_use]
    pub const fn difference(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether some card is in both sets.
    #[must_use]
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The cards in ascending order of index.
    #[must_use]
    pub const fn iter(self) -> Iter {
        Iter(self.0)
    }

    /// The 13-bit mask of the ranks held in `suit` (bit 0 = deuce).
    pub(crate) const fn ranks_of_suit(self, suit: u8) -> u16 {
        let mut lanes = self.0 >> suit & 0x1_1111_1111_1111;
        // Halve the distance between neighbours three times: 4 -> 2 -> 1 bits apart.
        lanes = (lanes | lanes >> 3) & 0x0303_0303_0303_0303;
        lanes = (lanes | lanes >> 6) & 0x000F_000F_000F_000F;
        lanes = (lanes | lanes >> 12) & 0x0000_00FF_0000_00FF;
        (lanes | lanes >> 24) as u16 & 0x1FFF
    }
}

/// The cards of a set in ascending order of index.
#[derive(Clone, Debug)]
pub struct Iter(u64);

impl Iterator for Iter {
    type Item = Card;

    fn next(&mut self) -> Option<Card> {
        (self.0 != 0).then(|| {
            let index = self.0.trailing_zeros() as u8;
            self.0 &= self.0 - 1;
            Card::from_valid_index(index)
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.0.count_ones() as usize;
        (len, Some(len))
    }
}

impl DoubleEndedIterator for Iter {
    fn next_back(&mut self) -> Option<Card> {
        (self.0 != 0).then(|| {
            let index = 63 - self.0.leading_zeros() as u8;
            self.0 ^= 1 << index;
            Card::from_valid_index(index)
        })
    }
}

impl ExactSizeIterator for Iter {}

impl IntoIterator for CardSet {
    type Item = Card;
    type IntoIter = Iter;

    fn into_iter(self) -> Iter {
        self.iter()
    }
}

impl FromIterator<Card> for CardSet {
    fn from_iter<I: IntoIterator<Item = Card>>(cards: I) -> Self {
        cards.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl Extend<Card> for CardSet {
    fn extend<I: IntoIterator<Item = Card>>(&mut self, cards: I) {
        *self = cards.into_iter().fold(*self, Self::with);
    }
}

impl From<Card> for CardSet {
    fn from(card: Card) -> Self {
        Self::EMPTY.with(card)
    }
}

impl BitOr for CardSet {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        self.union(other)
    }
}

impl BitAnd for CardSet {
    type Output = Self;
    fn bitand(self, other: Self) -> Self {
        self.intersection(other)
    }
}

impl Sub for CardSet {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self.difference(other)
    }
}

impl Not for CardSet {
    type Output = Self;
    fn not(self) -> Self {
        Self::FULL.difference(self)
    }
}

impl fmt::Display for CardSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gap = if f.alternate() { "" } else { " " };
        for (position, card) in self.iter().rev().enumerate() {
            let before = if position == 0 { "" } else { gap };
            write!(f, "{before}{card}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for CardSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{self}}}")
    }
}

impl FromStr for CardSet {
    type Err = ParseCardSetError;

    /// Reads cards in any order, with or without spaces, commas or tabs between them.
    fn from_str(text: &str) -> Result<Self, ParseCardSetError> {
        let mut set = Self::EMPTY;
        let mut letters =
            text.chars().zip(1..).filter(|(letter, _)| !letter.is_whitespace() && *letter != ',');
        while let Some((rank, column)) = letters.next() {
            let suit = letters.next().map(|(suit, _)| suit);
            let card = suit.and_then(|suit| card_from_chars(rank, suit)).ok_or_else(|| {
                let found = std::iter::once(rank).chain(suit).collect();
                ParseCardSetError::Card { found, column }
            })?;
            if !set.insert(card) {
                return Err(ParseCardSetError::Repeated { card, column });
            }
        }
        Ok(set)
    }
}
