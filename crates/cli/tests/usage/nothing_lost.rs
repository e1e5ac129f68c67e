//! The binary keeps what a run has come to: nothing replaces it by less, nobody else writes there, and what
//! is gone is named.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::{config, contents, holdem, json, train};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

/// A run of so many iterations, whatever the clock says.
fn trained(run: &Path, iterations: &str, more: &[&str]) {
    let arguments = ["--iters", iterations, "--time-budget", "1h", "--no-eval", "--snapshot-interval", "0"];
    train("small.yaml", run, &[&arguments[..], more].concat()).assert().code(0);
}

#[test]
fn nothing_but_its_own_training_writes_into_a_run() {
    let directory = tempfile::tempdir().unwrap();
    let [a, b] = ["a", "b"].map(|name| directory.path().join(name));
    trained(&a, "60", &["--seed", "3"]);
    trained(&b, "60", &["--seed", "4"]);
    let before = contents(&a);
    for out in ["blueprint.hdm", "new.hdm", "checkpoints/new.hdm"] {
        let mut average = holdem();
        average.arg("average").arg(a.join(out)).args([&a, &b]).arg("--force");
        average.assert().code(2).stderr(contains("lies in the run"));
    }
    let mut export = holdem();
    export.arg("export").arg(&b).arg("--out").arg(a.join("report.json")).arg("--force");
    export.assert().code(2).stderr(contains("lies in the run"));
    for directory in [a.clone(), a.join("checkpoints"), a.join("new/below")] {
        let mut batch = holdem();
        let spot = ["--board", "QsJh2h", "--oop", "QQ", "--ip", "JJ", "--pot", "20", "--stack", "20"];
        batch.args(["solve", "batch"]).args(spot).args(["--flops", "1", "--dir"]).arg(&directory);
        batch.assert().code(2).stderr(contains("lies in the run"));
        let mut play = holdem();
        play.args(["play", "call", "--session"]).arg(&directory).write_stdin("q\n");
        play.assert().code(2).stderr(contains("lies in the run"));
    }
    for inside in ["checkpoints", "new", "new/below"] {
        let mut nested = train("small.yaml", &a.join(inside), &["--iters", "10"]);
        nested.assert().code(2).stderr(contains("lies in the run"));
    }
    assert!(!a.join("new").exists());
    #[cfg(unix)]
    {
        let link = directory.path().join("link.hdm");
        std::os::unix::fs::symlink(a.join("blueprint.hdm"), &link).unwrap();
        let mut average = holdem();
        average.arg("average").arg(&link).args([&a, &b]).arg("--force");
        average.assert().code(2).stderr(contains("lies in the run"));
    }
    assert!(contents(&a) == before);
    holdem().arg("check").arg(&a).assert().code(0).stdout(contains("nothing bad"));
}

#[test]
fn a_run_without_its_checkpoints_is_never_begun_again_in_its_place() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    trained(&run, "200", &[]);
    fs::remove_dir_all(run.join("checkpoints")).unwrap();
    let before = contents(&run);
    let refused = || contains("has trained 200 iterations and has no checkpoint").and(contains("--logdir"));
    holdem().args(["train", "--iters", "10", "--resume-from"]).arg(&run).assert().code(3).stderr(refused());
    train("small.yaml", &run, &["--iters", "10", "--auto-resume"]).assert().code(3).stderr(refused());
    assert!(contents(&run) == before);
}

#[test]
fn a_check_says_what_is_gone_what_was_changed_and_where_the_run_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    trained(&run, "100", &[]);
    trained_on(&run, "200");
    let check = || {
        let mut command = holdem();
        command.arg("check").arg(&run);
        command
    };
    check().assert().code(0).stdout(contains("nothing bad"));
    fs::remove_file(run.join("checkpoints/checkpoint-000000000200.hdm")).unwrap();
    fs::write(run.join("report.md"), "# better").unwrap();
    check()
        .assert()
        .code(3)
        .stdout(contains("missing   checkpoints/checkpoint-000000000200.hdm"))
        .stdout(contains("changed   report.md"))
        .stdout(contains("goes on from 100 iterations; the run had come to 200"));
}

fn trained_on(run: &Path, iterations: &str) {
    let mut command = holdem();
    command.args(["train", "--iters", iterations, "--no-eval", "--resume-from"]).arg(run);
    command.assert().code(0);
}

#[test]
fn a_run_that_has_no_blueprint_yet_shows_its_newest_snapshot_or_checkpoint_and_says_so() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    trained(&run, "200", &[]);
    let show = || {
        let mut command = holdem();
        command.arg("show").arg(&run).args(["--format", "json"]);
        command
    };
    let expected = json(&mut show());
    let (blueprint, snapshots) = (run.join("blueprint.hdm"), run.join("snapshots"));
    let aside = directory.path().join("aside.hdm");
    fs::rename(&blueprint, &aside).unwrap();
    let said = "no blueprint yet; this is checkpoints/checkpoint-000000000200.hdm, after 200 iterations";
    show().assert().code(0).stderr(contains(said));
    assert_eq!(json(&mut show()), expected, "a checkpoint comes to the same strategy");

    fs::create_dir_all(&snapshots).unwrap();
    fs::rename(&aside, snapshots.join("snapshot-000000000200.hdm")).unwrap();
    let said = "no blueprint yet; this is snapshots/snapshot-000000000200.hdm, after 200 iterations";
    show().assert().code(0).stderr(contains(said));
    assert_eq!(json(&mut show()), expected);

    fs::remove_dir_all(&snapshots).unwrap();
    fs::remove_dir_all(run.join("checkpoints")).unwrap();
    show().assert().code(3).stderr(contains("blueprint.hdm is missing"));
}

#[test]
fn runs_started_at_the_same_time_without_a_name_never_collide() {
    let directory = tempfile::tempdir().unwrap();
    let start = || {
        let mut process = Command::new(assert_cmd::cargo::cargo_bin!("holdem"));
        process.current_dir(directory.path()).arg("train").arg("--config").arg(config("kuhn.yaml"));
        process.args(["--iters", "20", "--no-eval", "--no-tensorboard"]);
        process.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let mut running: Vec<_> = (0..6).map(|_| start()).collect();
    assert!(running.iter_mut().all(|process| process.wait().unwrap().success()));
    assert_eq!(fs::read_dir(directory.path().join("runs")).unwrap().count(), 6);
}

#[test]
fn every_event_and_every_chart_of_a_log_is_documented() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    trained(&run, "200", &[]);
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/formats.md");
    let page = fs::read_to_string(page).unwrap();
    let streets = ["preflop", "flop", "turn", "river"];
    for line in fs::read_to_string(run.join("log.jsonl")).unwrap().lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        for key in event.as_object().unwrap().keys() {
            assert!(page.contains(&format!("`{key}`")), "{key} in {line}");
        }
        assert!(page.contains(&format!("`{}`", event["event"].as_str().unwrap())), "{line}");
        let Some(tag) = event["tag"].as_str() else { continue };
        let tag = match tag.split_once('/') {
            Some((chart, street)) if streets.contains(&street) => format!("{chart}/STREET"),
            _ => tag.to_owned(),
        };
        assert!(page.contains(&format!("`{tag}`")), "{tag}");
    }
}
