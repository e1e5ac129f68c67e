//! Locked hands, and lines that nobody takes.

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

use super::{SMALL, number, solved, spot};
use crate::support::{holdem, json};

#[test]
fn locked_hands_play_as_they_are_told_and_a_best_response_gains_against_them() {
    let directory = tempfile::tempdir().unwrap();
    let locked = SMALL.to_owned()
        + "locks:\n  - {line: 'b50', strategy: [{hands: all, play: {c: 1}}]}\n"
        + "  - {line: 'b200', strategy: [{hands: all, play: {c: 1}}]}\n"
        + "  - {line: 'x b200', strategy: [{hands: all, play: {f: 0.25, c: 0.75}}]}\n";
    let file = directory.path().join("locked.hdm");
    let path = spot(directory.path(), &locked);
    let root = solved(&path, &["--iterations", "3", "--out", file.to_str().unwrap()]);
    let show = |line: &str| {
        json(holdem().args(["solve", "show"]).arg(&file).args([line, "--combos", "--format", "json"]))
    };
    let plays = |line: &str, expected: &[f64]| {
        let node = show(line);
        let player = node["player"].as_str().unwrap();
        for hand in node["combos"][player].as_array().unwrap() {
            let played: Vec<f64> = hand["strategy"].as_object().unwrap().values().map(number).collect();
            let apart = played.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(played.len() == expected.len() && apart < 1e-6, "{line}: {hand}");
        }
    };
    plays("b50", &[0.0, 1.0, 0.0]);
    plays("x b200", &[0.25, 0.75]);
    let exploit =
        |player| json(holdem().args(["solve", "exploit"]).arg(&file).args([player, "--format", "json"]));
    // What both gain is what the root says of exploitability; no hand loses by its best response.
    let found = ["oop", "ip"].map(exploit);
    let gain: f64 = found.iter().map(|found| number(&found["gain"])).sum();
    assert!(gain > 0.1 && (gain / 2.0 - number(&root["exploitability_chips"])).abs() < 1e-3, "{gain}");
    for hand in found.iter().flat_map(|found| found["combos"].as_array().unwrap()) {
        assert!(number(&hand["gain"]) > -1e-3, "{hand}");
    }
    // Behind a bet that is always called, a hand can do nothing but what it is locked to.
    let behind = |player, line| {
        json(holdem().args(["solve", "exploit"]).arg(&file).args([player, line, "--format", "json"]))
    };
    let called = behind("ip", "b50");
    assert!(number(&called["gain"]).abs() < 1e-6, "{called}");
    assert_eq!(called["line"], "b50");
    let ev = number(&show("b50")["ev"]["ip"]);
    assert!((number(&called["ev"]) - ev).abs() < 1e-6, "{ev}");
    let checked = behind("ip", "x");
    assert!(number(&checked["best_response_ev"]) >= number(&checked["ev"]));
    holdem().args(["solve", "exploit"]).arg(&file).args(["ip", "x x"]).assert().code(2);
}

#[test]
fn where_nobody_comes_all_sums_are_nothing_and_it_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let checks = SMALL.to_owned() + "locks:\n  - {line: '', strategy: [{hands: all, play: {x: 1}}]}\n";
    let file = directory.path().join("checks.hdm");
    let path = spot(directory.path(), &checks);
    let root = solved(&path, &["--iterations", "3", "--out", file.to_str().unwrap()]);
    assert_eq!(root["reached"], true);
    let show = |line: &str| {
        let mut command = holdem();
        command.args(["solve", "show"]).arg(&file).arg(line);
        command
    };
    let behind = json(show("b50").args(["--format", "json"]));
    assert_eq!(behind["reached"], false);
    for sums in ["ev", "equity", "equity_realisation"] {
        assert_eq!([number(&behind[sums]["oop"]), number(&behind[sums]["ip"])], [0.0; 2], "{sums}");
    }
    let actions = behind["actions"].as_array().unwrap();
    assert!(actions.len() > 1 && actions.iter().all(|action| number(&action["frequency"]) == 0.0));
    let compared = ["solve", "compare", file.to_str().unwrap(), file.to_str().unwrap(), "b50"];
    assert_eq!(number(&json(holdem().args(compared).args(["--format", "json"]))["strategy_distance"]), 0.0);
    show("b50").assert().code(0).stdout(contains("nobody comes here").and(contains("NaN").not()));
    show("").assert().code(0).stdout(contains("nobody comes here").not());
}
