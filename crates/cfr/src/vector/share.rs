//! Subtrees that other processes walk.
//!
//! A solver that shares its work holds the trunk as every other does, and of the subtrees those that are
//! its own. All solvers deal the same boards, since these are a function of seed and iteration, and play
//! the same strategies in the trunk, so that nothing has to travel before a batch. When the own subtrees of
//! a batch are done, the values at the roots of all subtrees are exchanged; the trunk above them is then
//! done by everyone alike, in the order that it always has. Hence the same bits as those of one solver that
//! walks everything.

/// Those who walk the other subtrees.
pub trait Peers: Send + Sync {
    /// Whether a subtree, by its number in [`Cut::by_size`](super::cut::Cut::by_size), is walked here. Each
    /// is by exactly one of the peers.
    fn is_mine(&self, subtree: usize) -> bool;

    /// Exchanges the values at the roots of all subtrees: called by each of the peers once a batch.
    ///
    /// `values` has for each subtree a vector for each player, in chips, one number for every slot of the
    /// batch: those of its own subtrees are given, all others are to be written.
    fn exchange(&self, values: &mut [&mut [Vec<f32>; 2]]);
}
