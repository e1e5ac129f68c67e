//! Bets that a betting tree does not have.
//!
//! A strategy knows only the bets of its menu; an opponent may bet anything. [`Follower`] follows a hand
//! through the tree and tells which decision answers for the seat to act, and what the tree's actions come to
//! at the table. [`pseudo_harmonic`] is the mapping between two sizes.

mod follower;
mod mapping;
mod size;

#[cfg(test)]
mod tests;

pub use follower::{Follower, Place, Translated};
pub use mapping::{Mapping, pseudo_harmonic};
