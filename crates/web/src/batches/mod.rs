//! One spot on many flops: solved one after the other, kept as strategies, reported at any decision.
//!
//! | module | holds |
//! |---|---|
//! | [`job`] | [`Batch`]: one batch, watched and stopped by others |
//! | [`work`] | the thread that solves flop after flop |
//! | [`report`] | a decision on all flops, and means by texture |
//! | [`book`] | [`Batches`]: all of them |

pub(crate) mod book;
pub(crate) mod job;
pub(crate) mod report;
#[cfg(test)]
mod tests;
pub(crate) mod work;

pub(crate) use book::Batches;
pub(crate) use job::{Batch, BatchOf};
