//! Strategies against bets that they do not know.

use std::fs;
use std::path::Path;

use crate::support::{config, holdem, train};

/// Every strategy that a configuration trains plays against bets of any size, never makes an illegal move
/// and never fails.
#[test]
#[ignore = "slow: trains every configuration for a second and plays 100,000 hands with each"]
fn strategies_of_all_configurations_play_against_any_bets() {
    let names = fs::read_dir(config("")).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    // A spot is no game from the blinds.
    names.retain(|name| name.ends_with(".yaml") && name != "spot.yaml");
    names.sort();
    assert!(names.len() >= 10);
    for name in names {
        let directory = tempfile::tempdir().unwrap();
        trained(&name, directory.path());
        let mut command = holdem();
        command.args(["eval", "match"]).arg(directory.path()).args(["random", "--no-aivat"]);
        command.args(["--hands", "100000", "--seed", "7"]).assert().code(0);
    }
}

/// Trains for a second, over coarse buckets where there would be a bucket file.
fn trained(name: &str, directory: &Path) {
    let coarse = ["family=coarse", "flop_family=null", "turn_family=null", "river_family=null"];
    let counts = ["flop=8", "turn=8", "river=8"];
    let text = fs::read_to_string(config(name)).unwrap();
    let keys: Vec<String> = match !is_holdem(&text) {
        true => Vec::new(),
        false => coarse.iter().chain(&counts).map(|key| format!("buckets.{key}")).collect(),
    };
    let set = keys.iter().flat_map(|key| ["--set", key]);
    let arguments: Vec<&str> = ["--time-budget", "1s", "--no-eval"].into_iter().chain(set).collect();
    train(name, directory, &arguments).assert().code(0);
}

fn is_holdem(text: &str) -> bool {
    !["kind: kuhn", "kind: leduc", "kind: mini-holdem,"].iter().any(|kind| text.contains(kind))
}
