//! Equities against values that were computed elsewhere, and against each other.

use holdem_cards::equity::{EquityError, EquityOptions, EquityReport, equity};
use holdem_cards::evaluator::evaluate;
use holdem_cards::range::Range;
use holdem_cards::{Card, CardSet, SuitPermutation};
use proptest::prelude::*;

fn ranges(texts: &[&str]) -> Vec<Range> {
    texts.iter().map(|text| text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))).collect()
}

fn run(texts: &[&str], options: &EquityOptions) -> EquityReport {
    equity(&ranges(texts), options).unwrap_or_else(|error| panic!("{texts:?}: {error}"))
}

fn on(board: &str) -> EquityOptions {
    EquityOptions { board: board.parse().expect("a board"), ..EquityOptions::default() }
}

/// Checks every `step`th line of the exact equities of pairs of hand classes.
fn assert_class_pairs(step: usize) {
    let lines = include_str!("../data/preflop_equities.txt").lines().filter(|line| !line.starts_with('#'));
    for line in lines.step_by(step) {
        let words: Vec<&str> = line.split(' ').collect();
        let report = run(&words[..2], &EquityOptions::default());
        let found =
            [report.deals, report.shares[0].wins, report.shares[0].ties()].map(|count| count.to_string());
        assert_eq!(found, words[2..], "{line}");
        assert!(report.exact);
    }
}

#[test]
fn class_against_class_is_met_to_the_last_deal() {
    assert_class_pairs(10);
}

#[test]
#[ignore = "slow: 250 pairs of classes, half a minute in the dev profile"]
fn all_recorded_class_pairs_are_met_to_the_last_deal() {
    assert_class_pairs(1);
}

/// Lines such as `AsAh KsKh -b QhJh3s | boards 990 | 0.64 (win 641, tie2 0) ..`.
#[test]
fn all_in_hands_are_met_to_the_last_board() {
    for line in include_str!("../data/all_in_equities.txt").lines() {
        let [hands, boards, expected] =
            line.split(" | ").collect::<Vec<_>>().try_into().expect("three columns");
        let (hands, board) = hands.split_once(" -b ").unwrap_or((hands, ""));
        let report = run(&hands.split(' ').collect::<Vec<_>>(), &on(board));
        assert_eq!(format!("boards {}", report.deals), boards, "{line}");
        let shares = report.shares.iter().map(|share| {
            let ties = (2..).zip(&share.ties_among).map(|(winners, count)| format!(", tie{winners} {count}"));
            format!("{:.8} (win {}{})", share.equity, share.wins, ties.collect::<String>())
        });
        assert_eq!(shares.collect::<Vec<_>>().join(" "), expected, "{line}");
    }
}

#[test]
fn equities_against_a_random_hand_are_met() {
    let known: serde_json::Value =
        serde_json::from_str(include_str!("../data/equity_against_random_hand.json"))
            .expect("the data file is JSON");
    for class in ["AKs", "72o"] {
        let report = run(&[class, "random"], &EquityOptions::default());
        let expected = known[class].as_f64().expect("a number");
        assert!((report.shares[0].equity - expected).abs() < 1e-12, "{class}");
        assert!(report.exact);
    }
}

/// Ranks all deals one by one.
fn brute_force(ranges: &[Range], board: CardSet, dead: CardSet) -> Vec<f64> {
    let (mut total, mut shares) = (0.0, vec![0.0; ranges.len()]);
    for_each_board(board, dead, &mut |board| {
        deal(ranges, &mut Vec::new(), board | dead, 1.0, &mut |hands: &[CardSet], weight: f64| {
            let ranks: Vec<_> = hands.iter().map(|&hand| evaluate(hand | board)).collect();
            let best = ranks.iter().max().copied();
            let winners: Vec<usize> =
                (0..hands.len()).filter(|&player| Some(ranks[player]) == best).collect();
            total += weight;
            winners.iter().for_each(|&player| shares[player] += weight / winners.len() as f64);
        });
    });
    shares.into_iter().map(|share| share / total).collect()
}

fn for_each_board(board: CardSet, dead: CardSet, visit: &mut impl FnMut(CardSet)) {
    match 5 - board.len() {
        0 => visit(board),
        1 => (!(board | dead)).iter().for_each(|card| visit(board.with(card))),
        _ => {
            let free: Vec<Card> = (!(board | dead)).iter().collect();
            for (i, &a) in free.iter().enumerate() {
                free[..i].iter().for_each(|&b| visit(board.with(a).with(b)));
            }
        }
    }
}

fn deal(
    ranges: &[Range],
    hands: &mut Vec<CardSet>,
    used: CardSet,
    weight: f64,
    visit: &mut impl FnMut(&[CardSet], f64),
) {
    let Some(range) = ranges.get(hands.len()) else {
        return visit(hands, weight);
    };
    for (combo, own) in range.iter().filter(|(combo, _)| !combo.set().intersects(used)) {
        hands.push(combo.set());
        deal(ranges, hands, used | combo.set(), weight * f64::from(own), visit);
        hands.pop();
    }
}

#[test]
fn weighted_ranges_agree_with_brute_force() {
    for (texts, board, dead) in [
        (vec!["AA:0.5,AKs,QJ:0.3", "22+,87s:0.1"], "Qs Jh 2h", "AsKd"),
        (vec!["random", "22+:0.7,A2s+,K9o+:0.2"], "Qs Jh 2h 3c", ""),
        (vec!["random:0.5,AA", "random"], "Ts 9s 8s 7s 2c", "6s"),
        (vec!["AA:0.5,76s", "KK+,AhKh:0.25", "QQ-TT,98o:0.1"], "Ks 8s 7d 2c", ""),
        (vec!["AK", "AQ:0.5", "KQ:0.25,22", "JJ,T9s:0.125"], "Ah 8s 7d 2c", "2d"),
    ] {
        let options = EquityOptions { dead: dead.parse().expect("cards"), ..on(board) };
        let report = run(&texts, &options);
        let expected = brute_force(&ranges(&texts), options.board, options.dead);
        for (share, expected) in report.shares.iter().zip(&expected) {
            assert!(
                (share.equity - expected).abs() < 1e-12,
                "{texts:?} {board}: {} {expected}",
                share.equity
            );
        }
        assert!(report.exact);
        assert!((report.shares.iter().map(|share| share.equity).sum::<f64>() - 1.0).abs() < 1e-12);
    }
}

/// The same hands counted pair by pair and by the sorted sweep.
#[test]
fn the_sweep_agrees_with_single_comparisons() {
    let options = on("Qs Jh 2h");
    let wide = run(&["random", "22+,A2s+,K9o+"], &options);
    let classes: Vec<String> = holdem_cards::HandClass::all().map(|class| class.to_string()).collect();
    let narrow: Vec<EquityReport> =
        classes.iter().map(|class| run(&[class, "22+,A2s+,K9o+"], &options)).collect();
    let sum = |count: fn(&EquityReport) -> u64| narrow.iter().map(count).sum::<u64>();
    assert_eq!(wide.deals, sum(|report| report.deals));
    for player in 0..2 {
        assert_eq!(
            wide.shares[player].wins,
            narrow.iter().map(|report| report.shares[player].wins).sum::<u64>()
        );
        assert_eq!(
            wide.shares[player].ties(),
            narrow.iter().map(|report| report.shares[player].ties()).sum::<u64>()
        );
    }
}

#[test]
fn dead_cards_are_never_dealt() {
    let options = EquityOptions { dead: "Ks Kh".parse().unwrap(), ..EquityOptions::default() };
    // One king pair is left, and C(46, 5) boards.
    let report = run(&["KK", "AcAd"], &options);
    assert_eq!(report.deals, 1_370_754);
    let report = run(&["AhKd", "QcQs"], &options);
    assert_eq!(report.deals, 1_370_754);
    assert_eq!(
        report.shares.iter().map(|share| share.wins).sum::<u64>() + report.shares[0].ties(),
        report.deals
    );
}

#[test]
fn the_number_of_threads_changes_nothing() {
    for texts in [vec!["AKs:0.3,AKo", "QQ+"], vec!["random", "random", "AA,KK:0.5"]] {
        let [one, two, three] = [1, 2, 3].map(|num_threads| {
            run(
                &texts,
                &EquityOptions {
                    num_threads,
                    samples: 100_000,
                    exact_limit: 100_000_000,
                    ..Default::default()
                },
            )
        });
        assert_eq!(one, two);
        assert_eq!(one, three);
    }
}

#[test]
fn samples_agree_with_enumeration_within_their_error() {
    for texts in [
        vec!["AKs", "QQ"],
        vec!["AA:0.2,KK", "AK,QQ:0.5"],
        vec!["AA", "KK", "AK"],
        vec!["QQ+:0.3,AKs", "JJ", "T9s", "22+"],
    ] {
        let options = on("Th 8s 2c");
        let exact = run(&texts, &options);
        let sampled = run(&texts, &EquityOptions { exact_limit: 0, samples: 200_000, ..options });
        assert!(exact.exact && !sampled.exact && sampled.deals == 200_000);
        for (exact, sampled) in exact.shares.iter().zip(&sampled.shares) {
            let error = (exact.equity - sampled.equity).abs();
            assert!(
                error < 4.5 * sampled.standard_error + 1e-9,
                "{texts:?}: {error} {}",
                sampled.standard_error
            );
            assert!(sampled.standard_error < 0.002 && exact.standard_error == 0.0);
        }
    }
}

#[test]
fn another_seed_gives_other_samples() {
    let sample =
        |seed| run(&["random"; 9], &EquityOptions { samples: 20_000, seed, ..EquityOptions::default() });
    assert_eq!(sample(1), sample(1));
    assert_ne!(sample(1), sample(2));
    let shares = sample(1).shares;
    assert!(shares.iter().all(|share| (share.equity - 1.0 / 9.0).abs() < 5.0 * share.standard_error));
}

#[test]
fn impossible_questions_are_refused() {
    let refuse = |texts: &[&str], options: &EquityOptions| equity(&ranges(texts), options).unwrap_err();
    let plain = EquityOptions::default();
    assert_eq!(refuse(&["AA"], &plain), EquityError::RangeCount { found: 1 });
    assert_eq!(refuse(&["AA"; 10], &plain), EquityError::RangeCount { found: 10 });
    assert_eq!(refuse(&["AA", "KK"], &on("As Ks")), EquityError::Board { found: 2 });
    assert_eq!(refuse(&["AA", ""], &plain), EquityError::EmptyRange { number: 2 });
    assert_eq!(refuse(&["AhKh", "QQ"], &on("Ah 2c 3c")), EquityError::EmptyRange { number: 1 });
    assert_eq!(refuse(&["AhKh", "AhQh"], &plain), EquityError::NoDeal);
    assert_eq!(refuse(&["AA", "AA", "AA"], &plain), EquityError::NoDeal);
    assert_eq!(refuse(&["AA", "AA", "A2s", "random", "random", "random"], &plain), EquityError::NoDeal);
    let dead = EquityOptions { dead: "2c".parse().unwrap(), ..on("2c 3c 4c") };
    assert_eq!(refuse(&["AA", "KK"], &dead), EquityError::DeadOnBoard { cards: "2c".parse().unwrap() });
    let none = EquityOptions { exact_limit: 0, samples: 0, ..plain.clone() };
    assert_eq!(refuse(&["AA", "KK"], &none), EquityError::NoSamples { limit: 0 });
    let few = CardSet::FULL - "AsAdAhAcKsKdKhKc".parse::<CardSet>().unwrap();
    let few = EquityOptions { dead: few, ..plain };
    assert_eq!(refuse(&["AA", "KK"], &few), EquityError::NoDeal);
}

fn cards(count: usize) -> impl Strategy<Value = Vec<Card>> {
    proptest::sample::subsequence((0..52).collect::<Vec<u8>>(), count)
        .prop_shuffle()
        .prop_map(|indices| indices.into_iter().filter_map(Card::from_index).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn relabelling_suits_keeps_the_equities(cards in cards(9), p in 1u8..24) {
        let p = SuitPermutation::from_index(p).unwrap();
        let ask = |p: SuitPermutation| {
            let card = |i: usize| p.card(cards[i]);
            let combo = |i| holdem_cards::Combo::new(card(i), card(i + 1)).unwrap();
            let hands = [0, 2, 4].map(|i| Range::from(combo(i)));
            let board = (6..9).map(card).collect();
            equity(&hands, &EquityOptions { board, ..EquityOptions::default() }).unwrap()
        };
        prop_assert_eq!(ask(SuitPermutation::IDENTITY), ask(p));
    }
}
