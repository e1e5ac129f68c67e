//! `holdem eval exploitability`, `compare`, `ledger` and `match`, and what a run measures by play.

use std::fs;
use std::path::{Path, PathBuf};

use predicates::str::contains;
use serde_json::Value;

use crate::support::{config, holdem, json, read_json, train};

/// A small strategy of an earlier version.
fn trained(game: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../training/tests/data").join(game).join("straight.hdm")
}

fn mbb(value: &Value) -> f64 {
    value["mbb"].as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

fn exploitability(arguments: &[&str]) -> Value {
    let mut command = holdem();
    command.args(["eval", "exploitability"]).arg(trained("holdem")).args(arguments);
    json(command.args(["--format", "json"]))
}

#[test]
fn what_is_lost_street_by_street_adds_up_to_what_is_lost() {
    let found = exploitability(&["--flops", "3", "--by-street"]);
    let streets = found["by_street"].as_array().unwrap();
    assert_eq!(streets.len(), 4);
    assert!(streets.iter().all(|street| mbb(&street["won_by"][0]) > 0.0), "{found}");
    let total: f64 = streets.iter().flat_map(|street| [0, 1].map(|seat| mbb(&street["won_by"][seat]))).sum();
    assert!((total / 2.0 - mbb(&found["exploitability"])).abs() < 0.5, "{total} {found}");
}

#[test]
fn few_turns_bound_exploitability_from_above_and_a_width_ends_it() {
    let exact = mbb(&exploitability(&["--flops", "2"])["exploitability"]);
    let bound = exploitability(&["--flops", "2", "--turns", "1"]);
    assert_eq!(bound["turns"], 1);
    assert!(mbb(&bound["exploitability"]) > exact, "{bound} {exact}");
    let wide = exploitability(&["--until", "100000"]);
    let ends = &wide["exploitability"]["interval95_mbb"];
    assert!(wide["flops"].as_u64().unwrap() >= 3 && ends[0].is_number(), "{wide}");
    let refused = |arguments: &[&str]| {
        let mut command = holdem();
        command.args(["eval", "exploitability"]).arg(trained("holdem")).args(arguments).assert().code(2);
    };
    refused(&["--until", "0"]);
    refused(&["--until", "5", "--flops", "3"]);
    refused(&["--turns", "49"]);
}

#[test]
fn a_worse_strategy_is_found_out_and_written_down() {
    let directory = tempfile::tempdir().unwrap();
    let [little, much] = ["little", "much"].map(|name| directory.path().join(name));
    for (run, iterations) in [(&little, "3"), (&much, "4000")] {
        train("leduc.yaml", run, &["--iters", iterations, "--no-eval"]).assert().code(0);
    }
    let ledger = directory.path().join("ledger.jsonl");
    let compare = |before: &Path, after: &Path, more: &[&str]| {
        let mut command = holdem();
        command.args(["eval", "compare"]).args([before, after]).args(more);
        command.args(["--ledger"]).arg(&ledger).args(["--format", "json"]);
        command
    };
    let better = json(&mut compare(&little, &much, &[]));
    let gain = |found: &Value| mbb(&found["differences"][0]["gain"]);
    assert!(gain(&better) > 0.0, "{better}");
    let worse = compare(&much, &little, &[]).assert().code(3).get_output().stdout.clone();
    let worse: Value = serde_json::from_slice(&worse).unwrap();
    assert!(gain(&worse) < 0.0, "{worse}");
    compare(&much, &little, &["--tolerance", "100000"]).assert().code(0);
    let written = fs::read_to_string(&ledger).unwrap();
    assert_eq!(written.lines().count(), 3);
    let plot = directory.path().join("plot.svg");
    let mut command = holdem();
    command.args(["eval", "ledger"]).arg(&ledger).arg("--svg").arg(&plot);
    command.assert().code(0).stdout(contains("against"));
    assert!(fs::read_to_string(&plot).unwrap().starts_with("<svg"));
    let entries = json(holdem().args(["eval", "ledger"]).arg(&ledger).args(["--format", "json"]));
    assert_eq!(entries.as_array().unwrap().len(), 3);
    fs::write(&ledger, "{\n").unwrap();
    holdem().args(["eval", "ledger"]).arg(&ledger).assert().code(3);
}

#[test]
fn players_of_no_game_meet_at_as_many_seats_as_there_are() {
    let play = |arguments: &[&str]| {
        let mut command = holdem();
        command.args(["eval", "match"]).args(arguments).args(["--no-aivat", "--hands", "90"]);
        command
    };
    let found = json(play(&["call", "uniform", "fold"]).args(["--format", "json"]));
    assert_eq!((&found["seats"], &found["hands"]), (&3.into(), &90.into()));
    let csv = play(&["call", "uniform", "--seats", "6"]).args(["--format", "csv"]).assert().code(0);
    let csv = String::from_utf8(csv.get_output().stdout.clone()).unwrap();
    assert!(csv.starts_with("player,hands,") && csv.lines().count() == 3, "{csv}");
    let leduc = trained("leduc").display().to_string();
    play(&[&leduc, "call", "--seats", "3"]).assert().code(2).stderr(contains("3 seats"));
    play(&[&leduc, "call", "--phh", "x.phhs"]).assert().code(2).stderr(contains("Hold'em"));
}

/// `eval.lbr` and `eval.match` in the configuration of Leduc.
fn measured_by_play(directory: &Path, players: &str) -> PathBuf {
    let text = fs::read_to_string(config("leduc.yaml")).unwrap();
    let eval =
        format!("\neval: {{ exploiter_seconds: 0, match: [{players}], match_hands: 400, lbr: fcpa }}\n");
    let path = directory.join("leduc.yaml");
    let kept: String =
        text.lines().take_while(|line| !line.starts_with("eval:")).map(|l| l.to_owned() + "\n").collect();
    fs::write(&path, kept + &eval).unwrap();
    path
}

#[test]
fn a_run_ends_with_the_matches_and_the_local_best_response_that_were_asked_for() {
    let directory = tempfile::tempdir().unwrap();
    let path = measured_by_play(directory.path(), "call, uniform");
    let run = directory.path().join("run");
    let mut command = holdem();
    command.args(["train", "--iters", "2000", "--config"]).arg(&path).arg("--logdir").arg(&run);
    command.assert().code(0).stdout(contains("match against call")).stdout(contains("local best response"));
    let report = read_json(&run.join("report.json"));
    let play = &report["measurements"]["play"];
    let against: Vec<&str> =
        play["matches"].as_array().unwrap().iter().map(|met| met["against"].as_str().unwrap()).collect();
    assert_eq!(against, ["call", "uniform"]);
    assert!(mbb(&play["matches"][1]["won"]) > 0.0 && play["matches"][1]["aivat"].is_object(), "{play}");
    assert_eq!(play["matches"][0]["hands"], 400);
    assert!(mbb(&play["lbr"]["gain"]) <= report["exploitability_mbb"].as_f64().unwrap() + 1e-3);
    let page = fs::read_to_string(run.join("report.md")).unwrap();
    for line in ["## Play", "| match against uniform |", "| local best response | wins "] {
        assert!(page.contains(line), "{line}: {page}");
    }
    holdem().arg("check").arg(&run).assert().code(0);
    // A player that is gone fails the measurement, not the run.
    let path = measured_by_play(directory.path(), "'exec:false'");
    let run = directory.path().join("gone");
    let mut command = holdem();
    command.args(["train", "--iters", "200", "--config"]).arg(&path).arg("--logdir").arg(&run);
    command.assert().code(2).stdout(contains("trained")).stderr(contains("exec:false"));
    let report = read_json(&run.join("report.json"));
    assert!(report["measurements"]["play_note"].as_str().unwrap().contains("exec:false"), "{report}");
    assert_eq!(read_json(&run.join("run.json"))["state"], "finished");
    // A word that names nobody ends it before it begins.
    let path = measured_by_play(directory.path(), "nobody");
    let mut command = holdem();
    command
        .args(["train", "--iters", "200", "--config"])
        .arg(&path)
        .arg("--logdir")
        .arg(directory.path().join("no"));
    command.assert().code(2).stderr(contains("nobody"));
}
