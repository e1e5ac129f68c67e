//! What a run has trained and measured is neither lost nor replaced by less.

use std::fs;
use std::path::{Path, PathBuf};

use holdem_blueprint::{Blueprint, ErrorClass};
use holdem_training::report::Report;
use holdem_training::run_dir::RunDir;
use holdem_training::{TrainConfig, TrainError};

use crate::support::{QUIET, blueprint_bytes, leduc, resume, run};

fn of(iterations: u64) -> TrainConfig {
    leduc(&format!("num_iterations: {iterations}\n{QUIET}"))
}

/// Every file below a directory with its bytes.
fn contents(directory: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(contents(&path)),
            false => found.push((path.clone(), fs::read(&path).unwrap())),
        }
    }
    found.sort();
    found
}

fn report(run: &Path) -> Report {
    serde_json::from_str(&fs::read_to_string(run.join("report.json")).unwrap()).unwrap()
}

#[test]
fn a_run_that_has_trained_and_has_no_checkpoint_is_refused_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    run(&of(50), dir.path()).unwrap();
    fs::remove_dir_all(dir.path().join("checkpoints")).unwrap();
    let before = contents(dir.path());
    for iterations in [10, 100] {
        let error = resume(&of(iterations), dir.path(), None).unwrap_err();
        assert!(matches!(error, TrainError::NoCheckpoint { iterations: 50, .. }), "{error}");
        assert_eq!(error.class(), ErrorClass::Data);
        assert!(error.to_string().contains("--logdir"), "{error}");
    }
    assert!(contents(dir.path()) == before, "nothing is touched");
    // Whatever run.json says: there is a strategy that took work.
    let record = fs::read_to_string(dir.path().join("run.json")).unwrap();
    fs::write(dir.path().join("run.json"), record.replace("\"iterations\": 50", "\"iterations\": 0"))
        .unwrap();
    assert!(matches!(
        resume(&of(10), dir.path(), None),
        Err(TrainError::NoCheckpoint { iterations: 50, .. })
    ));
}

#[test]
fn a_run_that_was_continued_and_has_no_checkpoint_any_more_is_refused_too() {
    let dir = tempfile::tempdir().unwrap();
    run(&of(50), dir.path()).unwrap();
    resume(&of(60), dir.path(), None).unwrap();
    fs::remove_file(dir.path().join("blueprint.hdm")).unwrap();
    fs::remove_dir_all(dir.path().join("checkpoints")).unwrap();
    assert!(matches!(
        resume(&of(90), dir.path(), None),
        Err(TrainError::NoCheckpoint { iterations: 60, .. })
    ));
}

#[test]
fn a_blueprint_is_never_replaced_by_one_of_fewer_iterations() {
    let dir = tempfile::tempdir().unwrap();
    run(&of(40), dir.path()).unwrap();
    resume(&of(80), dir.path(), None).unwrap();
    let (blueprint, report) =
        (blueprint_bytes(dir.path()), fs::read(dir.path().join("report.json")).unwrap());
    fs::remove_file(dir.path().join("checkpoints/checkpoint-000000000080.hdm")).unwrap();
    assert_eq!(resume(&of(60), dir.path(), None).unwrap().report.iterations, 60);
    assert!(blueprint_bytes(dir.path()) == blueprint);
    assert_eq!(fs::read(dir.path().join("report.json")).unwrap(), report);
    let log = fs::read_to_string(dir.path().join("log.jsonl")).unwrap();
    assert!(log.contains("the run had come to 80 iterations"), "{log}");
    assert!(log.contains("trained for 80 iterations, and kept"), "{log}");
    resume(&of(120), dir.path(), None).unwrap();
    assert_eq!(Blueprint::open(dir.path().join("blueprint.hdm")).unwrap().iterations(), 120);
}

#[test]
fn with_nothing_left_to_train_the_report_keeps_what_is_not_found_out_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut measured = of(200);
    measured.eval.exploitability = true;
    measured.eval.exploiter_iterations = Some(20);
    run(&measured, dir.path()).unwrap();
    let first = report(dir.path());
    assert!(first.exploitability_mbb.is_some() && first.exploiter_mbb.is_some());

    resume(&of(200), dir.path(), None).unwrap();
    let second = report(dir.path());
    assert_eq!(second.speed, first.speed);
    assert_eq!((second.workers, second.elapsed_secs), (first.workers, first.elapsed_secs));
    assert_eq!(second.exploitability_mbb, first.exploitability_mbb);
    assert_eq!(second.exploiter_mbb, first.exploiter_mbb);
    let (was, is) = (&first.measurements, &second.measurements);
    assert_eq!((&is.exploitability, is.exploitability_at), (&was.exploitability, was.exploitability_at));
    assert_eq!(is.exploitability_at.unwrap().iterations, 200);
    assert!(is.exploitability_note.as_deref().unwrap().contains("switched off"));
    let text = fs::read_to_string(dir.path().join("report.md")).unwrap();
    assert_eq!(text.matches("(kept: measured after 200 iterations, 20").count(), 2, "{text}");
}

#[test]
fn measurements_of_a_shorter_training_are_kept_as_such_and_not_as_those_of_the_longer_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut measured = of(100);
    measured.eval.exploitability = true;
    run(&measured, dir.path()).unwrap();
    let first = report(dir.path());
    resume(&of(300), dir.path(), None).unwrap();
    let second = report(dir.path());
    assert_eq!((second.iterations, second.exploitability_mbb), (300, None));
    assert_eq!(second.measurements.exploitability, first.measurements.exploitability);
    assert_eq!(second.measurements.exploitability_at.unwrap().iterations, 100);
    assert_eq!(second.measurements.game_value_at.unwrap().iterations, 300, "measured again");
    assert!(second.speed.iterations_per_sec > 0.0 && second.speed != first.speed);
}

/// What is found before the lock is taken may be gone, or no longer the newest, by the time it is.
#[test]
fn a_run_that_another_process_continues_is_refused_whatever_its_checkpoints_look_like() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("run");
    run(&of(50), &path).unwrap();
    let checkpoint = fs::read_dir(path.join("checkpoints")).unwrap().next().unwrap().unwrap().path();
    let (held, _) = RunDir::reopen(&path).unwrap();
    let locked = |from: &Path| matches!(resume(&of(90), from, None), Err(TrainError::Locked { .. }));
    assert!(locked(&path) && locked(&checkpoint));
    // As between two files of the other process.
    fs::write(&checkpoint, "damaged").unwrap();
    assert!(locked(&path));
    fs::remove_file(&checkpoint).unwrap();
    assert!(locked(&path));
    drop(held);
    assert!(matches!(resume(&of(90), &path, None), Err(TrainError::NoCheckpoint { .. })));
}
