//! A strategy for every information set of a betting tree.

use crate::kernels::RowShape;
use crate::tables::layout::Layout;
use holdem_game::tree::{BettingTree, NodeId, NodeKind};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Probabilities of a strategy in memory: owned, or borrowed from a mapped file.
pub trait Probabilities: Send + Sync {
    /// All probabilities, `[node][bucket][action]`.
    fn as_slice(&self) -> &[f32];
}

impl Probabilities for Vec<f32> {
    fn as_slice(&self) -> &[f32] {
        self
    }
}

/// Probabilities of every action in every information set, `[node][bucket][action]`; a clone shares them.
#[derive(Clone)]
pub struct Strategy {
    layout: Arc<Layout>,
    probabilities: Arc<dyn Probabilities>,
}

impl fmt::Debug for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Strategy").field("len", &self.layout.len()).finish_non_exhaustive()
    }
}

/// The number of probabilities does not fit the tree and the bucket counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found} probabilities, expected {expected} for this betting tree and these bucket counts")]
pub struct WrongSize {
    /// Number handed over.
    pub found: usize,
    /// Number that fits.
    pub expected: usize,
}

impl Strategy {
    /// A strategy from its probabilities.
    ///
    /// # Errors
    /// [`WrongSize`] if they are not one for each action of each information set.
    pub fn new(
        tree: &BettingTree,
        num_buckets: &[usize],
        probabilities: Arc<dyn Probabilities>,
    ) -> Result<Self, WrongSize> {
        let layout = Layout::of_strategy(tree, num_buckets);
        let found = probabilities.as_slice().len();
        match found == layout.len() {
            true => Ok(Self { layout: Arc::new(layout), probabilities }),
            false => Err(WrongSize { found, expected: layout.len() }),
        }
    }

    /// The strategy that plays every action with the same probability.
    pub fn uniform(tree: &BettingTree, num_buckets: &[usize]) -> Self {
        Self::from_rows(tree, num_buckets, |_, row| row.fill(1.0))
    }

    /// Builds a strategy row by row: `fill` receives a decision node and writes weights for all its rows,
    /// `[bucket][action]`, which are normalised here; a row without a positive weight becomes uniform.
    pub fn from_rows(
        tree: &BettingTree,
        num_buckets: &[usize],
        mut fill: impl FnMut(NodeId, &mut [f32]),
    ) -> Self {
        let layout = Layout::of_strategy(tree, num_buckets);
        let mut weights = vec![0.0; layout.len()];
        for node in tree.subtree(0) {
            if let NodeKind::Decision { .. } = tree.node(node).kind {
                fill(node, &mut weights[layout.range(node)]);
            }
        }
        Self::from_weights(layout, weights)
    }

    /// The rows of [`Strategy::from_rows`] without holding all of them at once: `see` is given those of each
    /// decision node, `[bucket][action]`, in the order of [`Strategy::probabilities`].
    pub fn each_rows(
        tree: &BettingTree,
        num_buckets: &[usize],
        mut fill: impl FnMut(NodeId, &mut [f32]),
        see: &mut dyn FnMut(&[f32]),
    ) {
        let (layout, mut rows) = (Layout::of_strategy(tree, num_buckets), Vec::new());
        for (node, block) in layout.nodes().filter(|(_, block)| block.num_actions > 0) {
            rows.clear();
            rows.resize(layout.range(node).len(), 0.0);
            fill(node, &mut rows);
            rows.chunks_exact_mut(block.num_actions).for_each(normalise);
            see(&rows);
        }
    }

    /// A strategy from weights, `[node][bucket][action]`, normalised as in [`Strategy::from_rows`].
    pub(crate) fn from_weights(layout: Layout, mut weights: Vec<f32>) -> Self {
        for (node, block) in layout.nodes().filter(|(_, block)| block.num_actions > 0) {
            weights[layout.range(node)].chunks_exact_mut(block.num_actions).for_each(normalise);
        }
        Self { layout: Arc::new(layout), probabilities: Arc::new(weights) }
    }

    /// This strategy with the decisions of one seat taken from another strategy of the same tree and buckets.
    pub fn with_seat(&self, tree: &BettingTree, seat: u8, other: &Self) -> Self {
        let mut probabilities = self.probabilities().to_vec();
        for node in tree.subtree(0).filter(|&id| tree.node(id).kind == (NodeKind::Decision { player: seat }))
        {
            let range = self.layout.range(node);
            probabilities[range.clone()].copy_from_slice(&other.probabilities()[range]);
        }
        Self { layout: Arc::clone(&self.layout), probabilities: Arc::new(probabilities) }
    }

    /// All probabilities, `[node][bucket][action]`.
    pub fn probabilities(&self) -> &[f32] {
        self.probabilities.as_slice()
    }
    /// Where the rows of a node are among all probabilities, `[bucket][action]`; empty at a terminal node.
    pub fn range(&self, node: NodeId) -> Range<usize> {
        self.layout.range(node)
    }
    /// Probabilities of one bucket at one node.
    pub fn row(&self, node: NodeId, bucket: usize) -> &[f32] {
        let n = self.layout.block(node).num_actions;
        &self.probabilities()[self.layout.range(node)][bucket * n..(bucket + 1) * n]
    }
    /// `[row][action]`: all rows of a node, one after the other, in place.
    ///
    /// # Panics
    /// If there is no such decision.
    pub fn rows(&self, node: NodeId) -> &[f32] {
        &self.probabilities()[self.layout.range(node)]
    }
    /// All probabilities from the first row of a node on; those of later nodes follow.
    pub(crate) fn rows_from(&self, node: NodeId) -> &[f32] {
        &self.probabilities()[self.layout.block(node).offset..]
    }
    /// Shape of the rows of a node with `num_actions` actions.
    pub(crate) fn shape(num_actions: usize) -> RowShape {
        RowShape { stride: num_actions, num_actions }
    }
}

/// Scales weights to sum to 1; uniform if none is positive.
fn normalise(row: &mut [f32]) {
    let sum: f32 = row.iter().sum();
    match sum > 0.0 {
        true => row.iter_mut().for_each(|p| *p /= sum),
        false => row.fill(1.0 / row.len() as f32),
    }
}
