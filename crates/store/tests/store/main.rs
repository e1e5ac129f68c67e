//! The promises of this crate, each by its name.
#![allow(clippy::unwrap_used, reason = "tests")]

mod atomic;
mod damage;
mod input;
#[cfg(target_os = "linux")]
mod opening;
mod output;
mod round_trip;
mod support;
