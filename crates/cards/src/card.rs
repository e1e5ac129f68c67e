//! One playing card.

use std::fmt;
use std::str::FromStr;

const RANKS: &[u8; 13] = b"23456789TJQKA";
const SUITS: &[u8; 4] = b"cdhs";

/// One of the 52 cards; its index is `4 * rank + suit`.
///
/// Ranks run from 0 (deuce) to 12 (ace), suits from 0 to 3 (clubs, diamonds, hearts, spades), so cards are
/// ordered by rank first.
///
/// ```
/// use holdem_cards::Card;
/// let card: Card = "As".parse()?;
/// assert_eq!((card.rank(), card.suit(), card.index()), (12, 3, 51));
/// assert_eq!(card.to_string(), "As");
/// # Ok::<(), holdem_cards::ParseCardError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Card(u8);

/// Text that is not a card such as `As`, `Td` or `2c`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a card (a rank of 23456789TJQKA, then a suit of cdhs, such as As)")]
pub struct ParseCardError {
    /// The rejected text.
    pub found: String,
}

impl Card {
    /// Number of cards in the deck.
    pub const COUNT: usize = 52;

    /// Makes the card of `rank` (0 = deuce .. 12 = ace) and `suit` (0..4 = c, d, h, s).
    ///
    /// # Panics
    /// If `rank > 12` or `suit > 3`.
    #[must_use]
    pub const fn new(rank: u8, suit: u8) -> Self {
        assert!(rank < 13 && suit < 4, "a rank is below 13, a suit below 4");
        Self(4 * rank + suit)
    }

    /// The card with this index, or `None` from 52 on.
    #[must_use]
    pub const fn from_index(index: u8) -> Option<Self> {
        if index < 52 { Some(Self(index)) } else { None }
    }

    /// All cards, from the deuce of clubs to the ace of spades.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + Clone {
        (0..52).map(Self)
    }

    /// `4 * rank + suit`, 0..52.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// 0 = deuce .. 12 = ace.
    #[must_use]
    pub const fn rank(self) -> u8 {
        self.0 >> 2
    }

    /// 0..4 = clubs, diamonds, hearts, spades.
    #[must_use]
    pub const fn suit(self) -> u8 {
        self.0 & 3
    }

    /// Makes a card from an index known to be below 52.
    pub(crate) const fn from_valid_index(index: u8) -> Self {
        debug_assert!(index < 52);
        Self(index)
    }
}

/// The letter of a rank (0 = deuce .. 12 = ace).
pub(crate) const fn rank_char(rank: u8) -> char {
    RANKS[rank as usize] as char
}

/// The rank that a letter stands for, in either case.
pub(crate) fn rank_from_char(letter: char) -> Option<u8> {
    let upper = u8::try_from(letter.to_ascii_uppercase()).ok()?;
    RANKS.iter().position(|&rank| rank == upper).map(|rank| rank as u8)
}

/// The suit that a letter stands for, in either case.
pub(crate) fn suit_from_char(letter: char) -> Option<u8> {
    let lower = u8::try_from(letter.to_ascii_lowercase()).ok()?;
    SUITS.iter().position(|&suit| suit == lower).map(|suit| suit as u8)
}

/// The card that two letters stand for.
pub(crate) fn card_from_chars(rank: char, suit: char) -> Option<Card> {
    Some(Card::new(rank_from_char(rank)?, suit_from_char(suit)?))
}

impl fmt::Display for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", rank_char(self.rank()), SUITS[self.suit() as usize] as char)
    }
}

impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Card {
    type Err = ParseCardError;

    fn from_str(text: &str) -> Result<Self, ParseCardError> {
        let mut letters = text.chars();
        match (letters.next(), letters.next(), letters.next()) {
            (Some(rank), Some(suit), None) => card_from_chars(rank, suit),
            _ => None,
        }
        .ok_or_else(|| ParseCardError { found: text.to_owned() })
    }
}
