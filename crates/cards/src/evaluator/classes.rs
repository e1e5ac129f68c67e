//! The 7,462 classes of five-card hands and their nine categories.

use std::fmt;

use super::layout::FIRST_RANKS;

/// Strength of a hand: larger is stronger, equal is a tie.
///
/// 1 is the worst high card (7-5-4-3-2), 7,462 the royal flush; 0 is never the rank of a hand and stands for
/// "no hand" in tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct HandRank(pub u16);

/// Kind of a five-card hand, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Category {
    /// Nothing.
    HighCard,
    /// Two of one rank.
    OnePair,
    /// Two and two.
    TwoPair,
    /// Three of one rank.
    ThreeOfAKind,
    /// Five ranks in a row; the ace also counts below the deuce.
    Straight,
    /// Five of one suit.
    Flush,
    /// Three and two.
    FullHouse,
    /// Four of one rank.
    FourOfAKind,
    /// A straight in one suit, royal or not.
    StraightFlush,
}

impl Category {
    /// Number of categories.
    pub const COUNT: usize = 9;
    /// All categories, weakest first.
    pub const ALL: [Self; 9] = [
        Self::HighCard,
        Self::OnePair,
        Self::TwoPair,
        Self::ThreeOfAKind,
        Self::Straight,
        Self::Flush,
        Self::FullHouse,
        Self::FourOfAKind,
        Self::StraightFlush,
    ];

    /// The lowest rank of the category.
    #[must_use]
    pub const fn first_rank(self) -> HandRank {
        HandRank(FIRST_RANKS[self as usize])
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::HighCard => "high card",
            Self::OnePair => "one pair",
            Self::TwoPair => "two pair",
            Self::ThreeOfAKind => "three of a kind",
            Self::Straight => "straight",
            Self::Flush => "flush",
            Self::FullHouse => "full house",
            Self::FourOfAKind => "four of a kind",
            Self::StraightFlush => "straight flush",
        })
    }
}

impl HandRank {
    /// The rank of no hand.
    pub const NONE: Self = Self(0);
    /// The strongest hand: the royal flush.
    pub const MAX: Self = Self(7462);

    /// The kind of hand.
    ///
    /// # Panics
    /// If this is [`HandRank::NONE`].
    #[must_use]
    pub fn category(self) -> Category {
        assert!(self != Self::NONE, "no hand has no category");
        let above = FIRST_RANKS.iter().filter(|&&first| first <= self.0).count();
        Category::ALL[above - 1]
    }
}
