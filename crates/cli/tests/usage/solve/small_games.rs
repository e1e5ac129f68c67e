//! Kuhn and Leduc, solved whole.

use std::fs;
use std::path::Path;

use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;

use super::{SMALL, number, solved, spot};
use crate::support::{self, holdem, json};

#[test]
fn a_small_game_is_kept_shown_and_solved_on_to_the_same_bits() {
    let directory = tempfile::tempdir().unwrap();
    let config = directory.path().join("leduc.yaml");
    fs::write(&config, "game:\n  kind: leduc\n").unwrap();
    let file = directory.path().join("leduc.hdm");
    let kept = ["--out", file.to_str().unwrap()];
    solved(&config, &[&["--iterations", "40"][..], &kept].concat());
    let resume = ["solve", "--resume", kept[1], "--iterations", "100", "--format", "json"];
    let said =
        holdem().args(resume).args(["--out", file.with_extension("on").to_str().unwrap()]).assert().code(0);
    said.stderr(contains("EV first player").and(contains("oop").not()));
    let resumed = json(holdem().args(resume));
    let at_once = solved(&config, &["--iterations", "100"]);
    assert_eq!((&resumed["iterations"], &resumed["strategy"]), (&100.into(), &at_once["strategy"]));
    let show = |more: &[&str]| {
        let mut command = holdem();
        command.args(["solve", "show", kept[1]]).args(more).args(["--format", "json"]);
        command
    };
    assert_eq!(json(&mut show(&[]))["strategy"], at_once["strategy"]);
    let second = json(&mut show(&["kk/", "--board", "Q1"]));
    assert_eq!(second["player"], 0);
    let kings = &second["strategy"]["K1"];
    assert!(number(&kings["b4"]) + number(&kings["k"]) > 0.999, "{second}");
    show(&["kk/"]).assert().code(2);
    holdem().arg("check").arg(&file).assert().code(0).stdout(contains("good"));
    holdem().args(["solve", "exploit"]).arg(&file).arg("oop").assert().code(2).stderr(contains("first and"));
    small_games_are_exploited_and_compared(&config, &file);
    let spot = spot(directory.path(), SMALL);
    let other = directory.path().join("spot.hdm");
    solved(&spot, &["--iterations", "5", "--out", other.to_str().unwrap()]);
    let mut command = holdem();
    command.args(["solve", "show"]).arg(&other).args(["x", "--board", "Qc"]);
    command.assert().code(2).stderr(contains("--board"));
}

/// `better` is a solution of the game of `config` by 100 iterations.
fn small_games_are_exploited_and_compared(config: &Path, better: &Path) {
    let worse = config.with_file_name("worse.hdm");
    let said = solved(config, &["--iterations", "10", "--out", worse.to_str().unwrap()]);
    let exploit = |player: &str, more: &[&str]| {
        let mut command = holdem();
        command.args(["solve", "exploit"]).arg(&worse).arg(player).args(more).args(["--format", "json"]);
        json(&mut command)
    };
    let gains = ["first", "second"].map(|player| exploit(player, &[]));
    let gained: f64 = gains.iter().map(|gains| number(&gains["gain"])).sum();
    assert!(gained > 0.01 && (gained / 2.0 - number(&said["exploitability_chips"])).abs() < 1e-4, "{said}");
    assert!((number(&gains[0]["ev"]) - number(&said["value_chips"][0])).abs() < 1e-4);
    let behind = exploit("second", &["kk/k", "--board", "Q1"]);
    assert!(number(&behind["gain"]) >= -1e-6 && behind["hands"].as_array().unwrap().len() > 1, "{behind}");
    let compared = |second: &Path| {
        json(holdem().args(["solve", "compare"]).arg(&worse).arg(second).args(["--format", "json"]))
    };
    assert_eq!(number(&compared(&worse)["strategy_distance"]), 0.0);
    let apart = compared(better);
    assert!(number(&apart["strategy_distance"]) > 1e-3, "{apart}");
    let sums = [0, 1].map(|i| {
        let shares = apart["actions"].as_array().unwrap().iter();
        shares.map(|action| number(&action["frequencies"][i])).sum::<f64>()
    });
    assert!(sums.iter().all(|sum| (sum - 1.0).abs() < 1e-5), "{apart}");
}

#[test]
fn small_games_are_solved_from_the_blinds() {
    let kuhn = solved(&support::config("kuhn.yaml"), &["--iterations", "2000"]);
    let value = number(&kuhn["value_chips"][0]);
    assert!((value + 1.0 / 18.0).abs() < 1e-3, "{value}");
    let leduc = solved(&support::config("leduc.yaml"), &["--iterations", "2000"]);
    assert!((number(&leduc["value_chips"][0]) + 0.0856).abs() < 1e-3, "{leduc}");
    let mut command = holdem();
    command
        .arg("solve")
        .arg(support::config("small.yaml"))
        .assert()
        .code(2)
        .stderr(contains("from a flop on"));
}
