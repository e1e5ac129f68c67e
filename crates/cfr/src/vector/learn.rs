//! What training does at decision nodes: regret matching, and adding regrets and strategies to the tables.

use crate::kernels::prefetch;
use crate::kernels::{Kernels, NodeValues, RowShape, mix_bits};
use crate::tables::piece::NodeRows;
use crate::tables::strategy::Strategy;
use crate::tables::table::{Rows, RowsMut, Table};
use crate::walk::Group;
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
    /// Seed of the random bits by which numbers are rounded.
    pub key: u64,
}

/// Deals in play: everything that a decision needs except the rows of its node.
#[derive(Clone, Copy)]
pub(crate) struct Play<'a> {
    pub(crate) tree: &'a BettingTree,
    pub(crate) kernels: &'static Kernels,
    pub(crate) group: Group<'a>,
    pub(crate) sides: Sides<'a>,
}

impl<'a> Play<'a> {
    /// Learns into a table.
    pub(crate) fn learn<T>(self, table: &'a mut T) -> Learn<'a, T> {
        Learn { play: self, table }
    }

    /// Player and street of a decision node.
    pub(crate) fn place(&self, node: NodeId) -> (usize, usize) {
        let node = self.tree.node(node);
        match node.kind {
            NodeKind::Decision { player } => (player as usize, node.street as usize),
            NodeKind::Fold { .. } | NodeKind::Showdown => unreachable!("only decision nodes are walked"),
        }
    }

    /// Prefetches the rows that the strategy of a node is made of.
    pub(crate) fn expect(&self, node: NodeId, rows: Rows<'_>) {
        let (player, street) = self.place(node);
        let buckets = self.group.buckets[player][street];
        let RowShape { stride, .. } = Table::shape(self.tree.edges(node).len());
        match rows {
            Rows::F32(rows) => prefetch::rows(rows, stride, buckets),
            Rows::I16 { words, .. } => prefetch::rows(words, stride, buckets),
        }
    }

    /// Writes the strategy of a node's player, `[action][slot]`: that of the rows unless it is fixed.
    pub(crate) fn strategy(&self, node: NodeId, rows: Rows<'_>, out: &mut [f32]) {
        let (player, street) = self.place(node);
        let buckets = self.group.buckets[player][street];
        let num_actions = out.len() / buckets.len();
        if let Some(fixed) = self.sides.frozen[player] {
            let rows = fixed.rows_from(node);
            return (self.kernels.strategy)(rows, Strategy::shape(num_actions), buckets, out);
        }
        let shape = Table::shape(num_actions);
        match rows {
            Rows::F32(rows) => (self.kernels.strategy)(rows, shape, buckets, out),
            Rows::I16 { words, .. } => (self.kernels.short_strategy)(words, shape, buckets, out),
        }
    }

    /// Writes the value of a node for its player, who learns in `rows` if there are any.
    pub(crate) fn decide(&self, node: NodeId, rows: Option<RowsMut<'_>>, seen: Seen<'_>, out: &mut [f32]) {
        let Seen { strategy, values, reach } = seen;
        let Some(mut rows) = rows else {
            return (self.kernels.mix)(strategy, values, out);
        };
        let (player, street) = self.place(node);
        let buckets = self.group.buckets[player][street];
        let Sides { regret_weight, strategy_weight, .. } = self.sides;
        let node_values = NodeValues { strategy, values, reach, regret_weight, strategy_weight };
        match rows.lend() {
            RowsMut::F32(rows) => (self.kernels.update)(rows, buckets, &node_values, out),
            RowsMut::I16(rows) => {
                let key = mix_bits(self.sides.key ^ u64::from(node));
                (self.kernels.short_update)(rows, buckets, &node_values, key, out);
            }
        }
        if self.sides.regret_floor {
            rows.floor(buckets, strategy.len() / out.len());
        }
    }
}

/// Plays and learns on one group of deals, in a whole table or a piece of one.
pub(crate) struct Learn<'a, T = Table> {
    pub(crate) play: Play<'a>,
    pub(crate) table: &'a mut T,
}

impl<T: NodeRows> Rule for Learn<'_, T> {
    fn expect(&mut self, next: NodeId) {
        self.play.expect(next, self.table.rows(next));
    }

    fn strategy(&mut self, node: NodeId, out: &mut [f32]) {
        self.play.strategy(node, self.table.rows(node), out);
    }

    fn decide(&mut self, node: NodeId, seen: Seen<'_>, out: &mut [f32]) {
        let (player, _) = self.play.place(node);
        let learns = self.play.sides.frozen[player].is_none();
        self.play.decide(node, learns.then(|| self.table.rows_mut(node)), seen, out);
    }

    fn exit(&mut self, _: usize, _: Reach<'_>, _: [&mut [f32]; 2]) {
        unreachable!("a training walk ends at terminal nodes")
    }
}
