//! `holdem show` on boards, with hands and ranges.

use std::path::{Path, PathBuf};

use holdem_cards::range::Range;
use predicates::str::contains;
use serde_json::Value;

use crate::support::{holdem, json};

/// A small hold'em strategy of an earlier version; its games `leduc` and `kuhn` too.
fn trained(game: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../training/tests/data").join(game).join("straight.hdm")
}

fn shown(game: &str, arguments: &[&str]) -> Value {
    json(holdem().arg("show").arg(trained(game)).args(arguments).args(["--format", "json"]))
}

fn text(arguments: &[&str]) -> String {
    let assert = holdem().arg("show").arg(trained("holdem")).args(arguments).assert().code(0);
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

#[test]
fn grids_are_as_wide_as_asked_and_80_columns_in_a_pipe() {
    let widest = |arguments: &[&str]| text(arguments).lines().map(|line| line.chars().count()).max().unwrap();
    for question in [&["c"][..], &["ck", "--board", "AhKd7c"]] {
        assert!((70..=80).contains(&widest(question)), "{question:?}");
        for (width, least) in [("60", 50), ("130", 125)] {
            let asked = [question, &["--width", width]].concat();
            assert!((least..=width.parse().unwrap()).contains(&widest(&asked)), "{asked:?}");
        }
    }
}

#[test]
fn a_board_is_shown_combo_by_combo_and_class_by_class() {
    let shown = shown("holdem", &["ckk", "--board", "AhKd7c"]);
    assert_eq!((&shown["board"], &shown["street"]), (&"AhKd7c".into(), &"flop".into()));
    let combos = shown["combos"].as_object().unwrap();
    assert_eq!(combos.len(), 49 * 48 / 2);
    assert!(combos.keys().all(|combo| !combo.contains("Ah") && !combo.contains("7c")));
    let total: f64 = shown["frequencies"].as_array().unwrap().iter().map(|p| p.as_f64().unwrap()).sum();
    assert!((total - 1.0).abs() < 1e-5);
    // One ace is on the board: three are left, so three pairs.
    let aces: Vec<f64> = combos
        .iter()
        .filter(|(combo, _)| combo.matches('A').count() == 2)
        .map(|(_, combo)| combo["strategy"][0].as_f64().unwrap())
        .collect();
    assert_eq!(aces.len(), 3);
    let mean = shown["strategy"]["AA"][0].as_f64().unwrap();
    assert!((mean - aces.iter().sum::<f64>() / 3.0).abs() < 1e-5);
}

#[test]
fn one_hand_has_frequencies_a_bucket_and_values() {
    let shown = shown("holdem", &["ck", "--board", "AhKd7c", "--hand", "AsAd"]);
    let strategy: Vec<f64> =
        shown["strategy"].as_array().unwrap().iter().map(|p| p.as_f64().unwrap()).collect();
    assert!((strategy.iter().sum::<f64>() - 1.0).abs() < 1e-5 && shown["bucket"].is_u64());
    let values = shown["values_chips"].as_array().unwrap();
    assert_eq!(values.len(), strategy.len());
    // A set of aces wins, whatever it does.
    assert!(values.iter().all(|value| value.as_f64().unwrap() > 0.5), "{values:?}");
    let told = text(&["ck", "--board", "AhKd7c", "--hand", "AsAd"]);
    assert!(told.contains("AdAs") || told.contains("AsAd"), "{told}");
    assert!(told.contains("value") && told.contains("bucket"), "{told}");
    // Before the flop nothing is valued unless boards are drawn.
    assert!(self::shown("holdem", &["--hand", "AsAd"])["values_chips"].is_null());
    let sampled = self::shown("holdem", &["--hand", "AsAd", "--boards", "64"]);
    assert!(sampled["values_chips"][1].as_f64().unwrap() > sampled["values_chips"][0].as_f64().unwrap());
}

#[test]
fn ranges_are_in_the_syntax_of_ranges() {
    let shown = shown("holdem", &["ckk", "--board", "AhKd7c", "--range"]);
    let ranges = shown["ranges"].as_array().unwrap();
    assert_eq!(ranges.len(), 2);
    for range in ranges {
        let read: Range = range["range"].as_str().unwrap().parse().unwrap();
        assert!((read.total_weight() - range["combos"].as_f64().unwrap()).abs() < 1.0);
        assert!(read.iter().all(|(combo, _)| !combo.to_string().contains("Ah")));
    }
    let leduc = self::shown("leduc", &["kk", "--board", "Q1", "--range"]);
    assert!(leduc["ranges"][0]["range"].as_str().unwrap().contains("K1:"), "{leduc}");
}

#[test]
fn small_games_are_shown_hand_by_hand() {
    let leduc = shown("leduc", &["kk", "--board", "Q1"]);
    let mut hands: Vec<&String> = leduc["strategy"].as_object().unwrap().keys().collect();
    hands.sort();
    assert_eq!(hands, ["J1", "J2", "K1", "K2", "Q2"]);
    let kuhn = shown("kuhn", &["--hand", "K"]);
    assert_eq!(kuhn["values_chips"].as_array().unwrap().len(), 2);
}

#[test]
fn mistakes_in_boards_and_hands_are_usage() {
    for (arguments, says) in [
        (&["ck", "--board", "AhAh7c"][..], "is named twice"),
        (&["ck", "--board", "AhKd"], "2 cards"),
        (&["ck", "--board", "AhKd7c2s"], "on the flop, which has 3 cards"),
        (&["--board", "AhKd7c"], "before any public card, but the board has 3 cards"),
        (&["ck", "--board", "AhKd7c", "--hand", "AhAs"], "collides with the board"),
        (&["ck", "--hand", "AhAs"], "--board"),
        (&["ck", "--range"], "--board"),
        (&["f"], "the hand is over"),
    ] {
        holdem().arg("show").arg(trained("holdem")).args(arguments).assert().code(2).stderr(contains(says));
    }
}
