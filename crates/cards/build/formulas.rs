//! The strength of a hand by closed formulas: slow, made once.

use crate::combinatorics::binomial;
use crate::layout::FIRST_RANKS;

// Positions in `FIRST_RANKS`.
const HIGH_CARD: usize = 0;
const ONE_PAIR: usize = 1;
const TWO_PAIR: usize = 2;
const THREE_OF_A_KIND: usize = 3;
const STRAIGHT: usize = 4;
const FLUSH: usize = 5;
const FULL_HOUSE: usize = 6;
const FOUR_OF_A_KIND: usize = 7;
const STRAIGHT_FLUSH: usize = 8;

/// Rank masks of a hand: `at_least[k - 1]` holds the ranks of which there are `k` or more cards.
pub(crate) type RankMasks = [u16; 4];

/// The rank of five to seven cards that hold no flush.
pub(crate) fn rank_without_flush(at_least: RankMasks) -> u16 {
    let [one, two, three, four] = at_least;
    if four != 0 {
        let quads = top(four, 1);
        in_category(FOUR_OF_A_KIND, [(quads, 0), (top(one & !quads, 1), quads)], [12, 1])
    } else if three != 0 && two.count_ones() > 1 {
        let trips = top(three, 1);
        in_category(FULL_HOUSE, [(trips, 0), (top(two & !trips, 1), trips)], [12, 1])
    } else if let Some(high) = straight(one) {
        FIRST_RANKS[STRAIGHT] + high
    } else if three != 0 {
        let trips = top(three, 1);
        in_category(THREE_OF_A_KIND, [(trips, 0), (top(one & !trips, 2), trips)], [66, 1])
    } else if two.count_ones() > 1 {
        let pairs = top(two, 2);
        in_category(TWO_PAIR, [(pairs, 0), (top(one & !pairs, 1), pairs)], [11, 1])
    } else if two != 0 {
        in_category(ONE_PAIR, [(two, 0), (top(one & !two, 3), two)], [220, 1])
    } else {
        five_ranks(HIGH_CARD, one)
    }
}

/// The rank of a flush with these ranks in its suit: five or more.
pub(crate) fn rank_of_flush(ranks: u16) -> u16 {
    match straight(ranks) {
        Some(high) => FIRST_RANKS[STRAIGHT_FLUSH] + high,
        None => five_ranks(FLUSH, ranks),
    }
}

/// First rank of the category plus the weighted indices of two sets of ranks, each numbered among the ranks
/// that are not in its second mask.
fn in_category(category: usize, sets: [(u16, u16); 2], weights: [u32; 2]) -> u16 {
    let digits = sets.map(|(set, without)| colex(squeeze(set, without)));
    FIRST_RANKS[category] + (digits[0] * weights[0] + digits[1] * weights[1]) as u16
}

/// Five ranks that are no straight, numbered in order of strength.
fn five_ranks(category: usize, ranks: u16) -> u16 {
    let best = top(ranks, 5);
    let straights_below = STRAIGHTS.iter().filter(|&&straight| straight < best).count();
    FIRST_RANKS[category] + colex(best) as u16 - straights_below as u16
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
