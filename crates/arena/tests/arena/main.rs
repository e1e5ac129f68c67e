//! What this crate promises, in one binary.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod convert;
mod counting;
mod phh;
mod phh_fuzz;
mod phh_pokerkit;
mod players;
mod session;
mod support;

#[global_allocator]
static ALLOCATOR: counting::Counting = counting::Counting;
