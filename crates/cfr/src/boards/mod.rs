//! The walk over chance: from any public state down to the showdowns, street by street, board by board.
//!
//! On each board the nodes of one street are walked for all live hands at once, and every node that leads to
//! a later street (or to a showdown before the last one) is an *exit*. The exits' reach vectors are carried
//! to each board of the next street, and their values come back weighted by the probability of that board. A
//! `BoardRule` says what players do at their nodes; both players' values come out of the same walk.
//!
//! Boards count as the same if they differ only by suits that neither the board where the walk begins nor the
//! ranges tell apart: one of them is walked, and the hands are renamed for the others.
//!
//! - [`PublicState`]: where a walk begins
//! - `rule`: what players do at the nodes of a street on one board
//! - `chance`: the walk from street to street
//! - `frontier`, [`HandValues`]: the street where the walk begins, and its values given those below it
//! - `exits`: the values below it, for each board or summed over many
//! - `thinning`: a few boards instead of all, for numbers that only have to vary like the exact ones
//! - `street`, `entries`: one street on one board: where it begins and ends, and the walk between
//! - `finals`: the last street on many boards, a few entries at a time
//! - `port`, `buffer`: reach and values that pass from street to street
//! - `classes`: boards that are the same up to a renaming

mod buffer;
mod chance;
mod classes;
mod entries;
mod exits;
mod finals;
mod frontier;
mod port;
mod rule;
mod state;
mod street;
mod thinning;
mod values;

pub(crate) use chance::ChanceWalk;
pub(crate) use entries::exits;
pub(crate) use exits::ExitValues;
pub(crate) use finals::Dealt;
pub(crate) use frontier::{Frontier, Progress};
pub(crate) use rule::BoardRule;
pub use state::PublicState;
pub(crate) use thinning::Thinning;
pub use values::HandValues;
