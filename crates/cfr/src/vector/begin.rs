//! A solver that begins by playing a given strategy.

use super::solver::VectorSolver;
use crate::tables::strategy::Strategy;
use crate::tables::table::Table;
use holdem_game::tree::{BettingTree, NodeKind};

impl VectorSolver {
    /// Makes the learning players play a strategy of the same tree and buckets until they have found
    /// something better: their regrets begin as its probabilities times `trust` pots (after Brown & Sandholm
    /// 2016).
    ///
    /// # Complexity
    /// O(table), one pass.
    pub(crate) fn begin_with(&mut self, strategy: &Strategy, trust: f32) {
        let tree = &*self.setup.tree;
        let subtrees = self.subtrees.iter_mut().map(|subtree| {
            let subtree = subtree.get_mut().expect("nobody has panicked over it");
            &mut subtree.table
        });
        subtrees.chain([&mut self.trunk.table]).for_each(|table| begin(tree, table, strategy, trust));
    }
}

/// Sets the regrets of all rows of a table.
fn begin(tree: &BettingTree, table: &mut Table, strategy: &Strategy, trust: f32) {
    let laid_out = |node: &u32| !table.rows(*node).is_empty();
    let nodes: Vec<u32> = table.layout().node_ids().filter(laid_out).collect();
    for node in nodes {
        if !matches!(tree.node(node).kind, NodeKind::Decision { .. }) {
            continue;
        }
        let pot: u32 = tree.contributions(node).iter().sum();
        let (actions, buckets) = (tree.edges(node).len(), table.layout().block(node).num_buckets);
        let row = |bucket| strategy.row(node, bucket);
        table.rows_mut(node).begin(actions, trust * pot as f32, (0..buckets).map(row));
    }
}
