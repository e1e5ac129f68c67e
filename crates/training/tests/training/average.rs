//! Blueprints joined to their average.

use std::path::{Path, PathBuf};

use holdem_blueprint::Blueprint;
use holdem_blueprint::average::{Averaged, ReachSample, Weights};
use holdem_blueprint::{BlueprintError, ErrorClass, OpenStrategy, average, unobserved};
use holdem_cfr::Strategy;
use holdem_cfr::evaluate::exact::{Watch, exploitability};

use crate::support::{QUIET, leduc, run, small_holdem};

fn averaged(paths: &[PathBuf], weights: &str) -> Result<Averaged, BlueprintError> {
    let weights: Weights = weights.parse().unwrap();
    average(paths, &weights, ReachSample::default(), &mut unobserved)
}

fn open(path: &Path) -> OpenStrategy {
    OpenStrategy::open(path, 1, &mut unobserved).unwrap()
}

/// Leduc trained for a moment with two seeds.
fn two_runs(directory: &Path) -> [PathBuf; 2] {
    [1, 2].map(|seed| {
        let path = directory.join(format!("seed-{seed}"));
        let mut config = leduc(&format!("num_iterations: {}\n{QUIET}", 30 * seed));
        config.seed = seed;
        run(&config, &path).unwrap();
        path
    })
}

#[test]
fn an_average_of_runs_is_a_blueprint_that_says_what_it_is_made_of() {
    let dir = tempfile::tempdir().unwrap();
    let runs = two_runs(dir.path());
    let averaged = averaged(&runs, "1,3").unwrap();
    let [file, again] = ["average.hdm", "again.hdm"].map(|name| dir.path().join(name));
    for path in [&file, &again] {
        let bytes = averaged.write(&holdem_store::Destination::new(path, true).unwrap()).unwrap();
        assert_eq!(bytes, std::fs::metadata(path).unwrap().len());
    }
    assert_eq!(std::fs::read(&file).unwrap(), std::fs::read(&again).unwrap());
    let opened = open(&file);
    assert_eq!(opened.strategy.probabilities(), averaged.strategy.probabilities());
    let parts = opened.blueprint().unwrap().average_of().unwrap();
    assert_eq!(parts, averaged.parts);
    let told: Vec<_> = parts.iter().map(|part| (part.iterations, part.weight)).collect();
    assert_eq!(told, [(30, 0.25), (60, 0.75)]);
    let first = Blueprint::open(runs[0].join("blueprint.hdm")).unwrap();
    assert_eq!(parts[0].content_hash, format!("{:016x}", first.content_hash()));
    assert!(first.average_of().unwrap().is_empty(), "what was trained is no average");
}

#[test]
fn an_average_of_runs_is_exploited_by_no_more_than_they_are_on_average() {
    let dir = tempfile::tempdir().unwrap();
    let runs = two_runs(dir.path());
    let average = averaged(&runs, "equal").unwrap();
    let game = &average.game;
    let gap = |s: &Strategy| {
        exploitability(&game.tree, &*game.cards, [s; 2], None, 1, &Watch::NOBODY)
            .expect("nobody stops it")
            .chips
            .mean
    };
    let [first, second] = runs.map(|run| gap(&open(&run).strategy));
    let joined = gap(&average.strategy);
    assert!(joined <= (first + second) / 2.0 + 1e-6, "{joined}, {first}, {second}");
}

#[test]
fn boards_of_one_run_count_once_and_those_of_several_add_up() {
    let dir = tempfile::tempdir().unwrap();
    let [early, late, other] = ["early", "late", "other"].map(|name| dir.path().join(name));
    run(&leduc(&format!("num_iterations: 30\n{QUIET}")), &early).unwrap();
    run(&leduc(&format!("num_iterations: 90\n{QUIET}")), &late).unwrap();
    run(&leduc(&format!("num_iterations: 50\ndiscount_mode: none\n{QUIET}")), &other).unwrap();
    let one = averaged(&[early.clone(), late.clone()], "iterations").unwrap();
    assert_eq!(one.iterations, 90);
    assert_eq!(one.parts.iter().map(|part| part.weight).collect::<Vec<_>>(), [0.25, 0.75]);
    assert_eq!(averaged(&[late, early, other], "equal").unwrap().iterations, 140);
}

#[test]
fn strategies_of_other_trees_or_buckets_are_refused_and_both_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b, c] = ["a", "b", "c"].map(|name| dir.path().join(name));
    let quick = format!("num_iterations: 4\n{QUIET}");
    run(&small_holdem(&quick), &a).unwrap();
    let mut config = small_holdem(&quick);
    config.buckets.river = Some("9".parse().unwrap());
    run(&config, &b).unwrap();
    run(&leduc(&quick), &c).unwrap();
    for (other, key) in [(&b, "bucket counts"), (&c, "betting tree")] {
        let error = averaged(&[a.clone(), other.clone()], "equal").unwrap_err();
        assert_eq!(error.class(), ErrorClass::Usage);
        let text = error.to_string();
        for told in [key, &a.display().to_string(), &other.display().to_string()] {
            assert!(text.contains(told), "{told}: {text}");
        }
    }
    let error = averaged(&[a.clone(), a], "1,2,3").unwrap_err().to_string();
    assert!(error.contains("3 weights for 2 strategies"), "{error}");
    assert!(averaged(&[], "equal").is_err());
}
