//! How many values a node has, and which buckets share one where there is no room for all.

use holdem_game::tree::{BettingTree, NodeId, NodeKind};

/// Buckets that share a value: neighbours, which are alike because buckets are numbered by mean strength.
pub(super) struct Joined {
    /// `[street]`: how many low bits of a bucket are dropped.
    pub(super) shifts: Vec<u32>,
    /// `[street]`: how many values there are.
    pub(super) counts: Vec<usize>,
}

impl Joined {
    /// Joins as few as possible: two become one on the street that takes most, until there are at most `most`
    /// values.
    ///
    /// # Errors
    /// The number of values with one per node, if even that is too many.
    pub(super) fn within(most: u64, tree: &BettingTree, counts: &[usize]) -> Result<Self, u64> {
        let rows = rows(tree, counts.len());
        let mut joined = Self { shifts: vec![0; counts.len()], counts: counts.to_vec() };
        loop {
            let each = rows.iter().zip(&joined.counts);
            let values: Vec<u64> = each.map(|(rows, &count)| rows * count as u64).collect();
            let found: u64 = values.iter().sum();
            if found <= most {
                return Ok(joined);
            }
            let several = (0..rows.len()).filter(|&street| joined.counts[street] > 1);
            let street = several.max_by_key(|&street| values[street]).ok_or(found)?;
            joined.shifts[street] += 1;
            joined.counts[street] = joined.counts[street].div_ceil(2);
        }
    }
}

/// `[street]`: how many nodes distinguish its buckets.
fn rows(tree: &BettingTree, streets: usize) -> Vec<u64> {
    let (mut rows, one) = (vec![0; streets], vec![1; streets]);
    for node in 0..tree.nodes().len() as NodeId {
        let (at, Shape { before, own }) = (tree.node(node), Shape::of(tree, &one, node));
        rows[usize::from(at.street)] += own as u64;
        if before > 0 {
            rows[usize::from(tree.node(at.parent).street)] += before as u64;
        }
    }
    rows
}

/// Numbers of values of a node.
pub(super) struct Shape {
    /// By buckets of the parent's street, if a deal leads to the node.
    pub(super) before: usize,
    /// By buckets of its street.
    pub(super) own: usize,
}

impl Shape {
    pub(super) fn of(tree: &BettingTree, counts: &[usize], node: NodeId) -> Self {
        let at = tree.node(node);
        if matches!(at.kind, NodeKind::Fold { .. }) {
            return Self { before: 0, own: 0 };
        }
        let own = counts[usize::from(at.street)];
        if node == 0 {
            return Self { before: 0, own };
        }
        let parent = tree.node(at.parent).street;
        Self { before: if parent == at.street { 0 } else { counts[usize::from(parent)] }, own }
    }
}
