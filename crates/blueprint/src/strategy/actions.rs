//! The actions after a history.

use holdem_game::tree::{Action, BettingTree, NodeId, NodeKind};

use super::{AskError, Strategy};
use crate::BlueprintError;

/// A reference to a node of a betting tree: the node itself, or text such as `r5c/kb8`, see
/// [`BettingTree::find`].
pub trait History {
    /// The node it refers to.
    ///
    /// # Errors
    /// [`BlueprintError::History`] if the tree has no such history.
    fn node(&self, tree: &BettingTree) -> Result<NodeId, BlueprintError>;
}

impl History for NodeId {
    /// # Panics
    /// If the node is not of the tree.
    fn node(&self, tree: &BettingTree) -> Result<NodeId, BlueprintError> {
        assert!((*self as usize) < tree.nodes().len(), "node {self} is not of this tree");
        Ok(*self)
    }
}

impl History for str {
    fn node(&self, tree: &BettingTree) -> Result<NodeId, BlueprintError> {
        let error = |source| BlueprintError::History { history: self.to_owned(), source };
        tree.find(self).map_err(error)
    }
}

impl History for String {
    fn node(&self, tree: &BettingTree) -> Result<NodeId, BlueprintError> {
        self.as_str().node(tree)
    }
}

impl<T: History + ?Sized> History for &T {
    fn node(&self, tree: &BettingTree) -> Result<NodeId, BlueprintError> {
        (**self).node(tree)
    }
}

/// An action of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionAt {
    /// The move, in chips.
    pub action: Action,
    /// Node behind it.
    pub child: NodeId,
    /// As in a history: `r12`.
    pub token: String,
    /// A label such as `raise to 6bb`.
    pub label: String,
    /// Whether the hand is over after it, except for cards still to be dealt.
    pub ends: bool,
}

impl Strategy {
    /// The node after a history.
    ///
    /// # Errors
    /// [`BlueprintError::History`].
    pub fn node(&self, history: impl History) -> Result<NodeId, BlueprintError> {
        history.node(self.tree())
    }

    /// The decision after a history, and the seat that acts.
    ///
    /// # Errors
    /// [`BlueprintError::History`]; [`AskError::Over`].
    pub fn decision(&self, history: impl History) -> Result<(NodeId, usize), BlueprintError> {
        let node = self.node(history)?;
        match self.tree().node(node).kind {
            NodeKind::Decision { player } => Ok((node, usize::from(player))),
            NodeKind::Fold { .. } | NodeKind::Showdown => {
                Err(AskError::Over { history: self.tree().history_text(node) }.into())
            }
        }
    }

    /// Actions after a history, in the order of every `[action]` of this strategy: fold, check or call,
    /// raises from small to large.
    ///
    /// # Errors
    /// As [`Strategy::decision`].
    pub fn actions(&self, history: impl History) -> Result<Vec<ActionAt>, BlueprintError> {
        let (node, _) = self.decision(history)?;
        let unit = self.game().label_unit();
        let tree = self.tree();
        let described = tree.edges(node).iter().map(|edge| ActionAt {
            action: edge.action,
            child: edge.child,
            token: tree.token(node, edge.action),
            label: tree.label(node, edge.action, unit),
            ends: !matches!(tree.node(edge.child).kind, NodeKind::Decision { .. }),
        });
        Ok(described.collect())
    }

    /// Street of a history, 0 = preflop.
    pub(super) fn street(&self, node: NodeId) -> usize {
        usize::from(self.tree().node(node).street)
    }
}
