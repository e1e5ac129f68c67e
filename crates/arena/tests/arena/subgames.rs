//! The gain in subgames, where it is known exactly, and of search in hold'em.

use std::sync::Arc;

use holdem_arena::lbr::{Searched, Tabular};
use holdem_arena::players::SearchEntrant;
use holdem_arena::subgames::{GainError, GainOptions, Gains, measure, of_search};
use holdem_arena::translation::Mapping;
use holdem_blueprint::game::PreflopClasses;
use holdem_blueprint::{Strategy, unobserved};
use holdem_cards::{Card, CardSet, Street};
use holdem_cfr::PublicState;
use holdem_cfr::evaluate::subgame::{game_value_from, versus_from};
use holdem_cfr::evaluate::versus::Boards;
use holdem_game::deal::HoldemCards;
use holdem_search::Method;
use holdem_search::holdem::{Budget, Hand, SearchOptions, Searcher};

use super::support::{config, entrant, random_by_street};

const KUHN: &str = r#"{"kind": "kuhn"}"#;
const LEDUC: &str = r#"{"kind": "leduc"}"#;
const MINI: &str = r#"{"kind": "mini-holdem", "ranks": 4, "suits": 2, "hole_cards": 1, "board_cards": [1, 1],
                       "stack": 20}"#;

/// What `a` wins more than `b` from `b` in each seat of the table, in chips per hand: exactly, over all
/// boards.
fn exactly(a: &Strategy, b: &Strategy, opponent: &Tabular) -> [f64; 2] {
    let game = b.game();
    let ranges = [(); 2].map(|()| vec![1.0; game.cards.num_hands()]);
    let state = PublicState { node: 0, board: 0, ranges };
    let boards = Boards { seed: 1, count: usize::MAX, workers: 1 };
    let met = versus_from(&game.tree, &*game.cards, &state, [a.table(), b.table()], boards);
    let alone = game_value_from(&game.tree, &*game.cards, &state, b.table(), boards);
    let more = [met.as_first.mean - alone[0].mean, met.as_second.mean - alone[1].mean];
    [0, 1].map(|seat| more[opponent.table().player_of(seat)])
}

fn gains(a: &Arc<Strategy>, b: &Arc<Strategy>, options: &GainOptions) -> (Gains, [f64; 2]) {
    let [first, second] =
        [a, b].map(|strategy| Tabular::new(Arc::clone(strategy), Mapping::Randomised).unwrap());
    let (table, cards) = (second.table(), &*b.game().cards);
    let found = measure((table, cards), (&first, &second), options, &mut unobserved).unwrap();
    let exact = exactly(a, b, &second);
    (found, exact)
}

#[test]
fn what_is_gained_on_the_street_where_subgames_begin_is_exact() {
    for json in [KUHN, LEDUC, MINI] {
        let game = config(json);
        let [a, b] = [&[1, 3], &[2, 3]].map(|seeds| random_by_street(&game, seeds));
        let options = GainOptions { from: 0, boards: 3, rare: 0.0, ..GainOptions::default() };
        let (found, exact) = gains(&a, &b, &options);
        assert!(exact[0].abs().max(exact[1].abs()) > 0.01, "{json}: they differ: {exact:?}");
        for subgame in &found.subgames {
            for (seat, exact) in exact.iter().enumerate() {
                let [first, counted] = [subgame.first[seat], subgame.counted[0][seat]];
                assert!((first - exact).abs() < 1e-5, "{json}: {first} {exact}");
                assert!((counted - exact).abs() < 1e-5, "every hand begins there: {counted}");
            }
        }
    }
}

#[test]
fn what_is_gained_over_several_streets_and_in_subgames_that_are_drawn_has_the_exact_mean() {
    for (json, from, seeds) in
        [(LEDUC, 0, [[1, 2], [3, 4]]), (LEDUC, 1, [[1, 2], [1, 4]]), (MINI, 1, [[1, 2], [1, 3]])]
    {
        let game = config(json);
        let [a, b] = seeds.map(|seeds| random_by_street(&game, &seeds));
        let options = GainOptions { from, boards: 1_000, workers: 2, ..GainOptions::default() };
        let (found, exact) = gains(&a, &b, &options);
        for (found, exact) in found.by_seat.iter().zip(exact) {
            let error = found.standard_error().unwrap();
            let apart = (found.mean - exact) / error;
            assert!(apart.abs() < 3.5, "{json} from {from}: {found:?} {exact}");
            assert!(error < 0.2 * exact.abs().max(0.3), "{json} from {from}: {found:?} {exact}");
        }
        let streets: f64 = found.by_street.iter().map(|street| street.mean).sum();
        assert!((streets - found.both.mean).abs() < 1e-9);
    }
}

#[test]
fn who_plays_as_the_base_does_gains_nothing() {
    let strategy = random_by_street(&config(MINI), &[1]);
    let options = GainOptions { from: 1, boards: 8, rare: 0.0, ..GainOptions::default() };
    let (found, _) = gains(&strategy, &strategy, &options);
    assert!(found.both.mean.abs() < 1e-12 && found.subgames.len() == 8, "{:?}", found.both);
}

const GAME: &str = r#"{"stack": 20, "small_blind": 5, "big_blind": 10,
    "menu": {"flop": {"sizes": [["50%"]], "max_raises": 1}, "turn": {"sizes": [["75%"]], "max_raises": 1},
    "river": {"sizes": [["75%", "all-in"]], "max_raises": 1}}}"#;

fn searching(from: Street) -> (SearchEntrant, SearchOptions) {
    let strategy = random_by_street(&config(GAME), &[3]);
    let own = strategy.recipe().sections().0.menu.unwrap();
    let options = SearchOptions {
        method: Method::Unsafe,
        budget: Budget::Iterations(20),
        from,
        river_menu: own.clone(),
        turn_menu: own,
        tolerance: f64::INFINITY,
        ..SearchOptions::default()
    };
    (SearchEntrant::new(entrant(&strategy), options.clone()).unwrap(), options)
}

/// With the bets of the blueprint alone nothing is taken for anything else, and one walk over the subgame
/// knows what the solution gains.
#[test]
fn what_search_gains_on_a_river_is_what_an_exact_solver_counts() {
    let (search, options) = searching(Street::River);
    let searched = Searched::new(&search, Mapping::Randomised).unwrap();
    let cards = HoldemCards::new(PreflopClasses);
    let how = GainOptions { from: 3, boards: 6, rare: 0.0, ..GainOptions::default() };
    let table = searched.blueprint().table();
    let found = measure((table, &cards), (&searched, searched.blueprint()), &how, &mut unobserved).unwrap();
    let searcher = Searcher::new(Arc::clone(search.strategy()), options).unwrap();
    let mut gains = Vec::new();
    for subgame in &found.subgames {
        let public = subgame.public.as_ref().unwrap();
        let mut hand = Hand::begin(public.start().no_limit().unwrap().clone()).unwrap();
        public.moves().for_each(|(_, _, step)| hand.act(step).unwrap());
        // In the order in which they were dealt.
        let boards = [public.boards(), &[subgame.board]].concat();
        let pairs = boards.windows(2);
        let new = pairs.flat_map(|pair| CardSet::from_bits(pair[1] & !pair[0]).into_iter().flatten());
        hand.show(&new.collect::<Vec<Card>>()).unwrap();
        for seat in 0..2 {
            let player = table.player_of(seat);
            let mut hand = hand.clone();
            if hand.decision().unwrap() != player {
                hand.act(holdem_game::rules::Move::Check).unwrap();
            }
            let mut asked = searcher.seat(player);
            asked.decide(&hand).unwrap();
            let compared = asked.compare(&hand).unwrap().unwrap();
            let (exact, gained) = (compared.ev[1] - compared.ev[0], subgame.first[seat]);
            assert!((exact - gained).abs() < 2e-3 * compared.pot, "{compared:?} {gained}");
            gains.push(exact.abs() / compared.pot);
        }
    }
    // There is something to compare.
    assert!(gains.iter().sum::<f64>() > 0.01 * gains.len() as f64, "{gains:?}");
}

#[test]
fn the_gain_of_search_has_the_same_bits_for_any_number_of_workers() {
    let (search, _) = searching(Street::River);
    let run = |workers| {
        let options = GainOptions { boards: 20, workers, ..GainOptions::default() };
        of_search(&search, Mapping::Randomised, &options, &mut unobserved).unwrap()
    };
    let [one, three] = [run(1), run(3)];
    assert_eq!((one.gain, one.by_seat, one.by_street), (three.gain, three.by_seat, three.by_street));
    assert!(one.gain.mbb > 0.0, "a best response to random hands, nearly: {:?}", one.gain);
    assert!(search.times()[0].searched >= 20, "{:?}", search.times());
}

#[test]
fn search_from_the_flop_on_is_refused() {
    let (search, _) = searching(Street::Flop);
    let refused = of_search(&search, Mapping::default(), &GainOptions::default(), &mut unobserved);
    assert!(matches!(refused, Err(GainError::Street { from: Street::Flop })));
}
