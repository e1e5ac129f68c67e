//! Subtrees that other processes walk.
//!
//! A solver that shares its work holds the trunk, as every other does, and its own subtrees. All solvers deal
//! the same boards, which are a function of seed and iteration, and play the same strategies in the trunk, so
//! nothing has to travel before a batch. When a solver's own subtrees are done, the values at the roots of
//! all subtrees are exchanged. Each solver then does the whole trunk, always in the same order. So the bits
//! are those of one solver that walks everything.

/// The peers that walk the other subtrees.
pub trait Peers: Send + Sync {
    /// Whether a subtree, by its number in [`Cut::by_size`](super::cut::Cut::by_size), is walked here. Each
    /// is walked by exactly one of the peers.
    fn is_mine(&self, subtree: usize) -> bool;

    /// Exchanges the values at the roots of all subtrees; called by each of the peers once per batch.
    ///
    /// `values` has, for each subtree, a vector for each player, in chips, one number for every slot of the
    /// batch. Those of the peer's own subtrees are given; all others are to be written.
    fn exchange(&self, values: &mut [&mut [Vec<f32>; 2]]);
}
