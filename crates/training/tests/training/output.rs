//! What a run leaves: report, grids, export, snapshots, charts.

use std::fs;
use std::ops::ControlFlow;

use holdem_blueprint::export::{ExportOptions, write_json};
use holdem_blueprint::grid::{Colour, Grid};
use holdem_blueprint::measure::{self, Measure};
use holdem_blueprint::{BlueprintError, OpenStrategy, unobserved};
use holdem_telemetry::event::{Event, EventKind};
use holdem_telemetry::{Reporter, Sink, SinkError, StopFlag};
use holdem_training::run_dir::{RunRecord, RunState};
use holdem_training::{TrainOptions, train};
use serde_json::Value;

use crate::support::{QUIET, config_path, leduc, run, small_holdem};

/// Fields of `report.json` that other programs read; they stay.
const FIELDS: [&str; 32] = [
    "game_value_mbb",
    "game_value_standard_error_mbb",
    "game_value_chips",
    "exploitability_mbb",
    "exploitability_standard_error_mbb",
    "exploitability_chips",
    "exploiter_mbb",
    "exploiter_standard_error_mbb",
    "iterations",
    "iterations_per_sec",
    "nodes_per_sec",
    "hand_node_visits_per_sec",
    "hand_node_visit",
    "rate_by_tenth",
    "tenths_max_deviation_percent",
    "busy_cores",
    "system_cpu_percent",
    "voluntary_context_switches_per_sec",
    "voluntary_context_switches_per_sec_per_worker",
    "involuntary_context_switches_per_sec",
    "minor_page_faults",
    "major_page_faults",
    "resident_start_bytes",
    "resident_end_bytes",
    "peak_resident_bytes",
    "workers",
    "machine",
    "config_hash",
    "seed",
    "eval_seed",
    "warnings",
    "measurements",
];

#[test]
fn the_small_configuration_leaves_everything_a_run_should() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = holdem_training::TrainConfig::from_yaml_path(config_path("small.yaml")).unwrap();
    (config.time_budget_seconds, config.num_iterations) = (None, Some(20_000));
    config.tensorboard_log_interval = 0.05;
    (config.eval.exploiter_iterations, config.eval.exploiter_seconds) = (Some(300), 0.0);
    config.eval.flops = Some(1);
    config.eval.boards = 20;
    let outcome = run(&config, dir.path()).unwrap();
    let report: Value =
        serde_json::from_str(&fs::read_to_string(dir.path().join("report.json")).unwrap()).unwrap();
    for field in FIELDS {
        assert!(report.get(field).is_some(), "{field} is missing");
    }
    for field in ["game_value_mbb", "exploitability_mbb", "exploiter_mbb", "nodes_per_sec"] {
        assert!(report[field].is_number(), "{field}: {}", report[field]);
    }
    if cfg!(target_os = "linux") {
        assert!(report["system_cpu_percent"].is_number() && report["peak_resident_bytes"].is_number());
    }
    assert!(outcome.report.exploitability_mbb.unwrap() > outcome.report.exploiter_mbb.unwrap());
    let text = fs::read_to_string(dir.path().join("report.md")).unwrap();
    assert!(text.contains("mbb/h") && text.contains("small blind to open"), "{text}");
    for name in ["config.yaml", "run.json", "blueprint.hdm", "log.jsonl", "tensorboard", "checkpoints"] {
        assert!(dir.path().join(name).exists(), "{name}");
    }
    assert_tags(&fs::read_to_string(dir.path().join("log.jsonl")).unwrap());
}

fn assert_tags(log: &str) {
    for tag in [
        "Training/Utility",
        "Training/UtilityMovingAvg",
        "Training/NumInfosets",
        "Performance/IterationsPerSecond",
        "Performance/NodesPerSecond",
        "policy_entropy/river",
        "avg_regret_norm/preflop",
        "Convergence/Exploitability",
    ] {
        assert!(log.contains(&format!("\"tag\":\"{tag}\"")), "{tag}");
    }
    // A slope needs two points, and a machine may be so fast that there is one.
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("\"tag\":\"Training/Utility\"")).collect();
    let step = |line: &str| serde_json::from_str::<Value>(line).unwrap()["step"].clone();
    if step(lines[0]) != step(lines[lines.len() - 1]) {
        assert!(log.contains("\"tag\":\"regret_slope/flop\""));
    }
}

/// Asks for a stop when so many snapshots have been written.
struct StopsAfter(usize, StopFlag);

impl Sink for StopsAfter {
    fn name(&self) -> &str {
        "snapshots"
    }
    fn event(&mut self, event: &Event) -> Result<(), SinkError> {
        if matches!(&event.kind, EventKind::FileWritten { what, .. } if what == "snapshot") {
            self.0 = self.0.saturating_sub(1);
        }
        if self.0 == 0 {
            self.1.stop();
        }
        Ok(())
    }
    fn flush(&mut self) -> Result<(), SinkError> {
        Ok(())
    }
}

#[test]
fn snapshots_are_few_however_many_were_written_and_can_be_opened() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = small_holdem("num_iterations: 1000000000\ncheckpoint_interval: 0\ntensorboard: false");
    (config.snapshot_interval_seconds, config.snapshots_kept) = (0.001, 4);
    let stop = StopFlag::new();
    let mut reporter = Reporter::new().with(StopsAfter(7, stop.clone()));
    let options = TrainOptions { logdir: Some(dir.path().to_path_buf()), ..TrainOptions::default() };
    let outcome = train(&config, &options, &mut reporter, &stop).unwrap();
    assert!(outcome.interrupted);
    let snapshots: Vec<_> = fs::read_dir(dir.path().join("snapshots")).unwrap().flatten().collect();
    assert!((2..=4).contains(&snapshots.len()), "{}", snapshots.len());
    let snapshot = OpenStrategy::open(&snapshots[0].path(), 1, &mut unobserved).unwrap();
    assert!((1..=outcome.report.iterations).contains(&snapshot.iterations));
}

/// Asks for a stop when a phase begins.
struct StopsIn(&'static str, StopFlag);

impl Sink for StopsIn {
    fn name(&self) -> &str {
        self.0
    }
    fn event(&mut self, event: &Event) -> Result<(), SinkError> {
        if matches!(&event.kind, EventKind::PhaseStarted { phase } if phase == self.0) {
            self.1.stop();
        }
        Ok(())
    }
    fn flush(&mut self) -> Result<(), SinkError> {
        Ok(())
    }
}

#[test]
fn a_measurement_that_is_stopped_is_null_and_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let config =
        small_holdem("num_iterations: 300\neval: { boards: 40, flops: 2, exploiter_iterations: 100 }");
    let stop = StopFlag::new();
    let mut reporter = Reporter::new().with(StopsIn("exploitability", stop.clone()));
    let options = TrainOptions { logdir: Some(dir.path().to_path_buf()), ..TrainOptions::default() };
    let outcome = train(&config, &options, &mut reporter, &stop).unwrap();
    assert!(outcome.interrupted && !outcome.report.training_interrupted);
    let report = fs::read_to_string(dir.path().join("report.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    assert!(report["game_value_mbb"].is_number() && report["exploiter_mbb"].is_number());
    assert!(report["exploitability_mbb"].is_null());
    assert_eq!(report["measurements"]["exploitability_note"], "interrupted");
    assert_eq!(RunRecord::read(dir.path()).unwrap().state, RunState::Finished);
    assert!(fs::read_to_string(dir.path().join("report.md")).unwrap().contains("not measured: interrupted"));
}

#[test]
fn a_run_that_is_opened_plays_what_was_trained() {
    let dir = tempfile::tempdir().unwrap();
    let outcome = run(&small_holdem(&format!("num_iterations: 200\n{QUIET}")), dir.path()).unwrap();
    let opened = OpenStrategy::open(dir.path(), 1, &mut unobserved).unwrap();
    assert_eq!(opened.strategy.probabilities(), outcome.strategy.probabilities());
    assert_eq!(opened.game.tree, outcome.game.tree);
    assert_eq!(opened.game.buckets, outcome.game.buckets);
    assert_eq!(opened.solver_options(), small_holdem("").solver_options());
}

#[test]
fn a_strategy_breaks_even_against_itself_and_uniform_play_is_far_worse() {
    let dir = tempfile::tempdir().unwrap();
    let outcome = run(&leduc(&format!("num_iterations: 20000\n{QUIET}")), dir.path()).unwrap();
    let (game, strategy) = (&outcome.game, &outcome.strategy);
    let uniform = holdem_cfr::Strategy::uniform(&game.tree, &game.buckets.counts);
    let eval = holdem_blueprint::config::EvalConfig {
        exploiter_iterations: Some(3000),
        ..holdem_blueprint::config::EvalConfig::default()
    };
    let how = &mut Measure { eval: &eval, workers: 1, observer: &mut unobserved };
    let mirror = measure::versus(game, strategy, &strategy.clone().into(), how).unwrap();
    assert!(mirror.gain.mbb.abs() < 1e-3, "{mirror:?}");
    assert!((mirror.as_first.mbb + 85.6).abs() < 10.0 && mirror.boards.is_none(), "{mirror:?}");
    let gain = measure::versus(game, strategy, &uniform.clone().into(), how).unwrap().gain.mbb;
    assert!(gain > 300.0, "{gain}");
    let [trained, untrained] = [strategy, &uniform]
        .map(|strategy| measure::exploitability(game, strategy, how).unwrap().exploitability.mbb);
    assert!(trained < 30.0 && untrained > 2000.0, "{trained} {untrained}");
    let learned = measure::exploiter(game, &uniform, &leduc("").solver_options(), how).unwrap().unwrap();
    assert!(learned.gain.mbb > 0.9 * untrained && learned.gain.mbb <= untrained + 1e-3, "{learned:?}");
    assert_eq!(learned.iterations, [3000, 3000]);
    let how = &mut Measure { eval: &eval, workers: 1, observer: &mut |_| ControlFlow::Break(()) };
    assert_eq!(measure::exploitability(game, strategy, how), None, "a stopped measurement is no number");
}

#[test]
fn grids_are_for_preflop_decisions() {
    let dir = tempfile::tempdir().unwrap();
    let outcome = run(&small_holdem(&format!("num_iterations: 100\n{QUIET}")), dir.path()).unwrap();
    let (game, strategy) = (&outcome.game, &outcome.strategy);
    let grid = Grid::new(game, strategy, 0).unwrap();
    assert!((grid.totals().iter().sum::<f64>() - 1.0).abs() < 1e-5);
    let text = grid.render(Colour::Never);
    assert!(text.lines().all(|line| line.len() <= 80) && !text.contains('\x1b'), "{text}");
    assert!(grid.render(Colour::Always).contains("\x1b[30;48;2;"));
    let after = Grid::new(game, strategy, game.find("r4").unwrap()).unwrap();
    assert!(after.title.contains("big blind after `r4`"), "{}", after.title);
    let flop = game.find("r4c").unwrap();
    assert!(matches!(Grid::new(game, strategy, flop), Err(BlueprintError::NoGrid { .. })));
    assert!(game.find("r9").unwrap_err().to_string().contains("r9"));
}

#[test]
fn exported_strategies_are_json_with_every_decision() {
    let dir = tempfile::tempdir().unwrap();
    let outcome = run(&small_holdem(&format!("num_iterations: 100\n{QUIET}")), dir.path()).unwrap();
    let (game, strategy) = (&outcome.game, &outcome.strategy);
    let recipe = small_holdem("").recipe();
    let export = |options: &ExportOptions| -> Value {
        let mut out = Vec::new();
        write_json(&mut out, game, &recipe, 100, strategy, options).unwrap();
        serde_json::from_slice(&out).unwrap()
    };
    let all = export(&ExportOptions::default());
    assert_eq!(all["iterations"], 100);
    assert_eq!(all["recipe"]["seed"], 5);
    let nodes = all["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), game.tree.num_decisions());
    for node in nodes {
        let id = game.find(node["history"].as_str().unwrap()).unwrap();
        assert_eq!(game.tree.edges(id).len(), node["actions"].as_array().unwrap().len());
        let rows: Vec<&Value> = match &node["strategy"] {
            Value::Object(by_name) => by_name.values().collect(),
            rows => rows.as_array().unwrap().iter().collect(),
        };
        for row in rows {
            let sum: f64 = row.as_array().unwrap().iter().map(|p| p.as_f64().unwrap()).sum();
            assert!((sum - 1.0).abs() < 1e-3, "{node}");
        }
    }
    assert!(nodes[0]["strategy"]["AKs"].is_array());
    let preflop = export(&ExportOptions { last_street: 0, ..ExportOptions::default() });
    assert!(preflop["nodes"].as_array().unwrap().iter().all(|node| node["street"] == "preflop"));
}
