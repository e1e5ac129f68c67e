//! Some of the nodes of a table, changed by one worker while others change the rest.

use crate::discount::Factors;
use crate::tables::table::{Rows, RowsMut, Table};
use holdem_game::tree::{BettingTree, NodeId};

/// Gives access to the rows of nodes, to be read and changed.
pub(crate) trait NodeRows {
    /// Rows of a node; empty if there are none here.
    fn rows(&self, node: NodeId) -> Rows<'_>;
    /// Rows of a node that has some here.
    fn rows_mut(&mut self, node: NodeId) -> RowsMut<'_>;
}

impl NodeRows for Table {
    #[inline]
    fn rows(&self, node: NodeId) -> Rows<'_> {
        Self::rows(self, node)
    }
    #[inline]
    fn rows_mut(&mut self, node: NodeId) -> RowsMut<'_> {
        Self::rows_mut(self, node)
    }
}

/// Rows of some nodes of a table, from [`Table::split`].
#[derive(Debug, Default)]
pub(crate) struct Piece<'t> {
    /// In ascending order.
    nodes: Vec<NodeId>,
    /// By index in `nodes`.
    rows: Vec<RowsMut<'t>>,
}

impl<'t> Piece<'t> {
    /// Adds the rows of a node after all that are here.
    pub(crate) fn push(&mut self, node: NodeId, rows: RowsMut<'t>) {
        debug_assert!(self.nodes.last().is_none_or(|last| *last < node), "nodes come in their order");
        self.nodes.push(node);
        self.rows.push(rows);
    }

    /// [`Table::discount`] of these nodes.
    pub(crate) fn discount(&mut self, tree: &BettingTree, factors: Factors, key: u64) {
        for (node, rows) in self.nodes.iter().zip(&mut self.rows) {
            rows.discount(tree.edges(*node).len(), factors, key ^ u64::from(*node));
        }
    }
}

impl NodeRows for Piece<'_> {
    /// # Complexity
    /// O(log nodes).
    fn rows(&self, node: NodeId) -> Rows<'_> {
        let at = self.nodes.binary_search(&node).ok();
        at.map_or(Rows::F32(&[]), |at| self.rows[at].view())
    }
    fn rows_mut(&mut self, node: NodeId) -> RowsMut<'_> {
        let at = self.nodes.binary_search(&node).expect("only nodes with rows learn");
        self.rows[at].lend()
    }
}
