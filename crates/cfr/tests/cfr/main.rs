//! What the rooms of this crate promise together, in one binary; counting allocations needs another.

mod coverage;
mod from_states;
mod games;
mod holdem;
mod mini;
mod rake;
mod renamings;
mod sampled;
mod small_games;
mod street_values;
mod subgames;
