//! Search at the table: from a hand in play and beliefs to a subgame, and to a strategy in time.
//!
//! A blueprint is coarse: it plays all hands of a bucket alike, and knows few sizes. Search solves the rest
//! of a hand again during play, with all hands and more sizes, from both players' ranges at that point.
//! [`offline`] verifies it on small games with exact answers.
//!
//! | module | holds |
//! |---|---|
//! | [`method`](mod@method) | how a subgame is kept from costing more than the last solution promised |
//! | [`base`] | what is known where a subgame begins: both ranges and what was promised to every hand |
//! | [`subgame`] | a subgame, solved for one player or both |
//! | [`offline`] | all subgames of a street solved and put into the base strategy, to be measured exactly |
//! | [`small`] | the same for a trained strategy of a small game |
//! | [`holdem`] | Hold'em: a hand in play, decision after decision |

pub mod base;
mod error;
pub mod holdem;
pub mod method;
pub mod offline;
pub mod small;
pub mod subgame;

pub use base::{Base, Standing};
pub use error::SearchError;
pub use method::Method;
pub use subgame::{Margin, SolveOptions, Solved, Subgame};
