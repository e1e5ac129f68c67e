//! A run that is interrupted, killed and continued loses nothing that it said was saved.
#![allow(clippy::unwrap_used, reason = "a helper that fails fails the test")]

mod support;

use std::fs;
use std::path::Path;

use predicates::str::contains;
use support::{Running, config, contents, holdem, read_json, train};

/// Starts a run on the small configuration that would take minutes.
fn start(run: &Path, arguments: &[&str]) -> Running {
    let config = config("small.yaml");
    let paths = [config.to_str().unwrap(), run.to_str().unwrap()];
    let fixed = ["train", "--config", paths[0], "--logdir", paths[1], "--time-budget", "5m", "--no-eval"];
    Running::start(&[&fixed, arguments].concat())
}

fn resume(run: &Path, arguments: &[&str]) -> assert_cmd::assert::Assert {
    holdem().args(["train", "--no-eval", "--resume-from"]).arg(run).args(arguments).assert()
}

fn iterations(run: &Path) -> u64 {
    read_json(&run.join("report.json"))["iterations"].as_u64().unwrap()
}

#[test]
fn ctrl_c_saves_everything_and_exits_with_130_and_the_run_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    let mut running = start(&run, &[]);
    running.wait_for("train: ");
    running.wait_for("it/s");
    running.signal("INT");
    let (code, said) = running.finish();
    assert_eq!(code, Some(130), "{said}");
    assert!(said.contains("--resume-from"), "{said}");
    assert!(run.join("blueprint.hdm").is_file() && run.join("report.md").is_file());
    assert_eq!(fs::read_dir(run.join("checkpoints")).unwrap().count(), 1);
    assert_eq!(read_json(&run.join("run.json"))["state"], "interrupted");
    let before = iterations(&run);
    assert!(before > 0);

    let target = (before + 500).to_string();
    resume(&run, &["--iters", &target]).code(0).stderr(contains(format!("from {before} iterations")));
    assert_eq!(iterations(&run), before + 500);
    assert_eq!(read_json(&run.join("run.json"))["state"], "finished");
}

#[test]
fn a_killed_run_goes_on_from_its_last_checkpoint() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    let mut running = start(&run, &["--checkpoint-interval", "0.3"]);
    running.wait_for("checkpoint written");
    running.wait_for("checkpoint written");
    running.signal("KILL");
    assert_eq!(running.finish().0, None);
    assert!(!run.join("report.json").exists());

    resume(&run, &["--iters", "1"]).code(0).stderr(contains("continued from"));
    let saved = iterations(&run);
    assert!(saved > 1, "nothing left to train is no reason to lose what is there");
    resume(&run, &["--iters", &(saved + 200).to_string()]).code(0);
    assert_eq!(iterations(&run), saved + 200);
}

#[test]
fn a_continued_run_equals_an_uninterrupted_one() {
    let directory = tempfile::tempdir().unwrap();
    let (whole, parts) = (directory.path().join("whole"), directory.path().join("parts"));
    // A limit that cuts a batch short is seen in the result; batches of one board cannot be cut.
    let arguments = |iterations| ["--iters", iterations, "--batch-size", "1", "--no-eval"];
    train("leduc.yaml", &whole, &arguments("6000")).assert().code(0);
    train("leduc.yaml", &parts, &arguments("3000")).assert().code(0);
    resume(&parts, &["--iters", "6000"]).code(0);
    let blueprint = |run: &Path| fs::read(run.join("blueprint.hdm")).unwrap();
    assert!(blueprint(&whole) == blueprint(&parts));
}

#[test]
fn a_directory_that_holds_a_run_is_refused_and_untouched() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    train("kuhn.yaml", &run, &["--iters", "1000", "--no-eval"]).assert().code(0);
    let before = contents(&run);
    train("kuhn.yaml", &run, &["--iters", "2000", "--no-eval"])
        .assert()
        .code(2)
        .stderr(contains("already holds a run"))
        .stderr(contains("--resume-from"));
    assert!(contents(&run) == before);
}

#[test]
fn a_run_is_not_continued_with_other_settings() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    train("kuhn.yaml", &run, &["--iters", "1000", "--no-eval"]).assert().code(0);
    let before = contents(&run);
    resume(&run, &["--iters", "2000", "--seed", "8"]).code(3).stderr(contains("seed: found 7, expected 8"));
    assert!(contents(&run) == before);
    let empty = directory.path().join("empty");
    fs::create_dir(&empty).unwrap();
    resume(&empty, &[]).code(3).stderr(contains("not a run directory"));
}
