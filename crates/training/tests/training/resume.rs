//! A run that is continued comes to the same bits as one that was never stopped.

use std::path::Path;
use std::sync::{Arc, Mutex};

use holdem_blueprint::BlueprintError;
use holdem_telemetry::event::{Event, EventKind};
use holdem_telemetry::{Reporter, Sink, SinkError, StopFlag};
use holdem_training::config::PartBytes;
use holdem_training::run_dir::{RunRecord, RunState, config_of};
use holdem_training::{TrainConfig, TrainError, TrainOptions, train};

use crate::support::{QUIET, blueprint_bytes, config, leduc, resume, run, small_holdem};

/// Sets the stop flag when so many iterations are done, as Ctrl-C would: at whatever batch that is.
struct StopsAt {
    iterations: u64,
    stop: StopFlag,
    seen: Arc<Mutex<u64>>,
}

impl Sink for StopsAt {
    fn name(&self) -> &str {
        "stops"
    }
    fn event(&mut self, event: &Event) -> Result<(), SinkError> {
        if let EventKind::Progress(progress) = &event.kind
            && progress.phase == "train"
            && progress.done >= self.iterations
        {
            *self.seen.lock().unwrap() = progress.done;
            self.stop.stop();
        }
        Ok(())
    }
    fn flush(&mut self) -> Result<(), SinkError> {
        Ok(())
    }
}

/// Trains and stops on the way; returns the iterations done.
fn interrupted_run(config: &TrainConfig, path: &Path, at: u64) -> u64 {
    let stop = StopFlag::new();
    let seen = Arc::new(Mutex::new(0));
    let sink = StopsAt { iterations: at, stop: stop.clone(), seen: Arc::clone(&seen) };
    let mut reporter = Reporter::new().with(sink).with_progress_interval(std::time::Duration::ZERO);
    let options = TrainOptions { logdir: Some(path.to_path_buf()), ..TrainOptions::default() };
    let config = TrainConfig { log_interval: 0.05, ..config.clone() };
    let outcome = train(&config, &options, &mut reporter, &stop).unwrap();
    assert!(outcome.interrupted && outcome.report.training_interrupted);
    assert_eq!(outcome.report.exploitability_mbb, None);
    assert_eq!(outcome.report.measurements.game_value_note.as_deref(), Some("interrupted"));
    let record = RunRecord::read(path).unwrap();
    assert_eq!(record.state, RunState::Interrupted);
    assert_eq!(record.iterations, outcome.report.iterations);
    assert!(*seen.lock().unwrap() >= at);
    record.iterations
}

/// Stops a run without an end, wherever it is by then, lets it go on for `more` iterations, and compares it
/// with a run to the same end that was never stopped.
fn assert_resumes_to_the_same_bits(config: &TrainConfig, more: u64) {
    let dir = tempfile::tempdir().unwrap();
    let (straight, stopped) = (dir.path().join("straight"), dir.path().join("stopped"));
    let endless = TrainConfig { num_iterations: Some(1 << 40), ..config.clone() };
    let done = interrupted_run(&endless, &stopped, 1);
    let whole = TrainConfig { num_iterations: Some(done + more), ..config.clone() };
    let outcome = resume(&whole, &stopped, None).unwrap();
    assert!(!outcome.interrupted && outcome.report.iterations == done + more);
    run(&whole, &straight).unwrap();
    assert!(blueprint_bytes(&straight) == blueprint_bytes(&stopped));
    let record = RunRecord::read(&stopped).unwrap();
    assert_eq!((record.state, record.sessions), (RunState::Finished, 2));
    let log = std::fs::read_to_string(stopped.join("log.jsonl")).unwrap();
    assert_eq!(log.matches("\"run_started\"").count(), 2, "the log is continued");
}

#[test]
fn kuhn_stopped_between_batches_resumes_to_the_same_bits() {
    let kuhn = format!("game: {{ kind: kuhn }}\nbatch_size: 3\nnum_workers: 1\n{QUIET}");
    assert_resumes_to_the_same_bits(&config(&kuhn), 100_000);
}

#[test]
fn leduc_under_dcfr_resumes_to_the_same_bits() {
    let dcfr = format!("discount_mode: dcfr\ndiscount_interval: 250\n{QUIET}");
    assert_resumes_to_the_same_bits(&leduc(&dcfr), 20_000);
}

#[test]
fn small_holdem_resumes_to_the_same_bits() {
    assert_resumes_to_the_same_bits(&small_holdem(&format!("num_workers: 2\n{QUIET}")), 2000);
}

#[test]
fn a_finished_run_goes_on_when_more_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let (long, short) = (dir.path().join("long"), dir.path().join("short"));
    // Batches of one board: no batch is cut short by the end of the first part.
    let with =
        |iterations: u64| small_holdem(&format!("num_iterations: {iterations}\nnum_workers: 1\n{QUIET}"));
    run(&with(300), &long).unwrap();
    run(&with(150), &short).unwrap();
    let before = blueprint_bytes(&short);
    resume(&with(300), &short, None).unwrap();
    assert!(blueprint_bytes(&short) == blueprint_bytes(&long) && before != blueprint_bytes(&long));
}

#[test]
fn a_run_keeps_the_parts_that_it_began_with() {
    for (began, kept) in [(PartBytes::Bytes(100), PartBytes::Bytes(100)), (PartBytes::Auto, PartBytes::None)]
    {
        let dir = tempfile::tempdir().unwrap();
        let with = |iterations: u64| leduc(&format!("num_iterations: {iterations}\n{QUIET}"));
        run(&TrainConfig { part_bytes: began, ..with(50) }, dir.path()).unwrap();
        assert_eq!(config_of(dir.path()).unwrap().part_bytes, kept);
        resume(&TrainConfig { part_bytes: PartBytes::Auto, ..with(100) }, dir.path(), None).unwrap();
        let other = TrainConfig { part_bytes: PartBytes::Bytes(200), ..with(150) };
        assert!(matches!(
            resume(&other, dir.path(), None),
            Err(TrainError::Blueprint(BlueprintError::Mismatch { .. }))
        ));
    }
}

#[test]
fn a_run_that_never_heard_of_parts_has_none() {
    let dir = tempfile::tempdir().unwrap();
    run(&leduc(&format!("num_iterations: 50\n{QUIET}")), dir.path()).unwrap();
    let path = dir.path().join("config.yaml");
    let yaml = std::fs::read_to_string(&path).unwrap();
    assert!(yaml.contains("part_bytes: none"), "{yaml}");
    std::fs::write(&path, yaml.replace("part_bytes: none", "part_bytes: null")).unwrap();
    resume(&leduc(&format!("num_iterations: 100\n{QUIET}")), dir.path(), None).unwrap();
}

#[test]
fn another_logdir_leaves_the_old_run_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let (old, new) = (dir.path().join("old"), dir.path().join("new"));
    let with = |iterations: u64| leduc(&format!("num_iterations: {iterations}\n{QUIET}"));
    run(&with(100), &old).unwrap();
    let before = blueprint_bytes(&old);
    let outcome = resume(&with(200), &old, Some(&new)).unwrap();
    assert_eq!(outcome.report.iterations, 200);
    assert!(blueprint_bytes(&old) == before && blueprint_bytes(&new) != before);
    assert_eq!(RunRecord::read(&old).unwrap().iterations, 100);
}

#[test]
fn training_time_carries_over() {
    let dir = tempfile::tempdir().unwrap();
    let with = |secs: f64| leduc(&format!("time_budget_seconds: {secs}\n{QUIET}"));
    let first = run(&with(0.2), dir.path()).unwrap().report;
    assert!(first.elapsed_secs >= 0.2);
    let budget = first.elapsed_secs + 0.3;
    let second = resume(&with(budget), dir.path(), None).unwrap().report;
    assert!(second.elapsed_secs >= budget, "{second:?}");
    // What was trained before is in the one number and not in the other, however long either took.
    let since = second.elapsed_secs - first.elapsed_secs;
    assert!(second.speed.training_secs <= since + 0.001, "{since} s: {second:?}");
    let third = resume(&with(budget - 0.1), dir.path(), None).unwrap().report;
    assert_eq!(third.iterations, second.iterations, "the budget is used up");
}

#[test]
fn a_checkpoint_of_another_configuration_is_refused_with_every_difference() {
    let dir = tempfile::tempdir().unwrap();
    let old = leduc(&format!("num_iterations: 50\n{QUIET}"));
    run(&old, dir.path()).unwrap();
    let record = std::fs::read(dir.path().join("run.json")).unwrap();
    let new = TrainConfig { seed: 8, batch_size: 12, num_workers: 1, ..old };
    let error = resume(&new, dir.path(), None).unwrap_err();
    let TrainError::Blueprint(BlueprintError::Mismatch { differences, .. }) = &error else {
        panic!("{error}")
    };
    let keys: Vec<_> = differences.iter().map(|d| d.key.as_str()).collect();
    assert_eq!(keys, ["seed", "batch_size"]);
    assert!(error.to_string().contains("seed: found 7, expected 8"), "{error}");
    assert_eq!(std::fs::read(dir.path().join("run.json")).unwrap(), record, "nothing is touched");
}

#[test]
fn a_run_resumes_by_its_own_configuration_and_keeps_the_newest_checkpoints() {
    let dir = tempfile::tempdir().unwrap();
    let config =
        leduc(&format!("num_iterations: 40\n{QUIET}\ncheckpoints_kept: 2\ncheckpoint_milestones: false"));
    run(&config, dir.path()).unwrap();
    for iterations in [80, 120, 160] {
        let mut config = config_of(dir.path()).unwrap();
        config.num_iterations = Some(iterations);
        resume(&config, dir.path(), None).unwrap();
    }
    let mut names: Vec<_> = std::fs::read_dir(dir.path().join("checkpoints"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["checkpoint-000000000120.hdm", "checkpoint-000000000160.hdm"]);
}

#[test]
fn a_damaged_newest_checkpoint_falls_back_to_the_one_before() {
    let dir = tempfile::tempdir().unwrap();
    let with = |iterations: u64| leduc(&format!("num_iterations: {iterations}\n{QUIET}"));
    run(&with(40), dir.path()).unwrap();
    resume(&with(80), dir.path(), None).unwrap();
    let newest = dir.path().join("checkpoints/checkpoint-000000000080.hdm");
    let bytes = std::fs::read(&newest).unwrap();
    std::fs::write(&newest, &bytes[..bytes.len() - 100]).unwrap();
    let outcome = resume(&with(120), dir.path(), None).unwrap();
    assert_eq!(outcome.report.iterations, 120);
    std::fs::remove_dir_all(dir.path().join("checkpoints")).unwrap();
    std::fs::create_dir(dir.path().join("checkpoints")).unwrap();
    std::fs::write(&newest, b"not a checkpoint").unwrap();
    assert!(matches!(
        resume(&with(160), dir.path(), None),
        Err(TrainError::Blueprint(BlueprintError::Store(_)))
    ));
}
