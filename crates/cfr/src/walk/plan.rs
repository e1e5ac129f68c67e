//! The order of work in a walk over a subtree, fixed once: a list of steps over numbered vectors.
//!
//! A walk goes down the tree with reach and comes up with values, depth first, so that few vectors are alive
//! at a time. Valuing terminal children costs most, and two nodes cost little more than one (see
//! [`crate::kernels`]); but a depth-first walk has only one node at hand. So a node whose decisions below are
//! done *waits* with its terminal children, and whatever depends on them waits too, while the walk goes on
//! elsewhere, until the next node waits as well; then both are valued together. All of this is known before
//! the first walk. The plan also says where every vector is, so that a walk is a loop without recursion,
//! allocation or bookkeeping.
//!
//! Vectors are of two kinds, numbered separately: *down*, reach and strategies, and *up*, values. A walk
//! starts with the players' reach in down vectors 0 and 1 and ends with their values in up vectors 0 and 1.

mod draft;
mod fours;
mod places;

use draft::Draft;
use holdem_game::tree::{BettingTree, NodeId, NodeKind};

/// Number of a vector of one kind.
pub(crate) type Vector = u32;

/// One step of a walk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    /// The strategy of a node's player, one down vector for each action from `to` on; `next` is the node of
    /// the next such step, the same if there is none.
    Strategy { node: NodeId, num_actions: u32, to: Vector, next: NodeId },
    /// Reach behind an action (down vectors).
    Scale { reach: Vector, chosen: Vector, to: Vector },
    /// Terminal children of one node: its index in [`Plan::terminals`].
    Terminals(u32),
    /// Terminal children of two nodes: this index and the next.
    TwoTerminals(u32),
    /// Terminal children of four nodes, from this index on.
    FourTerminals(u32),
    /// The value of a node for its player from those of its actions: reads `strategy`, `reach` (down) and
    /// `values`, writes `to` (up).
    Decide { node: NodeId, num_actions: u32, strategy: Vector, reach: Vector, values: Vector, to: Vector },
    /// Adds an up vector to another.
    Add { from: Vector, to: Vector },
    /// Leaves the subtree: passes on reach and fetches values, by player.
    Exit { exit: u32, reach: [Vector; 2], to: [Vector; 2] },
    /// Begins one of several subtrees: fetches the players' reach (down).
    Enter { root: u32, to: [Vector; 2] },
    /// Ends one of several subtrees: passes on the players' values (up).
    Leave { root: u32, from: [Vector; 2] },
}

/// A terminal child.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LeafPlan {
    /// Chips that one player wins from the other, see [`stake`].
    pub amount: f32,
    /// Chips that the house takes from each player, see [`half_rake`].
    pub rake: f32,
    /// Probability of the action (down).
    pub chosen: Vector,
    /// Where the acting player's values go (up).
    pub values: Vector,
}

/// The terminal children of a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TerminalPlan {
    /// Reach of the acting player (down).
    pub own_reach: Vector,
    /// Reach of the other player (down).
    pub other_reach: Vector,
    /// The acting player folds.
    pub fold: Option<LeafPlan>,
    /// The hands are compared.
    pub showdown: Option<LeafPlan>,
    /// Where the other player's values go (up).
    pub other_values: Vector,
    /// Whether they are added to what is there.
    pub adds: bool,
}

impl TerminalPlan {
    /// Whether the house takes anything here.
    pub(crate) fn is_raked(&self) -> bool {
        self.fold.iter().chain(&self.showdown).any(|leaf| leaf.rake != 0.0)
    }
}

/// What a walk finds at the end of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behind {
    /// A decision node that is walked as well.
    Inside,
    /// A terminal node that is valued in the walk.
    Leaf,
    /// A node that others value: its number.
    Exit(u32),
}

/// The steps of a walk.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<Step>,
    pub(crate) terminals: Vec<TerminalPlan>,
    /// Down vectors in all.
    pub(crate) num_down: usize,
    /// Up vectors in all.
    pub(crate) num_up: usize,
}

impl Plan {
    /// Plans the walk over a whole subtree.
    ///
    /// # Complexity
    /// O(nodes x vectors alive at a time), once.
    pub(crate) fn of_subtree(tree: &BettingTree, root: NodeId) -> Self {
        Self::new(tree, root, &|child| match tree.node(child).kind {
            NodeKind::Decision { .. } => Behind::Inside,
            NodeKind::Fold { .. } | NodeKind::Showdown => Behind::Leaf,
        })
    }

    /// Plans the walk from several decision nodes, one after the other, down to where `behind` says that it
    /// ends. Whatever is left to value in one subtree is valued together with the first of the next.
    pub(crate) fn forest(
        tree: &BettingTree,
        roots: &[(u32, NodeId)],
        behind: &dyn Fn(NodeId) -> Behind,
    ) -> Self {
        Draft::forest(tree, roots, behind).finish()
    }

    /// Only the way down of the same walk: reach is passed on, nothing is valued.
    pub(crate) fn down_alone(&self) -> Self {
        let goes_down = |step: &&Step| {
            matches!(
                step,
                Step::Strategy { .. } | Step::Scale { .. } | Step::Enter { .. } | Step::Exit { .. }
            )
        };
        let steps = self.steps.iter().filter(goes_down).copied().collect();
        Self { steps, terminals: Vec::new(), ..*self }
    }

    /// Plans the walk from a decision node down to where `behind` says that it ends.
    pub(crate) fn new(tree: &BettingTree, root: NodeId, behind: &dyn Fn(NodeId) -> Behind) -> Self {
        Draft::new(tree, root, behind).finish()
    }
}

/// Chips that one player wins from the other at a terminal node: half of the difference between winning and
/// losing there.
///
/// What remains is the same for both players. They share the chips that no player of the tree has put in,
/// half for each whatever happens; these change no choice and are added where a walk ends. And each pays half
/// of the rake of the terminal node: see [`half_rake`].
pub(crate) fn stake(tree: &BettingTree, terminal: NodeId) -> f32 {
    let between = match tree.node(terminal).kind {
        NodeKind::Fold { winner } => {
            let payoff = |player| tree.fold_payoff(terminal, winner, player);
            payoff(usize::from(winner)) - payoff(1 - usize::from(winner))
        }
        NodeKind::Showdown | NodeKind::Decision { .. } => {
            let payoffs = tree.payoffs(terminal, 0);
            payoffs.win - payoffs.lose
        }
    };
    (between / 2.0) as f32
}

/// Chips that each player pays to the house at a terminal node, beyond what one wins from the other.
///
/// Let `won` be the pot less the rake, and `put_in` what each player has put in (the same for both, because
/// uncalled chips are returned). The winner gets `won - put_in`, the loser `-put_in`, and a player who ties
/// `won / 2 - put_in`. So the payoffs are half of `won` above, below or at `won / 2 - put_in`, which is half
/// of the dead chips less half of the rake.
pub(crate) fn half_rake(tree: &BettingTree, terminal: NodeId) -> f32 {
    (tree.rake_at(terminal) / 2.0) as f32
}

#[cfg(test)]
mod tests;
