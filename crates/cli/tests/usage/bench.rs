//! `holdem bench` and `holdem estimate`.

use crate::support::{config, holdem, json};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use serde_json::Value;

fn signatures(work: &Value) -> Vec<(String, String)> {
    let text = |work: &Value, key: &str| work[key].as_str().unwrap().to_owned();
    let works = work["fixed_work"].as_array().unwrap();
    works.iter().map(|work| (text(work, "game"), text(work, "signature"))).collect()
}

#[test]
fn every_sampler_trains_as_recorded() {
    holdem().args(["bench", "--check", "--workers", "2"]).assert().code(0).stdout(
        contains("as recorded").and(contains("recorded:").not()).and(contains("not on record").not()),
    );
}

#[test]
fn vector_training_has_one_signature_for_any_number_of_workers() {
    let found = ["1", "2", "3"].map(|workers| {
        let bench =
            ["bench", "--check", "--sampler", "public-chance", "--format", "json", "--workers", workers];
        signatures(&json(holdem().args(bench)))
    });
    assert_eq!(found[0].len(), 2);
    assert!(found[0] == found[1] && found[1] == found[2], "{found:?}");
}

#[test]
fn a_bench_measures_speed_and_quality() {
    let cache = tempfile::tempdir().unwrap();
    let mut command = holdem();
    command.env("HOLDEM_CACHE", cache.path());
    let report =
        json(command.args(["bench", "--sampler", "external", "--seconds", "0.2s", "--format", "json"]));
    let speed = &report["speed"];
    assert_eq!((&speed["stands_in"], &speed["nodes"]), (&Value::Bool(true), &Value::from(2705)));
    let rates = &speed["rates"][0];
    for key in ["iterations_per_sec", "nodes_per_sec", "hand_node_visits_per_sec", "table_bytes"] {
        assert!(rates[key].as_f64().unwrap() > 0.0, "{key}: {rates}");
    }
    let leduc = &report["fixed_work"][0]["judgement"];
    assert_eq!(leduc["measure"], "exploitability");
    assert!((0.0..100.0).contains(&leduc["mbb"].as_f64().unwrap()), "{leduc}");
    assert_eq!(report["fixed_work"][2]["judgement"], Value::Null);
    assert!(cache.path().read_dir().unwrap().next().is_none(), "nothing is written");
}

#[test]
fn a_sampler_that_does_not_exist_is_refused() {
    let refused = holdem().args(["bench", "--sampler", "vectors"]).assert().code(2);
    refused.stderr(contains("`vectors`").and(contains("public-chance")));
}

#[test]
fn an_estimate_is_calibrated_on_this_machine() {
    let outlook = json(holdem().args(["estimate", "--format", "json"]).arg(config("small.yaml")));
    let calibration = &outlook["calibration"];
    let rate = calibration["iterations_per_sec"].as_f64().unwrap();
    assert!(rate > 0.0 && calibration["hand_node_visits_per_sec"].as_f64().unwrap() > rate, "{calibration}");
    // The time budget of the configuration is 3 s.
    let expected = calibration["iterations_in_budget"].as_f64().unwrap();
    assert!((expected - 3.0 * rate).abs() <= 1.0, "{calibration}");
    assert_eq!(calibration["stands_in"], false, "coarse buckets are those of the configuration");
}

#[test]
fn an_estimate_needs_no_calibration() {
    let by_position = json(
        holdem().args(["estimate", "--no-calibration", "--format", "json"]).arg(config("jam-fold-10bb.yaml")),
    );
    let by_option = json(
        holdem()
            .args(["estimate", "--no-calibration", "--format", "json", "--config"])
            .arg(config("jam-fold-10bb.yaml")),
    );
    assert_eq!(by_position["streets"], by_option["streets"]);
    assert_eq!(by_position["calibration"], Value::Null);
    assert_eq!(by_position["calibration_note"], "switched off by --no-calibration");
}

#[test]
fn a_run_that_would_not_fit_is_not_tried() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("huge.yaml");
    let buckets =
        "flop_family: nested, flop: 4700, turn_family: nested, turn: 500, river_family: nested, river: 60";
    let street = "{ sizes: [[33%, 75%, 150%], [3x, all-in]], max_raises: 4 }";
    let game = format!("{{ stack: 1000, menu: {{ flop: {street}, turn: {street}, river: {street} }} }}");
    std::fs::write(&path, format!("game: {game}\nbuckets: {{ {buckets} }}\n")).unwrap();
    let estimate = holdem().arg("estimate").arg(&path).assert().code(0);
    estimate.stdout(contains("river").and(contains("speed not measured: not enough memory: training needs")));
}
