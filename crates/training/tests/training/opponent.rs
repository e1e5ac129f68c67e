//! Seats that learn against responders.

use holdem_blueprint::config::Opponent;
use holdem_training::{ConfigError, TrainConfig};

use crate::support::{QUIET, blueprint_bytes, config, leduc, resume, run, small_holdem};

#[test]
fn what_is_learned_against_responders_depends_on_neither_workers_nor_stints() {
    let dir = tempfile::tempdir().unwrap();
    let run_to = |name: &str, iterations: u64, workers: usize| {
        let yaml =
            format!("opponent: responder\nnum_iterations: {iterations}\nnum_workers: {workers}\n{QUIET}");
        let path = dir.path().join(name);
        run(&small_holdem(&yaml), &path).unwrap();
        path
    };
    let whole = run_to("whole", 120, 1);
    assert_eq!(blueprint_bytes(&whole), blueprint_bytes(&run_to("workers", 120, 2)));
    let plain = dir.path().join("plain");
    run(&small_holdem(&format!("num_iterations: 120\n{QUIET}")), &plain).unwrap();
    assert_ne!(blueprint_bytes(&whole), blueprint_bytes(&plain));

    let parts = dir.path().join("parts");
    let yaml = format!("opponent: responder\nnum_iterations: 120\nchunk_iterations: 50\n{QUIET}");
    let config = small_holdem(&yaml);
    let first = run(&config, &parts).unwrap();
    assert!(first.paused && first.report.iterations < 120);
    while resume(&config, &parts, None).unwrap().paused {}
    assert_eq!(blueprint_bytes(&whole), blueprint_bytes(&parts));
}

#[test]
fn leduc_reaches_its_equilibrium_against_responders() {
    let dir = tempfile::tempdir().unwrap();
    let yaml = "opponent: responder\nnum_iterations: 60000\nsnapshot_interval_seconds: 0\neval: \
         { exploiter_seconds: 0 }";
    let outcome = run(&leduc(yaml), dir.path()).unwrap();
    let gap = outcome.report.exploitability_chips.unwrap();
    assert!((0.0..0.03).contains(&gap), "{gap}");
}

#[test]
fn a_responder_is_for_public_chance_sampling_and_part_of_the_recipe() {
    let error = TrainConfig::from_yaml_str("sampler: external\nopponent: responder").unwrap_err();
    assert!(matches!(error, ConfigError::Value { key: "opponent", .. }), "{error}");
    let parts = TrainConfig::from_yaml_str("part_bytes: 500000\nopponent: responder").unwrap_err();
    assert!(matches!(parts, ConfigError::Value { key: "part_bytes", .. }), "{parts}");
    let all = config("opponent: responder\nhands_per_board: all");
    assert!(all.warnings().is_empty());
    assert_eq!(all.recipe().opponent, Opponent::Responder);
    assert_eq!(TrainConfig::from(&all.recipe()).opponent, Opponent::Responder);
    assert_ne!(all.recipe().hash(), config("hands_per_board: all").recipe().hash());
}
