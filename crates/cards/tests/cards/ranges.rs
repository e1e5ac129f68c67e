//! The text of ranges.

use holdem_cards::range::{Range, RangeMistake};
use holdem_cards::{Card, CardSet, Combo, HandClass};
use proptest::prelude::*;

fn parse(text: &str) -> Range {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// The classes that a text stands for, by their names.
fn classes(text: &str) -> Vec<String> {
    let range = parse(text);
    HandClass::all()
        .filter(|&class| range.class_weight(class) == 1.0)
        .map(|class| class.to_string())
        .collect()
}

#[test]
fn items_stand_for_their_hands() {
    assert_eq!(classes("AK"), ["AKs", "AKo"]);
    assert_eq!(classes("KAo"), ["AKo"]);
    assert_eq!(classes("QQ+"), ["AA", "KK", "QQ"]);
    assert_eq!(classes("ATs+"), ["AKs", "AQs", "AJs", "ATs"]);
    assert_eq!(classes("T8s+"), ["T9s", "T8s"]);
    assert_eq!(classes("JTs+"), ["AKs", "KQs", "QJs", "JTs"]);
    assert_eq!(classes("QQ-TT"), ["QQ", "JJ", "TT"]);
    assert_eq!(classes("TT-QQ"), ["QQ", "JJ", "TT"]);
    assert_eq!(classes("A5s-A3s"), ["A5s", "A4s", "A3s"]);
    assert_eq!(classes("T8s-86s"), ["T8s", "97s", "86s"]);
    assert_eq!(classes("76s-76s"), ["76s"]);
    assert_eq!(classes("k9O"), ["K9o"]);
    assert_eq!(classes("random").len(), 169);
    assert_eq!(classes("100%").len(), 169);
    assert_eq!(parse("AhKh").iter().collect::<Vec<_>>(), [("AhKh".parse().unwrap(), 1.0)]);
    assert_eq!(parse("AK").len(), 16);
    assert!(parse("").is_empty() && parse(" ,\n, ").is_empty());
}

#[test]
fn the_whole_syntax_reads_as_one_range() {
    let range = parse("AA,KQs:0.5,A5s-A2s,76s+,AKo:0.25,AhKh\n22+ ATs+\tQQ-22,");
    assert_eq!(range.class_weight("KQs".parse().unwrap()), 1.0, "76s+ comes later and covers KQs");
    assert_eq!(range.class_weight("AKo".parse().unwrap()), 0.25);
    assert_eq!(range.class_weight("A6s".parse().unwrap()), 0.0);
    assert_eq!(range.class_weight("33".parse().unwrap()), 1.0);
    assert_eq!(parse("AA:0.3, AA").total_weight(), 6.0);
    assert_eq!(parse("random, AA:0").len(), 1320);
}

#[test]
fn ranges_print_compactly() {
    for (text, printed) in [
        ("AA KK QQ", "QQ+"),
        ("22+,A2s+", "22+,A2s+"),
        ("A2s A3s A4s A5s 99 88", "99-88,A5s-A2s"),
        ("AK", "AKs,AKo"),
        ("KQs, AKs", "AKs,KQs"),
        ("AKs:0.5, QQ", "QQ,AKs:0.5"),
        ("AKs, AhKh:0.25", "AsKs,AdKd,AcKc,AhKh:0.25"),
        ("random", "random"),
        ("random:0.5", "random:0.5"),
        ("", ""),
    ] {
        let text = parse(text).to_string();
        let sorted = |text: &str| {
            let mut items: Vec<String> = text.split(',').map(str::to_owned).collect();
            items.sort();
            items
        };
        assert_eq!(sorted(&text), sorted(printed));
    }
}

#[test]
fn mistakes_are_pointed_at() {
    use RangeMistake::*;
    for (text, line, column, found, mistake) in [
        ("AA,AKx", 1, 4, "AKx", Hand),
        ("A", 1, 1, "A", Hand),
        ("AA KK\n  QQ, 1Ks", 2, 7, "1Ks", Hand),
        ("AKso", 1, 1, "AKso", Hand),
        ("é2s", 1, 1, "é2s", Hand),
        ("♠AA,é", 1, 1, "♠AA", Hand),
        ("AAs", 1, 1, "AAs", Impossible),
        ("QQ AhAh", 1, 4, "AhAh", Impossible),
        ("AhKh+", 1, 1, "AhKh+", Plus),
        ("A5s-K2s", 1, 1, "A5s-K2s", Ends),
        ("A5s-A2o", 1, 1, "A5s-A2o", Ends),
        ("AA-A2", 1, 1, "AA-A2", Ends),
        ("A5s-", 1, 5, "", Hand),
        ("QQ-TTx", 1, 4, "TTx", Hand),
        ("AA:", 1, 4, "", Weight),
        ("AA:1.5", 1, 4, "1.5", Weight),
        ("KK, AA:-0.5", 1, 8, "-0.5", Weight),
        ("AA:nan", 1, 4, "nan", Weight),
        ("AA:0.5:0.5", 1, 4, "0.5:0.5", Weight),
        ("15%", 1, 1, "15%", Percentage),
        (":0.5", 1, 1, "", Hand),
    ] {
        let error = text.parse::<Range>().unwrap_err();
        let told = (error.line, error.column, error.found.as_str(), error.mistake);
        assert_eq!(told, (line, column, found, mistake), "{text}");
        let drawn = error.caret(text);
        assert_eq!(drawn.lines().next_back().unwrap().find('^').unwrap() + 1, column);
    }
}

#[test]
fn weights_outside_zero_to_one_are_refused() {
    let mut range = Range::empty();
    let combo = Combo::from_index(0).unwrap();
    for weight in [-0.1, 1.1, f32::NAN, f32::INFINITY] {
        assert!(range.set_weight(combo, weight).is_err());
        assert!(Range::from_weights(&[weight; 1326]).is_err());
        assert!(Range::from_grid(&[[weight; 13]; 13]).is_err());
    }
    range.set_weight(combo, -0.0).unwrap();
    assert!(range.weight(combo).is_sign_positive());
}

#[test]
fn blocked_hands_can_be_removed() {
    let mut range = parse("AK, QQ");
    range.remove("AsQh".parse::<CardSet>().unwrap());
    assert_eq!(range.len(), 12 + 3);
}

/// Weights as they occur: mostly whole classes with a few weights, some single combos.
fn ranges() -> impl Strategy<Value = Range> {
    let weight = prop_oneof![Just(0.0f32), Just(1.0), Just(0.5), 0.0f32..=1.0];
    let classes =
        proptest::collection::vec(prop_oneof![3 => Just(None), 2 => weight.clone().prop_map(Some)], 169);
    let combos = proptest::collection::vec((0u16..1326, weight), 0..40);
    (classes, combos).prop_map(|(classes, combos)| {
        let mut range = Range::empty();
        for (class, weight) in HandClass::all().zip(classes) {
            range.set_class_weight(class, weight.unwrap_or(0.0)).expect("a weight from 0 to 1");
        }
        for (combo, weight) in combos {
            range
                .set_weight(Combo::from_index(combo).expect("below 1326"), weight)
                .expect("a weight from 0 to 1");
        }
        range
    })
}

proptest! {
    #[test]
    fn text_reads_back_as_the_same_range(range in ranges()) {
        prop_assert_eq!(&range, &parse(&range.to_string()));
    }

    #[test]
    fn grids_of_whole_classes_round_trip(range in ranges()) {
        let grid = range.grid();
        let by_class = Range::from_grid(&grid).unwrap();
        let again = by_class.grid();
        prop_assert!(grid.iter().flatten().zip(again.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-6));
        prop_assert!((by_class.total_weight() - range.total_weight()).abs() < 1e-3);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "[2-9TJQKAakscdho+:.,%\\- 0-9\n]{0,24}|\\PC{0,12}") {
        if let Err(error) = text.parse::<Range>() {
            let _ = error.caret(&text);
            prop_assert!(error.column >= 1);
        }
    }
}

#[test]
fn a_range_of_a_card_pair_is_its_combo() {
    let combo = Combo::new(Card::new(12, 3), Card::new(0, 0)).unwrap();
    assert_eq!(Range::from(combo).to_string(), "As2c");
    assert_eq!(Range::from(combo.class()).to_string(), "A2o");
}

#[test]
fn a_mistake_in_a_long_text_is_shown_in_a_few_words() {
    let text = format!("{}AKx{}", "AA,".repeat(5_000), ",KK".repeat(5_000));
    let error = text.parse::<Range>().unwrap_err();
    assert_eq!((error.column, error.found.as_str()), (15_001, "AKx"));
    let shown = error.caret(&text);
    assert!(shown.lines().all(|line| line.len() < 100), "{shown}");
    let [line, carets] = [0, 1].map(|at| shown.lines().nth(at).unwrap());
    assert_eq!(&line[carets.find('^').unwrap()..][..3], "AKx");
    let long = "x".repeat(1_000_000);
    assert!(long.parse::<Range>().unwrap_err().to_string().len() < 200);
}
