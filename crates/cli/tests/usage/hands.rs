//! `holdem hands check`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::holdem;

/// Hands that agree with the rules.
fn recorded() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../game/tests/data/hands.jsonl.gz")
}

/// The recorded hands as text.
fn recorded_text() -> String {
    let file = fs::File::open(recorded()).unwrap();
    std::io::read_to_string(flate2::read::MultiGzDecoder::new(file)).unwrap()
}

#[test]
fn hands_played_by_the_rules_are_counted_and_exit_with_0() {
    let hands = recorded_text().lines().count();
    holdem()
        .args(["hands", "check"])
        .arg(recorded())
        .assert()
        .code(0)
        .stdout(predicates::str::starts_with(format!("{hands} hands, ")))
        .stdout(predicates::str::ends_with(" 0 disagreements in 0 hands\n"));
}

#[test]
fn a_disagreement_is_named_and_exits_with_3() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("wrong.jsonl");
    let mut first: serde_json::Value = serde_json::from_str(recorded_text().lines().next().unwrap()).unwrap();
    first["payoffs"][0] = serde_json::json!(first["payoffs"][0].as_i64().unwrap() + 1);
    let other = first["payoffs"][1].as_i64().unwrap() - 1;
    first["payoffs"][1] = serde_json::json!(other);
    fs::write(&file, first.to_string()).unwrap();

    let output = holdem().args(["hands", "check"]).arg(&file).assert().code(3).get_output().stdout.clone();
    let text = String::from_utf8(output).unwrap();
    let id = first["id"].as_u64().unwrap();
    assert!(text.starts_with(&format!("hand {id}: payoff of seat 0: expected ")), "{text}");
    assert!(text.contains(&format!("payoff of seat 1: expected {other}, found {}", other + 1)), "{text}");
    assert!(text.ends_with(": 2 disagreements in 1 hands\n"), "{text}");

    let output = holdem()
        .args(["hands", "check", "--format", "json"])
        .arg(&file)
        .assert()
        .code(3)
        .get_output()
        .stdout
        .clone();
    let json: serde_json::Value = serde_json::from_slice(&output).unwrap();
    assert_eq!(json["disagreements"].as_array().unwrap().len(), 2);
    assert_eq!(json["disagreements"][0]["hand"], id);
}

#[test]
fn a_missing_or_broken_file_is_named_and_exits_with_3() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("missing.jsonl");
    let broken = directory.path().join("broken.jsonl");
    fs::write(&broken, "{\"id\": 1}\n").unwrap();
    let truncated = directory.path().join("truncated.jsonl.gz");
    let whole = fs::read(recorded()).unwrap();
    fs::write(&truncated, &whole[..whole.len() / 2]).unwrap();
    for (file, says) in [(&missing, "not found"), (&broken, "line 1"), (&truncated, "cannot read line")] {
        holdem()
            .args(["hands", "check"])
            .arg(file)
            .assert()
            .code(3)
            .stderr(predicates::str::contains(says))
            .stderr(predicates::str::contains(file.file_name().unwrap().to_str().unwrap()));
    }
}

#[test]
fn hands_survive_as_hand_histories_and_nothing_is_replaced() {
    let directory = tempfile::tempdir().unwrap();
    let (histories, records) = (directory.path().join("hands.phhs"), directory.path().join("hands.jsonl"));
    let convert = |from: &Path, to: &Path| holdem().args(["hands", "convert"]).args([from, to]).assert();
    let hands = recorded_text().lines().count();
    convert(&recorded(), &histories).code(0).stdout(predicates::str::contains(format!("{hands} hands")));
    convert(&histories, &records).code(0);
    holdem().args(["hands", "check"]).arg(&records).assert().code(0);
    convert(&recorded(), &histories).code(2).stderr(predicates::str::contains("--force"));
    convert(&recorded(), &directory.path().join("hands.txt")).code(2);
    convert(&directory.path().join("missing.jsonl"), &directory.path().join("new.phhs")).code(3);
}
