//! The real router over real runs and spots: what is sent is what the libraries say.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod description;
mod guard;
mod play;
mod runs;
mod solution;
mod solves;
mod strategy;
mod support;
