//! The cut of a betting tree into a trunk and subtrees, the unit of parallel work.
//!
//! A node whose subtree holds more than its share of the work belongs to the trunk; every decision node right
//! below the trunk is the root of a subtree. Cutting by size instead of by street keeps the trunk tiny (a few
//! dozen nodes) and the subtrees even, whatever the menu. A trunk node takes a whole batch at once and waits
//! for everything below it, and the largest subtree bounds the wait at the end of a batch. The cut depends
//! only on the tree, never on the number of workers, and so do results.

use holdem_game::tree::{BettingTree, NodeId, NodeKind};

/// A subtree is at most this fraction of the tree, in nodes.
const LARGEST_SHARE: usize = 24;

/// Trees with fewer nodes than this are not worth cutting.
const SMALLEST_TREE: usize = 400;

/// Index of a part in [`Cut::roots`].
pub type PartId = usize;

/// A trunk and the subtrees below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Roots of the subtrees, largest subtree first.
    roots: Vec<NodeId>,
    /// By node: in the trunk or not.
    in_trunk: Vec<bool>,
    /// Nodes of the trunk.
    trunk_len: usize,
}

impl Cut {
    /// Cuts a tree by the size of its subtrees. Small trees are one subtree without a trunk.
    ///
    /// # Complexity
    /// O(nodes).
    pub fn by_size(tree: &BettingTree) -> Self {
        let total = tree.nodes().len();
        let largest = if total < SMALLEST_TREE { total } else { total.div_ceil(LARGEST_SHARE) };
        Self::with_largest(tree, largest)
    }

    /// Cuts a tree so that no subtree has more than `largest` nodes.
    pub fn with_largest(tree: &BettingTree, largest: usize) -> Self {
        let size = |node: NodeId| tree.subtree(node).len();
        let is_decision = |node: NodeId| matches!(tree.node(node).kind, NodeKind::Decision { .. });
        let nodes = 0..tree.nodes().len() as NodeId;
        let in_trunk: Vec<bool> = nodes.clone().map(|n| is_decision(n) && size(n) > largest).collect();
        let below_trunk = |node: NodeId| match tree.node(node).parent {
            NodeId::MAX => true,
            parent => in_trunk[parent as usize],
        };
        let mut roots: Vec<NodeId> =
            nodes.filter(|&n| is_decision(n) && !in_trunk[n as usize] && below_trunk(n)).collect();
        roots.sort_by_key(|&n| (std::cmp::Reverse(size(n)), n));
        let trunk_len = in_trunk.iter().filter(|t| **t).count();
        Self { roots, in_trunk, trunk_len }
    }

    /// Roots of the subtrees, largest first.
    pub fn roots(&self) -> &[NodeId] {
        &self.roots
    }
    /// Whether a node is a decision node of the trunk.
    pub fn in_trunk(&self, node: NodeId) -> bool {
        self.in_trunk[node as usize]
    }
    /// Number of decision nodes in the trunk.
    pub fn trunk_len(&self) -> usize {
        self.trunk_len
    }
}
