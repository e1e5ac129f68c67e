//! What stays the same while a game is solved: boards and plans.

use super::boards::{BoardHands, Boards};
use super::game::ExactGame;
use super::plan::Plan;
use super::table::Shape;
use crate::kernels::exact::ExactKernels;
use holdem_game::tree::{BettingTree, NodeId};

/// Boards, plans and kernels of a game.
#[derive(Debug)]
pub(super) struct Setup {
    pub(super) game: ExactGame,
    /// `[level][valued player]`; level 0 is the root's street.
    pub(super) plans: Vec<[Plan; 2]>,
    /// `[level]`.
    pub(super) shapes: Vec<Shape>,
    /// `[level]`: nodes at which the street is entered.
    pub(super) entries: Vec<Vec<NodeId>>,
    pub(super) boards: Boards,
    pub(super) kernels: &'static ExactKernels,
}

impl Setup {
    pub(super) fn new(game: ExactGame) -> Self {
        let (plans, entries) = plans(&game.tree);
        let shapes: Vec<Shape> = plans.iter().map(|[plan, _]| Shape::of(plan)).collect();
        let size = |level: usize, widths: [usize; 2]| shapes[level].numbers(widths);
        let boards = Boards::new(&game, plans.len(), &size);
        Self { game, plans, shapes, entries, boards, kernels: ExactKernels::detect() }
    }

    /// Numbers in all tables.
    pub(super) fn numbers(&self) -> usize {
        self.boards.sizes.iter().sum()
    }

    /// `[slot]`: a player's reach at the root, padded.
    pub(super) fn root_reach(&self, player: usize, out: &mut [f32]) {
        let root: &BoardHands = self.boards.root();
        let weight = |&hand: &u16| self.game.weights[player][usize::from(hand)];
        out.fill(0.0);
        out.iter_mut().zip(&root.hands[player]).for_each(|(out, hand)| *out = weight(hand));
    }
}

/// Plans every street from the root's on, until the last one or the one on which all betting ends.
fn plans(tree: &BettingTree) -> (Vec<[Plan; 2]>, Vec<Vec<NodeId>>) {
    let first = usize::from(tree.node(0).street);
    let levels = tree.num_streets() - first;
    let mut entries = vec![vec![0]];
    let mut plans = Vec::new();
    for level in 0..levels {
        let plan = |player| Plan::new(tree, &entries[level], player, level + 1 == levels);
        let both = [plan(0), plan(1)];
        let next = both[0].exits.iter().map(|exit| exit.node).collect();
        plans.push(both);
        entries.push(next);
    }
    entries.truncate(levels);
    (plans, entries)
}
