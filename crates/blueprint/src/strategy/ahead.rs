//! Reads ahead: requests the rows that a query is about to touch, all at once.
//!
//! The hands of a board fall into buckets all over the rows of a decision. If they were touched one after the
//! other, each page would be waited for separately, and each wait would also load what is around the page,
//! whether it is needed or not.

use holdem_game::tree::NodeId;

use super::Strategy;

/// Largest gap between two rows that is read rather than skipped: one request costs as much as 64 kB.
const MOST_BETWEEN: usize = (64 << 10) / size_of::<f32>();

impl Strategy {
    /// Requests the rows of these buckets at a decision, and returns at once.
    ///
    /// # Complexity
    /// O(buckets x log buckets), and a few requests to the system.
    pub(super) fn will_need(&self, node: NodeId, buckets: impl IntoIterator<Item = u32>) {
        let Some(blueprint) = self.blueprint() else { return };
        let (first, width) = (self.table().range(node).start, self.tree().edges(node).len());
        let mut rows: Vec<usize> = buckets.into_iter().map(|bucket| bucket as usize).collect();
        rows.sort_unstable();
        for run in rows.chunk_by(|a, b| (b - a) * width <= MOST_BETWEEN) {
            if let [start, ..] = run {
                let end = start.max(&run[run.len() - 1]) + 1;
                blueprint.will_need(first + start * width..first + end * width);
            }
        }
    }
}
