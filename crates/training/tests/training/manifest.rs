//! Whatever of a run is gone or was changed is found: `check` compares with what the run wrote.

use std::fs;
use std::path::{Path, PathBuf};

use holdem_training::check::{FileState, RunCheck, check};
use holdem_training::run_dir::{RunDir, RunRecord};
use holdem_training::{TrainConfig, TrainError, checkpoint};

use crate::support::{QUIET, config, leduc, resume, run};

const TEXTS: [&str; 6] =
    ["manifest.json", "config.yaml", "run.json", "report.json", "report.md", "log.jsonl"];

/// A run with checkpoints, snapshots and charts. How many depends on the clock, that there are some does not:
/// training goes on for longer than the first segment.
fn whole_run(path: &Path) {
    let config = TrainConfig {
        snapshot_interval_seconds: 0.01,
        snapshots_kept: 3,
        checkpoint_interval_iterations: Some(10_000),
        tensorboard: true,
        ..leduc(&format!("num_iterations: 60000\n{QUIET}"))
    };
    run(&config, path).unwrap();
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// What is bad, missing or changed.
fn faults(checked: &RunCheck) -> Vec<(PathBuf, FileState)> {
    let is_fault =
        |state: FileState| matches!(state, FileState::Bad | FileState::Missing | FileState::Changed);
    let faults: Vec<_> =
        checked.files.iter().filter(|f| is_fault(f.state)).map(|f| (f.file.clone(), f.state)).collect();
    assert_eq!(faults.len(), checked.bad);
    faults
}

#[test]
fn every_file_that_is_deleted_is_missed() {
    let dir = tempfile::tempdir().unwrap();
    whole_run(dir.path());
    let checked = check(dir.path()).unwrap();
    assert_eq!((faults(&checked), checked.compared), (Vec::new(), true));
    let newest = checkpoint::list(&dir.path().join("checkpoints")).unwrap()[0].clone();
    let mut paths: Vec<PathBuf> = TEXTS.iter().map(|name| dir.path().join(name)).collect();
    paths.extend([newest.clone(), dir.path().join("blueprint.hdm")]);
    paths.extend(["snapshots", "tensorboard"].iter().flat_map(|name| files(&dir.path().join(name))));
    assert!(paths.iter().any(|path| path.starts_with(dir.path().join("snapshots"))));
    for path in &paths {
        let bytes = fs::read(path).unwrap();
        fs::remove_file(path).unwrap();
        let checked = check(dir.path()).unwrap();
        let name = path.strip_prefix(dir.path()).unwrap().to_path_buf();
        assert!(faults(&checked).contains(&(name, FileState::Missing)), "{}", path.display());
        if path == &newest {
            assert!(checked.resumes_at < checked.iterations, "from where it goes on is said");
        }
        fs::write(path, bytes).unwrap();
    }
    assert_eq!(faults(&check(dir.path()).unwrap()), []);
    for directory in ["snapshots", "tensorboard"] {
        fs::remove_dir_all(dir.path().join(directory)).unwrap();
    }
    assert!(check(dir.path()).unwrap().bad >= 2);
}

#[test]
fn every_flip_in_a_text_file_is_found() {
    let dir = tempfile::tempdir().unwrap();
    run(&leduc(&format!("num_iterations: 50\n{QUIET}")), dir.path()).unwrap();
    for name in TEXTS {
        let path = dir.path().join(name);
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by((whole.len() / 60).max(1)).chain([whole.len() - 1]) {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << (at % 8);
            fs::write(&path, &flipped).unwrap();
            let checked = check(dir.path()).unwrap();
            assert!(checked.bad > 0, "byte {at} of {name}");
        }
        fs::write(&path, &whole).unwrap();
    }
    assert_eq!(faults(&check(dir.path()).unwrap()), []);
}

#[test]
fn a_strategy_that_the_run_did_not_write_is_found_though_it_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let [mine, other] = ["mine", "other"].map(|name| dir.path().join(name));
    run(&leduc(&format!("num_iterations: 50\n{QUIET}")), &mine).unwrap();
    run(&leduc(&format!("num_iterations: 40\n{QUIET}")), &other).unwrap();
    fs::copy(other.join("blueprint.hdm"), mine.join("blueprint.hdm")).unwrap();
    assert_eq!(faults(&check(&mine).unwrap()), [("blueprint.hdm".into(), FileState::Changed)]);
}

#[test]
fn a_run_of_an_older_version_is_checked_as_before_and_listed_when_it_is_continued() {
    let dir = tempfile::tempdir().unwrap();
    let of = |iterations: u64| leduc(&format!("num_iterations: {iterations}\n{QUIET}"));
    run(&of(50), dir.path()).unwrap();
    fs::remove_file(dir.path().join("manifest.json")).unwrap();
    let record = fs::read_to_string(dir.path().join("run.json")).unwrap();
    fs::write(dir.path().join("run.json"), record.replace("\"manifest\": true", "\"manifest\": false"))
        .unwrap();
    let checked = check(dir.path()).unwrap();
    assert_eq!((faults(&checked), checked.compared), (Vec::new(), false));
    resume(&of(100), dir.path(), None).unwrap();
    let checked = check(dir.path()).unwrap();
    assert_eq!((faults(&checked), checked.compared), (Vec::new(), true));
    // What was written before the manifest was is listed too.
    fs::remove_file(dir.path().join("checkpoints/checkpoint-000000000050.hdm")).unwrap();
    assert_eq!(check(dir.path()).unwrap().bad, 1);
}

#[test]
fn a_run_that_is_continued_says_what_is_gone_and_lists_it_no_longer() {
    let dir = tempfile::tempdir().unwrap();
    let of = |iterations: u64| leduc(&format!("num_iterations: {iterations}\n{QUIET}"));
    run(&of(50), dir.path()).unwrap();
    fs::remove_file(dir.path().join("report.md")).unwrap();
    resume(&of(100), dir.path(), None).unwrap();
    assert_eq!(faults(&check(dir.path()).unwrap()), []);
    let log = fs::read_to_string(dir.path().join("log.jsonl")).unwrap();
    assert!(log.contains("report.md is gone since the run wrote it"), "{log}");
}

#[test]
fn a_run_that_a_newer_version_listed_is_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let of = |iterations: u64| leduc(&format!("num_iterations: {iterations}\n{QUIET}"));
    run(&of(50), dir.path()).unwrap();
    let (path, run_json) = (dir.path().join("manifest.json"), dir.path().join("run.json"));
    let text = fs::read_to_string(&path).unwrap();
    for format in ["2", "4294967297"] {
        let newer = text.replacen("\"format\": 1", &format!("\"format\": {format}"), 1);
        fs::write(&path, &newer).unwrap();
        let before = fs::read(&run_json).unwrap();
        let error = resume(&of(100), dir.path(), None).unwrap_err();
        assert!(matches!(error, TrainError::NewerManifest { .. }), "{error}");
        assert!(error.to_string().contains(&format!("format {format} of a newer holdem")), "{error}");
        assert_eq!((fs::read_to_string(&path).unwrap(), fs::read(&run_json).unwrap()), (newer, before));
    }
    fs::write(&path, text).unwrap();
    resume(&of(100), dir.path(), None).unwrap();
    assert_eq!(faults(&check(dir.path()).unwrap()), []);
}

#[test]
fn a_bucket_file_that_the_configuration_names_is_missed() {
    let dir = tempfile::tempdir().unwrap();
    let buckets = dir.path().join("buckets.hdm");
    let config = config(&format!("game: {{ stack: 4 }}\nbuckets: {{ path: '{}' }}", buckets.display()));
    let record = RunRecord::new(&config, "train");
    let path = dir.path().join("run");
    drop(RunDir::create(&path, &config, &record).unwrap());
    assert_eq!(faults(&check(&path).unwrap()), [(buckets.clone(), FileState::Missing)]);
    fs::write(&buckets, "not a bucket file").unwrap();
    assert_eq!(faults(&check(&path).unwrap()), [(buckets, FileState::Bad)]);
}
