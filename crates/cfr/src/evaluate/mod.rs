//! What a strategy is worth, in functions whose names say what they bound.
//!
//! - [`exact::exploitability`]: what the best response with real cards gains against both average strategies
//! - [`exact::values`]: expected payoffs of a pair of strategies, all boards
//! - [`exact::values_from`], [`exact::best_responses_from`]: the same two from any public state, hand by hand
//! - [`street_values::StreetValues`]: what hands and actions are worth at every decision of a street, over
//!   all boards or a sample of them
//! - [`subgame::versus_from`], [`subgame::game_value_from`]: two strategies against each other, and a pair's
//!   payoffs, from any public state
//! - [`versus::compare`]: two strategies against each other and against others, on the same boards
//! - [`versus::versus`]: two strategies of one tree against each other, exact over hands, on sampled boards
//! - [`played::played`], [`played::gained`]: for any number of players, what is won on sampled deals that are
//!   played out
//! - [`flops::sample_flops`]: which flops are walked if there are too many to walk all
//! - [`exploiter::exploiter`]: what a player of the same abstraction learns to gain: convergence

mod estimate;
pub mod exact;
pub mod exploitability;
pub mod exploiter;
pub mod flops;
pub mod played;
mod rules;
pub mod street_values;
mod student;
pub mod subgame;
pub mod versus;

pub use estimate::{Estimate, Spread};
