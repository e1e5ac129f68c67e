//! `holdem play` and `holdem eval match`, as a script and as a person use them.

use std::fs;
use std::path::{Path, PathBuf};

use holdem_arena::HandHistory;
use predicates::str::contains;

use crate::support::{holdem, json};

/// A small strategy of an earlier version: `holdem`, `leduc` or `kuhn`.
fn trained(game: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../training/tests/data").join(game).join("straight.hdm")
}

/// What is printed when these lines are typed.
fn played(game: &str, arguments: &[&str], lines: &str) -> String {
    let mut command = holdem();
    command.arg("play").arg(trained(game)).args(["--seed", "5"]).args(arguments).write_stdin(lines);
    String::from_utf8(command.assert().code(0).get_output().stdout.clone()).unwrap()
}

#[test]
fn a_script_plays_hands_and_reads_the_result() {
    let text = played("holdem", &["--hands", "4"], &"c\n".repeat(200));
    assert!(text.contains("hand 1: you are the button"), "{text}");
    assert!(text.contains("hand 2: you are the big blind"), "{text}");
    assert!(text.lines().last().unwrap().starts_with("after 4 hands"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert!(!text.contains('\x1b'), "no colours in a pipe");
    assert_eq!(text, played("holdem", &["--hands", "4"], &"c\n".repeat(200)), "the same seed");
}

#[test]
fn a_question_mark_shows_what_the_strategy_did() {
    let lines = "?\n".to_owned() + &"c\n".repeat(20) + "?\nq\n";
    let text = played("holdem", &[], &lines);
    assert!(text.contains("no hand is over yet") || text.contains("it chose"), "{text}");
    for game in ["leduc", "kuhn"] {
        let text = played(game, &[], &("c\n".repeat(11) + "?\nq\n"));
        assert!(text.contains("it chose"), "{text}");
    }
    let grids = played("holdem", &["--hands", "9"], &"c\n?\n".repeat(60));
    assert!(grids.contains("over all hands, each counted once"), "{grids}");
    assert!(grids.lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn wrong_moves_are_explained_and_asked_for_again() {
    let text = played("holdem", &["--hands", "1"], &("dance\n1.5bb\nk\n".to_owned() + &"c\n".repeat(20)));
    assert!(text.contains("`dance` is no move"), "{text}");
    assert!(text.contains("1.5bb is not between 2bb and "), "{text}");
    assert!(text.contains("you cannot check now"), "{text}");
    assert!(text.contains("after 1 hand "), "{text}");
}

#[test]
fn a_script_that_never_makes_a_move_is_ended() {
    let mut command = holdem();
    command.arg("play").arg(trained("holdem")).args(["--seed", "5"]).write_stdin("k\n".repeat(2_000));
    let found = command.assert().code(2).stderr(contains("1000 lines in a row without a legal move"));
    assert!(found.get_output().stdout.len() < 200_000);
    let slow = ("?\n".repeat(999) + "c\n").repeat(20);
    assert!(played("holdem", &["--hands", "1"], &slow).contains("after 1 hand "));
}

#[test]
fn a_session_is_kept_and_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    let kept = directory.path().join("kept");
    let session = ["--session", kept.to_str().unwrap(), "--name", "Ann"];
    let until = |hands| [&session[..], &["--hands", hands]].concat();
    played("holdem", &until("3"), &"c\n".repeat(100));
    let text = played("holdem", &until("6"), &"c\n".repeat(100));
    assert!(text.contains("hand 4:") && !text.contains("hand 3:"), "{text}");
    let hands = HandHistory::read(kept.join("hands.phhs")).unwrap();
    assert_eq!(hands.len(), 6);
    assert!(hands.iter().all(|hand| hand.players.as_ref().unwrap().contains(&"Ann".to_owned())));
    // Another player at the same place is refused.
    let mut other = holdem();
    other.args(["play", "call", "--seed", "5"]).args(session).write_stdin("q\n");
    other.assert().code(2).stderr(contains("choose another directory"));
    fs::write(kept.join("session.json"), "{}").unwrap();
    let mut damaged = holdem();
    damaged.arg("play").arg(trained("holdem")).args(session).write_stdin("q\n");
    damaged.assert().code(3).stderr(contains("not a session"));
}

#[test]
fn a_match_is_the_same_for_any_number_of_workers_and_counts_both_results() {
    let run = |workers: &str| {
        let mut command = holdem();
        command.args(["eval", "match"]).arg(trained("leduc")).arg("uniform");
        json(command.args(["--hands", "2000", "--num-workers", workers, "--format", "json"]))
    };
    let alone = run("1");
    assert_eq!(run("3"), alone);
    assert_eq!(alone["hands"], 2000);
    let of = |player: usize, key: &str| alone["players"][player][key].clone();
    let raw = [0, 1].map(|player| of(player, "won")["mbb"].as_f64().unwrap());
    assert!((raw[0] + raw[1]).abs() < 1e-6 && raw[0] > 0.0, "a trained strategy wins: {raw:?}");
    let corrected = of(0, "aivat")["won"]["mbb"].as_f64().unwrap();
    assert!(corrected > 0.0);
    let deviation = |value: serde_json::Value| value["deviation_mbb"].as_f64().unwrap();
    assert!(deviation(of(0, "aivat")) < deviation(alone["players"][0].clone()));
}

#[test]
fn a_match_is_written_as_text_csv_and_hand_histories() {
    let directory = tempfile::tempdir().unwrap();
    let phh = directory.path().join("hands.phhs");
    let mut command = holdem();
    command.args(["eval", "match"]).arg(trained("holdem")).arg("call").args(["--hands", "20"]);
    command.arg("--phh").arg(&phh);
    command.assert().code(0).stdout(contains("20 hands: 10 deals")).stdout(contains("AIVAT"));
    assert_eq!(HandHistory::read(&phh).unwrap().len(), 20);
    let mut csv = holdem();
    csv.args(["eval", "match", "call", "raise", "--hands", "20", "--format", "csv"]);
    csv.assert().code(0).stdout(contains("player,hands,seed,raw_mbb")).stdout(contains("call,20,1,"));
}

#[test]
fn players_that_cannot_meet_are_refused_by_name() {
    let mut unknown = holdem();
    unknown.args(["eval", "match", "call", "nobody"]);
    unknown.assert().code(2).stderr(contains("no player `nobody`")).stderr(contains("pot-odds"));
    let mut games = holdem();
    games.args(["eval", "match"]).arg(trained("holdem")).arg(trained("leduc"));
    games.assert().code(2).stderr(contains("cannot play here"));
    let mut many = holdem();
    many.args(["eval", "match"]).arg(trained("leduc")).args(["call", "call"]);
    many.assert().code(2).stderr(contains("3 players for a table of 2"));
}
