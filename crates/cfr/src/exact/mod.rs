//! Exact solving.

mod boards;
mod crew;
mod game;
mod payoffs;
mod plan;
mod schedule;
mod scratch;
mod setup;
mod solver;
mod table;
mod walk;

pub use game::{ExactGame, Lock};
pub use schedule::Variant;
pub use solver::ExactSolver;
pub use walk::Weighting;
