//! Records what workers spend their time on: see
//! [`VectorSolver::run_watched`](super::solver::VectorSolver::run_watched).

/// What a worker is doing. Subtrees are numbered as in [`Cut::roots`](super::cut::Cut::roots), trunk nodes in
/// the order of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Task {
    /// A piece of the next batch is dealt.
    Deal(usize),
    /// The pieces are put together.
    PutTogether,
    /// A subtree is walked by one worker.
    Subtree(usize),
    /// A subtree is opened: the way down to its parts.
    Open(usize),
    /// One part of an open subtree is walked.
    Part(usize, usize),
    /// The way up from the parts of a subtree.
    Close(usize),
    /// A trunk node is done.
    Trunk(usize),
    /// The strategy of a trunk node is fixed for the next batch.
    Fix(usize),
    /// The transition between two batches, while no other worker has anything to do.
    Turn,
}

/// Told when tasks begin and end. The worker itself makes each call, and tasks of a worker never overlap.
pub trait Watch: Sync {
    /// The number of workers that subtrees are laid out for, if not the actual number: a few workers can then
    /// be watched doing what many would do.
    fn laid_out_for(&self, workers: usize) -> usize {
        workers
    }
    /// A worker, counted from 0, begins something.
    fn begin(&self, worker: usize);
    /// It has come to an end.
    fn end(&self, worker: usize, task: Task);
}
