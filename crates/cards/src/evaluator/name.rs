//! What a hand is called at the table.

use std::fmt;

use super::classes::{Category, HandRank};
use crate::combinatorics::binomial;

/// Ranks in words, deuce first.
const RANKS: [&str; 13] =
    ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "jack", "queen", "king", "ace"];
/// Rank of the highest card of the lowest straight: the five.
const FIVE: u16 = 3;

/// What a hand is called: its category and the ranks that matter most, without kickers. Made by
/// [`HandRank::name`].
///
/// ```
/// use holdem_cards::evaluator::evaluate;
/// let hand = evaluate("As Kd Ah Kc 7c 2d 2s".parse()?);
/// assert_eq!(hand.name().to_string(), "two pair, aces and kings");
/// # Ok::<(), holdem_cards::ParseCardSetError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HandName {
    category: Category,
    /// The rank that the hand is named after (0 = deuce .. 12 = ace).
    first: u16,
    /// The lower pair of two, or the pair of a full house; otherwise as `first`.
    second: u16,
}

impl HandRank {
    /// What the hand is called: the classes of a category are numbered by these ranks first.
    ///
    /// # Panics
    /// If this is [`HandRank::NONE`].
    #[must_use]
    pub fn name(self) -> HandName {
        let category = self.category();
        let at = self.0 - category.first_rank().0;
        let (first, second) = match category {
            Category::HighCard | Category::Flush => both(highest_of_five(at)),
            Category::OnePair => both(at / 220),
            Category::TwoPair => two_ranks(at / 11),
            Category::ThreeOfAKind => both(at / 66),
            Category::Straight | Category::StraightFlush => both(at + FIVE),
            // The pair is numbered among the twelve other ranks.
            Category::FullHouse => (at / 12, at % 12 + u16::from(at % 12 >= at / 12)),
            Category::FourOfAKind => both(at / 12),
        };
        HandName { category, first, second }
    }
}

fn both(rank: u16) -> (u16, u16) {
    (rank, rank)
}

/// The pair of ranks with this number: the higher one counts first.
fn two_ranks(index: u16) -> (u16, u16) {
    let below = |high: u16| binomial(u32::from(high), 2) as u16;
    let high = (1..13).rev().find(|&high| below(high) <= index).expect("no pair of ranks is below 3 and 2");
    (high, index - below(high))
}

/// The highest of five ranks that are not a straight, by their number, which skips the straights.
fn highest_of_five(index: u16) -> u16 {
    let below = |high: u16| binomial(u32::from(high), 5) as u16 - (high - 4);
    (5..13).rev().find(|&high| below(high) <= index).expect("nothing is below seven high")
}

/// `aces`, `sixes`.
fn plural(rank: u16) -> String {
    let name = RANKS[usize::from(rank)];
    format!("{name}{}", if name.ends_with('x') { "es" } else { "s" })
}

impl fmt::Display for HandName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { category, first, second } = *self;
        let high = RANKS[usize::from(first)];
        match category {
            Category::HighCard => write!(f, "{high} high"),
            Category::OnePair => write!(f, "pair of {}", plural(first)),
            Category::TwoPair => write!(f, "two pair, {} and {}", plural(first), plural(second)),
            Category::ThreeOfAKind => write!(f, "three {}", plural(first)),
            Category::Straight => write!(f, "{high}-high straight"),
            Category::Flush => write!(f, "{high}-high flush"),
            Category::FullHouse => write!(f, "full house, {} over {}", plural(first), plural(second)),
            Category::FourOfAKind => write!(f, "four {}", plural(first)),
            Category::StraightFlush if first == 12 => f.write_str("royal flush"),
            Category::StraightFlush => write!(f, "{high}-high straight flush"),
        }
    }
}
