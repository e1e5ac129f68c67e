//! A run that is interrupted, killed and continued loses nothing that it said was saved.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::support::{Running, config, contents, holdem, read_json, train};
use predicates::str::contains;

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
fn sigterm_and_a_closed_terminal_are_as_good_as_ctrl_c() {
    // Under `nohup` a closed terminal is nothing to the tests, nor to what they start.
    let signals = if hangups_are_ignored() { &["TERM"][..] } else { &["TERM", "HUP"] };
    for signal in signals {
        let directory = tempfile::tempdir().unwrap();
        let run = directory.path().join("run");
        let mut running = start(&run, &[]);
        running.wait_for("it/s");
        running.signal(signal);
        assert_eq!(running.finish().0, Some(130), "{signal}");
        assert_eq!(read_json(&run.join("run.json"))["state"], "interrupted");
        holdem().arg("check").arg(&run).assert().code(0);
    }
}

fn hangups_are_ignored() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.is_some_and(|mask| u64::from_str_radix(mask.trim(), 16).unwrap() & 1 == 1)
}

#[test]
fn a_second_signal_ends_at_once_and_the_last_checkpoint_stays_good() {
    // What comes within a tenth of a second is one signal: then it ends in order, with the same code.
    for after_ms in [0, 10, 110, 150] {
        let directory = tempfile::tempdir().unwrap();
        let run = directory.path().join("run");
        let mut running = start(&run, &["--checkpoint-interval", "0.2", "--buckets", "3000"]);
        running.wait_for("checkpoint written");
        running.signal("INT");
        std::thread::sleep(Duration::from_millis(after_ms));
        running.signal("INT");
        assert_eq!(running.finish().0, Some(130));
        holdem().arg("check").arg(&run).assert().code(0).stdout(contains("goes on from"));
        resume(&run, &["--iters", "1"]).code(0).stderr(contains("continued from"));
    }
}

#[test]
fn one_command_repeated_by_a_scheduler_comes_to_the_end() {
    let directory = tempfile::tempdir().unwrap();
    let (whole, chunks) = (directory.path().join("whole"), directory.path().join("chunks"));
    let fixed = ["--iters", "9000", "--no-eval"];
    train("small.yaml", &whole, &fixed).assert().code(0);
    let mut codes = Vec::new();
    while codes.last() != Some(&0) && codes.len() < 10 {
        let stint = [&fixed[..], &["--chunk-iters", "4000", "--auto-resume"]].concat();
        let output = train("small.yaml", &chunks, &stint).output().unwrap();
        codes.push(output.status.code().unwrap());
    }
    assert_eq!(codes, [75, 75, 0]);
    let blueprint = |run: &Path| fs::read(run.join("blueprint.hdm")).unwrap();
    assert!(blueprint(&whole) == blueprint(&chunks));
}

#[test]
fn a_run_is_checked_file_by_file() {
    let directory = tempfile::tempdir().unwrap();
    let run = directory.path().join("run");
    train("kuhn.yaml", &run, &["--iters", "1000", "--no-eval"]).assert().code(0);
    let check = || holdem().arg("check").arg(&run).assert();
    check().code(0).stdout(contains("nothing bad"));
    let before = contents(&run);
    for (file, bytes) in &before {
        let name = file.file_name().unwrap().to_str().unwrap();
        if name == "run.lock" {
            continue;
        }
        fs::write(file, b"\xff\xfe not what it was").unwrap();
        check().code(3).stdout(contains(name));
        fs::remove_file(file).unwrap();
        check().code(3).stdout(contains(name));
        fs::write(file, bytes).unwrap();
    }
    assert!(contents(&run) == before, "checking changes nothing");
    let json = holdem().args(["check", "--format", "json"]).arg(&run).output().unwrap().stdout;
    let checked: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!((&checked["bad"], &checked["state"]), (&0.into(), &"finished".into()));
    assert_eq!(checked["resumes_at"], 1000);
    holdem().arg("check").arg(directory.path()).assert().code(3).stderr(contains("not a run directory"));
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
