//! A strategy that searches, at a table.

use holdem_arena::matches::{Match, MatchOptions, gain};
use holdem_arena::players::{Entrant, Fixed, SearchEntrant};
use holdem_blueprint::unobserved;
use holdem_cards::Street;
use holdem_search::holdem::{Budget, SearchOptions};

use crate::support::{config, entrant, random};

const GAME: &str = r#"{"stack": 20, "small_blind": 5, "big_blind": 10,
    "menu": {"flop": {"sizes": [["50%"]], "max_raises": 1}, "turn": {"sizes": [["75%"]], "max_raises": 1},
    "river": {"sizes": [["75%", "all-in"]], "max_raises": 1}}}"#;

fn searching() -> SearchEntrant {
    let options = SearchOptions {
        budget: Budget::Iterations(2),
        from: Street::River,
        // Two iterations solve little; what they come to is played all the same.
        tolerance: f64::INFINITY,
        ..SearchOptions::default()
    };
    SearchEntrant::new(entrant(&random(&config(GAME), 3)), options).unwrap()
}

fn scores(workers: usize) -> Vec<u64> {
    let search = searching();
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
    let found = gain(searching(), &options, &mut unobserved).unwrap();
    assert!(found.standing.hands >= 200);
    let streets: Vec<usize> = found.times.iter().map(|at| at.street).collect();
    assert_eq!(streets, [3], "only the river is searched");
    let river = found.times[0];
    assert!(river.searched > 3 && river.median_secs <= river.p99_secs, "{river:?}");
}
