//! The crate from outside.
#![allow(clippy::unwrap_used, reason = "tests")]

mod answers;
mod mistakes;
mod pictures;
mod shared;
mod solutions;
mod support;
mod values;
