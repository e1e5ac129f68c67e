//! `buckets: auto` in a run: what it comes to is written down, and a run that is continued keeps it.

use std::fs;
use std::path::Path;

use holdem_training::{Plan, TrainConfig};

use crate::support::{blueprint_bytes, config, resume, run};

/// A few nodes with all four streets, buckets without a file, and a few MB for them.
fn automatic(memory_bytes: u64, iterations: u64) -> TrainConfig {
    config(&format!(
        "
game:
  stack: 4
  menu:
    preflop: {{ sizes: [[all-in]], max_raises: 1 }}
    flop: {{ sizes: [[100%]], max_raises: 1 }}
    turn: {{ sizes: [[100%]], max_raises: 1 }}
    river: {{ sizes: [[100%]], max_raises: 1 }}
buckets: {{ auto: true, family: coarse, memory_bytes: {memory_bytes} }}
num_workers: 1
num_iterations: {iterations}
hands_per_board: 64
batch_size: 8
snapshot_interval_seconds: 0
checkpoint_interval: 0
tensorboard: false
eval: {{ exploitability: false, exploiter_seconds: 0, boards: 2 }}
"
    ))
}

/// The configuration with everything decided.
fn decided(config: &TrainConfig) -> TrainConfig {
    Plan::new(config, None).unwrap().config
}

/// Counts that a run was trained with.
fn counts(run: &Path) -> [usize; 3] {
    let written = TrainConfig::from_yaml_str(&fs::read_to_string(run.join("config.yaml")).unwrap()).unwrap();
    assert!(!written.buckets.auto && written.buckets.memory_bytes.is_none());
    written.buckets.counts().map(|count| count.get())
}

#[test]
fn a_run_says_its_counts_and_goes_on_with_them_whatever_memory_there_is() {
    let dir = tempfile::tempdir().unwrap();
    let [whole, parts] = ["whole", "parts"].map(|name| dir.path().join(name));
    let outcome = run(&automatic(45_000_000, 3_000), &whole).unwrap();
    let found = counts(&whole);
    assert_eq!(outcome.game.buckets.counts[1..], found);
    assert!(found.iter().all(|&count| count > 50), "{found:?}");

    run(&automatic(45_000_000, 1_400), &parts).unwrap();
    let begun = counts(&parts);
    // Two thousand hands for each bucket: less than half of the iterations, less than half of the buckets.
    assert!(begun.iter().zip(found).all(|(&begun, found)| begun <= found / 2), "{begun:?} {found:?}");
    resume(&automatic(39_500_000, 3_000), &parts, None).unwrap();
    assert_eq!(counts(&parts), begun);

    // The same bits as with these counts in words.
    let said = decided(&automatic(45_000_000, 1_400));
    assert_eq!(said.buckets.counts().map(|count| count.get()), begun);
    let in_words = dir.path().join("in-words");
    run(&said, &in_words).unwrap();
    resume(&TrainConfig { num_iterations: Some(3_000), ..said }, &in_words, None).unwrap();
    assert!(blueprint_bytes(&in_words) == blueprint_bytes(&parts));
}

#[test]
fn less_memory_means_fewer_buckets_and_the_peak_stays_within_it() {
    let counts = |memory_bytes| {
        let config = decided(&automatic(memory_bytes, 100_000_000));
        let estimate = Plan::new(&config, None).unwrap().estimate;
        assert!(estimate.training_bytes.max(estimate.measuring_bytes) <= memory_bytes);
        config.buckets.counts().map(|count| count.get())
    };
    let [less, more] = [40_000_000, 50_000_000].map(counts);
    assert!(less.iter().zip(more).all(|(&less, more)| less < more), "{less:?} {more:?}");
}
