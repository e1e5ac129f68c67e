//! What training does at decision nodes: regret matching, and adding what was regretted and played to the tables.

use crate::deals::Group;
use crate::kernels::{Kernels, NodeValues, RowShape, mix_bits};
use crate::prefetch;
use crate::strategy::Strategy;
use crate::table::{Rows, RowsMut, Table};
use crate::walk::{Reach, Rule, Seen};
use holdem_game::tree::{BettingTree, NodeId, NodeKind};

/// How the two players choose, and what is learned.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sides<'a> {
    /// By player: the fixed strategy of a player who does not learn.
    pub frozen: [Option<&'a Strategy>; 2],
    /// Weight of this visit in regrets.
    pub regret_weight: f32,
    /// Weight of this visit in strategy sums.
    pub strategy_weight: f32,
    /// Whether negative regrets are raised to 0.
    pub regret_floor: bool,
    /// Chooses the random bits where numbers are rounded.
    pub key: u64,
}

/// Plays and learns on one group of deals.
pub(crate) struct Learn<'a> {
    pub(crate) tree: &'a BettingTree,
    pub(crate) kernels: &'static Kernels,
    pub(crate) group: Group<'a>,
    pub(crate) sides: Sides<'a>,
    pub(crate) table: &'a mut Table,
}

impl Learn<'_> {
    /// Player and street of a decision node.
    fn place(&self, node: NodeId) -> (usize, usize) {
        let node = self.tree.node(node);
        match node.kind {
            NodeKind::Decision { player } => (player as usize, node.street as usize),
            NodeKind::Fold { .. } | NodeKind::Showdown => unreachable!("only decision nodes are walked"),
        }
    }
}

impl Rule for Learn<'_> {
    fn expect(&mut self, next: NodeId) {
        let (player, street) = self.place(next);
        let buckets = self.group.buckets[player][street];
        let RowShape { stride, .. } = Table::shape(self.tree.node(next).num_actions.into());
        match self.table.rows(next) {
            Rows::F32(rows) => prefetch::rows(rows, stride, buckets),
            Rows::I16 { words, .. } => prefetch::rows(words, stride, buckets),
        }
    }

    fn strategy(&mut self, node: NodeId, out: &mut [f32]) {
        let (player, street) = self.place(node);
        let buckets = self.group.buckets[player][street];
        let num_actions = out.len() / buckets.len();
        if let Some(fixed) = self.sides.frozen[player] {
            let rows = fixed.rows_from(node);
            return (self.kernels.strategy)(rows, Strategy::shape(num_actions), buckets, out);
        }
        let shape = Table::shape(num_actions);
        match self.table.rows(node) {
            Rows::F32(rows) => (self.kernels.strategy)(rows, shape, buckets, out),
            Rows::I16 { words, .. } => (self.kernels.short_strategy)(words, shape, buckets, out),
        }
    }

    fn decide(&mut self, node: NodeId, seen: Seen<'_>, out: &mut [f32]) {
        let (player, street) = self.place(node);
        let Seen { strategy, values, reach } = seen;
        if self.sides.frozen[player].is_some() {
            return (self.kernels.mix)(strategy, values, out);
        }
        let Sides { regret_weight, strategy_weight, .. } = self.sides;
        let node_values = NodeValues { strategy, values, reach, regret_weight, strategy_weight };
        let buckets = self.group.buckets[player][street];
        match self.table.rows_mut(node) {
            RowsMut::F32(rows) => (self.kernels.update)(rows, buckets, &node_values, out),
            RowsMut::I16(rows) => {
                let key = mix_bits(self.sides.key ^ u64::from(node));
                (self.kernels.short_update)(rows, buckets, &node_values, key, out);
            }
        }
        if self.sides.regret_floor {
            self.table.rows_mut(node).floor(buckets, strategy.len() / out.len());
        }
    }

    fn exit(&mut self, _: usize, _: Reach<'_>, _: [&mut [f32]; 2]) {
        unreachable!("a training walk ends at terminal nodes")
    }
}
