//! What is written about the program and its parts is so.
#![allow(clippy::unwrap_used, reason = "a helper that fails fails the test")]

#[path = "../support/mod.rs"]
mod support;

mod layering;
mod pages;
