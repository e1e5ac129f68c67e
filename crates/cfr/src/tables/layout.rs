//! Where the numbers of an information set are stored.
//!
//! Numbers of a tree are stored node by node in order of [`NodeId`], at each decision node bucket by bucket,
//! at each bucket action by action. Everything is addressed by arithmetic; nothing is hashed.

use crate::tables::storage::Storage;
use holdem_game::deal::CardModel;
use holdem_game::tree::{BettingTree, Node, NodeId, NodeKind};
use std::ops::Range;

/// The numbers of one decision node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeBlock {
    /// Decision nodes laid out before this one.
    pub index: usize,
    /// First number of the node.
    pub offset: usize,
    /// Rows, one per bucket of the node's street; 0 at terminal nodes.
    pub num_buckets: usize,
    /// Actions per row.
    pub num_actions: usize,
}

impl NodeBlock {
    /// Numbers of the node at `per_action` numbers for each bucket and action.
    fn len(&self, per_action: usize) -> usize {
        self.num_buckets * self.num_actions * per_action
    }
}

/// Offsets of the decision nodes of a tree or a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    first: NodeId,
    blocks: Vec<NodeBlock>,
    per_action: usize,
    count: usize,
    len: usize,
}

impl Layout {
    /// Lays out the decision nodes of `range`, with `per_action` numbers for each bucket and action. `rows`
    /// says how many buckets a node has; 0 leaves it out.
    pub fn new(
        tree: &BettingTree,
        range: Range<NodeId>,
        per_action: usize,
        rows: impl Fn(NodeId) -> usize,
    ) -> Self {
        let (mut len, mut count) = (0, 0);
        let blocks = range.clone().map(|id| {
            let node = tree.node(id);
            let is_decision = matches!(node.kind, NodeKind::Decision { .. });
            let num_buckets = if is_decision { rows(id) } else { 0 };
            if num_buckets == 0 {
                return NodeBlock::default();
            }
            let num_actions = node.num_actions as usize;
            let block = NodeBlock { index: count, offset: len, num_buckets, num_actions };
            count += 1;
            len += block.len(per_action);
            block
        });
        let blocks = blocks.collect();
        Self { first: range.start, blocks, per_action, count, len }
    }

    /// One number for each action of each information set of the whole tree.
    pub fn of_strategy(tree: &BettingTree, num_buckets: &[usize]) -> Self {
        Self::new(tree, tree.subtree(0), 1, |id| num_buckets[tree.node(id).street as usize])
    }

    /// The block of a node; empty if it is not laid out here.
    pub fn block(&self, node: NodeId) -> NodeBlock {
        node.checked_sub(self.first).and_then(|i| self.blocks.get(i as usize)).copied().unwrap_or_default()
    }
    /// The nodes with their blocks, empty ones included.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, NodeBlock)> + '_ {
        (self.first..).zip(self.blocks.iter().copied())
    }
    /// Nodes of the range, including those that are not laid out.
    pub fn node_ids(&self) -> Range<NodeId> {
        self.first..self.first + self.blocks.len() as NodeId
    }
    /// Blocks of all nodes of the range, empty ones included.
    pub fn blocks(&self) -> &[NodeBlock] {
        &self.blocks
    }
    /// All numbers of a node.
    pub fn range(&self, node: NodeId) -> Range<usize> {
        let block = self.block(node);
        block.offset..block.offset + block.len(self.per_action)
    }
    /// Decision nodes that are laid out.
    pub fn num_blocks(&self) -> usize {
        self.count
    }
    /// Numbers in all.
    pub fn len(&self) -> usize {
        self.len
    }
    /// Whether nothing is laid out.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// Called with information sets: the street, regrets and strategy sums of each.
pub type Look<'f> = dyn FnMut(usize, &[f32], &[f32]) + 'f;

/// Number of buckets of each street of a card model.
pub fn bucket_counts(cards: &dyn CardModel) -> Vec<usize> {
    (0..cards.num_streets()).map(|street| cards.num_buckets(street)).collect()
}

/// Bytes of regrets and strategy sums that training a tree needs, by street, in 32 bits.
pub fn table_bytes_by_street(tree: &BettingTree, num_buckets: &[usize]) -> Vec<u64> {
    stored_bytes_by_street(tree, num_buckets, Storage::F32)
}

/// Bytes of regrets and strategy sums that training a tree needs, by street.
pub fn stored_bytes_by_street(tree: &BettingTree, num_buckets: &[usize], storage: Storage) -> Vec<u64> {
    let mut bytes = vec![0; num_buckets.len()];
    for node in tree.nodes() {
        bytes[node.street as usize] += node_bytes(node, num_buckets, storage);
    }
    bytes
}

/// Bytes of regrets and strategy sums of one node.
fn node_bytes(node: &Node, num_buckets: &[usize], storage: Storage) -> u64 {
    match node.kind {
        NodeKind::Decision { .. } => {
            let rows = num_buckets[node.street as usize] as u64;
            rows * u64::from(node.num_actions) * 2 * storage.bytes_per_number()
        }
        NodeKind::Fold { .. } | NodeKind::Showdown => 0,
    }
}

/// Bytes of regrets and strategy sums of parts of a tree.
#[derive(Clone, Debug)]
pub(crate) struct NodeBytes {
    /// `[node]`: bytes of all nodes before it; one more for the end.
    before: Vec<u64>,
}

impl NodeBytes {
    /// # Complexity
    /// O(nodes).
    pub(crate) fn new(tree: &BettingTree, num_buckets: &[usize], storage: Storage) -> Self {
        let mut sum = 0;
        let ends = tree.nodes().iter().map(|node| {
            sum += node_bytes(node, num_buckets, storage);
            sum
        });
        Self { before: std::iter::once(0).chain(ends).collect() }
    }

    /// Bytes of a range of nodes.
    pub(crate) fn of(&self, nodes: Range<NodeId>) -> u64 {
        self.before[nodes.end as usize] - self.before[nodes.start as usize]
    }
}
