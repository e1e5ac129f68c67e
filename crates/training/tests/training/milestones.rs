//! Exploitability on the way: measured when asked for, without a trace in what is trained, and a reason to
//! end.

use std::fs;

use holdem_blueprint::measure::{self, Measure, Value};
use holdem_blueprint::progress::unobserved;
use holdem_training::TrainConfig;

use super::support::{QUIET, blueprint_bytes, leduc, resume, run, small_holdem};

fn quiet(eval: &str) -> TrainConfig {
    leduc(&QUIET.replace("boards: 2", &format!("boards: 2, {eval}")))
}

#[test]
fn exploitability_on_the_way_is_reported_and_changes_no_bit() {
    let [plain, measured] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let limited = |config: TrainConfig| TrainConfig { num_iterations: Some(3_000), ..config };
    run(&limited(quiet("flops: 2")), plain.path()).unwrap();
    let outcome = run(&limited(quiet("every: 700")), measured.path()).unwrap();
    assert_eq!(blueprint_bytes(plain.path()), blueprint_bytes(measured.path()));
    let points = &outcome.report.measurements.exploitability_on_the_way;
    // Batches end a few boards later than asked for.
    assert_eq!(points.iter().map(|point| point.iterations / 700).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert!(points.iter().all(|point| point.exploitability.exact && point.held_out.is_none()));
    assert!(points[3].exploitability.mbb < points[0].exploitability.mbb, "{points:?}");
    let log = fs::read_to_string(measured.path().join("log.jsonl")).unwrap();
    assert_eq!(log.matches("exploitability after").count(), 4, "{log}");
    assert!(fs::read_to_string(measured.path().join("report.md")).unwrap().contains("on the way"));
}

#[test]
fn chunks_that_end_where_it_is_measured_lose_no_measurement() {
    let dir = tempfile::tempdir().unwrap();
    let config = TrainConfig {
        num_iterations: Some(3_000),
        chunk_iterations: Some(700),
        batch_size: 1,
        ..quiet("every: 700")
    };
    let mut outcome = run(&config, dir.path()).unwrap();
    while outcome.paused {
        outcome = resume(&config, dir.path(), None).unwrap();
    }
    let points = &outcome.report.measurements.exploitability_on_the_way;
    assert_eq!(points.iter().map(|point| point.iterations).collect::<Vec<_>>(), [700, 1_400, 2_100, 2_800]);
}

#[test]
fn a_run_ends_where_its_target_is_reached_and_does_not_go_on_when_resumed() {
    let dir = tempfile::tempdir().unwrap();
    let config = TrainConfig {
        num_iterations: Some(1_000_000),
        until_exploitability: Some(100.0),
        ..quiet("every: 500")
    };
    let outcome = run(&config, dir.path()).unwrap();
    assert!(!outcome.paused && !outcome.interrupted && outcome.report.iterations < 1_000_000);
    let points = &outcome.report.measurements.exploitability_on_the_way;
    let (last, before) = points.split_last().unwrap();
    assert!(last.exploitability.mbb <= 100.0 && last.iterations == outcome.report.iterations);
    assert!(before.iter().all(|point| point.exploitability.mbb > 100.0), "{points:?}");
    let mut observer = unobserved;
    let how = &mut Measure { eval: &config.eval, workers: 1, observer: &mut observer };
    let found = measure::exploitability(&outcome.game, &outcome.strategy, how).unwrap();
    assert_eq!(found.exploitability, last.exploitability);
    let again = resume(&config, dir.path(), None).unwrap();
    assert_eq!(again.report.iterations, outcome.report.iterations);
    assert_eq!(again.report.measurements.exploitability_on_the_way.len(), points.len());
}

#[test]
fn one_flop_has_no_interval_in_the_report_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let eval = "eval: { flops: 1, boards: 4, exploiter_seconds: 0 }";
    let outcome = run(&small_holdem(&format!("num_iterations: 50\n{eval}")), dir.path()).unwrap();
    let found: Value = outcome.report.measurements.exploitability.unwrap().exploitability;
    assert_eq!((found.interval95_mbb, found.standard_error_mbb, found.exact), (None, None, false));
    let text = fs::read_to_string(dir.path().join("report.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let value = &report["measurements"]["exploitability"]["exploitability"];
    assert!(value["interval95_mbb"].is_null() && report["exploitability_standard_error_mbb"].is_null());
    let markdown = fs::read_to_string(dir.path().join("report.md")).unwrap();
    assert!(markdown.contains("mbb/h (no interval), 1 flop"), "{markdown}");
}
