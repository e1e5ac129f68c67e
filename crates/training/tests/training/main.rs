//! What the crate promises, one file per promise.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod auto;
mod average;
mod checkpoints;
mod configuration;
mod damage;
mod earlier;
mod jam_or_fold;
mod manifest;
mod milestones;
mod mini;
mod nothing_lost;
mod opponent;
mod output;
mod resume;
mod same_bits;
mod samplers;
mod support;
