//! What a mistake in a configuration is answered with.

use holdem_training::ConfigError;

use super::error;

#[test]
fn an_unknown_key_names_the_nearest_known_one_and_its_line() {
    let unknown = error("seed: 3\ntime_buget_seconds: 10\n");
    let ConfigError::UnknownKey { place, key, nearest } = &unknown else { panic!("{unknown}") };
    assert_eq!((key.as_str(), nearest.as_str()), ("time_buget_seconds", "time_budget_seconds"));
    assert_eq!((place.line, place.text.as_str()), (2, "time_buget_seconds: 10"));
    let nested = error("game:\n  kind: holdem\n  menu:\n    rivr: { sizes: [] }\n");
    let ConfigError::UnknownKey { place, nearest, .. } = &nested else { panic!("{nested}") };
    assert_eq!((place.line, nearest.as_str()), (4, "river"));
    let ConfigError::UnknownKey { nearest, .. } = error("eval: { flop: 3 }") else { panic!() };
    assert_eq!(nearest, "flops");
}

#[test]
fn keys_of_other_trainers_are_refused_by_name_with_advice() {
    for (yaml, advice) in
        [("storage_path: disk", "dense"), ("chunk_size: 5", "use chunk_iterations or chunk_seconds")]
    {
        let refused = error(yaml);
        assert!(matches!(refused, ConfigError::Refused { .. }), "{refused}");
        let text = refused.to_string();
        let key = yaml.split(':').next().unwrap();
        assert!(text.contains(advice) && text.contains(key) && text.contains("line 1"), "{text}");
    }
    let text = error("seed: 1\nsampler: chance").to_string();
    let words = ["public-chance", "external", "outcome", "line 2"];
    assert!(words.iter().all(|word| text.contains(word)), "{text}");
}

#[test]
fn a_value_out_of_range_names_key_value_range_and_line() {
    for (yaml, key, allowed, line) in [
        ("seed: 1\nbatch_size: 0", "batch_size: found 0", "1 to 1000000", 2),
        ("batch_size: 8\nbatch_start: 9", "batch_start: found 9", "1 to batch_size = 8", 2),
        ("part_bytes: 0", "part_bytes: found 0", "1 to", 1),
        ("num_players: 1", "num_players: found 1", "2 to 9", 1),
        ("eval:\n  flops: 2000", "eval.flops: found 2000", "1 to 1755", 2),
        ("time_budget_seconds: -5", "time_budget_seconds: found -5", "", 1),
        ("hands_per_board: 1", "hands_per_board: found 1", "or all", 1),
        ("game: { kind: kuhn, stack: 50 }", "game.stack: found", "kuhn has fixed bets", 1),
        ("game:\n  small_blind: 5", "game.small_blind: found 5", "0 to 2", 2),
        ("buckets: { flop: 50, path: a.hdm }", "buckets.flop = 50", "a.hdm", 1),
    ] {
        let text = error(yaml).to_string();
        let line = format!("line {line}");
        assert!(text.contains(key) && text.contains(allowed) && text.contains(&line), "{yaml}: {text}");
    }
}

#[test]
fn text_that_is_no_yaml_and_values_of_another_type_show_their_line() {
    for yaml in [
        "seed: 1\nbatch_size: many",
        "seed: 1\ngame: { kind: poker }",
        "seed: 1\nbuckets: { flop: 1 }",
        "seed: 1\ngame: { menu: { flop: { sizes: [[75]] } } }",
        "seed: 1\nhands_per_board: some",
        "seed: 1\nbuckets: { flop: [",
        "seed: 1\nseed: 2",
    ] {
        let text = error(yaml).to_string();
        assert!(text.contains("line 2") && text.contains("2 | "), "{yaml}: {text}");
    }
    let text = error("batch_size: many").to_string();
    assert_eq!(text, "line 1: found many, expected a whole number, 0 or more\n  1 | batch_size: many");
}

#[test]
fn a_mistake_is_told_in_the_words_of_the_file() {
    for (yaml, expected) in [
        (
            "seed: 18446744073709551616",
            "found 18446744073709551616, expected a whole number up to 18446744073709551615",
        ),
        ("num_players: 300", "found 300, expected a whole number up to 255"),
        ("seed: -1", "found -1, expected a whole number, 0 or more"),
        ("regret_discount_alpha: \"5m\"", "found \"5m\", expected a number"),
        ("game: { stack: much, ante: 1 }", "found much, expected a number"),
        ("tensorboard: perhaps", "found perhaps, expected true or false"),
        ("checkpoint_interval: 5 parsecs", "`5 parsecs` is not a duration such as 120, 90s, 5m"),
        ("checkpoint_interval: null", "expected a duration such as 120, 90s, 5m"),
        ("game: 5", "expected keys with values, such as `seed: 1`"),
        ("game: { stacks: 5 }", "expected a list, such as `[20, 50]`"),
        ("seed: 1\n---\nseed: 2", "a configuration is one document"),
    ] {
        let text = error(yaml).to_string();
        assert!(text.contains(expected) && text.starts_with("line "), "{yaml}: {text}");
    }
}

#[test]
fn of_a_long_line_only_the_part_with_the_mistake_is_shown() {
    let long = "x".repeat(500_000);
    for yaml in [
        format!("game: {{ {long}: 5 }}"),
        format!("seed: {long}"),
        format!("sampler: {long}"),
        format!("hands_per_board: {long}"),
        format!("seed: 1 # {long}\nseed: 2"),
        format!("game: {{ menu: {{ flop: {{ sizes: [[{long}]] }} }} }}"),
        format!("buckets: {{ path: {long}, flop: 7 }}"),
        format!("[{long}"),
        long.clone(),
    ] {
        let text = error(&yaml).to_string();
        assert!(text.chars().count() < 900, "{} characters: {text:.200}", text.chars().count());
    }
    let mistake = format!("game: {{ kind: holdem, stack: {}, stak: 7 }} # {long}", "0".repeat(200));
    let text = error(&mistake).to_string();
    assert!(text.contains("`stak`") && text.contains("stak: 7 }"), "{text}");
}
