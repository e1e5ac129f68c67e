//! What this crate promises, in one binary.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod acpc;
mod aivat;
mod convert;
mod counting;
mod lbr;
mod mutated;
mod phh;
mod phh_fuzz;
mod phh_pokerkit;
mod players;
mod programs;
mod review;
mod search;
mod session;
mod slumbot;
mod subgames;
mod support;

#[global_allocator]
static ALLOCATOR: counting::Counting = counting::Counting;
