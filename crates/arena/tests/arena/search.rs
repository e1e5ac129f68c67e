//! A strategy that searches, at a table.

use holdem_arena::lbr::{LbrChange, LbrOptions, change};
use holdem_arena::matches::{Match, MatchOptions, gain};
use holdem_arena::players::{Entrant, Fixed, SearchEntrant, StreetTimes};
use holdem_arena::translation::Mapping;
use holdem_blueprint::unobserved;
use holdem_cards::Street;
use holdem_search::Method;
use holdem_search::holdem::{Budget, SearchOptions};

use crate::support::{config, entrant, random};

const GAME: &str = r#"{"stack": 20, "small_blind": 5, "big_blind": 10,
    "menu": {"flop": {"sizes": [["50%"]], "max_raises": 1}, "turn": {"sizes": [["75%"]], "max_raises": 1},
    "river": {"sizes": [["75%", "all-in"]], "max_raises": 1}}}"#;

fn searching(iterations: u64) -> SearchEntrant {
    searching_by(Method::Resolve, iterations)
}

fn searching_by(method: Method, iterations: u64) -> SearchEntrant {
    let options = SearchOptions {
        method,
        budget: Budget::Iterations(iterations),
        from: Street::River,
        // Few iterations solve little; what they come to is played all the same.
        tolerance: f64::INFINITY,
        ..SearchOptions::default()
    };
    SearchEntrant::new(entrant(&random(&config(GAME), 3)), options).unwrap()
}

fn scores(workers: usize) -> Vec<u64> {
    let search = searching(2);
    let table = Entrant::table(&search).unwrap().clone();
    let entrants: [Box<dyn Entrant>; 2] = [Box::new(search), Box::new(Fixed::Random)];
    let options = MatchOptions { hands: 160, workers, ..MatchOptions::default() };
    let standing = Match::new(&table, &entrants).unwrap().play(&options, &mut unobserved).unwrap();
    standing.scores.iter().map(|score| score.won.chips.to_bits()).collect()
}

#[test]
fn bets_of_any_size_are_answered_the_same_way_by_any_number_of_workers() {
    assert_eq!(scores(1), scores(3));
}

#[test]
fn what_search_gains_is_told_with_its_decisions_by_street() {
    let options = MatchOptions { hands: 200, ..MatchOptions::default() };
    let search = searching(2);
    let times = search.times_later();
    let standing = gain(search, &options, &mut unobserved).unwrap();
    assert!(standing.hands >= 200);
    let corrected = standing.scores[0].aivat.as_ref().expect("a small strategy has values");
    assert!(corrected.deviation_mbb < standing.scores[0].deviation_mbb, "{:?}", standing.scores[0]);
    let times = times();
    let streets: Vec<usize> = times.iter().map(|at| at.street).collect();
    assert_eq!(streets, [3], "only the river is searched");
    let river = times[0];
    assert!(river.searched > 1 && river.median_secs <= river.p99_secs, "{river:?}");
}

/// What takes luck out asks how a player plays before the player is asked for its move.
#[test]
fn a_decision_counts_once_however_often_it_is_asked_about() {
    let options = MatchOptions { hands: 120, ..MatchOptions::default() };
    let (corrected, plain) = (searching(2), searching(2));
    let (all, once) = (corrected.times_later(), plain.times_later());
    let standing = gain(corrected, &options, &mut unobserved).unwrap();
    assert!(standing.scores[0].aivat.is_some());
    let table = Entrant::table(&plain).unwrap().clone();
    let blueprint: Box<dyn Entrant> = Box::new(plain.blueprint().clone());
    let entrants: [Box<dyn Entrant>; 2] = [Box::new(plain), blueprint];
    Match::new(&table, &entrants).unwrap().play(&options, &mut unobserved).unwrap();
    let counts = |times: Vec<StreetTimes>| {
        times.iter().map(|at| (at.street, at.searched, at.refused)).collect::<Vec<_>>()
    };
    assert_eq!(counts(all()), counts(once()));
}

/// The blueprint is hands played at random, so that search by what is believed is exploited less. Promises of
/// such a blueprint ask for nothing.
#[test]
fn local_best_response_wins_less_where_the_river_is_searched() {
    let options =
        LbrOptions { from: 3, flops: Some(2), runouts: [1, 1], rare: 0.05, ..LbrOptions::default() };
    let LbrChange { before, after, less } =
        change(&searching_by(Method::Mixed, 40), Mapping::default(), &options, &mut unobserved).unwrap();
    assert_eq!((before.flops, after.flops), (Some(2), Some(2)));
    assert!((before.gain.chips - after.gain.chips - less.chips).abs() < 1e-6, "{less:?}");
    assert!(less.chips > 0.0, "{before:?} {after:?}");
}
