//! Two strategies against each other from a public state on.

use crate::games::{leduc, mini_tree, shared};
use crate::holdem::HighCard;
use crate::subgames::{random, state, tiny};
use holdem_cfr::Strategy;
use holdem_cfr::boards::PublicState;
use holdem_cfr::evaluate::exact::{values, values_from};
use holdem_cfr::evaluate::subgame::{game_value_from, versus_from};
use holdem_cfr::evaluate::versus::{Boards, Versus};
use holdem_game::deal::{CardModel, HoldemCards, LeducCards, MiniDeck, MiniHoldemCards};
use holdem_game::tree::{BettingTree, NodeKind};

/// All boards.
const ALL: Boards = Boards { seed: 1, count: usize::MAX, workers: 2 };

fn mini() -> (BettingTree, MiniHoldemCards) {
    let deck = MiniDeck { ranks: 4, suits: 2, hole_cards: 1, board_cards: vec![1, 1] };
    (mini_tree(&deck), MiniHoldemCards::new(&deck).expect("a small deck"))
}

/// A pair of strategies in a game.
struct Pair<'a> {
    tree: &'a BettingTree,
    cards: &'a dyn CardModel,
    strategies: [&'a Strategy; 2],
}

impl Pair<'_> {
    /// Sum of the products of weights over all pairs of hands that can be held together on a board.
    fn weight(&self, state: &PublicState) -> f64 {
        let mut layer = Default::default();
        let street = usize::from(self.tree.node(state.node).street);
        self.cards.layer(street, state.board, &mut layer);
        let collide = |a: u16, b: u16| {
            let (a, b) = (self.cards.blockers(a.into()), self.cards.blockers(b.into()));
            a.iter().any(|card| b.contains(card))
        };
        let pairs = layer.hands.iter().flat_map(|&a| layer.hands.iter().map(move |&b| (a, b)));
        let apart = pairs.filter(|&(a, b)| !collide(a, b));
        apart.map(|(a, b)| f64::from(state.ranges[0][usize::from(a)] * state.ranges[1][usize::from(b)])).sum()
    }

    /// What both players win before the first public card and in all subgames behind it, times weights: node
    /// by node on the first street.
    fn summed(&self, state: &PublicState, subgame: &dyn Fn(&PublicState) -> [f64; 2]) -> [f64; 2] {
        let NodeKind::Decision { player } = self.tree.node(state.node).kind else {
            let payoffs = [0, 1].map(|player| self.tree.payoffs(state.node, player).tie);
            return payoffs.map(|payoff| payoff * self.weight(state));
        };
        let mut sum = [0.0; 2];
        if self.tree.node(state.node).street == 1 {
            for runout in self.cards.runouts(0, 0) {
                let behind = PublicState { board: runout.board, ..state.clone() };
                let weight = f64::from(runout.probability) * self.weight(&behind);
                sum.iter_mut().zip(subgame(&behind)).for_each(|(sum, mean)| *sum += weight * mean);
            }
            return sum;
        }
        let (player, mut layer) = (usize::from(player), Default::default());
        self.cards.layer(0, 0, &mut layer);
        for (action, edge) in self.tree.edges(state.node).iter().enumerate() {
            let mut behind = PublicState { node: edge.child, ..state.clone() };
            for (&hand, &bucket) in layer.hands.iter().zip(&layer.buckets[0]) {
                behind.ranges[player][usize::from(hand)] *=
                    self.strategies[player].row(state.node, bucket as usize)[action];
            }
            let found = self.summed(&behind, subgame);
            sum.iter_mut().zip(found).for_each(|(sum, found)| *sum += found);
        }
        sum
    }

    /// The mean of all subgames and of what ends before them.
    fn joined(&self, subgame: &dyn Fn(&PublicState) -> [f64; 2]) -> [f64; 2] {
        let root = PublicState::root(self.cards);
        let weight = self.weight(&root);
        self.summed(&root, subgame).map(|sum| sum / weight)
    }
}

fn means(versus: &Versus) -> [f64; 3] {
    [versus.gain, versus.as_first, versus.as_second].map(|estimate| estimate.mean)
}

fn close(a: &[f64], b: &[f64]) {
    assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-5), "{a:?} {b:?}");
}

#[test]
fn subgames_of_leduc_and_mini_holdem_sum_up_to_the_whole_game() {
    let (mini_tree, mini_cards) = mini();
    let (leduc_tree, leduc_cards) = (leduc(), shared(LeducCards));
    let games: [(&BettingTree, &dyn CardModel); 2] =
        [(&*leduc_tree, &*leduc_cards), (&mini_tree, &mini_cards)];
    for (tree, cards) in games {
        let [a, b] = [1, 2].map(|seed| random(tree, cards, seed));
        for strategies in [[&a, &b], [&b, &a], [&a, &a]] {
            let whole = values(tree, cards, strategies, 1);
            let pair = Pair { tree, cards, strategies };
            let played = pair.joined(&|state| {
                let [first, second] = strategies;
                let versus = versus_from(tree, cards, state, [first, second], ALL);
                assert!(versus.as_first.interval() == Some(0.0), "all boards are exact");
                // The seat of the other is worth what this one leaves.
                [versus.as_first.mean, f64::from(tree.dead()) - versus.as_first.mean]
            });
            close(&whole, &played);
        }
        let alone = Pair { tree, cards, strategies: [&a, &a] };
        let valued =
            alone.joined(&|state| game_value_from(tree, cards, state, &a, ALL).map(|estimate| estimate.mean));
        close(&values(tree, cards, [&a, &a], 1), &valued);
    }
}

#[test]
fn from_the_start_of_a_hand_it_is_the_whole_game_and_nothing_is_won_from_oneself() {
    let (tree, cards) = mini();
    let [a, b] = [3, 4].map(|seed| random(&tree, &cards, seed));
    let root = PublicState::root(&cards);
    let versus = versus_from(&tree, &cards, &root, [&a, &b], ALL);
    let (first, second) = (values(&tree, &cards, [&a, &b], 1), values(&tree, &cards, [&b, &a], 1));
    close(&means(&versus), &[(first[0] + second[1]) / 2.0, first[0], second[1]]);
    let back = versus_from(&tree, &cards, &root, [&b, &a], ALL);
    assert!((versus.gain.mean + back.gain.mean).abs() < 1e-6, "what one wins the other loses");
    assert!(versus_from(&tree, &cards, &root, [&a, &a], ALL).gain.mean.abs() < 1e-6);
    let value = game_value_from(&tree, &cards, &root, &a, ALL);
    close(&value.map(|estimate| estimate.mean), &values(&tree, &cards, [&a, &a], 1));
}

#[test]
fn sampled_turns_tell_about_all_turns_whatever_the_workers() {
    let (tree, cards) = (tiny(), HoldemCards::new(HighCard));
    let [a, b] = [5, 6].map(|seed| random(&tree, &cards, seed));
    let state = state(&tree, &cards, 1, &[3, 17, 30]);
    let exact = versus_from(&tree, &cards, &state, [&a, &b], ALL);
    close(&[exact.as_first.mean], &[values_from(&tree, &cards, &state, [&a, &b], 1).mean[0]]);
    let few = |workers| versus_from(&tree, &cards, &state, [&a, &b], Boards { seed: 9, count: 24, workers });
    let found = few(2);
    assert_eq!(found, few(1));
    for (few, all) in [(found.gain, exact.gain), (found.as_first, exact.as_first)] {
        let error = few.standard_error().expect("a sample has a spread");
        assert!(error > 0.0 && (few.mean - all.mean).abs() < 4.0 * error, "{few} {all}");
    }
}
