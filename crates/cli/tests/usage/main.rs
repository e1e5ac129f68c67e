//! The binary as a user meets it: every command, its results, its messages and its exit codes.
#![allow(clippy::unwrap_used, reason = "a helper that fails fails the test")]

#[path = "../support/mod.rs"]
mod support;

mod average;
mod bad_input;
mod bench;
mod buckets;
mod checking;
mod equity;
mod hands;
mod help;
mod legal;
mod measuring;
mod nothing_lost;
mod play;
mod protocols;
mod runs;
mod show;
mod solve;
mod tables;
mod train;
