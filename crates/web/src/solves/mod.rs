//! Spots that are solved here.
//!
//! | module | holds |
//! |---|---|
//! | [`request`] | what is asked for, judged before memory is taken |
//! | [`audience`] | who a solve goes on for |
//! | [`job`] | [`Job`]: one solve, watched and stopped by others |
//! | [`work`] | the thread that solves |
//! | [`book`] | [`Solves`]: all of them |
//!
//! While it is solved a spot's tables are in memory; then they are written, given back, and mapped.

pub(crate) mod audience;
pub(crate) mod book;
pub(crate) mod job;
pub(crate) mod request;
#[cfg(test)]
mod tests;
pub(crate) mod work;

pub(crate) use book::Solves;
pub(crate) use job::{Job, SolveOf};
