//! Bet-size menus: tokens, YAML, and sizes in chips.

use holdem_game::menu::{BetContext, BetMenu, BetSize, BetSizeError, DEFAULT_MAX_RAISES, StreetMenu};
use holdem_game::tree::Action;
use proptest::prelude::*;

/// Nobody has bet on the flop: a pot of 10, 95 behind, blinds of 1 and 2.
const UNOPENED: BetContext = BetContext {
    street: 1,
    limped: false,
    multiway: false,
    level: 0,
    pot: 10,
    bet: 0,
    to_call: 0,
    min_to: 2,
    max_to: 95,
    big_blind: 2,
};

/// The same after a bet of 8.
const FACING_8: BetContext =
    BetContext { level: 1, pot: 18, bet: 8, to_call: 8, min_to: 16, max_to: 95, ..UNOPENED };

/// A menu of these flop sizes on every level, with all thresholds at zero.
fn flop(sizes: &[&str]) -> BetMenu {
    let level = sizes.iter().map(|token| token.parse().unwrap()).collect();
    BetMenu {
        flop: StreetMenu { sizes: vec![level], max_raises: 3 },
        merge_threshold: 0.0,
        all_in_threshold: 0.0,
        add_all_in_below: 0.0,
        ..BetMenu::default()
    }
}

fn chips(menu: &BetMenu, at: &BetContext) -> Vec<u32> {
    let raises = menu.raises(at).into_iter();
    raises
        .map(|action| match action {
            Action::RaiseTo(to) if to < at.max_to => to,
            Action::AllIn(to) if to == at.max_to => to,
            other => panic!("{other:?} of {}", at.max_to),
        })
        .collect()
}

#[test]
fn a_share_of_the_pot_is_of_the_pot_after_calling() {
    assert_eq!(chips(&flop(&["50%"]), &UNOPENED), [5]);
    assert_eq!(chips(&flop(&["50%"]), &FACING_8), [21], "8 and half of 26");
    assert_eq!(chips(&flop(&["100%"]), &FACING_8), [34], "a pot-size raise");
}

#[test]
fn sizes_round_to_the_nearest_chip_and_halves_up() {
    assert_eq!(chips(&flop(&["33%"]), &UNOPENED), [3]);
    assert_eq!(chips(&flop(&["34%"]), &UNOPENED), [3]);
    assert_eq!(chips(&flop(&["35%"]), &UNOPENED), [4]);
    let facing_5 = BetContext { bet: 5, to_call: 5, pot: 15, min_to: 10, ..FACING_8 };
    assert_eq!(chips(&flop(&["2.3x"]), &facing_5), [12], "11.5");
}

#[test]
fn multiples_and_big_blinds_are_totals_of_the_street() {
    assert_eq!(chips(&flop(&["2.5x"]), &FACING_8), [20]);
    assert_eq!(chips(&flop(&["3bb"]), &UNOPENED), [6]);
    assert_eq!(chips(&flop(&["10.5bb"]), &FACING_8), [21]);
}

#[test]
fn geometric_bets_are_all_in_on_the_last_street() {
    // A pot of 10 and 95 behind: 1 + 2g = 20^(1/n).
    assert_eq!(chips(&flop(&["e"]), &UNOPENED), [9], "three streets: 0.857 of the pot");
    assert_eq!(chips(&flop(&["2e"]), &UNOPENED), [17], "two streets: 1.736 of the pot");
    assert_eq!(chips(&flop(&["1e"]), &UNOPENED), [95]);
    let sizes = StreetMenu { sizes: vec![vec![BetSize::Geometric { streets: None }]], max_raises: 1 };
    let menu = BetMenu { flop: sizes.clone(), turn: sizes.clone(), river: sizes, ..flop(&[]) };
    let (mut pot, mut behind, mut bets) = (10, 95, Vec::new());
    for street in 1..4 {
        let bet = chips(&menu, &BetContext { street, pot, max_to: behind, ..UNOPENED })[0];
        pot += 2 * bet;
        behind -= bet;
        bets.push(bet);
    }
    assert_eq!((bets, behind), (vec![9, 23, 63], 0));
}

#[test]
fn sizes_below_the_minimum_are_lifted_and_above_the_stack_are_all_in() {
    assert_eq!(chips(&flop(&["10%", "1000%"]), &UNOPENED), [2, 95]);
    assert_eq!(chips(&flop(&["1.5x", "20x"]), &FACING_8), [16, 95]);
    assert_eq!(chips(&flop(&["5%", "10%", "20%"]), &UNOPENED), [2], "equal sizes are one");
    let short = BetContext { min_to: 12, max_to: 12, ..FACING_8 };
    assert_eq!(chips(&flop(&["50%", "3x"]), &short), [12], "an all-in below the minimum raise");
}

#[test]
fn close_sizes_merge_into_the_larger() {
    let menu = |merge_threshold| BetMenu { merge_threshold, ..flop(&["30%", "40%", "50%", "90%"]) };
    assert_eq!(chips(&menu(0.1), &UNOPENED), [3, 4, 5, 9], "exactly the threshold apart");
    assert_eq!(chips(&menu(0.11), &UNOPENED), [3, 5, 9], "the one below the dropped one is far enough");
    assert_eq!(chips(&menu(0.21), &UNOPENED), [5, 9]);
    assert_eq!(chips(&menu(0.5), &UNOPENED), [4, 9]);
    assert_eq!(chips(&menu(0.61), &UNOPENED), [9]);
}

#[test]
fn near_all_in_sizes_become_all_in() {
    // A bet of 75 leaves 20 behind in a pot of 160.
    let menu = |all_in_threshold| BetMenu { all_in_threshold, ..flop(&["50%", "750%"]) };
    assert_eq!(chips(&menu(0.124), &UNOPENED), [5, 75]);
    assert_eq!(chips(&menu(0.125), &UNOPENED), [5, 95]);
}

#[test]
fn all_in_is_added_where_it_is_small() {
    let menu = |add_all_in_below| BetMenu { add_all_in_below, ..flop(&["50%"]) };
    assert_eq!(chips(&menu(9.4), &UNOPENED), [5]);
    assert_eq!(chips(&menu(9.5), &UNOPENED), [5, 95]);
    let none = BetMenu { flop: StreetMenu { sizes: vec![vec![]], max_raises: 3 }, ..menu(9.5) };
    assert!(chips(&none, &UNOPENED).is_empty(), "an empty list stays empty");
}

#[test]
fn tokens_are_read_in_every_usual_spelling() {
    let cases = [
        ("75%", BetSize::PotPercent(75.0)),
        ("33.3 %", BetSize::PotPercent(33.3)),
        (" 2.5X ", BetSize::Multiple(2.5)),
        ("3BB", BetSize::BigBlinds(3.0)),
        ("e", BetSize::Geometric { streets: None }),
        ("2e", BetSize::Geometric { streets: Some(2) }),
        ("a", BetSize::AllIn),
        ("allin", BetSize::AllIn),
        ("All-In", BetSize::AllIn),
    ];
    for (token, size) in cases {
        assert_eq!(token.parse(), Ok(size), "{token}");
    }
}

#[test]
fn other_tokens_are_handed_back() {
    for token in
        ["", "75", "%", "x", "bb", "-5%", "1e3%", "2.5.1x", "pot", "3b", "nan%", "inf%", "1.5e", "5%%"]
    {
        assert_eq!(token.parse::<BetSize>(), Err(BetSizeError::Unknown { token: token.into() }), "{token}");
    }
    for token in ["0%", "1x", "0.5x", "0bb", "200000%", "0e", "5e"] {
        assert!(matches!(token.parse::<BetSize>(), Err(BetSizeError::OutOfRange { .. })), "{token}");
    }
}

fn yaml(text: &str) -> Result<BetMenu, String> {
    serde_saphyr::from_str(text).map_err(|error| error.to_string())
}

#[test]
fn keys_left_out_keep_their_defaults() {
    assert_eq!(yaml("{}").unwrap(), BetMenu::default());
    let menu = yaml("limp: false\nturn: { sizes: [[50%, 100%], [a]] }\nlimped: null").unwrap();
    let turn = StreetMenu {
        sizes: vec![vec![BetSize::PotPercent(50.0), BetSize::PotPercent(100.0)], vec![BetSize::AllIn]],
        max_raises: DEFAULT_MAX_RAISES,
    };
    assert_eq!(menu, BetMenu { limp: false, turn, limped: None, ..BetMenu::default() });
}

#[test]
fn presets_survive_yaml() {
    for menu in [BetMenu::default(), BetMenu::compact(), BetMenu::detailed(), BetMenu::jam_or_fold()] {
        let text = serde_saphyr::to_string(&menu).unwrap();
        assert_eq!(yaml(&text).unwrap(), menu, "{text}");
        assert_eq!(menu.validate(), Ok(()));
    }
}

#[test]
fn a_mistake_is_shown_with_line_street_and_level() {
    let cases: [(&str, &[&str]); 10] = [
        (
            "limp: true\nflop:\n  sizes: [[33%],\n    [3x, foo]]",
            &[
                "line 4 column 10",
                "flop.sizes, raise level 1: unknown bet size `foo`",
                "`75%`",
                "`2.5x`",
                "all-in",
            ],
        ),
        (
            "limped: { sizes: [[0%]] }",
            &["limped.sizes, raise level 0", "`0%` is out of range", "more than 0%"],
        ),
        ("turn: { sizes: [[3x]] }", &["turn.sizes, raise level 0", "the first bet of a street has none"]),
        ("river: { sizes: [[75%]], max_raise: 2 }", &["max_raise", "max_raises"]),
        ("river: { max_raises: 2 }", &["missing field `sizes`"]),
        (
            "jam: 1",
            &["line 1", "unknown field `jam`", "preflop, limped, flop, turn, river, limp, merge_threshold"],
        ),
        ("merge_threshold: -1", &["line 1", "merge_threshold: found -1"]),
        ("all_in_threshold: .nan", &["all_in_threshold: found NaN"]),
        ("add_all_in_below: .inf", &["add_all_in_below: found inf"]),
        ("preflop: { sizes: [[2.5bb]], max_raises: -1 }", &["line 1"]),
    ];
    for (text, parts) in cases {
        let error = yaml(text).unwrap_err();
        for part in parts {
            assert!(error.contains(part), "`{part}` is missing from:\n{error}");
        }
    }
}

proptest! {
    #[test]
    fn a_printed_size_reads_back(number in 0.01..5_000.0f64, streets in 1..=4u8, form in 0..5usize) {
        let sizes = [
            BetSize::PotPercent(number),
            BetSize::Multiple(1.0 + number),
            BetSize::BigBlinds(number),
            BetSize::Geometric { streets: Some(streets) },
            BetSize::Geometric { streets: None },
        ];
        prop_assert_eq!(sizes[form].to_string().parse(), Ok(sizes[form]));
    }

    #[test]
    fn raises_are_legal_and_ascend(
        percents in proptest::collection::vec(1..2_000u32, 1..5),
        (pot, bet, behind) in (1..500u32, 0..200u32, 1..1_000u32),
        (merge, all_in, add) in (0.0..0.5f64, 0.0..1.0f64, 0.0..3.0f64),
    ) {
        let max_to = bet + behind;
        let min_to = (bet + bet.max(2)).min(max_to);
        let at = BetContext { pot: pot + bet, bet, to_call: bet, min_to, max_to, ..UNOPENED };
        let tokens: Vec<String> = percents.iter().map(|p| format!("{p}%")).collect();
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        let menu = BetMenu {
            merge_threshold: merge,
            all_in_threshold: all_in,
            add_all_in_below: add,
            ..flop(&tokens)
        };
        let raises = chips(&menu, &at);
        prop_assert!(!raises.is_empty());
        prop_assert!(raises.iter().all(|to| (min_to..=max_to).contains(to)));
        prop_assert!(raises.is_sorted_by(|a, b| a < b));
        let largest = percents.iter().max().map(|p| bet + ((pot + 2 * bet) * p + 50) / 100).unwrap();
        let last = *raises.last().unwrap();
        prop_assert!(last >= largest.clamp(min_to, max_to), "merging never drops the largest");
    }
}
