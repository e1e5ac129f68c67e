//! Ranks together come to what one process comes to, and to nothing else.
#![allow(clippy::unwrap_used, reason = "a helper that fails fails the test")]

mod bits;
mod faults;
mod refusals;
mod shares;
mod support;
