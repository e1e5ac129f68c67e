//! What this crate promises, in one binary.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod equities;
mod evaluator;
mod indices;
mod oracle;
mod ranges;
mod strength;
