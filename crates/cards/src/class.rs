//! The 169 hand classes of the 13x13 grid.

use std::fmt;
use std::str::FromStr;

use crate::card::{Card, rank_char, rank_from_char};
use crate::combo::Combo;

/// One of the 169 starting hands up to suits: `AA`, `AKs`, `AKo`, ...
///
/// The index is `13 * row + col` of the usual grid: row and column 0 are aces, 12 are deuces; suited hands
/// stand above the diagonal (`row < col`), offsuit hands below it, pairs on it.
///
/// ```
/// use holdem_cards::HandClass;
/// let class: HandClass = "AKo".parse()?;
/// assert_eq!((class.row(), class.col(), class.index(), class.num_combos()), (1, 0, 13, 12));
/// # Ok::<(), holdem_cards::ParseHandClassError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct HandClass(u8);

/// Text that is not a hand class such as `AA`, `AKs` or `AKo`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a hand class (such as AA, AKs or AKo)")]
pub struct ParseHandClassError {
    /// The rejected text.
    pub found: String,
}

impl HandClass {
    /// Number of hand classes.
    pub const COUNT: usize = 169;

    /// The class with this index, or `None` from 169 on.
    #[must_use]
    pub const fn from_index(index: u8) -> Option<Self> {
        if (index as usize) < Self::COUNT { Some(Self(index)) } else { None }
    }

    /// The class of two ranks (0 = deuce .. 12 = ace) in either order; `suited` is ignored for pairs.
    ///
    /// # Panics
    /// If a rank is above 12.
    #[must_use]
    pub const fn from_ranks(a: u8, b: u8, suited: bool) -> Self {
        assert!(a < 13 && b < 13, "a rank is below 13");
        let (high, low) = if a > b { (12 - a, 12 - b) } else { (12 - b, 12 - a) };
        if suited { Self(13 * high + low) } else { Self(13 * low + high) }
    }

    /// All classes in order of index: `AA, AKs, .., A2s, AKo, KK, .., 22`.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> + ExactSizeIterator + Clone {
        (0..Self::COUNT as u8).map(Self)
    }

    /// `13 * row + col`, 0..169.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// Row of the grid, 0 = aces .. 12 = deuces.
    #[must_use]
    pub const fn row(self) -> u8 {
        self.0 / 13
    }

    /// Column of the grid, 0 = aces .. 12 = deuces.
    #[must_use]
    pub const fn col(self) -> u8 {
        self.0 % 13
    }

    /// The two ranks, the higher first (0 = deuce .. 12 = ace).
    #[must_use]
    pub const fn ranks(self) -> [u8; 2] {
        let (a, b) = (12 - self.row(), 12 - self.col());
        if a > b { [a, b] } else { [b, a] }
    }

    /// Whether the two cards share a suit.
    #[must_use]
    pub const fn is_suited(self) -> bool {
        self.row() < self.col()
    }

    /// Whether the two cards share a rank.
    #[must_use]
    pub const fn is_pair(self) -> bool {
        self.row() == self.col()
    }

    /// Number of combos: 6 for a pair, 4 suited, 12 offsuit.
    #[must_use]
    pub const fn num_combos(self) -> usize {
        if self.is_pair() {
            6
        } else if self.is_suited() {
            4
        } else {
            12
        }
    }

    /// The combos of the class in a fixed order.
    pub fn combos(self) -> impl Iterator<Item = Combo> + Clone {
        let [high, low] = self.ranks();
        (0..16u8).filter_map(move |suits| {
            let (a, b) = (suits / 4, suits % 4);
            let wanted = if self.is_pair() { a > b } else { (a == b) == self.is_suited() };
            if wanted { Combo::new(Card::new(high, a), Card::new(low, b)) } else { None }
        })
    }
}

impl fmt::Display for HandClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [high, low] = self.ranks().map(rank_char);
        let suffix = match (self.is_pair(), self.is_suited()) {
            (true, _) => "",
            (_, true) => "s",
            (_, false) => "o",
        };
        write!(f, "{high}{low}{suffix}")
    }
}

impl fmt::Debug for HandClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for HandClass {
    type Err = ParseHandClassError;

    fn from_str(text: &str) -> Result<Self, ParseHandClassError> {
        parse_class(text).ok_or_else(|| ParseHandClassError { found: text.to_owned() })
    }
}

fn parse_class(text: &str) -> Option<HandClass> {
    let mut letters = text.chars();
    let (a, b) = (rank_from_char(letters.next()?)?, rank_from_char(letters.next()?)?);
    match (a == b, letters.next(), letters.next()) {
        (true, None, _) => Some(HandClass::from_ranks(a, b, false)),
        (false, Some('s' | 'S'), None) => Some(HandClass::from_ranks(a, b, true)),
        (false, Some('o' | 'O'), None) => Some(HandClass::from_ranks(a, b, false)),
        _ => None,
    }
}
