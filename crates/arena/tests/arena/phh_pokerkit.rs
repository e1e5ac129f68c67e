//! What PokerKit writes is read, and what is written here PokerKit reads: the same payoffs, hand by hand.
//!
//! `data/pokerkit/` holds files written by PokerKit 0.7.7 through `pokerkit_phh.py`, with the payoffs that it
//! found.
#![allow(clippy::print_stderr, reason = "a test says when it is skipped")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use holdem_arena::phh::{Action, ActionKind, HandHistory};
use holdem_game::rules::conformance::{HandReader, HandRecord};
use serde::Deserialize;

fn crate_file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read_one(path: &Path) -> HandHistory {
    let mut hands = HandHistory::read(path).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(hands.len(), 1, "{}", path.display());
    hands.remove(0)
}

/// The recorded hands of the rules' own test data.
fn records() -> Vec<HandRecord> {
    let files = ["../game/tests/data/hands.jsonl.gz", "../game/tests/data/hands_short.jsonl.gz"];
    files.iter().flat_map(|file| HandReader::open(crate_file(file)).unwrap()).map(Result::unwrap).collect()
}

/// Reads a directory that PokerKit has written, and compares payoffs; returns the hands.
fn assert_reads(directory: &Path) -> Vec<HandHistory> {
    let expected = std::fs::read_to_string(directory.join("expected.json")).unwrap();
    let expected: BTreeMap<String, Vec<i64>> = serde_json::from_str(&expected).unwrap();
    let mut hands = Vec::new();
    for (name, payoffs) in &expected {
        let hand = read_one(&directory.join(name));
        assert_eq!(hand.replay().unwrap().payoffs(), Some(&payoffs[..]), "{name}");
        let mut noted = hand.clone();
        noted.note_finishing_stacks(payoffs);
        assert_eq!(noted.finishing_stacks, hand.finishing_stacks, "{name}");
        assert_eq!(HandHistory::parse(&hand.to_string()).unwrap(), hand, "{name}");
        hands.push(hand);
    }
    assert_eq!(HandHistory::read(directory.join("all.phhs")).unwrap(), hands);
    hands
}

#[test]
fn files_written_by_pokerkit_are_read() {
    let hands = assert_reads(&crate_file("tests/data/pokerkit"));
    assert_eq!(hands.len(), 24);
    assert!(hands.iter().any(|hand| hand.decimal_places == 2));
    assert!(hands.iter().any(|hand| hand.ante_trimming));
    assert!(hands.iter().any(|hand| hand.antes.iter().any(|&ante| ante != hand.antes[0])));
    assert!(hands.iter().any(|hand| hand.blinds_or_straddles.iter().filter(|&&blind| blind > 0).count() > 2));
}

#[test]
fn recorded_hands_survive_as_hand_histories() {
    let records = records();
    assert!(records.len() >= 700);
    for record in records {
        let hand = HandHistory::from_record(&record, None).unwrap();
        let read = HandHistory::parse(&hand.to_string()).unwrap();
        assert_eq!(read, hand);
        assert_eq!(read.replay().unwrap().payoffs(), Some(&record.payoffs[..]), "hand {}", record.id);
        assert_eq!(read.to_record(0).unwrap(), record);
    }
}

/// A Python with the `pokerkit` package, named by `HOLDEM_PYTHON`; without the variable the test says that it
/// is skipped.
fn pokerkit(arguments: &[&str]) -> Option<Vec<u8>> {
    let Ok(python) = std::env::var("HOLDEM_PYTHON") else {
        eprintln!("skipped: HOLDEM_PYTHON names no Python with the pokerkit package");
        return None;
    };
    let script = crate_file("tests/pokerkit_phh.py");
    let output = Command::new(python).arg(script).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}

#[test]
fn what_pokerkit_writes_now_is_read() {
    let directory = tempfile::tempdir().unwrap();
    if pokerkit(&["write", directory.path().to_str().unwrap(), "300", "20261123"]).is_some() {
        assert_eq!(assert_reads(directory.path()).len(), 300);
    }
}

/// Adds what has no effect on a hand: comments, a name that needs escapes, keys of users.
fn decorate(hand: &mut HandHistory) {
    for action in &mut hand.actions {
        action.commentary = Some("said \"why # not\"".to_owned());
    }
    hand.actions.insert(1, Action { kind: ActionKind::Nothing, commentary: Some("a pause".to_owned()) });
    hand.players = Some(vec!["\u{1}\t\\ 'é'\n".to_owned(); hand.num_seats()]);
    hand.metadata =
        toml::from_str("_a = { 'b c' = [1, 2.5], d = 12:34:56 }\ntable = 'T'\ntime = 01:02:03").unwrap();
}

#[derive(Debug, Deserialize, PartialEq)]
struct Outcome {
    payoffs: Vec<String>,
    over: bool,
}

#[test]
fn pokerkit_reads_what_is_written_and_finds_the_same_payoffs() {
    let directory = tempfile::tempdir().unwrap();
    let mut expected = BTreeMap::new();
    let history = |record| HandHistory::from_record(record, None).unwrap();
    let mut hands: Vec<_> = records().iter().step_by(4).map(history).collect();
    for entry in std::fs::read_dir(crate_file("tests/data/pokerkit")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "phh") {
            hands.push(read_one(&path));
        }
    }
    for hand in hands.iter_mut().step_by(3) {
        decorate(hand);
    }
    for (index, hand) in hands.iter().enumerate() {
        let payoffs = hand.replay().unwrap().payoffs().unwrap().to_vec();
        let unit = 10_f64.powi(i32::from(hand.decimal_places));
        let outcome: Vec<f64> = payoffs.iter().map(|&payoff| payoff as f64 / unit).collect();
        HandHistory::write(std::slice::from_ref(hand), directory.path().join(format!("{index}.phh")))
            .unwrap();
        if index < 20 {
            expected.insert(format!("all.phhs[{index}]"), outcome.clone());
        }
        expected.insert(format!("{index}.phh"), outcome);
    }
    HandHistory::write(&hands[..20], directory.path().join("all.phhs")).unwrap();
    let Some(printed) = pokerkit(&["read", directory.path().to_str().unwrap()]) else { return };
    let found: BTreeMap<String, Outcome> = serde_json::from_slice(&printed).unwrap();
    assert!(found.values().all(|outcome| outcome.over));
    let number = |text: &String| text.parse::<f64>().unwrap();
    let found: BTreeMap<_, Vec<f64>> = found
        .into_iter()
        .map(|(name, outcome)| (name, outcome.payoffs.iter().map(number).collect()))
        .collect();
    assert_eq!(found, expected);
}
