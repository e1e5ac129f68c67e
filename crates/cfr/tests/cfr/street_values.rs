//! Values of all decisions of a street: on all boards they are those of a walk from each decision, and on a
//! sample they are right in the mean, as far off as the rounds say.

use crate::games::{mini_tree, shared};
use holdem_cfr::boards::PublicState;
use holdem_cfr::evaluate::Estimate;
use holdem_cfr::evaluate::exact::values_from;
use holdem_cfr::evaluate::street_values::{BoardSample, Pair, StreetValues};
use holdem_cfr::{SolverOptions, Strategy, VectorSolver};
use holdem_game::deal::{CardModel, HandSample, MiniDeck, MiniHoldemCards};
use holdem_game::tree::{BettingTree, NodeId, NodeKind};
use std::ops::ControlFlow;
use std::sync::Arc;

/// Three streets with a strategy that mixes.
struct Game {
    tree: Arc<BettingTree>,
    cards: MiniHoldemCards,
    strategy: Strategy,
}

fn game() -> Game {
    let deck = MiniDeck { ranks: 5, suits: 3, hole_cards: 1, board_cards: vec![1, 1] };
    let (tree, cards) = (Arc::new(mini_tree(&deck)), MiniHoldemCards::new(&deck).expect("a small deck"));
    let options =
        SolverOptions { seed: 5, batch_size: 4, hands: HandSample::All, ..SolverOptions::default() };
    let mut solver = VectorSolver::new(&tree, &shared(cards.clone()), options).expect("small tables");
    solver.run(1, 200, &|_| false);
    Game { tree, cards, strategy: solver.average_strategy() }
}

const NOBODY: &(dyn Fn(usize, usize) -> ControlFlow<()> + Sync) = &|_, _| ControlFlow::Continue(());

impl Game {
    fn pair(&self) -> Pair<'_> {
        Pair { tree: &self.tree, cards: &self.cards, strategies: [&self.strategy; 2] }
    }

    fn below(&self, state: &PublicState, sample: Option<BoardSample>, workers: usize) -> StreetValues {
        StreetValues::below(self.pair(), state, sample.as_ref(), workers, NOBODY).expect("nobody stops it")
    }

    /// All decisions of the first street, with the ranges that the strategy leads there with.
    fn decisions(&self) -> Vec<PublicState> {
        let mut found = vec![PublicState::root(&self.cards)];
        let mut at = 0;
        while let Some(state) = found.get(at).cloned() {
            at += 1;
            let NodeKind::Decision { player } = self.tree.node(state.node).kind else { unreachable!() };
            for (action, edge) in self.tree.edges(state.node).iter().enumerate() {
                if self.decides_first(edge.child) {
                    let mut next = PublicState { node: edge.child, ..state.clone() };
                    self.narrow(&mut next.ranges[usize::from(player)], state.node, action);
                    found.push(next);
                }
            }
        }
        found
    }

    fn decides_first(&self, node: NodeId) -> bool {
        let at = self.tree.node(node);
        matches!(at.kind, NodeKind::Decision { .. }) && at.street == 0
    }

    /// The hands of a range that take an action, each as often as it does.
    fn narrow(&self, range: &mut [f32], node: NodeId, action: usize) {
        let mut layer = holdem_game::deal::Deal::default();
        self.cards.layer(0, 0, &mut layer);
        let actions = self.tree.edges(node).len();
        let rows = self.strategy.rows(node);
        for (&hand, &bucket) in layer.hands.iter().zip(&layer.buckets[0]) {
            range[usize::from(hand)] *= rows[bucket as usize * actions + action];
        }
    }
}

#[test]
fn one_walk_values_every_decision_of_the_street() {
    let game = game();
    let all = game.below(&PublicState::root(&game.cards), None, 2);
    assert!(game.decisions().len() > 3);
    for state in game.decisions() {
        let found = all.at(game.pair(), &state);
        let expected = values_from(&game.tree, &game.cards, &state, [&game.strategy; 2], 1);
        assert_eq!(found.hands.hands, expected.hands);
        let pairs = found.hands.values.iter().zip(&expected.values).flat_map(|(a, b)| a.iter().zip(b));
        for (found, expected) in pairs {
            assert!((found - expected).abs() < 1e-4 * (1.0 + expected.abs()), "{found} {expected}");
        }
        assert_eq!(all.by_round(game.pair(), &state), []);
    }
}

/// Samples whose values are looked at.
const SAMPLES: u64 = 200;

/// Checks the actions of some hands at a decision: the mean over samples, and how often their interval holds
/// the truth. Boards are drawn so that both next streets are sampled.
fn sampled_right(game: &Game, from: &PublicState, at: &PublicState) {
    let exact = game.below(from, None, 1).at(game.pair(), at);
    let sample = |seed: u64| BoardSample { rounds: 12, boards: 2, behind: 3, seed };
    let samples: Vec<_> = (0..SAMPLES)
        .map(|seed| {
            let values = game.below(from, Some(sample(seed)), 1);
            (values.at(game.pair(), at), values.by_round(game.pair(), at))
        })
        .collect();
    let (mut held, mut looked) = (0_u32, 0_u32);
    for (action, values) in exact.actions.iter().enumerate() {
        for (hand, &truth) in values.iter().enumerate().step_by(4) {
            let means: Vec<f64> = samples.iter().map(|(whole, _)| whole.actions[action][hand]).collect();
            let mean = Estimate::of(&means);
            // A fold is worth the same on every board.
            let Some(error) = mean.standard_error() else { continue };
            let off = (mean.mean - truth).abs();
            assert!(off < 5.0 * error + 1e-4 * (1.0 + truth.abs()), "{action} {hand}: {mean} {truth}");
            for (whole, rounds) in &samples {
                let rounds: Vec<f64> = rounds.iter().map(|round| round.actions[action][hand]).collect();
                let estimate = Estimate::of(&rounds);
                assert!((estimate.mean - whole.actions[action][hand]).abs() < 1e-3 * (1.0 + truth.abs()));
                let Some(half) = estimate.interval() else { continue };
                looked += 1;
                held += u32::from((estimate.mean - truth).abs() <= half + 1e-4);
            }
        }
    }
    let share = f64::from(held) / f64::from(looked);
    assert!((0.9..0.99).contains(&share), "95 % intervals hold {share}");
}

#[test]
fn samples_are_right_in_the_mean_and_know_how_far_they_are_off() {
    let game = game();
    let decisions = game.decisions();
    sampled_right(&game, &decisions[0], &decisions[0]);
    sampled_right(&game, &decisions[0], &decisions[2]);
}

#[test]
fn workers_change_no_bit_of_a_sample_and_seeds_do() {
    let game = game();
    let root = PublicState::root(&game.cards);
    let with = |workers: usize, seed: u64| {
        let sample = BoardSample { rounds: 3, boards: 5, behind: 2, seed };
        game.below(&root, Some(sample), workers).at(game.pair(), &root)
    };
    assert!(with(1, 7) == with(3, 7) && with(1, 7) != with(1, 8));
}
