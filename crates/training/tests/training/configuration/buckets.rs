//! Buckets and decks said by a configuration.

use holdem_abstraction::BucketParams;
use holdem_game::mini::MiniHoldem;
use holdem_training::{Plan, TrainConfig};

use super::error;
use crate::support::config;

#[test]
fn every_street_has_its_family() {
    let yaml = "buckets: { flop_family: potential, turn_family: histogram, river_family: ochs, \
                flop: 30, river: 40 }";
    let config = TrainConfig::from_yaml_str(yaml).unwrap();
    let params = config.buckets.params().unwrap();
    assert_eq!(params.to_string(), "169/potential:30/histogram:5000/ochs:40");
    // What is resolved, remembered in a recipe, or said by a command line, is the same again.
    assert_eq!(config.resolved().buckets.params().unwrap(), params);
    assert_eq!(TrainConfig::from(&config.recipe()).buckets.params().unwrap(), params);
    let mut said = TrainConfig::default();
    said.buckets.set_params(&params);
    assert_eq!(said.resolved().buckets, config.resolved().buckets);
    assert_ne!(config.recipe(), TrainConfig::default().recipe());

    let lossless =
        TrainConfig::from_yaml_str("buckets: { flop_family: lossless, turn_family: nested, turn: 5 }")
            .unwrap();
    assert_eq!(lossless.resolved().buckets.params().unwrap().to_string(), "169/lossless/nested:5/ochs:5000");
    assert_eq!(TrainConfig::from(&lossless.recipe()).buckets.params(), lossless.buckets.params());
    lossless.resolved().validate().unwrap();
}

#[test]
fn numbers_of_buckets_that_are_not_said_follow_from_the_players() {
    let params = |yaml: &str| {
        let config = TrainConfig::from_yaml_str(yaml).unwrap();
        let resolved = config.resolved().buckets.params().unwrap();
        assert_eq!(config.buckets().params().unwrap(), resolved);
        assert_eq!(TrainConfig::from(&config.recipe()).buckets.params().unwrap(), resolved);
        resolved.to_string()
    };
    assert_eq!(params("seed: 1"), BucketParams::default().to_string());
    assert_eq!(params("num_players: 2\nbuckets: { turn: 7 }"), "169/histogram:5000/histogram:7/ochs:5000");
    assert_eq!(params("num_players: 3\nbuckets: { turn: 7 }"), "169/histogram:1000/histogram:7/ochs:1000");
    let lossless = "num_players: 6\nbuckets: { flop_family: lossless }";
    assert_eq!(params(lossless), "169/lossless/histogram:1000/ochs:1000");
    // Where a file says its own numbers, none are filled in.
    let file = TrainConfig::from_yaml_str("buckets: { path: a.hdm }").unwrap();
    assert_eq!(file.buckets(), file.buckets);
}

#[test]
fn families_that_cannot_be_are_refused() {
    for (yaml, expected) in [
        ("buckets: { river_family: histogram }", "no histogram buckets on the river"),
        ("buckets: { flop_family: lossless, flop: 30 }", "lossless:30"),
        ("buckets: { river_family: nested, river: 63 }", "at most 62"),
        ("buckets: { turn_family: astrology }", "found astrology, expected percentile, "),
        ("buckets: { family: coarse, turn_family: histogram }", "buckets.family = coarse is for all streets"),
        ("buckets: { path: a.hdm, turn_family: histogram }", "the file says its own families"),
    ] {
        let message = error(yaml).to_string();
        assert!(message.contains(expected), "{yaml}: {message}");
    }
}

#[test]
fn the_deck_of_mini_holdem_is_said_by_the_configuration() {
    let mini = "game: { kind: mini-holdem, ranks: 5, board_cards: [1, 1], stack: 81 }";
    let resolved = config(&format!("{mini}\nbuckets: {{ turn: 8 }}")).resolved();
    let game = &resolved.game;
    assert_eq!((game.ranks, game.suits, game.hole_cards), (Some(5), Some(4), Some(2)));
    assert_eq!((game.stack_chips(), game.bet_menu()), (vec![162; 2], MiniHoldem::one_pot_bet()));
    let counts = |config: &TrainConfig| -> Vec<usize> {
        let streets = Plan::new(config, None).unwrap().estimate.streets;
        streets.iter().map(|street| street.buckets).collect()
    };
    let lossless = counts(&config(mini));
    assert_eq!(counts(&resolved), [lossless[0], lossless[1], 8]);
    let recipe = resolved.recipe();
    assert_eq!(TrainConfig::from(&recipe).recipe(), recipe);
    assert_ne!(recipe.hash(), config(mini).recipe().hash());
}

#[test]
fn decks_that_are_none_are_refused_by_their_line() {
    for (yaml, said) in [
        ("game:\n  kind: mini-holdem\n  ranks: 14", "ranks of 14, expected 2 to 13"),
        ("game: { kind: mini-holdem, board_cards: [1, 0] }", "board_cards of 0"),
        ("game: { kind: mini-holdem, ranks: 2, suits: 2, board_cards: [1] }", "a deck of 4 cards"),
        ("game: { kind: mini-holdem }\nnum_players: 3", "mini-holdem is for two"),
        ("game: { ranks: 5 }", "it is for mini-holdem, not holdem"),
        ("game: { kind: leduc, board_cards: [1] }", "it is for mini-holdem, not leduc"),
        ("game: { kind: mini-holdem, board_cards: [1] }\nbuckets: { turn: 8 }", "the game has 2 streets"),
        (
            "game: { kind: mini-holdem, board_cards: [1] }\nbuckets: { flop_family: ochs }",
            "is lossless but for",
        ),
        ("game: { kind: mini-holdem, board_cards: [1] }\nbuckets: auto", "is lossless but for"),
    ] {
        let text = error(yaml).to_string();
        assert!(text.contains(said), "{yaml}: {text}");
    }
}
