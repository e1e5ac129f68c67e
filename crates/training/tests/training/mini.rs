//! Mini hold'em by configuration: trained like hold'em, measured on all boards.

use holdem_blueprint::Strategy;

use crate::support::{config, run};

/// Exploitability in mbb per hand after some iterations, and whether all boards were looked at.
fn exploitability(board_cards: &str, buckets: &str, iterations: u64) -> (f64, bool) {
    let directory = tempfile::tempdir().expect("a directory");
    let logdir = directory.path().join("run");
    let outcome = run(
        &config(&format!(
            "
game: {{ kind: mini-holdem, ranks: 4, suits: 3, board_cards: {board_cards}, stack: 81 }}
buckets: {{ {buckets} }}
num_iterations: {iterations}
num_workers: 1
hands_per_board: all
batch_size: 8
seed: 4
snapshot_interval_seconds: 0
checkpoint_interval: 0
tensorboard: false
eval: {{ exploiter_seconds: 0 }}
"
        )),
        &logdir,
    );
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let strategy = Strategy::open(&logdir).expect("a blueprint");
    let board = strategy.board("4h").expect("a card of the deck");
    let hand = strategy.hand("2c5d").expect("two cards of the deck");
    assert!(strategy.bucket(hand, &board).is_ok());
    assert!(strategy.board("9h").is_err() && strategy.hand("4h").is_err());
    let report = std::fs::read_to_string(logdir.join("report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    let measured = &report["measurements"]["exploitability"];
    let mbb = measured["exploitability"]["mbb"].as_f64();
    (mbb.unwrap_or_else(|| panic!("{report}")), measured["flops"].is_null())
}

#[test]
fn exploitability_of_mini_holdem_falls_and_shows_what_coarse_buckets_cost() {
    let (early, late) = (exploitability("[1]", "", 200), exploitability("[1]", "", 10_000));
    let coarse = exploitability("[1]", "flop: 2", 10_000);
    assert!(early.1 && late.1 && coarse.1, "all boards are few");
    assert!(late.0 > 0.0 && late.0 < 0.3 * early.0, "{} mbb, then {}", early.0, late.0);
    assert!(coarse.0 > 2.0 * late.0, "{} mbb with two buckets, {} without loss", coarse.0, late.0);
}

#[test]
fn mini_holdem_with_two_public_streets_is_trained_and_measured_on_all_boards() {
    let (early, late) = (exploitability("[1, 1]", "", 200), exploitability("[1, 1]", "", 10_000));
    let coarse = exploitability("[1, 1]", "turn: 2", 10_000);
    assert!(early.1 && late.1 && coarse.1, "all boards are few");
    assert!(late.0 < 0.6 * early.0 && coarse.0 > 1.5 * late.0, "{early:?}, {late:?}, {coarse:?}");
}
