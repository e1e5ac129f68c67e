//! A table: a game that can be dealt and played by its rules, at any size of bet.
//!
//! | module | holds |
//! |---|---|
//! | [`Betting`] | whose turn it is, what is legal, what lies in the pot |
//! | [`PublicHand`] | what everybody at the table has seen of a hand |

mod betting;
mod public;

pub use betting::{Betting, TreeBetting, as_move};
pub use public::{Event, PublicHand};
