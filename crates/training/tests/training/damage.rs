//! Bad files and directories: a clear error, nothing overwritten.

use std::fs;
use std::path::Path;

use holdem_blueprint::config::EvalConfig;
use holdem_blueprint::measure::{Measure, versus};
use holdem_blueprint::open::Opponent;
use holdem_blueprint::{BlueprintError, ErrorClass, OpenStrategy, unobserved};
use holdem_training::{Plan, TrainError};

use crate::support::{QUIET, blueprint_bytes, config, leduc, run, small_holdem};

fn open(path: &Path) -> Result<OpenStrategy, BlueprintError> {
    OpenStrategy::open(path, 1, &mut unobserved)
}

#[test]
fn a_directory_that_holds_a_run_is_refused_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let config = leduc(&format!("num_iterations: 50\n{QUIET}"));
    run(&config, dir.path()).unwrap();
    let before = blueprint_bytes(dir.path());
    let error = run(&config, dir.path()).unwrap_err();
    assert_eq!(error.class(), ErrorClass::Usage);
    let text = error.to_string();
    assert!(text.contains("finished, 50 iterations") && text.contains("--resume-from"), "{text}");
    assert!(before == blueprint_bytes(dir.path()));
}

#[test]
fn a_flipped_byte_anywhere_in_a_blueprint_is_found() {
    let dir = tempfile::tempdir().unwrap();
    run(&leduc(&format!("num_iterations: 50\n{QUIET}")), dir.path()).unwrap();
    let path = dir.path().join("blueprint.hdm");
    let bytes = fs::read(&path).unwrap();
    for at in (0..bytes.len()).step_by(97) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        fs::write(&path, &damaged).unwrap();
        let error = open(dir.path()).expect_err("a flipped byte must be found");
        assert_eq!(error.class(), ErrorClass::Data, "{error}");
        assert!(error.to_string().contains("blueprint.hdm"), "{error}");
    }
    for len in [0, 10, bytes.len() / 2, bytes.len() - 1] {
        fs::write(&path, &bytes[..len]).unwrap();
        assert_eq!(open(dir.path()).unwrap_err().class(), ErrorClass::Data);
    }
    fs::write(&path, &bytes).unwrap();
    assert_eq!(open(dir.path()).unwrap().iterations, 50);
}

#[test]
fn what_is_no_run_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let text = |path: &Path| open(path).unwrap_err().to_string();
    assert!(text(dir.path()).contains("run.json is missing"));
    assert!(text(&dir.path().join("nowhere")).contains("not found"));
    let file = dir.path().join("notes.txt");
    fs::write(&file, "x".repeat(1000)).unwrap();
    assert!(text(&file).contains("not a holdem file"));
}

fn opponent(run: &OpenStrategy, path: &Path) -> Result<Opponent, BlueprintError> {
    run.opponent(path, 1, &mut unobserved)
}

#[test]
fn strategies_over_other_buckets_of_one_game_play_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = ["a", "b"].map(|name| dir.path().join(name));
    let config = small_holdem(&format!("num_iterations: 400\n{QUIET}"));
    run(&config, &a).unwrap();
    let mut coarser = config.clone();
    coarser.buckets.river = Some("3".parse().unwrap());
    run(&coarser, &b).unwrap();
    let eval = EvalConfig { boards: 20, ..config.eval };
    let gain = |first: &Path, second: &Path| {
        let first = open(first).unwrap();
        let second = opponent(&first, second).unwrap();
        assert!(second.game().is_some());
        let how = &mut Measure { eval: &eval, workers: 1, observer: &mut unobserved };
        versus(&first.game, &first.strategy, &second, how).unwrap().gain.mbb
    };
    let (there, back) = (gain(&a, &b), gain(&b, &a));
    assert!(there != 0.0 && (there + back).abs() < 1e-2, "{there} {back}");
}

#[test]
fn strategies_of_other_games_cannot_play_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = ["a", "b"].map(|name| dir.path().join(name));
    run(&small_holdem(&format!("num_iterations: 20\n{QUIET}")), &a).unwrap();
    let mut other = small_holdem(&format!("num_iterations: 20\n{QUIET}"));
    other.game.stack = Some(7.0);
    run(&other, &b).unwrap();
    let error = opponent(&open(&a).unwrap(), &b).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("game.stack: found 7.0, expected 10.0"), "{text}");
}

#[test]
fn a_configuration_that_does_not_fit_in_memory_is_refused_before_anything_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("run");
    let huge = config(
        "
game:
  stack: 400
  menu:
    preflop: { sizes: [[2.5bb], [3x], [2.5x]], max_raises: 4 }
    flop: { sizes: [[33%, 75%, 150%], [3x]], max_raises: 4 }
    turn: { sizes: [[50%, 100%, 150%], [2.5x]], max_raises: 4 }
    river: { sizes: [[40%, 60%, 80%, 150%], [2.5x]], max_raises: 4 }
    merge_threshold: 0
    add_all_in_below: 0
buckets: { flop: 65535, turn: 65535, river: 65535 }
",
    );
    let mut estimate = Plan::new(&huge, None).unwrap().estimate;
    println!("{} nodes, {} bytes", estimate.nodes, estimate.training_bytes);
    if estimate.available_bytes.is_none_or(|available| available > estimate.peak_bytes()) {
        // A machine on which it does fit, or that does not tell: what would be said on a smaller one.
        estimate.available_bytes = Some(1_000_000_000);
        assert!(matches!(estimate.check(), Err(TrainError::Memory { .. })));
        return;
    }
    let error = run(&huge, &path).unwrap_err();
    assert!(matches!(error, TrainError::Memory { .. }), "{error}");
    let text = error.to_string();
    assert!(
        text.contains("training needs") && text.contains("river") && text.contains("fewer buckets"),
        "{text}"
    );
    assert_eq!(error.class(), ErrorClass::Usage);
    assert!(!path.exists());
}

#[test]
fn a_menu_without_a_choice_is_named() {
    let mut config = small_holdem("");
    let menu = config.game.menu.as_mut().unwrap();
    (menu.preflop.max_raises, menu.limp) = (0, false);
    let dir = tempfile::tempdir().unwrap();
    let error = run(&config, dir.path()).unwrap_err();
    assert_eq!(error.class(), ErrorClass::Usage);
    assert!(error.to_string().contains("preflop"), "{error}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is written");
}
