//! Mini hold'em through the engine that trains Hold'em: values by brute force, and equilibria of exact games.

use crate::games::shared;
use holdem_cards::CardSet;
use holdem_cfr::evaluate::exact::{Watch, exploitability, values};
use holdem_cfr::exact::{ExactGame, ExactOptions, ExactSolver};
use holdem_cfr::tables::layout::bucket_counts;
use holdem_cfr::{SolverOptions, Strategy, VectorSolver};
use holdem_game::deal::{CardModel, HandSample, MiniHoldemCards};
use holdem_game::mini::MiniHoldem;
use holdem_game::tree::{BettingTree, NodeId, NodeKind};
use std::sync::Arc;

fn game(ranks: u8, suits: u8, hole_cards: u8, board_cards: &[u8]) -> (Arc<BettingTree>, MiniHoldemCards) {
    let board_cards = board_cards.to_vec();
    let game = MiniHoldem { ranks, suits, hole_cards, board_cards, ..MiniHoldem::default() };
    let betting = game.betting(MiniHoldem::one_pot_bet()).expect("a game that can be bet");
    (Arc::new(betting.tree().expect("a small tree")), game.cards().expect("a small deck"))
}

/// Chances that player 0 wins, ties and loses a showdown, by dealing everything.
fn showdown_chances(cards: &MiniHoldemCards) -> [f64; 3] {
    let mut counts = [0u32; 3];
    let mut layer = Default::default();
    let last = cards.num_streets() - 1;
    let deck: Vec<u64> = cards.deck().cards().map(|card| CardSet::EMPTY.with(card).bits()).collect();
    let sets =
        (0u32..1 << deck.len()).filter(|mask| mask.count_ones() as usize == cards.deck().final_board_len());
    for mask in sets {
        let board = (0..deck.len()).filter(|at| mask >> at & 1 == 1).map(|at| deck[at]).sum();
        cards.layer(last, board, &mut layer);
        let group = |slot: usize| layer.tie_ends.iter().position(|&end| slot < usize::from(end));
        for (a, b) in (0..layer.len()).flat_map(|a| (0..layer.len()).map(move |b| (a, b))) {
            let [x, y] = [a, b].map(|slot| cards.hand(layer.hands[slot].into()));
            if !x.intersects(y) {
                counts[(group(b).cmp(&group(a)) as i8 + 1) as usize] += 1;
            }
        }
    }
    let total: u32 = counts.iter().sum();
    counts.map(|count| f64::from(count) / f64::from(total))
}

/// What player 0 wins below a node where both play each action equally often.
fn uniform_value(tree: &BettingTree, node: NodeId, [win, tie, lose]: [f64; 3]) -> f64 {
    let edges = tree.edges(node);
    if edges.is_empty() {
        let payoffs = tree.payoffs(node, 0);
        return win * payoffs.win + tie * payoffs.tie + lose * payoffs.lose;
    }
    let below = edges.iter().map(|edge| uniform_value(tree, edge.child, [win, tie, lose]));
    below.sum::<f64>() / edges.len() as f64
}

#[test]
fn uniform_play_is_worth_what_dealing_everything_says() {
    for (ranks, suits, hole_cards, board_cards) in
        [(4, 2, 1, &[1u8][..]), (3, 2, 2, &[]), (4, 2, 2, &[1]), (3, 3, 2, &[1, 1]), (4, 2, 1, &[1, 1, 1])]
    {
        let (tree, cards) = game(ranks, suits, hole_cards, board_cards);
        let uniform = Strategy::uniform(&tree, &bucket_counts(&cards));
        let value = values(&tree, &cards, [&uniform, &uniform], 2);
        let expected = uniform_value(&tree, 0, showdown_chances(&cards));
        assert!((value[0] - expected).abs() < 1e-4, "{board_cards:?}: {} {expected}", value[0]);
        assert!((value[0] + value[1]).abs() < 1e-4, "zero sum: {value:?}");
    }
}

fn exploitability_mbb(
    tree: &Arc<BettingTree>,
    cards: &MiniHoldemCards,
    batch_size: usize,
    iterations: u64,
) -> f64 {
    sampled_exploitability_mbb(tree, cards, (batch_size, HandSample::All), iterations)
}

fn sampled_exploitability_mbb(
    tree: &Arc<BettingTree>,
    cards: &MiniHoldemCards,
    (batch_size, hands): (usize, HandSample),
    iterations: u64,
) -> f64 {
    let options = SolverOptions { seed: 3, batch_size, hands, ..SolverOptions::default() };
    let mut solver = VectorSolver::new(tree, &shared(cards.clone()), options).expect("small tables");
    solver.run(2, iterations, &|_| false);
    let average = solver.average_strategy();
    let gap =
        exploitability(tree, cards, [&average, &average], None, 2, &Watch::NOBODY).expect("nobody stops it");
    gap.chips.mean / 2.0 * 1000.0
}

#[test]
fn one_street_of_all_52_cards_is_solved() {
    let (tree, cards) = game(13, 4, 2, &[]);
    assert!(matches!(tree.node(0).kind, NodeKind::Decision { player: 0 }));
    let mbb = exploitability_mbb(&tree, &cards, 1, 20_000);
    assert!((0.0..1.5).contains(&mbb), "{mbb} mbb per hand");
}

#[test]
fn a_street_with_a_public_card_is_solved() {
    let (tree, cards) = game(5, 4, 2, &[1]);
    let mbb = exploitability_mbb(&tree, &cards, 20, 12_000);
    assert!((0.0..8.0).contains(&mbb), "{mbb} mbb per hand");
}

/// A tenth of the hands of a board: without hands that stand for those they keep out, see `Deal::own`, a
/// stratified sample would end beside the equilibrium.
#[test]
fn a_stratified_sample_of_hands_comes_to_the_equilibrium_sooner_than_a_uniform_one() {
    let (tree, cards) = game(5, 4, 2, &[1]);
    let after = |hands, iterations| sampled_exploitability_mbb(&tree, &cards, (20, hands), iterations);
    let [uniform, stratified] =
        [HandSample::Uniform(17), HandSample::Stratified(17)].map(|hands| after(hands, 40_000));
    assert!(stratified < uniform, "{stratified} and {uniform} mbb per hand");
}

/// Buckets know which card came first, so that nothing keeps training from the equilibrium.
#[test]
fn two_public_streets_come_to_what_the_exact_solver_finds() {
    let (tree, cards) = game(4, 2, 1, &[1, 1]);
    let game = ExactGame::with_all_hands(Arc::clone(&tree), Arc::new(cards.clone()));
    let mut exact = ExactSolver::new(game, ExactOptions::default()).expect("small tables");
    exact.run(2_000);
    let options =
        SolverOptions { seed: 3, batch_size: 8, hands: HandSample::All, ..SolverOptions::default() };
    let mut solver = VectorSolver::new(&tree, &shared(cards.clone()), options).expect("small tables");
    let mut gap = |iterations| {
        solver.run(2, iterations, &|_| false);
        let average = solver.average_strategy();
        let gap = exploitability(&tree, &cards, [&average; 2], None, 2, &Watch::NOBODY).expect("not stopped");
        (gap.chips.mean, values(&tree, &cards, [&average; 2], 2)[0])
    };
    let [early, late] = [10_000, 640_000].map(&mut gap);
    assert!(late.0 < 0.25 * early.0, "{early:?}, then {late:?}");
    assert!((late.1 - exact.ev(0)).abs() < late.0, "{late:?}, {}", exact.ev(0));
}
