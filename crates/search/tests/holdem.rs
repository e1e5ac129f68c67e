//! Search in Hold'em, over a small strategy trained by an earlier version.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use holdem_blueprint::strategy::ValueOptions;
use holdem_blueprint::{Strategy, unobserved};
use holdem_cards::{Card, CardSet, Combo, Street};
use holdem_cfr::tables::storage::Storage;
use holdem_game::deal::DealRng;
use holdem_game::menu::{BetMenu, BetSize, StreetMenu};
use holdem_game::rules::{Move, Stakes};
use holdem_search::holdem::{Budget, Decision, Hand, Refused, SearchOptions, Searcher, Source};
use holdem_search::{Method, SearchError};

fn strategy() -> Arc<Strategy> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../training/tests/data/holdem/straight.hdm");
    Arc::new(Strategy::open(&path).expect("a strategy of the test data"))
}

/// One size, so that turns are small.
fn menu() -> BetMenu {
    let street =
        || StreetMenu { sizes: vec![vec![BetSize::PotPercent(75.0)], vec![BetSize::AllIn]], max_raises: 2 };
    BetMenu { flop: street(), turn: street(), river: street(), ..BetMenu::compact() }
}

fn options(method: Method, iterations: u64) -> SearchOptions {
    let budget = Budget::Iterations(iterations);
    // Nothing is refused, so that what was found is looked at.
    let (river_menu, turn_menu) = (menu(), menu());
    SearchOptions {
        method,
        budget,
        river_menu,
        turn_menu,
        tolerance: f64::INFINITY,
        ..SearchOptions::default()
    }
}

fn searcher(method: Method, iterations: u64) -> Searcher {
    Searcher::new(strategy(), options(method, iterations)).expect("hold'em for two")
}

fn cards(text: &str) -> Vec<Card> {
    text.split_whitespace().map(|card| card.parse().expect("a card")).collect()
}

/// A hand with the stakes and stacks of the strategy.
fn begin(searcher: &Searcher) -> Hand {
    let (game, _) = searcher.strategy().recipe().sections();
    let [small, big] = game.blinds();
    Hand::new(&Stakes::new(small, big).expect("blinds"), &game.stack_chips()).expect("a hand")
}

fn hand(searcher: &Searcher, line: &str, board: &str) -> Hand {
    let mut hand = begin(searcher);
    hand.read(line).expect("a line");
    hand.show(&cards(board)).expect("its cards");
    hand
}

fn decide(searcher: &Searcher, hand: &Hand) -> Decision {
    let player = hand.decision().expect("somebody acts");
    searcher.seat(player).decide(hand).expect("an answer")
}

const RIVER: (&str, &str) = ("ck/kk/kk/", "Ah Kd 7c 2s 9h");

/// Checks that a decision is one: legal moves, and probabilities that sum to 1.
fn is_sound(decision: &Decision, hand: &Hand) {
    let legal = hand.state().hand().legal();
    assert!(decision.played.moves.iter().all(|&step| legal.allows(step)), "{:?}", decision.played.moves);
    for combo in Combo::all() {
        if let Some(row) = decision.played.of_hand(combo.index()) {
            let sum: f32 = row.iter().sum();
            assert!((sum - 1.0).abs() < 1e-3, "{combo}: {row:?}");
        }
    }
}

/// A river that is solved as it is, with the bets of the blueprint.
fn on_the_river(method: Method, tolerance: f64) -> Decision {
    let river_menu = strategy().recipe().sections().0.menu.expect("a strategy says its menu");
    let options = SearchOptions { from: Street::River, river_menu, tolerance, ..options(method, 300) };
    let searcher = Searcher::new(strategy(), options).expect("hold'em for two");
    let hand = hand(&searcher, RIVER.0, RIVER.1);
    let decision = decide(&searcher, &hand);
    is_sound(&decision, &hand);
    decision
}

#[test]
fn with_the_bets_of_the_blueprint_its_promises_are_kept() {
    let decision = on_the_river(Method::Resolve, 0.0025);
    let found = decision.found.expect("a subgame was solved");
    let margin = found.margin.expect("it was safe");
    assert_eq!((decision.source, found.method), (Source::Search, Method::Resolve));
    let share = margin.excess / f64::from(decision.pot);
    assert!(share < 0.0025 && found.last.is_none(), "{share} of the pot beyond the promises: {margin:?}");
}

#[test]
fn a_mixture_is_held_to_the_promises() {
    let kept = on_the_river(Method::Mixed, 0.0025);
    assert_eq!(kept.found.expect("a subgame was solved").method, Method::Mixed);
    // Nothing is better than its promises by a hundredth of the pot in the mean: the mixture is refused, and
    // the safe solution after it.
    let refused = on_the_river(Method::Mixed, -0.01);
    assert!(matches!(refused.source, Source::Blueprint(Refused::Margin { .. })), "{:?}", refused.source);
}

#[test]
fn what_a_solution_is_compared_with_is_the_blueprint() {
    let strategy = strategy();
    let river_menu = strategy.recipe().sections().0.menu.expect("a strategy says its menu");
    let options = SearchOptions { from: Street::River, river_menu, ..options(Method::Unsafe, 200) };
    let searcher = Searcher::new(strategy, options).expect("hold'em for two");
    let hand = hand(&searcher, RIVER.0, RIVER.1);
    let player = hand.decision().expect("somebody acts");
    let mut seat = searcher.seat(player);
    seat.decide(&hand).expect("an answer");
    let found = seat.compare(&hand).expect("an answer").expect("it was searched");
    let board = searcher.strategy().board(&RIVER.1.replace(' ', "")).expect("a board");
    let values = searcher.strategy().values("ckkkkk", &board, &ValueOptions::default(), &mut unobserved);
    let mean = values.expect("values").mean[player];
    assert!((found.ev[0] - mean).abs() < 1e-3, "with its own bets: {found:?} {mean}");
    // It is no equilibrium: the solution is exploited less, and gets no less from it.
    let [before, after] = found.best_response;
    assert!(after < before - 0.01 && found.ev[1] > found.ev[0] - 1e-3, "{found:?}");
}

#[test]
fn a_bet_of_the_subgame_that_the_blueprint_does_not_know_is_played_as_the_nearest_one() {
    let sizes = |sizes: &[f64]| {
        let sizes = sizes.iter().map(|&size| BetSize::PotPercent(size)).collect();
        BetMenu { river: StreetMenu { sizes: vec![sizes], max_raises: 1 }, ..BetMenu::default() }
    };
    let best_response = |river_menu| {
        let options = SearchOptions { from: Street::River, river_menu, ..options(Method::Unsafe, 5) };
        let searcher = Searcher::new(strategy(), options).expect("hold'em for two");
        let hand = hand(&searcher, RIVER.0, RIVER.1);
        let mut seat = searcher.seat(hand.decision().expect("somebody acts"));
        seat.decide(&hand).expect("an answer");
        seat.compare(&hand).expect("an answer").expect("it was searched").best_response[0]
    };
    let [small, both] = [best_response(sizes(&[75.0])), best_response(sizes(&[75.0, 160.0]))];
    assert!(both > small + 0.01, "a larger bet that is called as often wins more: {small} {both}");
}

#[test]
fn workers_do_not_show() {
    let bits = |workers| {
        let options = SearchOptions { workers, ..options(Method::Resolve, 6) };
        let searcher = Searcher::new(strategy(), options).expect("hold'em for two");
        let decision = decide(&searcher, &hand(&searcher, "ck/kk/", "Ah Kd 7c 2s"));
        let rows = decision.played.strategy.into_iter().flatten();
        rows.map(f32::to_bits).collect::<Vec<u32>>()
    };
    assert!(bits(1) == bits(3));
}

#[test]
fn sixteen_bits_play_nearly_the_same_in_half_the_memory() {
    let [wide, short] = [Storage::F32, Storage::I16].map(|storage| {
        let options =
            SearchOptions { storage: Some(storage), from: Street::River, ..options(Method::Mixed, 200) };
        let searcher = Searcher::new(strategy(), options).expect("hold'em for two");
        let decision = decide(&searcher, &hand(&searcher, RIVER.0, RIVER.1));
        decision.found.expect("a subgame was solved")
    });
    assert!(short.table_bytes < wide.table_bytes * 6 / 10, "{} {}", short.table_bytes, wide.table_bytes);
    let apart = (short.exploitability_pct - wide.exploitability_pct).abs();
    assert!(apart < 0.3, "{} and {} % of the pot", short.exploitability_pct, wide.exploitability_pct);
}

#[test]
fn a_target_ends_iterations_with_the_same_bits_for_any_number_of_workers() {
    let found = [1, 2].map(|workers| {
        let target_pct = Some(2.0);
        let options =
            SearchOptions { target_pct, workers, from: Street::Turn, ..options(Method::Mixed, 400) };
        let searcher = Searcher::new(strategy(), options).expect("hold'em for two");
        let decision = decide(&searcher, &hand(&searcher, "ck/kk/", "Ah Kd 7c 2s"));
        let found = decision.found.expect("a subgame was solved");
        assert!(found.iterations < 400 && found.exploitability_pct <= 2.0, "{found:?}");
        (found.iterations, found.exploitability_pct.to_bits(), decision.played)
    });
    assert!(found[0] == found[1]);
}

#[test]
fn where_there_is_no_time_the_blueprint_plays() {
    let budget = Budget::Time(Duration::ZERO);
    let options = SearchOptions { budget, from: Street::Flop, ..options(Method::Mixed, 1) };
    let searcher = Searcher::new(strategy(), options).expect("hold'em for two");
    for (line, board) in [("ck/", "Ah Kd 7c"), ("ck/kk/", "Ah Kd 7c 2s")] {
        let hand = hand(&searcher, line, board);
        let decision = decide(&searcher, &hand);
        is_sound(&decision, &hand);
        assert_eq!(decision.source, Source::Blueprint(Refused::Time), "{line}");
    }
}

#[test]
fn a_search_is_stopped_by_who_watches() {
    let searcher = searcher(Method::Mixed, 1_000_000_000);
    let hand = hand(&searcher, "ck/kk/", "Ah Kd 7c 2s");
    let mut seat = searcher.seat(hand.decision().expect("somebody acts"));
    let mut heard = 0;
    let stopped = seat.decide_watched(&hand, &mut |progress| {
        heard = progress.iterations;
        ControlFlow::Break(())
    });
    assert!(matches!(stopped, Err(SearchError::Interrupted)) && heard > 0 && heard < 1_000_000_000);
}

#[test]
fn from_the_flop_every_later_street_starts_from_the_last_solution() {
    let options = SearchOptions { from: Street::Flop, flop_menu: menu(), ..options(Method::Mixed, 2) };
    let searcher = Searcher::new(strategy(), options).expect("hold'em for two");
    let mut hand = hand(&searcher, "ck/", "Ah Kd 7c");
    let mut seat = searcher.seat(hand.decision().expect("somebody acts"));
    for (then, board) in [("kk", "Ah Kd 7c 2s"), ("kk", "Ah Kd 7c 2s 2h"), ("", "Ah Kd 7c 2s 2h")] {
        let decision = seat.decide(&hand).expect("an answer");
        is_sound(&decision, &hand);
        assert_eq!(decision.source, Source::Search, "{}", decision.street);
        hand.read(then).expect("two checks");
        hand.show(&cards(board)).expect("the next card");
    }
}

#[test]
fn a_bet_of_another_size_is_answered_in_a_tree_that_has_it() {
    for method in [Method::Unsafe, Method::Resolve, Method::MaxMargin, Method::Mixed] {
        let searcher = searcher(method, 20);
        let mut hand = hand(&searcher, RIVER.0, RIVER.1);
        let first = hand.decision().expect("somebody acts");
        let mut seat = searcher.seat(1 - first);
        hand.act(Move::RaiseTo(3)).expect("a bet");
        let decision = seat.decide(&hand).expect("an answer");
        is_sound(&decision, &hand);
        assert_eq!(decision.source, Source::Search, "{method}");
        assert!(decision.played.moves.contains(&Move::Fold) && decision.played.moves.contains(&Move::Call));
    }
}

#[test]
fn what_was_played_stays_as_it_was() {
    let searcher = searcher(Method::Resolve, 20);
    let mut hand = hand(&searcher, RIVER.0, RIVER.1);
    let mut seat = searcher.seat(hand.decision().expect("somebody acts"));
    let checked = seat.decide(&hand).expect("an answer");
    hand.act(Move::Check).expect("a check");
    hand.act(Move::RaiseTo(5)).expect("a bet that no menu has");
    let again = seat.decide(&hand).expect("an answer");
    is_sound(&again, &hand);
    let (before, after) = (checked.found.expect("solved"), again.found.expect("solved again"));
    assert!(!after.is_kept && after.decisions > before.decisions, "{} {}", before.decisions, after.decisions);
    // Where the hand always bets, it does not come to the decision: nothing was changed about it.
    assert!(again.ranges == checked.ranges, "the street begins as it did");
}

#[test]
fn later_streets_start_from_the_last_solution() {
    let searcher = searcher(Method::Resolve, 8);
    let mut hand = hand(&searcher, "ck/kk/", "Ah Kd 7c 2s");
    let first = hand.decision().expect("somebody acts");
    let mut seat = searcher.seat(first);
    seat.decide(&hand).expect("an answer on the turn");
    hand.read("kk").expect("two checks");
    hand.show(&cards("Ah Kd 7c 2s 9h")).expect("a river");
    let river = seat.decide(&hand).expect("an answer on the river");
    is_sound(&river, &hand);
    let fresh = searcher.seat(first).decide(&hand).expect("the same without having been asked before");
    assert_eq!(river.played, fresh.played, "the answer depends on the history alone");
    assert_eq!(river.source, Source::Search);
    let ranges = river.ranges.expect("solved");
    let total = |player: usize| ranges[player].iter().sum::<f32>();
    assert!(total(0) > 0.0 && total(1) > 0.0);
}

#[test]
fn before_the_first_street_and_beyond_the_memory_the_blueprint_plays() {
    let options = SearchOptions { memory_bytes: 1_000, ..options(Method::Resolve, 5) };
    let searcher = Searcher::new(strategy(), options).expect("hold'em for two");
    for (line, board) in [("", ""), ("ck/", "Ah Kd 7c"), RIVER] {
        let hand = hand(&searcher, line, board);
        let decision = decide(&searcher, &hand);
        is_sound(&decision, &hand);
        assert!(matches!(decision.source, Source::Blueprint(_)), "{line}: {:?}", decision.source);
        assert_eq!(Some(&decision.played), decision.blueprint.as_ref(), "{line}");
    }
}

#[test]
fn hands_of_any_sizes_are_played_without_an_illegal_move() {
    let searcher = searcher(Method::Resolve, 2);
    let mut rng = DealRng::for_iteration(7, 0);
    let mut searched = 0;
    for _ in 0..12 {
        let deck: Vec<Card> = {
            let mut deck: Vec<Card> = Card::all().collect();
            (0..5).for_each(|at| deck.swap(at, at + rng.below(52 - at)));
            deck.truncate(5);
            deck
        };
        let mut hand = begin(&searcher);
        let mut seats = [searcher.seat(0), searcher.seat(1)];
        while hand.state().hand().to_act().is_some() {
            hand.show(&deck[..hand.street().board_len()]).expect("its cards");
            let player = hand.decision().expect("somebody acts");
            let decision = seats[player].decide(&hand).expect("an answer");
            is_sound(&decision, &hand);
            searched += usize::from(decision.source == Source::Search);
            let legal = hand.state().hand().legal();
            let step = match (rng.below(4), legal.raise_to) {
                (0, Some((least, most))) => {
                    Move::RaiseTo(least + rng.below((most - least + 1) as usize) as u32)
                }
                _ => legal.passive(),
            };
            hand.act(step).expect("a legal move");
        }
    }
    assert!(searched > 10, "{searched} decisions were searched");
}

#[test]
fn garbage_is_an_error() {
    let searcher = searcher(Method::Resolve, 2);
    let mut hand = hand(&searcher, RIVER.0, RIVER.1);
    let other = 1 - hand.decision().expect("somebody acts");
    assert!(matches!(searcher.seat(other).decide(&hand), Err(SearchError::Turn { .. })));
    assert!(hand.show(&cards("Ah Ah 7c 2s 9h")).is_err(), "a card twice");
    hand.read("b2f").expect("a fold");
    assert!(hand.read("k").is_err(), "the player has folded");
    assert!(matches!(searcher.seat(0).decide(&hand), Err(SearchError::Line(_))), "the hand is over");
    let mut waits = begin(&searcher);
    waits.read("ck/").expect("a flop without cards");
    assert!(matches!(searcher.seat(1).decide(&waits), Err(SearchError::Line(_))));
    assert_eq!(waits.street(), Street::Flop);
    assert!(CardSet::EMPTY.is_empty());
}
