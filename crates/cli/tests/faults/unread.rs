//! Nobody reads standard output: what a command came to, and its exit code, stay the same.

use std::fs;
use std::io::pipe;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{Running, config, read_json};

/// `holdem` with a standard output that nobody reads any more.
fn unread(arguments: &[&str]) -> Command {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("holdem"));
    command.args(arguments).stdout(writer).stderr(Stdio::piped());
    command
}

/// The exit code, and what was said on standard error.
fn ended(mut command: Command) -> (Option<i32>, String) {
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

fn train(run: &Path, more: &[&str]) -> Command {
    trained("kuhn.yaml", run, more)
}

fn trained(name: &str, run: &Path, more: &[&str]) -> Command {
    let (config, run) = (config(name), run.to_str().unwrap());
    unread(&[&["train", config.to_str().unwrap(), "--logdir", run, "--no-eval"], more].concat())
}

#[test]
fn a_chunk_still_ends_with_75_and_the_run_with_0() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    let chunk = ["--iters", "2000", "--chunk-iters", "1000", "--auto-resume"];
    let (code, said) = ended(train(&run, &chunk));
    assert_eq!(code, Some(75), "{said}");
    assert!(said.contains("everything is saved; go on with"), "{said}");
    assert_eq!(ended(train(&run, &chunk)).0, Some(0));
}

#[test]
fn an_interrupted_run_still_ends_with_130() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    let mut running = Running::spoken_to(trained("small.yaml", &run, &["--time-budget", "5m"]));
    running.wait_for("it/s");
    running.signal("INT");
    let (code, said) = running.finish();
    assert_eq!(code, Some(130), "{said}");
    assert!(said.contains("everything is saved; go on with"), "{said}");
    assert_eq!(read_json(&run.join("run.json"))["state"], "interrupted");
}

#[test]
fn what_is_bad_is_still_bad() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    let path = run.to_str().unwrap();
    assert_eq!(ended(train(&run, &["--iters", "1000"])).0, Some(0));
    assert_eq!(ended(unread(&["check", path])).0, Some(0));
    fs::write(run.join("report.md"), "changed").unwrap();
    for format in ["text", "json"] {
        assert_eq!(ended(unread(&["check", path, "--format", format])).0, Some(3), "{format}");
    }
    let (little, much) = (directory.path().join("little"), directory.path().join("much"));
    for (run, iterations) in [(&little, "5"), (&much, "2000")] {
        assert_eq!(ended(train(run, &["--iters", iterations])).0, Some(0));
    }
    let compared = unread(&["eval", "compare", much.to_str().unwrap(), little.to_str().unwrap()]);
    assert_eq!(ended(compared).0, Some(3));
}

#[test]
fn what_only_prints_ends_without_a_word() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    let path = run.to_str().unwrap();
    assert_eq!(ended(train(&run, &["--iters", "1000"])).0, Some(0));
    for arguments in
        [&["show", path][..], &["export", path], &["export", path, "--table", "log"], &["runs", path]]
    {
        assert_eq!(ended(unread(arguments)), (Some(0), String::new()), "{arguments:?}");
    }
}
