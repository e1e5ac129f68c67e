//! What must not go wrong: signals, kills, full disks, damaged and hostile files.
#![allow(clippy::unwrap_used, reason = "a helper that fails fails the test")]

#[path = "../support/mod.rs"]
mod support;

#[cfg(target_os = "linux")]
mod buckets;
#[cfg(target_os = "linux")]
mod disk;
#[cfg(unix)]
mod input;
mod interruption;
mod kill;
#[cfg(unix)]
mod sessions;
mod unread;
