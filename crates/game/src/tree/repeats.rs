//! Streets that go on like one built before: they are copied, not built again.
//!
//! Many lines lead to the same pot, and it does not matter who has bet and who has called. A tree of 35,000
//! nodes takes 7 million instructions, where building each node separately took 43 million
//! (`docs/experiments/queries.md`).

use super::{BettingTree, Chips, MAX_PLAYERS, NodeId};
use std::ops::Range;

/// What decides how a street goes on.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct StreetStart {
    pub(super) street: u8,
    /// Bit per seat that has not folded.
    pub(super) live: u16,
    /// By seat.
    pub(super) contributions: [Chips; MAX_PLAYERS],
}

impl BettingTree {
    /// The last node of a subtree that is numbered to its end.
    pub(super) fn last_below(&self, node: NodeId) -> NodeId {
        let mut last = node;
        while let Some(edge) = self.edges(last).last() {
            last = edge.child;
        }
        last
    }

    /// Appends a copy of a subtree, below `parent`. Nodes and edges of a subtree are contiguous, in the order
    /// of its nodes.
    pub(super) fn copy_subtree(&mut self, from: Range<NodeId>, parent: NodeId) {
        let first_edge = |node: NodeId| self.node(node).first_edge as usize;
        let edges = first_edge(from.start)..first_edge(from.end - 1);
        let (nodes, id, edge) = (from.start as usize..from.end as usize, self.nodes.len(), self.edges.len());
        let (by, edges_by) = (id as NodeId - from.start, (edge - edges.start) as u32);
        self.edges.extend_from_within(edges);
        self.edges[edge..].iter_mut().for_each(|edge| edge.child += by);
        self.nodes.extend_from_within(nodes.clone());
        for node in &mut self.nodes[id..] {
            node.first_edge += edges_by;
            node.parent = node.parent.wrapping_add(by);
        }
        self.nodes[id].parent = parent;
        self.live.extend_from_within(nodes.clone());
        let players = self.num_players;
        self.contributions.extend_from_within(nodes.start * players..nodes.end * players);
    }
}
