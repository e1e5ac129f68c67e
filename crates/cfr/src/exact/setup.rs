//! What stays the same while a game is solved: boards and plans.

use super::board::BoardHands;
use super::boards::Boards;
use super::error::ExactError;
use super::game::{ExactGame, Frequency};
use super::layout::{Layout, Shape};
use super::plan::Plan;
use super::prices::Held;
use crate::kernels::exact::ExactKernels;
use holdem_game::tree::{BettingTree, NodeId};
use std::sync::Mutex;

/// Boards, plans and kernels of a game.
#[derive(Debug)]
pub(super) struct Setup {
    pub(super) game: ExactGame,
    /// `[level][valued player]`; level 0 is the root's street.
    pub(super) plans: Vec<[Plan; 2]>,
    /// `[level]`.
    pub(super) shapes: Vec<Shape>,
    pub(super) boards: Boards,
    pub(super) kernels: &'static ExactKernels,
    /// `[frequency]`: prices and factors.
    pub(super) held: Vec<Mutex<Held>>,
    /// See [`Setup::root_pairs`]: every check divides by it.
    pairs: f64,
}

impl Setup {
    /// Lists the boards and plans the walks of a game whose tables are kept in this way.
    ///
    /// # Errors
    /// If there are not two players with hands that can be held at the same time.
    pub(super) fn new(game: ExactGame, layout: Layout) -> Result<Self, ExactError> {
        check(&game)?;
        let plans = plans(&game.tree);
        let shapes: Vec<Shape> = plans.iter().map(|[plan, _]| Shape::of(plan)).collect();
        let size = |level: usize, widths: [usize; 2]| shapes[level].numbers(layout, widths);
        let boards = Boards::new(&game, plans.len(), &size);
        if boards.root().hands[0].is_empty() {
            return Err(ExactError::NoHands);
        }
        let held =
            game.frequencies.iter().map(|frequency| Mutex::new(Held::new(&frequency.shares))).collect();
        let pairs = pairs(&game, boards.root());
        Ok(Self { game, plans, shapes, boards, kernels: ExactKernels::detect(), held, pairs })
    }

    /// Sum over a player's hands of weight times value at the root, `[slot]`.
    pub(super) fn root_sum(&self, player: usize, values: &[f32]) -> f64 {
        let weight = |hand: u16| f64::from(self.game.weights[player][usize::from(hand)]);
        let hands = self.boards.root().hands[player].iter().zip(values);
        hands.map(|(&hand, &value)| weight(hand) * f64::from(value)).sum()
    }

    /// Sum of the products of weights over all pairs of hands that can be held together at the root.
    pub(super) fn root_pairs(&self) -> f64 {
        self.pairs
    }

    /// `[slot]`: a player's reach at the root, padded.
    pub(super) fn root_reach(&self, player: usize, out: &mut [f32]) {
        let root: &BoardHands = self.boards.root();
        let weight = |&hand: &u16| self.game.weights[player][usize::from(hand)];
        out.fill(0.0);
        out.iter_mut().zip(&root.hands[player]).for_each(|(out, hand)| *out = weight(hand));
    }
}

/// Sum of the products of weights over all pairs of hands that can be held together.
fn pairs(game: &ExactGame, board: &BoardHands) -> f64 {
    let [mine, other] = [0, 1].map(|player: usize| {
        let weight = |&hand: &u16| f64::from(game.weights[player][usize::from(hand)]);
        board.hands[player].iter().map(weight).collect::<Vec<f64>>()
    });
    let pairs = board.blockers[0].iter().zip(&mine).map(|(cards, mine)| {
        let others = board.blockers[1].iter().zip(&other);
        let beside = others.filter(|(blockers, _)| !cards.iter().any(|card| blockers.contains(card)));
        mine * beside.map(|(_, weight)| weight).sum::<f64>()
    });
    pairs.sum()
}

fn check(game: &ExactGame) -> Result<(), ExactError> {
    let found = game.tree.num_players();
    if found != 2 {
        return Err(ExactError::Players { found });
    }
    let expected = game.cards.num_hands();
    let fits =
        |weights: &&Vec<f32>| weights.len() == expected && weights.iter().all(|w| *w >= 0.0 && w.is_finite());
    match game.weights.iter().find(|weights| !fits(weights)) {
        Some(weights) => Err(ExactError::Range { found: weights.len(), expected }),
        None => check_frequencies(game).and(check_gadget(game)),
    }
}

fn check_frequencies(game: &ExactGame) -> Result<(), ExactError> {
    let fits = |frequency: &&Frequency| {
        let sum: f32 = frequency.shares.iter().sum();
        frequency.shares.len() == game.tree.edges(frequency.node).len() && (sum - 1.0).abs() < 1e-4
    };
    match game.frequencies.iter().find(|frequency| !fits(frequency)) {
        Some(frequency) => Err(ExactError::Frequencies { node: frequency.node }),
        None => Ok(()),
    }
}

fn check_gadget(game: &ExactGame) -> Result<(), ExactError> {
    let expected = game.cards.num_hands();
    let Some(gadget) = &game.gadget else { return Ok(()) };
    let fits = gadget.player < 2
        && gadget.promised.len() == expected
        && gadget.bound.len() == expected
        && gadget.promised.iter().all(|chips| chips.is_finite())
        && gadget.bound.iter().all(|weight| weight.is_finite());
    if fits { Ok(()) } else { Err(ExactError::Gadget { expected }) }
}

/// Plans every street from the root's on.
fn plans(tree: &BettingTree) -> Vec<[Plan; 2]> {
    let levels = tree.num_streets() - usize::from(tree.node(0).street);
    let mut entries: Vec<NodeId> = vec![0];
    let mut plans = Vec::new();
    for level in 1..=levels {
        let both = [0, 1].map(|player| Plan::new(tree, &entries, player, level == levels));
        entries.clone_from(&both[0].exits.nodes);
        plans.push(both);
    }
    plans
}
