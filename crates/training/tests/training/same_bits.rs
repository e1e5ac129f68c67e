//! The same recipe and the same number of iterations give the same bytes, whatever the number of workers.

use crate::support::{QUIET, blueprint_bytes, leduc, run, small_holdem};
use holdem_training::{Plan, TrainConfig};

fn blueprints_of(config: &TrainConfig) -> Vec<Vec<u8>> {
    let dir = tempfile::tempdir().unwrap();
    let blueprint = |num_workers: usize| {
        let path = dir.path().join(num_workers.to_string());
        // What has nothing to do with the result may differ.
        let log_interval = 1.0 + num_workers as f64;
        run(&TrainConfig { num_workers, log_interval, ..config.clone() }, &path).unwrap();
        blueprint_bytes(&path)
    };
    (1..=3).map(blueprint).collect()
}

#[test]
fn leduc_blueprints_are_the_same_for_one_two_and_three_workers() {
    let blueprints = blueprints_of(&leduc(&format!("num_iterations: 2000\n{QUIET}")));
    assert!(blueprints[0] == blueprints[1] && blueprints[0] == blueprints[2]);
}

#[test]
fn small_holdem_blueprints_are_the_same_for_one_two_and_three_workers() {
    let config = small_holdem(&format!("num_iterations: 1500\n{QUIET}"));
    let estimate = Plan::new(&config, None).unwrap().estimate;
    assert!(estimate.tasks >= 6, "workers must have something to share: {}", estimate.tasks);
    let blueprints = blueprints_of(&config);
    assert!(blueprints[0] == blueprints[1] && blueprints[0] == blueprints[2]);
}

#[test]
fn another_seed_gives_another_blueprint() {
    let dir = tempfile::tempdir().unwrap();
    let config = small_holdem(&format!("num_iterations: 100\n{QUIET}"));
    let blueprint = |seed: u64| {
        let path = dir.path().join(seed.to_string());
        run(&TrainConfig { seed, ..config.clone() }, &path).unwrap();
        blueprint_bytes(&path)
    };
    assert!(blueprint(1) != blueprint(2));
}
