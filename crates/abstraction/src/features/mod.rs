//! What hands are compared by: a vector for each hand on a board.
//!
//! - [`histogram`]: distribution of river strength over the runouts; earth mover's
//! - [`potential`]: distribution over the buckets of the next street; earth mover's over a tree of the
//!   buckets
//! - [`ochs`]: river equity against each cluster of preflop hands; Euclidean
//! - [`squared`]: E\[HS²\], one integer; -
//!
//! Features are computed from integers that do not depend on the names of the suits, so hands that are the
//! same up to suits have the same bits.

pub mod histogram;
pub mod ochs;
pub mod potential;
mod runout_counts;
pub mod squared;
mod tree;

pub use histogram::RiverHistogram;
pub use ochs::OpponentClusters;
pub use potential::NextBuckets;
pub use squared::SquaredStrength;
pub use tree::GroundTree;

use holdem_cards::Combo;

use crate::cluster::Metric;

/// A vector for every hand on a board of one street.
pub trait Feature: Sync {
    /// Working memory of a thread.
    type Scratch: Send;

    /// How two vectors are compared.
    fn metric(&self) -> Metric;

    /// Length of a vector, a multiple of 8.
    fn dims(&self) -> usize;

    /// Working memory for [`write`](Self::write).
    fn scratch(&self) -> Self::Scratch;

    /// Writes the vectors of all combos on the canonical board `row`, one after the other by combo index;
    /// those of blocked combos have no meaning.
    ///
    /// # Panics
    /// If there is no such row, or `out` has another length than 1,326 vectors.
    fn write(&self, scratch: &mut Self::Scratch, row: u32, out: &mut [f32]);
}

/// Memory for the vectors of one board.
pub(crate) fn board_vectors(feature: &impl Feature) -> Vec<f32> {
    vec![0.0; Combo::COUNT * feature.dims()]
}
