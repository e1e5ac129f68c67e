//! What this crate promises, in one binary.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod menu;
mod rules_conformance;
mod rules_properties;
mod rules_textbook;
mod tree;
