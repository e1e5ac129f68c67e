//! The real router over real runs and spots: what is sent is what the libraries say.

mod description;
mod guard;
mod play;
mod runs;
mod solution;
mod solves;
mod strategy;
mod support;
