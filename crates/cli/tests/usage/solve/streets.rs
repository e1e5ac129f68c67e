//! Streets of a blueprint as spots.

use predicates::str::contains;

use super::number;
use crate::support::{self, holdem, json};

#[test]
fn the_start_of_a_street_of_a_blueprint_is_a_spot_with_its_tree_and_ranges() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    let menu = ["--set", "game.menu.preflop.sizes=[[2bb]]", "--set", "game.stack=6"];
    support::train("small.yaml", &run, &[&["--iters", "200", "--no-eval"][..], &menu].concat())
        .assert()
        .code(0);
    let from = |history: &str| {
        let mut command = holdem();
        command.args(["solve", "--from"]).arg(&run).arg(history).args(["--board", "QsJh2h8c3d"]);
        command.args(["--iterations", "20", "--format", "json"]);
        command
    };
    let shown = |history: &str| -> Vec<String> {
        let mut command = holdem();
        command.arg("show").arg(&run).arg(history).args(["--format", "json"]);
        let actions = json(&mut command)["actions"].as_array().unwrap().clone();
        actions.iter().map(|action| action["label"].as_str().unwrap().to_owned()).collect()
    };
    let root = json(&mut from("r4c/kk/kk"));
    assert_eq!(root["pot"], 8);
    let labels: Vec<&str> =
        root["actions"].as_array().unwrap().iter().map(|action| action["label"].as_str().unwrap()).collect();
    assert_eq!(labels.len(), shown("r4c/kk/kk").len(), "{labels:?}");
    assert!((number(&root["ev"]["oop"]) + number(&root["ev"]["ip"]) - 8.0).abs() < 1e-4);
    from("r4").assert().code(2).stderr(contains("spots begin after the flop is dealt"));
    // Inside a street the ranges are those there, and everybody played the way to it.
    let bet = shown("r4c/kk/kk").iter().position(|label| label != "check").unwrap();
    let bet = root["actions"][bet]["action"].as_str().unwrap();
    let inside = json(&mut from(&format!("r4c/kk/kk{bet}")));
    assert_eq!((&inside["line"], &inside["player"]), (&bet.into(), &"ip".into()));
    assert_eq!(inside["actions"].as_array().unwrap().len(), shown(&format!("r4c/kk/kk{bet}")).len());
    let pot = number(&inside["pot"]);
    assert!((number(&inside["ev"]["oop"]) + number(&inside["ev"]["ip"]) - pot).abs() < 1e-3, "{inside}");
}
