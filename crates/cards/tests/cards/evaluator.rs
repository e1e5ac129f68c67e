//! The evaluator against an obvious one, and against exact counts.

use std::collections::BTreeMap;

use crate::oracle;
use holdem_cards::evaluator::{Category, Hand, HandRank, evaluate};
use holdem_cards::{Card, CardSet, SuitPermutation};
use proptest::prelude::*;

/// Calls `visit` with every hand of `left` more cards below `top`.
fn for_each_hand(hand: Hand, left: usize, top: u8, visit: &mut impl FnMut(Hand)) {
    for card in (left as u8 - 1..top).filter_map(Card::from_index) {
        let hand = hand.with(card);
        if left == 1 {
            visit(hand);
        } else {
            for_each_hand(hand, left - 1, card.index() as u8, visit);
        }
    }
}

/// How many hands of `size` cards have each rank.
fn rank_counts(size: usize) -> Vec<u64> {
    let mut counts = vec![0; 7463];
    for_each_hand(Hand::EMPTY, size, 52, &mut |hand| counts[usize::from(hand.rank().0)] += 1);
    counts
}

fn assert_counts(size: usize) {
    let known: serde_json::Value =
        serde_json::from_str(include_str!("../data/hand_categories.json")).expect("the data file is JSON");
    let counts = rank_counts(size);
    let mut found = vec![0; Category::COUNT];
    for (rank, &count) in (0..).zip(&counts).filter(|(_, count)| **count > 0) {
        found[HandRank(rank).category() as usize] += count;
    }
    let expected: Vec<u64> =
        serde_json::from_value(known[format!("n{size}")].clone()).expect("a list of counts");
    assert_eq!(found, expected[..9], "high card .. straight flush of {size} cards");
    assert_eq!(counts[7462], expected[9], "royal flushes of {size} cards");
    let distinct = counts.iter().filter(|&&count| count > 0).count();
    assert_eq!(serde_json::json!(distinct), known["distinct_values"][size - 5], "ranks of {size} cards");
}

#[test]
fn five_card_counts_are_exact() {
    assert_counts(5);
}

#[test]
fn six_card_counts_are_exact() {
    assert_counts(6);
}

#[test]
fn seven_card_counts_are_exact() {
    assert_counts(7);
}

/// Every five-card hand: equal rank exactly if equal worth, ranks in the order of worth, each with its name.
#[test]
fn ranks_of_five_cards_are_the_order_of_worth() {
    let mut worths: BTreeMap<u16, oracle::Worth> = BTreeMap::new();
    for a in 4..52u8 {
        for b in 3..a {
            for c in 2..b {
                for d in 1..c {
                    for e in 0..d {
                        let cards = [a, b, c, d, e].map(|index| Card::from_index(index).unwrap());
                        let rank = cards.into_iter().collect::<Hand>().rank().0;
                        let worth = oracle::worth_of_five(&cards);
                        assert_eq!(worths.entry(rank).or_insert_with(|| worth.clone()), &worth, "{cards:?}");
                    }
                }
            }
        }
    }
    assert!(worths.keys().copied().eq(1..=7462), "ranks are dense");
    assert!(worths.values().is_sorted_by(|a, b| a < b), "a higher rank is a better hand");
    assert!(worths.iter().all(|(&rank, worth)| HandRank(rank).category() as u8 == worth.0));
    for (&rank, worth) in &worths {
        assert_eq!(HandRank(rank).name().to_string(), name(worth), "of {worth:?}");
    }
}

/// A hand's name in words, from what it is worth.
fn name((category, ranks): &oracle::Worth) -> String {
    let one = |i: usize| {
        let names = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "jack", "queen"];
        names.into_iter().chain(["king", "ace"]).nth(ranks[i].into()).expect("there are 13 ranks")
    };
    let many = |i: usize| format!("{}s", one(i)).replace('x', "xe");
    match category {
        0 => format!("{} high", one(0)),
        1 => format!("pair of {}", many(0)),
        2 => format!("two pair, {} and {}", many(0), many(1)),
        3 => format!("three {}", many(0)),
        4 => format!("{}-high straight", one(0)),
        5 => format!("{}-high flush", one(0)),
        6 => format!("full house, {} over {}", many(0), many(1)),
        7 => format!("four {}", many(0)),
        _ if ranks[0] == 12 => "royal flush".to_owned(),
        _ => format!("{}-high straight flush", one(0)),
    }
}

#[test]
#[should_panic(expected = "5 to 7 cards")]
fn four_cards_are_refused() {
    let _ = evaluate("AsKsQsJs".parse().unwrap());
}

#[test]
#[should_panic(expected = "5 to 7 cards")]
fn eight_cards_are_refused() {
    let _ = evaluate("AsKsQdJd2c3c4h5h".parse().unwrap());
}

fn cards(count: usize) -> impl Strategy<Value = Vec<Card>> {
    proptest::sample::subsequence((0..52).collect::<Vec<u8>>(), count)
        .prop_shuffle()
        .prop_map(|indices| indices.into_iter().filter_map(Card::from_index).collect())
}

proptest! {
    #[test]
    fn more_cards_rank_as_their_best_five(first in cards(7), second in cards(7), size in 5usize..=7) {
        let (first, second) = (&first[..size], &second[..size]);
        let rank = |cards: &[Card]| evaluate(cards.iter().copied().collect());
        prop_assert_eq!(rank(first).cmp(&rank(second)), oracle::worth(first).cmp(&oracle::worth(second)));
        prop_assert_eq!(rank(first).category() as u8, oracle::worth(first).0);
    }

    #[test]
    fn relabelling_suits_keeps_the_rank(cards in cards(7), size in 5usize..=7, p in 0u8..24) {
        let set: CardSet = cards.into_iter().take(size).collect();
        let p = SuitPermutation::from_index(p).unwrap();
        prop_assert_eq!(evaluate(set), evaluate(p.set(set)));
    }
}
