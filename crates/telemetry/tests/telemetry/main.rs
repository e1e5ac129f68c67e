//! Telemetry from the outside.
#![allow(clippy::unwrap_used, reason = "tests")]

#[cfg(unix)]
mod signals;
mod tensorboard;
