//! The 7,462 classes of five-card hands, numbered by closed formulas.

use std::fmt;

use crate::canonical::binomial;

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
        HandRank(FIRST[self as usize])
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
        let above = FIRST.iter().filter(|&&first| first <= self.0).count();
        Category::ALL[above - 1]
    }
}

/// First rank of each category.
const FIRST: [u16; 9] = {
    let counts = [1277, 2860, 858, 858, 10, 1277, 156, 156];
    let mut first = [1; 9];
    let mut i = 0;
    while i < 8 {
        first[i + 1] = first[i] + counts[i];
        i += 1;
    }
    first
};

/// Rank masks of a hand: `at_least[k - 1]` holds the ranks of which there are `k` or more cards.
pub(super) type RankMasks = [u16; 4];

/// The rank of five to seven cards that hold no flush.
pub(super) fn rank_without_flush(at_least: RankMasks) -> HandRank {
    let [one, two, three, four] = at_least;
    if four != 0 {
        let quads = top(four, 1);
        in_category(Category::FourOfAKind, [(quads, 0), (top(one & !quads, 1), quads)], [12, 1])
    } else if three != 0 && two.count_ones() > 1 {
        let trips = top(three, 1);
        in_category(Category::FullHouse, [(trips, 0), (top(two & !trips, 1), trips)], [12, 1])
    } else if let Some(high) = straight(one) {
        HandRank(FIRST[Category::Straight as usize] + high)
    } else if three != 0 {
        let trips = top(three, 1);
        in_category(Category::ThreeOfAKind, [(trips, 0), (top(one & !trips, 2), trips)], [66, 1])
    } else if two.count_ones() > 1 {
        let pairs = top(two, 2);
        in_category(Category::TwoPair, [(pairs, 0), (top(one & !pairs, 1), pairs)], [11, 1])
    } else if two != 0 {
        in_category(Category::OnePair, [(two, 0), (top(one & !two, 3), two)], [220, 1])
    } else {
        five_ranks(Category::HighCard, one)
    }
}

/// The rank of a flush with these ranks in its suit: five or more.
pub(super) fn rank_of_flush(ranks: u16) -> HandRank {
    match straight(ranks) {
        Some(high) => HandRank(FIRST[Category::StraightFlush as usize] + high),
        None => five_ranks(Category::Flush, ranks),
    }
}

/// First rank of the category plus the weighted indices of two sets of ranks, each numbered among the ranks that are not
/// in its second mask.
fn in_category(category: Category, sets: [(u16, u16); 2], weights: [u32; 2]) -> HandRank {
    let digits = sets.map(|(set, without)| colex(squeeze(set, without)));
    HandRank(FIRST[category as usize] + (digits[0] * weights[0] + digits[1] * weights[1]) as u16)
}

/// Five ranks that are no straight, numbered in order of strength.
fn five_ranks(category: Category, ranks: u16) -> HandRank {
    let best = top(ranks, 5);
    let straights_below = STRAIGHTS.iter().filter(|&&straight| straight < best).count();
    HandRank(FIRST[category as usize] + colex(best) as u16 - straights_below as u16)
}

/// Masks of the ten straights, the one to the five first.
const STRAIGHTS: [u16; 10] = {
    let mut masks = [0b1_0000_0000_1111; 10];
    let mut i = 1;
    while i < 10 {
        masks[i] = 0b1_1111 << (i - 1);
        i += 1;
    }
    masks
};

/// The best straight among the ranks: 0 = five high .. 9 = ace high.
fn straight(ranks: u16) -> Option<u16> {
    let best = STRAIGHTS.iter().rposition(|&mask| ranks & mask == mask)?;
    Some(best as u16)
}

/// The `count` highest ranks of the mask.
fn top(mut ranks: u16, count: u32) -> u16 {
    while ranks.count_ones() > count {
        ranks &= ranks - 1;
    }
    ranks
}

/// Closes the gaps that the ranks of `without` leave in `ranks`.
fn squeeze(mut ranks: u16, mut without: u16) -> u16 {
    while without != 0 {
        let gap = 15 - without.leading_zeros();
        let below = (1 << gap) - 1;
        ranks = ranks & below | (ranks >> 1) & !below;
        without ^= 1 << gap;
    }
    ranks
}

/// Index of a set of ranks among the sets of its size, ordered by highest rank, then next, ...
fn colex(mut ranks: u16) -> u32 {
    let (mut index, mut size) = (0, 1);
    while ranks != 0 {
        index += binomial(ranks.trailing_zeros(), size);
        size += 1;
        ranks &= ranks - 1;
    }
    index
}
