//! Runs by other samplers than public chance sampling, and of games for more than two.

use holdem_blueprint::sampling::Sampler;
use holdem_blueprint::{OpenStrategy, unobserved};
use holdem_training::TrainConfig;
use holdem_training::report::Report;

use crate::support::{QUIET, blueprint_bytes, config, resume, run};

/// Leduc by a sampler.
fn leduc(more: &str) -> TrainConfig {
    config(&format!("game: {{ kind: leduc }}\nseed: 7\n{more}"))
}

/// Three players with different stacks, four streets, some hundred nodes, no bucket file.
fn three_players(more: &str) -> TrainConfig {
    config(&format!(
        "
num_players: 3
game:
  stacks: [8, 10, 12]
  menu:
    preflop: {{ sizes: [[2bb], [all-in]], max_raises: 2 }}
    limped: null
    flop: {{ sizes: [[100%]], max_raises: 1 }}
    turn: {{ sizes: [[100%]], max_raises: 1 }}
    river: {{ sizes: [[all-in]], max_raises: 1 }}
    add_all_in_below: 0
buckets: {{ family: coarse, flop: 6, turn: 7, river: 8 }}
seed: 5
{more}"
    ))
}

fn report(run: &std::path::Path) -> Report {
    serde_json::from_str(&std::fs::read_to_string(run.join("report.json")).unwrap()).unwrap()
}

#[test]
fn leduc_converges_by_every_sampler_and_discount() {
    for (how, limit) in [
        ("sampler: external\nnum_iterations: 100000", 0.07),
        ("sampler: external\nnum_iterations: 100000\ndiscount_mode: dcfr", 0.07),
        ("sampler: external\nnum_iterations: 100000\nenable_pruning: true\npruning_threshold: -20", 0.08),
        ("sampler: external\nnum_iterations: 100000\nregret_matching_plus: true", 0.12),
        ("sampler: external\nnum_iterations: 100000\nstrategy_averaging: lines", 0.12),
        ("storage_mode: i16\nhands_per_board: all\nnum_iterations: 20000", 0.07),
        ("regret_matching_plus: true\nhands_per_board: all\nnum_iterations: 20000", 0.12),
        ("sampler: outcome\nnum_iterations: 500000", 0.3),
    ] {
        let chips = exploitability(how, 1);
        assert!((0.0..limit).contains(&chips), "{how}: {chips}");
    }
}

/// Leduc trained and measured, in chips a hand.
fn exploitability(how: &str, workers: usize) -> f64 {
    let dir = tempfile::tempdir().unwrap();
    let quiet = "snapshot_interval_seconds: 0\ncheckpoint_interval: 0\ntensorboard: false";
    let config = leduc(&format!("{how}\nnum_workers: {workers}\n{quiet}\neval: {{ exploiter_seconds: 0 }}"));
    let outcome = run(&config, dir.path()).unwrap();
    let read = report(dir.path());
    assert_eq!(read.sampler, config.sampler().to_string());
    assert_eq!(read.iterations, config.num_iterations.unwrap());
    outcome.report.measurements.exploitability.unwrap().exploitability.chips
}

/// By public chance sampling what is learned depends on nothing but the seed. How close workers come that
/// share a table is for the tests of their solver; here it is enough that they train: uniform play can be
/// exploited for 2.37 chips.
#[test]
fn two_workers_train_by_every_sampler() {
    let vectors = "storage_mode: i16\nhands_per_board: all\nnum_iterations: 5000";
    assert_eq!(exploitability(vectors, 1), exploitability(vectors, 2));
    for how in [
        "sampler: external\nnum_iterations: 100000",
        "sampler: external\nnum_iterations: 100000\nenable_pruning: true\npruning_threshold: -20",
        "sampler: outcome\nnum_iterations: 500000",
    ] {
        let chips = exploitability(how, 2);
        println!("racy: {}, 2 workers: {chips}", how.replace('\n', ", ").replace(": ", " "));
        assert!((0.0..1.2).contains(&chips), "{how}: {chips}");
    }
}

#[test]
fn sampled_runs_resume_to_the_same_bits_with_one_worker() {
    for how in [
        "storage_mode: i16\nhands_per_board: all",
        "sampler: external",
        "sampler: external\ndiscount_mode: dcfr\ncheckpoint_compression: zstd",
        "sampler: outcome\nepsilon_schedule: adaptive\nadaptive_epsilon_interval: 700",
    ] {
        let dir = tempfile::tempdir().unwrap();
        let (straight, parts) = (dir.path().join("straight"), dir.path().join("parts"));
        let whole = leduc(&format!("{how}\nnum_workers: 1\nnum_iterations: 20000\n{QUIET}"));
        run(&whole, &straight).unwrap();
        let first = TrainConfig { chunk_iterations: Some(5000), ..whole.clone() };
        let mut outcome = run(&first, &parts).unwrap();
        let mut stints = 1;
        while outcome.paused {
            outcome = resume(&first, &parts, None).unwrap();
            stints += 1;
        }
        assert!(stints >= 3, "{how}: {stints}");
        assert_eq!(outcome.report.iterations, 20_000);
        assert!(blueprint_bytes(&straight) == blueprint_bytes(&parts), "{how}");
    }
}

#[test]
fn a_game_for_three_is_trained_measured_and_opened_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("three");
    let more = "num_iterations: 20000
num_workers: 1
tensorboard: true
eval: { exploiter_iterations: 10000, deals: 20000 }";
    let config = three_players(more);
    assert_eq!(config.sampler(), Sampler::External);
    let outcome = run(&config, &path).unwrap();
    let m = &outcome.report.measurements;
    let values = &m.seat_values.as_ref().unwrap().by_seat;
    let sum: f64 = values.iter().map(|value| value.chips).sum();
    assert!(values.len() == 3 && sum.abs() < 1e-9, "what some win the others lose: {sum}");
    let gains = &m.deviations.as_ref().unwrap().by_seat;
    // After so much training nobody finds much more than half a big blind, and learning never loses much.
    for gain in gains {
        assert!((-300.0..700.0).contains(&gain.mbb), "{gains:?}");
    }
    assert_eq!((m.exploitability.is_none(), outcome.report.players), (true, 3));
    let text = std::fs::read_to_string(path.join("report.md")).unwrap();
    assert!(text.contains("| button | wins") && text.contains("external, 3 players"), "{text}");
    let opened = OpenStrategy::open(&path, 1, &mut unobserved).unwrap();
    assert_eq!(opened.game.tree.num_players(), 3);
    assert_eq!(opened.game.tree.fingerprint(), outcome.game.tree.fingerprint());
    assert!(opened.strategy.probabilities() == outcome.strategy.probabilities());
}

/// A strategy that was not trained is easy to gain against; one that was is not.
#[test]
fn training_takes_away_what_single_players_gain() {
    let dir = tempfile::tempdir().unwrap();
    let gain = |iterations: u64| {
        let more = format!(
            "num_iterations: {iterations}\nnum_workers: 1\n{}",
            "eval: { exploiter_iterations: 10000, deals: 20000 }\ntensorboard: false"
        );
        let outcome = run(&three_players(&more), &dir.path().join(iterations.to_string())).unwrap();
        let gains = outcome.report.measurements.deviations.unwrap().by_seat;
        gains.iter().map(|gain| gain.mbb).sum::<f64>() / 3.0
    };
    let (before, after) = (gain(1), gain(30_000));
    assert!(before > 1000.0 && after < 0.2 * before, "{before} {after}");
}
