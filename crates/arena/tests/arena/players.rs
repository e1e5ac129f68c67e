//! Players at a table: they play whatever happens, and a match counts it the same way for any number of
//! workers.

use std::path::Path;

use holdem_arena::matches::{Match, MatchError, MatchOptions, Standing};
use holdem_arena::players::{Entrant, Fixed, Odds, OpenOptions, SpecError, open};
use holdem_arena::table::Table;
use holdem_arena::translation::Mapping;
use holdem_blueprint::config::GameConfig;
use holdem_blueprint::unobserved;

use crate::support::{config, entrant, random};

/// Games of two and more seats, with and without postflop betting, with unequal stacks, and all small ones.
const GAMES: &[&str] = &[
    r#"{"stack": 100, "menu": {"flop": {"sizes": [["50%"]], "max_raises": 2},
        "turn": {"sizes": [["75%"]], "max_raises": 1},
        "river": {"sizes": [["75%", "all-in"]], "max_raises": 1}}}"#,
    r#"{"stack": 10, "menu": {"preflop": {"sizes": [["all-in"]], "max_raises": 1}, "limped": null,
        "flop": {"sizes": [], "max_raises": 0}, "turn": {"sizes": [], "max_raises": 0},
        "river": {"sizes": [], "max_raises": 0}, "limp": false}}"#,
    r#"{"stacks": [30, 12], "ante": 1, "small_blind": 5, "big_blind": 10,
        "menu": {"flop": {"sizes": [["50%"]], "max_raises": 2},
        "turn": {"sizes": [["100%"]], "max_raises": 1},
        "river": {"sizes": [["100%"]], "max_raises": 1}}}"#,
    r#"{"stack": 20, "num_players": 3,
        "menu": {"preflop": {"sizes": [["2.5bb"], ["all-in"]], "max_raises": 2},
        "limped": null, "limp": false, "flop": {"sizes": [["50%"]], "max_raises": 1},
        "turn": {"sizes": [["75%"]], "max_raises": 1}, "river": {"sizes": [["75%"]], "max_raises": 1},
        "postflop_max_players": 2}}"#,
    r#"{"stacks": [20, 7, 31, 15], "num_players": 4,
        "menu": {"preflop": {"sizes": [["2.5bb"], ["all-in"]], "max_raises": 2},
        "limped": null, "limp": false, "flop": {"sizes": [["50%"]], "max_raises": 1},
        "turn": {"sizes": [["75%"]], "max_raises": 1}, "river": {"sizes": [["75%"]], "max_raises": 1},
        "postflop_max_players": 2}}"#,
    r#"{"kind": "mini-holdem", "board_cards": [1], "stack": 81}"#,
    r#"{"kind": "mini-holdem", "ranks": 5, "board_cards": [1, 1, 1], "stack": 81}"#,
    r#"{"kind": "leduc"}"#,
    r#"{"kind": "kuhn"}"#,
];

fn play(
    table: &Table,
    entrants: &[Box<dyn Entrant>],
    options: &MatchOptions,
) -> Result<Standing, MatchError> {
    Match::new(table, entrants)?.play(options, &mut unobserved)
}

fn boxed(entrant: impl Entrant + 'static) -> Box<dyn Entrant> {
    Box::new(entrant)
}

#[test]
fn strategies_play_legal_moves_against_any_bets() {
    for game in GAMES {
        let strategy = random(&config(game), 3);
        let known = entrant(&strategy);
        let table = Entrant::table(&known).unwrap().clone();
        let options = MatchOptions { hands: 4_000, ..MatchOptions::default() };
        // The strategy between random players, and a random player among strategies.
        for entrants in [[boxed(known.clone()), boxed(Fixed::Random)], [boxed(Fixed::Random), boxed(known)]] {
            let standing = play(&table, &entrants, &options).unwrap();
            assert!(standing.hands >= 4_000);
        }
    }
}

#[test]
fn rules_of_thumb_play_every_game() {
    for game in GAMES {
        let table = Table::new(&config(game)).unwrap();
        let rules: Vec<Box<dyn Entrant>> = vec![
            boxed(Fixed::Uniform),
            boxed(Fixed::Call),
            boxed(Fixed::Raise),
            boxed(Fixed::Fold),
            boxed(Odds::PotOdds),
            boxed(Odds::Tight),
        ];
        for rule in rules {
            let options = MatchOptions { hands: 300, ..MatchOptions::default() };
            play(&table, &[rule, boxed(Fixed::Random)], &options).unwrap();
        }
    }
}

#[test]
fn what_is_won_is_lost_and_the_same_for_any_number_of_workers() {
    for game in [GAMES[0], GAMES[3], GAMES[7]] {
        let strategy = random(&config(game), 5);
        let entrants = [boxed(entrant(&strategy)), boxed(Fixed::Uniform)];
        let table = entrants[0].table().unwrap().clone();
        let of = |workers| {
            let options = MatchOptions { hands: 2_000, workers, seed: 9, ..MatchOptions::default() };
            play(&table, &entrants, &options).unwrap()
        };
        let alone = of(1);
        for workers in [2, 3] {
            assert_eq!(of(workers).scores, alone.scores);
        }
        let seats = table.num_seats() as f64;
        let [a, b] = [0, 1].map(|player| alone.scores[player].won.chips);
        assert!((a + (seats - 1.0) * b).abs() < 1e-9, "{a} {b}");
    }
}

#[test]
fn duplicate_deals_leave_nothing_between_the_same_moves() {
    let table = Table::new(&GameConfig::default()).unwrap();
    let entrants = [boxed(Fixed::Call), boxed(Fixed::Call)];
    let standing = play(&table, &entrants, &MatchOptions { hands: 500, ..MatchOptions::default() }).unwrap();
    assert_eq!(standing.scores[0].won.chips, 0.0);
    assert_eq!(standing.scores[0].deviation_mbb, 0.0);
}

#[test]
fn a_player_that_folds_loses_three_quarters_of_a_big_blind() {
    let table = Table::new(&GameConfig::default()).unwrap();
    let entrants = [boxed(Fixed::Fold), boxed(Fixed::Raise)];
    let standing = play(&table, &entrants, &MatchOptions { hands: 500, ..MatchOptions::default() }).unwrap();
    assert_eq!(standing.scores[0].won.mbb, -750.0);
}

#[test]
fn a_match_ends_when_its_interval_is_narrow_enough() {
    let table = Table::new(&config(r#"{"kind": "kuhn"}"#)).unwrap();
    let entrants = [boxed(Fixed::Uniform), boxed(Fixed::Call)];
    let options = MatchOptions { hands: 1_000_000, until_mbb: Some(50.0), ..MatchOptions::default() };
    let standing = play(&table, &entrants, &options).unwrap();
    let half = standing.scores[0].won.half_width_mbb().unwrap();
    assert!(half <= 50.0 && half > 25.0 && standing.hands < 100_000, "{half} after {}", standing.hands);
}

#[test]
fn a_strategy_is_scaled_to_other_blinds_and_refused_for_other_depths() {
    let strategy = random(&config(r#"{"kind": "mini-holdem", "board_cards": [1], "stack": 81}"#), 3);
    let entrants = [boxed(entrant(&strategy)), boxed(Fixed::Random)];
    let mini = |text: &str| Table::new(&config(text)).unwrap();
    let scaled = mini(
        r#"{"kind": "mini-holdem", "board_cards": [1], "stack": 81, "small_blind": 50, "big_blind": 100}"#,
    );
    let options = MatchOptions { hands: 2_000, ..MatchOptions::default() };
    play(&scaled, &entrants, &options).unwrap();
    let deeper = mini(r#"{"kind": "mini-holdem", "board_cards": [1], "stack": 82}"#);
    let error = play(&deeper, &entrants, &options).unwrap_err().to_string();
    assert!(error.contains("stacks of 82 big blinds, it was trained with 81"), "{error}");
}

#[test]
fn hands_that_are_kept_can_be_replayed() {
    let strategy = random(&config(GAMES[0]), 3);
    let entrants = [boxed(entrant(&strategy)), boxed(Fixed::Random)];
    let table = entrants[0].table().unwrap().clone();
    let options = MatchOptions { hands: 200, histories: true, ..MatchOptions::default() };
    let standing = play(&table, &entrants, &options).unwrap();
    assert_eq!(standing.histories.len() as u64, standing.hands);
    let wins: i64 = standing
        .histories
        .iter()
        .map(|hand| {
            let replay = hand.replay().unwrap();
            let seat = hand.players.as_ref().unwrap().iter().position(|name| name == "random").unwrap();
            replay.payoffs().unwrap()[seat]
        })
        .sum();
    let won = standing.scores[1].won.chips * standing.hands as f64;
    assert!((wins as f64 - won).abs() < 1e-6, "{wins} {won}");
}

#[test]
fn words_name_players() {
    let mut observer = unobserved;
    let mut options = OpenOptions { mapping: Mapping::Randomised, threads: 1, observer: &mut observer };
    for word in ["uniform", "call", "raise", "fold", "random", "pot-odds", "tight"] {
        assert_eq!(open(word, &mut options).unwrap().name(), word);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../training/tests/data/kuhn/straight.hdm");
    let path = path.to_str().unwrap();
    for spec in [path.to_owned(), format!("blueprint:{path}")] {
        assert!(open(&spec, &mut options).unwrap().table().is_some());
    }
    let mut error = |spec: &str| open(spec, &mut options).map(|_| ()).unwrap_err();
    assert!(matches!(error("nobody"), SpecError::Unknown { .. }));
    assert!(matches!(error("call:3"), SpecError::Argument { .. }));
    assert!(matches!(error("blueprint:"), SpecError::NoArgument { .. }));
}
