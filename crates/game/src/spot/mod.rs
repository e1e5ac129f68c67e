//! Postflop spots: a public state after the flop with two ranges, as a file, and the betting tree that
//! follows from it.
//!
//! | module | holds |
//! |---|---|
//! | [`Spot`] | the keys of a spot file, read from YAML and checked |
//! | [`SpotSize`] | bet sizes: `50%`, `2.5x`, `100c`, `e`, `3e50%`, `a` |
//! | [`SpotBetting`] | the betting rules of a spot: a [`BettingGame`](crate::tree::BettingGame) |
//! | [`SpotGame`] | tree, board, ranges and locks, ready to be solved |
//! | [`SpotLine`] | actions and dealt cards on the way to a node |
//!
//! The out-of-position player is seat 0 and acts first on every street. Streets are numbered as in Hold'em: 1
//! is the flop.

mod amounts;
mod betting;
mod error;
mod file;
mod game;
mod line;
mod lock;
mod size;

pub use betting::{SpotBetting, SpotState};
pub use error::SpotError;
pub use file::{Spot, StreetSizes};
pub use game::SpotGame;
pub use line::{SpotLine, SpotStep};
pub use lock::{LockText, LockedHands, SpotLock};
pub use size::{SpotSize, SpotSizeError, SpotSizes};

#[cfg(test)]
mod tests;
