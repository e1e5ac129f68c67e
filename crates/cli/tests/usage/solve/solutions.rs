//! Solutions that are kept in files.

use std::fs;
use std::path::Path;

use predicates::str::contains;

use super::{SMALL, number, shared, solved, spot};
use crate::support::{Running, holdem, json};

#[test]
fn a_solution_is_kept_walked_and_solved_on_to_the_same_bits() {
    let directory = tempfile::tempdir().unwrap();
    let path = spot(directory.path(), SMALL);
    let file = directory.path().join("a.hdm");
    let kept = ["--out", file.to_str().unwrap()];
    solved(&path, &[&["--iterations", "40"][..], &kept].concat());
    holdem().arg("solve").arg(&path).args(kept).assert().code(2).stderr(contains("--force"));
    let resume = ["solve", "--resume", kept[1], "--iterations", "100", "--format", "json"];
    let resumed = json(holdem().args(resume));
    let at_once = solved(&path, &["--iterations", "100"]);
    assert_eq!(resumed["iterations"], 100);
    assert_eq!(resumed["ev"], at_once["ev"]);
    assert_eq!(resumed["actions"], at_once["actions"]);

    let show = |line: &str| json(holdem().args(["solve", "show", kept[1], line, "--format", "json"]));
    assert_eq!(show("")["ev"], at_once["ev"]);
    let node = show("b50");
    assert_eq!((&node["player"], &node["to_call"]), (&"ip".into(), &50.into()));
    holdem().args(["solve", "show", kept[1], "b50 f"]).assert().code(2).stderr(contains("hand is over"));
    holdem().args(["solve", "show", kept[1], "b51"]).assert().code(2).stderr(contains("b50"));
    holdem().args(["solve", "show", kept[1], "x"]).assert().code(0).stdout(contains("set"));
}

#[test]
fn strategies_alone_take_a_quarter_and_say_nearly_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let [all, strategy] = ["all.hdm", "strategy.hdm"].map(|name| directory.path().join(name));
    let path = shared("river.yaml");
    for (file, keep) in [(&all, "all"), (&strategy, "strategy")] {
        solved(&path, &["--iterations", "60", "--out", file.to_str().unwrap(), "--keep", keep]);
    }
    let bytes = |file: &Path| fs::metadata(file).unwrap().len() as f64;
    assert!(bytes(&strategy) < 0.3 * bytes(&all), "{} {}", bytes(&strategy), bytes(&all));
    let show =
        |file: &Path| json(holdem().args(["solve", "show"]).arg(file).args(["b100", "--format", "json"]));
    let (whole, alone) = (show(&all), show(&strategy));
    for player in ["oop", "ip"] {
        let apart = number(&whole["ev"][player]) - number(&alone["ev"][player]);
        assert!(apart.abs() < 0.01, "{player}: {apart}");
    }
    holdem().args(["solve", "--resume"]).arg(&strategy).assert().code(2).stderr(contains("strategies alone"));
    let same = json(holdem().args(["solve", "compare"]).args([&all, &strategy]).args(["--format", "json"]));
    assert!(number(&same["strategy_distance"]) < 1e-4, "{}", same["strategy_distance"]);
}

#[test]
fn cards_to_come_are_reported_one_by_one() {
    let directory = tempfile::tempdir().unwrap();
    let turn = SMALL.replace(" 3d", "").replace("river: {", "turn: {bet: '50%'}\nriver: {");
    let file = directory.path().join("turn.hdm");
    let path = spot(directory.path(), &turn);
    let root = solved(&path, &["--iterations", "30", "--out", file.to_str().unwrap()]);
    let shown = json(holdem().args(["solve", "show"]).arg(&file).args(["x x", "--format", "json"]));
    let runouts = shown["runouts"].as_array().unwrap();
    assert_eq!(runouts.len(), 48);
    let sum: f64 = runouts.iter().map(|runout| number(&runout["probability"])).sum();
    assert!((sum - 1.0).abs() < 1e-9);
    // Suits that the board and the ranges do not tell apart come out alike, through renaming.
    let of = |card: &str| runouts.iter().find(|runout| runout["card"] == card).unwrap();
    assert!((number(&of("Ks")["ev"]["oop"]) - number(&of("Kc")["ev"]["oop"])).abs() < 20.0);
    let line = json(holdem().args(["solve", "show"]).arg(&file).args(["x x Kd x", "--format", "json"]));
    assert_eq!((&line["line"], &line["board"]), (&"x x Kd x".into(), &"Qs Jh 2h 8c Kd".into()));
    assert!(number(&root["ev"]["oop"]).is_finite());
}

#[test]
fn a_solution_is_checked_as_a_file_and_a_changed_one_is_bad() {
    let directory = tempfile::tempdir().unwrap();
    let path = spot(directory.path(), SMALL);
    let file = directory.path().join("a.hdm");
    solved(&path, &["--iterations", "5", "--out", file.to_str().unwrap()]);
    let checked = json(holdem().arg("check").arg(&file).args(["--format", "json"]));
    assert_eq!((&checked["state"], &checked["keeps"]), (&"good".into(), &"all".into()));
    assert_eq!(checked["record"]["iterations"], 5);
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    holdem().arg("check").arg(&file).assert().code(3).stderr(contains("a.hdm"));
}

#[test]
fn cut_foreign_and_changed_files_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = spot(directory.path(), SMALL);
    let file = directory.path().join("a.hdm");
    solved(&path, &["--iterations", "10", "--out", file.to_str().unwrap()]);
    let whole = fs::read(&file).unwrap();
    let damaged = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        holdem().args(["solve", "show"]).arg(&file).assert().code(3).stderr(contains("a.hdm"));
        holdem().args(["solve", "--resume"]).arg(&file).assert().code(3).stderr(contains("a.hdm"));
        assert_eq!(fs::read(&file).unwrap(), bytes);
    };
    damaged(&whole[..whole.len() / 2]);
    damaged(b"not a solution");
    for at in [20, 200, whole.len() / 2] {
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        damaged(&changed);
    }
}

#[test]
fn ctrl_c_keeps_what_there_is() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("kept.hdm");
    let path = shared("basic_turn.yaml");
    let mut running = Running::start(&[
        "solve",
        path.to_str().unwrap(),
        "--target=0.000001",
        "--out",
        file.to_str().unwrap(),
    ]);
    running.wait_for("iteration 20:");
    running.signal("INT");
    let (code, said) = running.finish();
    assert_eq!(code, Some(130), "{said}");
    assert!(said.contains("solution written"), "{said}");
    let kept = json(holdem().args(["solve", "show"]).arg(&file).args(["--format", "json"]));
    assert!(number(&kept["iterations"]) >= 20.0);
}
