//! Sessions that are kept: no hand is lost, cut short or written by two.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use holdem_arena::HandHistory;

/// `holdem play tight` under a shell that sets limits first.
fn play(limits: &str, session: &Path, hands: &str) -> Command {
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("{limits} exec \"$0\" \"$@\""))
        .arg(assert_cmd::cargo::cargo_bin!("holdem"))
        .args(["play", "tight", "--seed", "3", "--hands", hands, "--session"])
        .arg(session)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What comes of it if every decision is a call.
fn called(mut command: Command) -> Output {
    let mut child = command.spawn().unwrap();
    // A process that has ended reads nothing.
    let _ = child.stdin.take().unwrap().write_all("c\n".repeat(400).as_bytes());
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_hand_that_does_not_fit_leaves_none_cut_short_and_is_played_again() {
    let directory = tempfile::tempdir().unwrap();
    let [whole, cut] = ["whole", "cut"].map(|name| directory.path().join(name));
    assert_eq!(called(play("", &whole, "12")).status.code(), Some(0));
    let expected = fs::read(whole.join("hands.phhs")).unwrap();
    assert!(expected.len() > 3_000, "more than the limit: {}", expected.len());

    // 2,048 bytes, in the units of POSIX.
    let limited = called(play("ulimit -f 4;", &cut, "12"));
    assert_eq!(limited.status.code(), Some(3), "{}", said(&limited));
    assert!(said(&limited).contains("hands.phhs"), "{}", said(&limited));
    let kept = fs::read(cut.join("hands.phhs")).unwrap();
    assert!(!kept.is_empty() && kept.ends_with(b"\n\n") && expected.starts_with(&kept));
    let again = called(play("", &cut, "12"));
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert!(fs::read(cut.join("hands.phhs")).unwrap() == expected);
}

#[test]
fn a_hand_that_a_kill_cut_short_is_named_and_played_again() {
    let directory = tempfile::tempdir().unwrap();
    let [whole, cut] = ["whole", "cut"].map(|name| directory.path().join(name));
    assert_eq!(called(play("", &whole, "6")).status.code(), Some(0));
    assert_eq!(called(play("", &cut, "3")).status.code(), Some(0));
    let expected = fs::read(whole.join("hands.phhs")).unwrap();
    let three = fs::read(cut.join("hands.phhs")).unwrap().len();
    fs::write(cut.join("hands.phhs"), &expected[..three + 50]).unwrap();
    let again = called(play("", &cut, "6"));
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert!(said(&again).contains("hand 4 was cut short"), "{}", said(&again));
    assert!(fs::read(cut.join("hands.phhs")).unwrap() == expected);
    assert_eq!(HandHistory::read(cut.join("hands.phhs")).unwrap().len(), 6);
}

#[test]
fn a_second_process_is_refused_while_the_first_one_plays() {
    let directory = tempfile::tempdir().unwrap();
    let session = directory.path().join("session");
    let mut first = play("", &session, "3").spawn().unwrap();
    let mut lines = BufReader::new(first.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("hand 1:")));
    let second = called(play("", &session, "3"));
    assert_eq!(second.status.code(), Some(2), "{}", said(&second));
    assert!(said(&second).contains("another process plays in it"), "{}", said(&second));
    first.stdin.take().unwrap().write_all("c\n".repeat(100).as_bytes()).unwrap();
    assert_eq!(lines.last().unwrap().unwrap().split(" hands").next(), Some("after 3"));
    assert_eq!(first.wait().unwrap().code(), Some(0));
    assert_eq!(HandHistory::read(session.join("hands.phhs")).unwrap().len(), 3);
}
