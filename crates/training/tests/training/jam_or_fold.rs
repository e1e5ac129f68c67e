//! The jam-or-fold game at 10 big blinds has one equilibrium, known exactly: the engine that trains Hold'em
//! must find it.

use holdem_cards::HandClass;
use holdem_training::TrainConfig;
use serde_json::Value;

use crate::support::{config_path, run};

/// A hand with more at stake than this must be played right.
const MARGIN_BB: f64 = 0.02;

#[test]
fn jam_or_fold_at_10_big_blinds_is_solved() {
    let truth: Value = serde_json::from_str(include_str!("../data/jam_fold_10bb.json")).unwrap();
    let mut config = TrainConfig::from_yaml_path(config_path("jam-fold-10bb.yaml")).unwrap();
    config.eval.exploiter_iterations = None;
    config.eval.exploiter_seconds = 0.0;
    let dir = tempfile::tempdir().unwrap();
    let outcome = run(&config, dir.path()).unwrap();
    let report = &outcome.report;
    let value = report.game_value_mbb.unwrap();
    let exploitability = report.exploitability_mbb.unwrap();
    println!(
        "{} boards in {:.1} s: value {value:.3} mbb, exploitability {exploitability:.3} mbb",
        report.iterations, report.elapsed_secs
    );
    assert!((value - truth["value_sb_mbb"].as_f64().unwrap()).abs() < 1.0, "{value}");
    assert!((0.0..1.0).contains(&exploitability), "{exploitability}");
    for (history, side) in [("", "jam"), ("a", "call")] {
        let node = outcome.game.find(history).unwrap();
        for class in HandClass::all() {
            let name = class.to_string();
            let margin = truth[side][&name][1].as_f64().unwrap();
            if margin.abs() > MARGIN_BB {
                let right = usize::from(margin > 0.0);
                let p = outcome.strategy.row(node, class.index())[right];
                assert!(p > 0.99, "{name} should {side}: {}, plays it right with {p}", margin > 0.0);
            }
        }
    }
}
