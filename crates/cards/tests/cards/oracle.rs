//! A slow, obvious evaluator that the fast one is compared with.

use holdem_cards::Card;

/// What a five-card hand is worth: category (0 = high card .. 8 = straight flush), then ranks by importance.
pub(crate) type Worth = (u8, Vec<u8>);

/// The worth of five cards by the words of the rules.
pub(crate) fn worth_of_five(cards: &[Card]) -> Worth {
    assert_eq!(cards.len(), 5);
    let flush = cards.iter().all(|card| card.suit() == cards[0].suit());
    let mut groups: Vec<(usize, u8)> = (0..13)
        .map(|rank| (cards.iter().filter(|card| card.rank() == rank).count(), rank))
        .filter(|&(count, _)| count > 0)
        .collect();
    groups.sort_unstable_by(|a, b| b.cmp(a));
    let counts: Vec<usize> = groups.iter().map(|group| group.0).collect();
    let ranks: Vec<u8> = groups.iter().map(|group| group.1).collect();
    let straight = match ranks[..] {
        [12, 3, 2, 1, 0] => Some(3),
        [high, .., low] if ranks.len() == 5 && high - low == 4 => Some(high),
        _ => None,
    };
    match (straight, flush, &counts[..]) {
        (Some(high), true, _) => (8, vec![high]),
        (_, _, [4, 1]) => (7, ranks),
        (_, _, [3, 2]) => (6, ranks),
        (_, true, _) => (5, ranks),
        (Some(high), ..) => (4, vec![high]),
        (_, _, [3, ..]) => (3, ranks),
        (_, _, [2, 2, ..]) => (2, ranks),
        (_, _, [2, ..]) => (1, ranks),
        _ => (0, ranks),
    }
}

/// The worth of the best five of any number of cards.
pub(crate) fn worth(cards: &[Card]) -> Worth {
    if cards.len() == 5 {
        return worth_of_five(cards);
    }
    let without = |skip: usize| {
        let rest: Vec<Card> =
            cards.iter().enumerate().filter(|&(i, _)| i != skip).map(|(_, &card)| card).collect();
        worth(&rest)
    };
    (0..cards.len()).map(without).max().expect("there are more than five cards")
}
