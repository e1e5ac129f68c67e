//! Vector-form training of two players by public chance sampling.
//!
//! | module | holds |
//! |---|---|
//! | [`deals`] | the boards of a batch, side by side |
//! | `ahead` | the boards of the next batch, dealt in pieces |
//! | [`cut`], `trunk` | the few nodes of the trunk, and the subtrees below it, the unit of parallel work |
//! | `route` | large subtrees part by part |
//! | `learn`, `responder` | what happens at decision nodes |
//! | [`solver`], [`seat`] | the solver, and what its seats do |
//! | [`share`] | subtrees that other processes walk |
//! | `setup` | what does not change, and what it implies for a batch |
//! | `memory` | cut and tables of the learning players |
//! | `run` | workers, and the turn from one batch to the next |
//! | [`tasks`] | which worker takes which task of a batch |
//! | `subtree` | a task: the walk over a subtree |
//! | [`open_subtree`] | a subtree that several workers walk at once |
//! | [`watch`] | what workers spend their time on |
//! | `begin` | regrets that begin with a strategy |
//! | `state` | strategies and tables, out and in |
//! | `parts` | the same part by part, if several solvers share the work |
//! | [`cfr_br`] | each seat trained against best responses on the last street |

mod ahead;
mod begin;
pub mod cfr_br;
pub mod cut;
pub mod deals;
pub(crate) mod learn;
mod memory;
pub mod open_subtree;
mod parts;
mod responder;
mod route;
mod run;
pub mod seat;
mod setup;
pub mod share;
pub mod solver;
mod state;
mod subtree;
pub mod tasks;
mod trunk;
pub mod watch;
