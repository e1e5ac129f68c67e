//! Configuration files: complete, strict, and clear about mistakes.

mod buckets;
mod mistakes;

use std::collections::BTreeSet;

use holdem_blueprint::Recipe;
use holdem_blueprint::config::{DiscountMode, HandsPerBoard};
use holdem_blueprint::sampling::Sampler;
use holdem_cfr::discount::Discount;
use holdem_game::deal::HandSample;
use holdem_training::{ConfigError, Draft, Plan, TrainConfig};
use serde_json::Value;

use crate::support::{config, config_path};

const FILES: [&str; 11] = [
    "full.yaml",
    "quick-start.yaml",
    "heads-up-20bb.yaml",
    "jam-fold-10bb.yaml",
    "kuhn.yaml",
    "leduc.yaml",
    "mini-flop.yaml",
    "mini-turn.yaml",
    "mini-river.yaml",
    "six-max-100bb.yaml",
    "small.yaml",
];

fn error(yaml: &str) -> ConfigError {
    TrainConfig::from_yaml_str(yaml).expect_err(yaml)
}

#[test]
fn full_yaml_says_every_key_with_its_default() {
    let full = TrainConfig::from_yaml_path(config_path("full.yaml")).unwrap();
    assert_eq!(full, TrainConfig::default().resolved());
    let text = std::fs::read_to_string(config_path("full.yaml")).unwrap();
    let written: Value = serde_saphyr::from_str(&text).unwrap();
    for (section, keys) in sections("", &written) {
        let unsaid = |key: &String| !NOT_LISTED.contains(&key.as_str());
        let known: BTreeSet<String> = known_keys(&section).into_iter().filter(unsaid).collect();
        assert_eq!(keys, known, "section `{section}`");
    }
}

#[test]
fn every_key_can_be_said_over_a_file() {
    let text = std::fs::read_to_string(config_path("full.yaml")).unwrap();
    let keys = leaves("", &serde_saphyr::from_str(&text).unwrap());
    assert!(keys.len() > 70, "{keys:?}");
    for (key, value) in keys {
        let mut draft = Draft::from(TrainConfig::default());
        draft.say_text(&format!("{key}={value}")).unwrap_or_else(|e| panic!("{e}"));
        let config = draft.check().unwrap_or_else(|e| panic!("{key}={value}: {e}"));
        assert_eq!(config.resolved(), TrainConfig::default().resolved(), "{key}={value}");
    }
}

/// Dotted keys of all that is no section, with their values.
fn leaves(name: &str, value: &Value) -> Vec<(String, Value)> {
    let Value::Object(map) = value else { return vec![(name.to_owned(), value.clone())] };
    let below = map.iter().flat_map(|(key, value)| {
        leaves(&if name.is_empty() { key.clone() } else { format!("{name}.{key}") }, value)
    });
    below.collect()
}

/// Other words for keys that are listed, and one without effect.
const NOT_LISTED: [&str; 2] = ["strategy_discount_beta", "pin_workers"];

/// All sections of a file with the keys that stand in them; the first is the file itself.
fn sections(name: &str, value: &Value) -> Vec<(String, BTreeSet<String>)> {
    let Value::Object(map) = value else { return Vec::new() };
    let below = map.iter().flat_map(|(key, value)| {
        let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
        sections(&name, value)
    });
    [(name.to_owned(), map.keys().cloned().collect())].into_iter().chain(below).collect()
}

/// The keys that the types know in a section, as the refusal of an unknown one lists them.
fn known_keys(section: &str) -> Vec<String> {
    let nobody = serde_json::json!({ "no such key": 0 });
    let path = section.split('.').rev().filter(|part| !part.is_empty());
    let value = path.fold(nobody, |value, part| serde_json::json!({ part: value }));
    let refusal = serde_json::from_value::<TrainConfig>(value).unwrap_err().to_string();
    let (_, known) = refusal.split_once(", expected ").unwrap_or_else(|| panic!("{section}: {refusal}"));
    known.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_configuration_that_comes_with_the_program_can_be_used() {
    for file in FILES {
        let config = TrainConfig::from_yaml_path(config_path(file)).unwrap_or_else(|e| panic!("{e}"));
        let estimate = Plan::new(&config, None).unwrap_or_else(|e| panic!("{file}: {e}")).estimate;
        assert!(estimate.table_bytes > 0, "{file}");
        assert_eq!(config.warnings(), Vec::<String>::new(), "{file}");
    }
    let found = std::fs::read_dir(config_path("")).unwrap().flatten();
    // Games of ACPC stand in a folder of their own; the file of `holdem solve` is no configuration of a run.
    let is_run = |entry: &std::fs::DirEntry| entry.path().is_file() && entry.file_name() != "spot.yaml";
    let found: Vec<_> = found.filter(is_run).collect();
    assert_eq!(found.len(), FILES.len(), "a new configuration is tested too: {found:?}");
}

#[test]
fn quick_start_is_the_default_written_out() {
    let quick = TrainConfig::from_yaml_path(config_path("quick-start.yaml")).unwrap();
    assert_eq!(quick.resolved(), TrainConfig::default().resolved());
}

#[test]
fn a_resolved_configuration_reads_back_and_stays_resolved() {
    for file in FILES {
        let resolved = TrainConfig::from_yaml_path(config_path(file)).unwrap().resolved();
        let again = TrainConfig::from_yaml_str(&resolved.to_yaml()).unwrap_or_else(|e| panic!("{file}: {e}"));
        assert_eq!(again, resolved, "{file}");
        assert_eq!(again.resolved(), resolved, "{file}");
        assert_eq!(again.recipe(), resolved.recipe(), "{file}");
    }
}

#[test]
fn an_empty_file_is_the_default() {
    assert_eq!(config(""), TrainConfig::default());
    assert_eq!(config("# nothing\n---\n"), TrainConfig::default());
}

#[test]
fn the_sampler_follows_from_the_players_and_its_older_name_is_read() {
    let sampler = |yaml: &str| config(yaml).sampler();
    assert_eq!(sampler(""), Sampler::PublicChance);
    assert_eq!(sampler("sampler: vector"), Sampler::PublicChance);
    assert_eq!(sampler("num_players: 6"), Sampler::External);
    assert_eq!(sampler("sampler: outcome"), Sampler::Outcome);
    assert_eq!(config("").recipe(), config("sampler: vector").recipe());
}

#[test]
fn a_key_of_another_sampler_is_refused_and_says_whose_it_is() {
    for (yaml, key, whose) in [
        ("exploration_epsilon: 0.1", "exploration_epsilon", "sampler: outcome"),
        ("sampler: external\nepsilon_schedule: linear", "epsilon_schedule", "sampler: outcome"),
        ("sampler: outcome\nepsilon_end: 0.2", "epsilon_end", "epsilon_schedule: linear"),
        ("sampler: outcome\nadaptive_epsilon_min: 0.2", "adaptive_epsilon_min", "adaptive"),
        ("enable_pruning: true", "enable_pruning", "sampler: external"),
        ("sampler: external\npruning_threshold: -5", "pruning_threshold", "enable_pruning: true"),
        ("strategy_averaging: lines", "strategy_averaging", "sampler: external"),
        ("sampler: external\nstorage_mode: i16", "storage_mode", "sampler: public-chance"),
        ("sampler: external\nbatch_size: 5", "batch_size", "sampler: public-chance"),
        ("sampler: external\nbatch_start: 2", "batch_start", "sampler: public-chance"),
        ("sampler: external\npart_bytes: 2", "part_bytes", "sampler: public-chance"),
        (
            "sampler: external\ndiscount_mode: dcfr\nregret_matching_plus: true",
            "regret_matching_plus",
            "dcfr",
        ),
        ("num_players: 3\nhands_per_board: all", "hands_per_board", "sampler: public-chance"),
        ("num_players: 3\nsampler: public-chance", "sampler", "external or outcome"),
        ("sampler: outcome\nexploration_epsilon: 0", "exploration_epsilon", "0.001 to 1"),
    ] {
        let text = error(yaml).to_string();
        assert!(text.contains(key) && text.contains(whose), "{yaml}: {text}");
        assert!(text.contains(&format!("line {}", yaml.lines().count())), "{yaml}: {text}");
    }
}

#[test]
fn what_is_said_of_a_sampler_comes_back_from_the_resolved_configuration_and_from_the_recipe() {
    for yaml in [
        "sampler: external",
        "sampler: external\nenable_pruning: true\npruning_threshold: -50\ndiscount_mode: dcfr",
        "sampler: external\nregret_matching_plus: true\nstrategy_averaging: lines",
        "sampler: outcome",
        "sampler: outcome\nexploration_epsilon: 0.5\nepsilon_schedule: exponential\nepsilon_iterations: 500",
        "sampler: outcome\nepsilon_schedule: adaptive\nadaptive_epsilon_target: 0.02",
        "num_players: 4\ngame: { stacks: [20, 30, 40, 50] }",
        "game: { num_players: 3, stack: 20 }",
        "regret_matching_plus: true\nstorage_mode: i16",
        "batch_start: 4\npart_bytes: 500000",
    ] {
        let said = config(yaml);
        let recipe = said.recipe();
        assert_eq!(config(&said.resolved().to_yaml()).recipe(), recipe, "{yaml}");
        assert_eq!(TrainConfig::from(&recipe).recipe(), recipe, "{yaml}");
        let read: Recipe = serde_json::from_str(&recipe.to_json()).unwrap();
        assert_eq!(read, recipe, "{yaml}");
    }
}

#[test]
fn seats_and_stacks_must_agree() {
    for (yaml, key, expected) in [
        ("num_players: 3\ngame: { num_players: 4 }", "num_players", "game.num_players = 4"),
        ("num_players: 3\ngame: { stacks: [20, 30] }", "game.stacks", "each of 3 players"),
        ("game: { stack: 9, stacks: [20, 30] }", "game.stack", "game.stacks says"),
        ("num_players: 10", "num_players", "2 to 9"),
        ("num_players: 3\ngame: { kind: leduc }", "num_players", "leduc is for two"),
    ] {
        let text = error(yaml).to_string();
        assert!(text.contains(key) && text.contains(expected), "{yaml}: {text}");
    }
    assert_eq!(config("num_players: 3\ngame: { stacks: [20, 30, 40] }").game().stack_chips(), [40, 60, 80]);
    assert_eq!(config("num_players: 3").game().stack_chips(), [200; 3]);
}

#[test]
fn the_predecessors_names_are_read_where_they_mean_something_here() {
    let config = config(
        "discount_mode: dcfr\nregret_discount_alpha: 1.2\nstrategy_discount_beta: 3\ndiscount_interval: 10",
    );
    assert_eq!((config.strategy_discount_gamma, config.regret_discount_alpha), (3.0, 1.2));
    let twice = error("strategy_discount_beta: 3\nstrategy_discount_gamma: 2").to_string();
    assert!(
        twice.contains("line 2") && twice.contains("`strategy_discount_beta` is the same key"),
        "{twice}"
    );
}

#[test]
fn powers_of_the_iteration_have_an_exponent() {
    let discount = |yaml: &str| config(yaml).solver_options().discount;
    assert_eq!(discount("discount_mode: power"), Discount::Power { exponent: 2.0 });
    let cubes = "discount_mode: power\ndiscount_exponent: 3";
    assert_eq!(discount(cubes), Discount::Power { exponent: 3.0 });
    let recipe = config(cubes).recipe();
    assert_eq!(TrainConfig::from(&recipe).recipe(), recipe);
    let differences = recipe.differences(&config("discount_mode: power").recipe());
    assert_eq!(differences[0].to_string(), "discount.exponent: found 2.0, expected 3.0");
    let too_much = error("discount_mode: power\ndiscount_exponent: 6").to_string();
    assert!(too_much.contains("discount_exponent") && too_much.contains("0 to 5"), "{too_much}");
    let warnings = config("discount_exponent: 3").warnings();
    assert_eq!(warnings, ["discount_exponent has no effect: discount_mode is linear, not power"]);
}

#[test]
fn linear_weighting_is_another_word_for_the_mode() {
    let mode = |yaml: &str| config(yaml).resolved().discount_mode;
    assert_eq!(mode(""), Some(DiscountMode::Linear));
    assert_eq!(mode("use_linear_weighting: true"), Some(DiscountMode::Linear));
    assert_eq!(mode("use_linear_weighting: false"), Some(DiscountMode::None));
    assert_eq!(mode("use_linear_weighting: false\ndiscount_mode: dcfr"), Some(DiscountMode::Dcfr));
    let conflict = error("discount_mode: dcfr\nuse_linear_weighting: true");
    assert!(matches!(conflict, ConfigError::Conflict { .. }));
    assert!(conflict.to_string().contains("line 2"), "{conflict}");
    assert!(matches!(
        error("discount_mode: linear\nuse_linear_weighting: false"),
        ConfigError::Conflict { .. }
    ));
}

#[test]
fn seconds_are_numbers_or_durations() {
    let yaml = "\
time_budget_seconds: 1h30m
chunk_seconds: \"5m\"
snapshot_interval_seconds: 90s
checkpoint_interval: 0.5h
tensorboard_log_interval: 10
log_interval: 0.5
eval: { exploiter_seconds: 2m, exploitability_seconds: 3m }
";
    let found = config(yaml);
    assert_eq!((found.time_budget_seconds, found.chunk_seconds), (Some(5_400.0), Some(300.0)));
    assert_eq!((found.snapshot_interval_seconds, found.checkpoint_interval), (90.0, 1_800.0));
    assert_eq!((found.tensorboard_log_interval, found.log_interval), (10.0, 0.5));
    assert_eq!((found.eval.exploiter_seconds, found.eval.exploitability_seconds), (120.0, 180.0));
    assert_eq!(config(&found.to_yaml()), found, "seconds are written as numbers");
    assert_eq!(config("time_budget_seconds: null").time_budget_seconds, None);
}

#[test]
fn hands_per_board_is_a_number_or_all() {
    assert_eq!(config("hands_per_board: all").hands_per_board, HandsPerBoard(None));
    assert_eq!(config("hands_per_board: 64").hands_per_board, HandsPerBoard(Some(64)));
}

#[test]
fn how_long_follows_from_what_is_said() {
    assert_eq!(config("").time_budget(), Some(120.0));
    assert_eq!(config("num_iterations: 5").time_budget(), None);
    assert_eq!(config("num_iterations: 5\ntime_budget_seconds: 9").time_budget(), Some(9.0));
}

/// Runs carry this hash in `run.json`; were it another one, `holdem check` would call every earlier run bad.
#[test]
fn the_hash_of_a_recipe_stays_what_it_was() {
    // The menu and how hands are drawn are part of it, and the defaults may change.
    let buckets = "\
hand_sampling: uniform
game:
  menu:
    preflop: { sizes: [[2.5bb], [3.5x], [2.3x], [all-in]], max_raises: 4 }
    limped: { sizes: [[3bb]], max_raises: 1 }
    flop: { sizes: [[33%, 75%], [3x], [all-in]], max_raises: 3 }
    turn: { sizes: [[75%], [3x]], max_raises: 2 }
    river: { sizes: [[75%], [all-in]], max_raises: 2 }
buckets: { family: percentile, flop: 200, turn: 200, river: 200 }";
    assert_eq!(config(buckets).recipe().hash(), 0x3e6c_6798_3988_e85c);
    assert_eq!(config(&format!("{buckets}\nsampler: vector")).recipe().hash(), 0x3e6c_6798_3988_e85c);
    assert_eq!(config(&format!("{buckets}\nbatch_start: 1")).recipe().hash(), 0x3e6c_6798_3988_e85c);
}

#[test]
fn recipes_hold_what_the_tables_depend_on_and_nothing_else() {
    let base = config("");
    let same = config(
        "num_workers: 3\npin_workers: true\ntime_budget_seconds: 5\ntensorboard: false\neval: { flops: 1 }",
    );
    assert_eq!(base.recipe().hash(), same.recipe().hash());
    for other in [
        "seed: 2",
        "batch_size: 33",
        "batch_start: 2",
        "part_bytes: 9",
        "hands_per_board: 64",
        "hand_sampling: uniform",
        "game: { stack: 99 }",
        "discount_mode: none",
    ] {
        let other = config(other);
        assert_ne!(base.recipe().hash(), other.recipe().hash());
        assert_eq!(base.recipe().differences(&other.recipe()).len(), 1);
    }
}

#[test]
fn hands_are_drawn_from_shares_unless_all_are_walked_or_none() {
    let sampled = |yaml: &str| config(yaml).solver_options().hands;
    assert_eq!(sampled(""), HandSample::Stratified(128));
    assert_eq!(sampled("hands_per_board: 64\nhand_sampling: uniform"), HandSample::Uniform(64));
    assert_eq!(sampled("hands_per_board: all"), HandSample::All);
    for yaml in ["", "hand_sampling: uniform", "hands_per_board: all", "sampler: external"] {
        let config = config(yaml);
        let again = TrainConfig::from(&config.recipe());
        assert_eq!(again.hand_sampling, config.resolved().hand_sampling, "{yaml}");
        assert_eq!(again.recipe(), config.recipe(), "{yaml}");
    }
    for yaml in
        ["hands_per_board: all\nhand_sampling: stratified", "sampler: external\nhand_sampling: uniform"]
    {
        assert!(matches!(error(yaml), ConfigError::Value { key: "hand_sampling", .. }), "{yaml}");
    }
}
