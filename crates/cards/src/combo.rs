//! Two hole cards.

use std::fmt;
use std::str::FromStr;

use crate::card::Card;
use crate::class::HandClass;
use crate::set::CardSet;

/// One of the 1,326 unordered pairs of hole cards.
///
/// The index is colexicographic: `hi * (hi - 1) / 2 + lo` for card indices `hi > lo`, so all combos of the
/// lowest `n` cards come first. Printed with the higher card in front (`AsKs`), read in either order.
///
/// ```
/// use holdem_cards::Combo;
/// let combo: Combo = "KsAs".parse()?;
/// assert_eq!(combo.to_string(), "AsKs");
/// assert_eq!(combo.index(), 51 * 50 / 2 + 47);
/// assert_eq!(combo.class().to_string(), "AKs");
/// # Ok::<(), holdem_cards::ParseComboError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Combo(u16);

/// Text that is not two different cards such as `AsKs`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a hand of two different cards (such as AsKs)")]
pub struct ParseComboError {
    /// The rejected text.
    pub found: String,
}

/// `[hi, lo]` card indices of every combo.
static CARDS: [[u8; 2]; Combo::COUNT] = card_table();

impl Combo {
    /// Number of combos.
    pub const COUNT: usize = 1326;

    /// The combo of two cards in either order, or `None` if they are the same card.
    #[must_use]
    pub const fn new(a: Card, b: Card) -> Option<Self> {
        let (a, b) = (a.index() as u16, b.index() as u16);
        if a == b {
            return None;
        }
        let (hi, lo) = if a > b { (a, b) } else { (b, a) };
        Some(Self(hi * (hi - 1) / 2 + lo))
    }

    /// The combo with this index, or `None` from 1,326 on.
    #[must_use]
    pub const fn from_index(index: u16) -> Option<Self> {
        if (index as usize) < Self::COUNT { Some(Self(index)) } else { None }
    }

    /// All combos in order of index.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + Clone {
        (0..Self::COUNT as u16).map(Self)
    }

    /// `hi * (hi - 1) / 2 + lo`, 0..1326.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The two cards, the one with the higher index first.
    #[must_use]
    pub const fn cards(self) -> [Card; 2] {
        let [hi, lo] = CARDS[self.index()];
        [Card::from_valid_index(hi), Card::from_valid_index(lo)]
    }

    /// The two cards as a set.
    #[must_use]
    pub const fn set(self) -> CardSet {
        let [hi, lo] = self.cards();
        CardSet::EMPTY.with(hi).with(lo)
    }

    /// The square of the 13x13 grid this combo belongs to.
    #[must_use]
    pub const fn class(self) -> HandClass {
        let [hi, lo] = self.cards();
        HandClass::from_ranks(hi.rank(), lo.rank(), hi.suit() == lo.suit())
    }
}

const fn card_table() -> [[u8; 2]; Combo::COUNT] {
    let mut table = [[0; 2]; Combo::COUNT];
    let (mut hi, mut index) = (1, 0);
    while hi < 52 {
        let mut lo = 0;
        while lo < hi {
            table[index] = [hi, lo];
            lo += 1;
            index += 1;
        }
        hi += 1;
    }
    table
}

impl fmt::Display for Combo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [hi, lo] = self.cards();
        write!(f, "{hi}{lo}")
    }
}

impl fmt::Debug for Combo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Combo {
    type Err = ParseComboError;

    fn from_str(text: &str) -> Result<Self, ParseComboError> {
        let cards = text.parse::<CardSet>().ok().filter(|set| set.len() == 2);
        let mut cards = cards.unwrap_or_default().iter();
        match (cards.next(), cards.next()) {
            (Some(lo), Some(hi)) => Self::new(hi, lo),
            _ => None,
        }
        .ok_or_else(|| ParseComboError { found: text.to_owned() })
    }
}
