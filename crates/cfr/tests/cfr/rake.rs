//! The house takes rake: what is paid comes out of both players' values, on every way to compute them.

use crate::games::shared;
use crate::subgames::{Judged, random, state};
use holdem_cfr::discount::Discount;
use holdem_cfr::evaluate::exact::{Watch, exploitability, values};
use holdem_cfr::evaluate::played::{Deals, played};
use holdem_cfr::sampled::{SampledOptions, SampledSolver};
use holdem_cfr::vector::solver::{SolverError, SolverOptions, VectorSolver};
use holdem_game::deal::{CardModel, MiniHoldemCards};
use holdem_game::mini::MiniHoldem;
use holdem_game::rules::{Rake, Stakes, Street};
use holdem_game::tree::{BettingTree, NoLimitHoldem};
use std::sync::Arc;

/// A tenth of the pot, nine chips at most.
const RAKE: Rake = Rake { basis_points: 1000, cap: 9 };

/// Two public cards, one at a time, and a small part of the deck.
fn game() -> (Arc<BettingTree>, MiniHoldemCards) {
    let mini = MiniHoldem { ranks: 4, suits: 3, board_cards: vec![1, 1], ..MiniHoldem::default() };
    let stakes = Stakes::new(1, 2).and_then(|stakes| stakes.with_rake(RAKE)).expect("a share of the pot");
    let betting = NoLimitHoldem::new(&stakes, &[162; 2], MiniHoldem::one_pot_bet()).expect("a game");
    let tree = betting.ending_on(Street::Turn).tree().expect("a small tree");
    assert!(!tree.is_zero_sum());
    (Arc::new(tree), mini.cards().expect("a small deck"))
}

#[test]
fn every_hand_pays_its_part_pair_by_pair() {
    let (tree, cards) = game();
    let strategy = random(&tree, &cards, 6);
    let judged = Judged { tree: &tree, cards: &cards, strategy: &strategy };
    for (street, board) in [(1, &[5][..]), (2, &[5, 12])] {
        let state = state(&tree, &cards, street, board);
        let [mean, best] = [false, true].map(|best| judged.check(&state, best));
        assert!(mean[0] + mean[1] < -0.1, "the house wins: {mean:?}");
        assert!((0..2).all(|player| best[player] > mean[player]), "{best:?}, {mean:?}");
    }
}

#[test]
fn deals_that_are_played_out_pay_what_the_exact_values_say() {
    let (tree, cards) = game();
    let strategy = random(&tree, &cards, 8);
    let exact = values(&tree, &cards, [&strategy; 2], 2);
    let deals = Deals { seed: 5, first: 0, count: 100_000, workers: 2 };
    let won = played(&tree, &cards, &[&strategy, &strategy], deals);
    for (player, exact) in exact.into_iter().enumerate() {
        let found = won.by(player);
        assert!((found.mean - exact).abs() < 4.0 * found.standard_error().unwrap(), "{found:?}, {exact}");
    }
}

#[test]
fn exploitability_is_what_responses_win_beyond_what_is_won() {
    let (tree, cards) = game();
    let strategy = random(&tree, &cards, 9);
    let gap =
        exploitability(&tree, &cards, [&strategy; 2], None, 2, &Watch::NOBODY).expect("nobody stops it");
    let own = values(&tree, &cards, [&strategy; 2], 2);
    let expected = (gap.best_response[0] + gap.best_response[1] - own[0] - own[1]) / 2.0;
    assert!((gap.chips.mean - expected).abs() < 1e-4, "{gap:?}, {own:?}");
}

#[test]
fn sampled_training_learns_under_rake() {
    let (tree, cards) = game();
    let shared: Arc<dyn CardModel> = shared(cards.clone());
    let options = SampledOptions { discount: Discount::Linear, ..SampledOptions::external(1, 2) };
    let mut solver = SampledSolver::new(&tree, &shared, options).expect("small tables");
    let mut gap = |until| {
        solver.run(2, until, &|_| false);
        let average = solver.average_strategy();
        exploitability(&tree, &cards, [&average; 2], None, 2, &Watch::NOBODY)
            .expect("nobody stops it")
            .chips
            .mean
    };
    let [early, late] = [2_000, 200_000].map(&mut gap);
    assert!(late > 0.0 && late < 0.3 * early, "{early} chips, then {late}");
}

#[test]
fn vector_training_refuses_rake_by_name() {
    let (tree, cards) = game();
    let refused = VectorSolver::new(&tree, &shared(cards), SolverOptions::default()).err();
    assert!(matches!(refused, Some(SolverError::Rake)), "{refused:?}");
}
