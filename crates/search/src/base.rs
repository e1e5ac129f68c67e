//! What is known where a subgame begins.

use std::sync::Arc;

use holdem_cfr::exact::{ExactSolver, NodeView};
use holdem_game::deal::{Board, CardModel};
use holdem_game::tree::{BettingTree, NodeId, NodeKind};

use crate::SearchError;

/// Both players at a public state, given the strategies played on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// `[player][hand]`: the probability with which the player reaches this state with the hand.
    pub ranges: [Vec<f32>; 2],
    /// `[player][hand]`: mean payoff of the hand, in chips, under the best response to the other player's
    /// strategy from here on; 0 for hands that cannot be held here.
    pub promised: [Vec<f64>; 2],
}

/// A strategy for a whole game, or for the rest of one, from which subgames are cut.
pub trait Base {
    /// The betting tree.
    fn tree(&self) -> &BettingTree;
    /// The cards.
    fn cards(&self) -> &Arc<dyn CardModel>;
    /// Public cards at the root.
    fn board(&self) -> Board;
    /// What is known at a decision: `boards` are the public cards after each deal on the way from the root.
    ///
    /// # Errors
    /// If there is no such decision, or the boards do not lead there.
    fn standing(&self, node: NodeId, boards: &[Board]) -> Result<Standing, SearchError>;
    /// `[player][hand]`: chips that the hand has given away on the way to a decision, that is, what the best
    /// response would have gained by other actions at the player's own decisions.
    ///
    /// # Errors
    /// As [`Base::standing`].
    ///
    /// # Complexity
    /// A look at every decision on the way.
    fn gifts(&self, node: NodeId, boards: &[Board]) -> Result<[Vec<f64>; 2], SearchError>;
}

impl Base for ExactSolver {
    fn tree(&self) -> &BettingTree {
        &self.game().tree
    }

    fn cards(&self) -> &Arc<dyn CardModel> {
        &self.game().cards
    }

    fn board(&self) -> Board {
        self.game().board
    }

    fn standing(&self, node: NodeId, boards: &[Board]) -> Result<Standing, SearchError> {
        let num_hands = self.cards().num_hands();
        let view = self.best_view(node, boards)?;
        let put_in = self.tree().contributions(node);
        let spread = |player: usize, of: &dyn Fn(usize) -> f64| {
            let mut all = vec![0.0; num_hands];
            let hands = view.hands[player].iter().enumerate();
            hands.for_each(|(at, hand)| all[usize::from(hand.hand)] = of(at));
            all
        };
        let promised = [0, 1].map(|player: usize| {
            let hands = &view.hands[player];
            spread(player, &|at| hands[at].ev - f64::from(put_in[player]))
        });
        let ranges = [0, 1].map(|player: usize| {
            let reach = spread(player, &|at| f64::from(view.hands[player][at].reach));
            reach.into_iter().map(|reach| reach as f32).collect()
        });
        Ok(Standing { ranges, promised })
    }

    fn gifts(&self, node: NodeId, boards: &[Board]) -> Result<[Vec<f64>; 2], SearchError> {
        let tree = Base::tree(self);
        let zeros = || vec![0.0; Base::cards(self).num_hands()];
        let mut gifts = [zeros(), zeros()];
        let mut child = node;
        while child != 0 {
            let parent = tree.node(child).parent;
            let deals = usize::from(tree.node(parent).street - tree.node(0).street);
            let view = self.best_view(parent, &boards[..deals])?;
            let action = tree.edges(parent).iter().position(|edge| edge.child == child);
            add_gifts(&view, action.expect("a child stands behind an edge"), &mut gifts);
            child = parent;
        }
        Ok(gifts)
    }
}

/// Adds what the acting player's hands give away by an action.
fn add_gifts(view: &NodeView, action: usize, gifts: &mut [Vec<f64>; 2]) {
    for (at, hand) in view.hands[view.player].iter().enumerate() {
        let given = hand.ev - view.action_evs[action][at];
        gifts[view.player][usize::from(hand.hand)] += given.max(0.0);
    }
}

/// The first decision on the street of a given decision, on the way to it.
pub fn street_start(tree: &BettingTree, node: NodeId) -> NodeId {
    let street = tree.node(node).street;
    let mut first = node;
    while first != 0 && tree.node(tree.node(first).parent).street == street {
        first = tree.node(first).parent;
    }
    first
}

/// The first decisions of a street, in order.
pub fn street_starts(tree: &BettingTree, street: u8) -> Vec<NodeId> {
    let starts = |&id: &NodeId| {
        let node = tree.node(id);
        let decides = matches!(node.kind, NodeKind::Decision { .. }) && node.street == street;
        decides && street_start(tree, id) == id
    };
    tree.subtree(0).filter(starts).collect()
}
