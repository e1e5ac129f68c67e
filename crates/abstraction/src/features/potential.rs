//! Distribution over the buckets of the next street, with the distance between those buckets.
//!
//! Potential-aware abstraction (Ganzfried & Sandholm, *Potential-Aware Imperfect-Recall Abstraction with
//! Earth Mover's Distance in Imperfect-Information Games*, 2014): a hand is described by where it may go, not
//! only by where it ends. The paper uses a fast heuristic for the earth mover's distance. Here the buckets of
//! the next street are gathered into at most 31 groups, the groups are joined into a tree by their distance,
//! and the distance is the exact one on that tree (see [`GroundTree`]): a Manhattan distance, for which the
//! search for centroids is fast.

use holdem_cards::Street;
use holdem_cards::canonical::BoardIndex;

use super::runout_counts::{KINDS, RunoutCounts, live_runouts};
use super::{Feature, GroundTree};
use crate::cluster::{Centroids, KMeans, Metric, Points, padded, train};
use crate::progress::Row;

/// The most groups of buckets; the last kind counts blocked runouts.
const GROUPS: usize = KINDS - 1;

/// The feature of a flop or turn whose next street already has its buckets.
pub struct NextBuckets<'r> {
    street: Street,
    next: Street,
    rows: &'r [Row<u16>],
    groups: Box<[u8; 1 << 16]>,
    tree: GroundTree,
}

/// Memory of a thread.
pub struct Scratch(RunoutCounts);

impl<'r> NextBuckets<'r> {
    /// For boards of `street`, from the rows of the next street and the centroid of each of its buckets.
    ///
    /// # Panics
    /// Unless `street` is the flop or the turn.
    #[must_use]
    pub fn new(street: Street, rows: &'r [Row<u16>], centroids: &Points, threads: usize) -> Self {
        let next = street.next().filter(|_| street != Street::Preflop).expect("a flop or a turn");
        let options = KMeans { clusters: GROUPS, restarts: 3, iterations: 30, seed: 0x9f07 };
        let found = train(centroids, options, threads).centroids;
        let nearest = Centroids::new(&found);
        let mut groups = vec![KINDS as u8 - 1; 1 << 16].into_boxed_slice();
        for bucket in 0..centroids.len() {
            groups[bucket] = nearest.nearest(centroids.get(bucket)).0 as u8;
        }
        let tree = GroundTree::average_linkage(found.len(), |a, b| ground(&found, a, b));
        let groups = groups.try_into().expect("as many as there are numbers");
        Self { street, next, rows, groups, tree }
    }

    /// The tree over the groups of buckets.
    #[must_use]
    pub fn tree(&self) -> &GroundTree {
        &self.tree
    }
}

/// Distance of two groups: a metric, hence the root of a squared distance.
fn ground(points: &Points, a: usize, b: usize) -> f32 {
    let distance = points.metric().distance(points.get(a), points.get(b));
    match points.metric() {
        Metric::Manhattan => distance,
        Metric::SquaredEuclidean => distance.sqrt(),
    }
}

impl Feature for NextBuckets<'_> {
    type Scratch = Scratch;

    fn metric(&self) -> Metric {
        Metric::Manhattan
    }

    fn dims(&self) -> usize {
        padded(self.tree.edges().max(1))
    }

    fn scratch(&self) -> Scratch {
        Scratch(RunoutCounts::new())
    }

    fn write(&self, scratch: &mut Scratch, row: u32, out: &mut [f32]) {
        let board = BoardIndex::for_street(self.street).board(row);
        let scale = 1.0 / live_runouts(self.street, self.next) as f32;
        let counts = scratch.0.count(board, self.next, self.rows, &self.groups);
        assert_eq!(out.len(), counts.len() * self.dims(), "one vector per combo");
        for (counts, out) in counts.iter().zip(out.chunks_mut(self.dims())) {
            self.tree.embed(counts, scale, out);
        }
    }
}
