//! The betting tree: small games, hold'em, histories, node counts, and a slow second opinion.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod counts;
mod history;
mod holdem;
mod mini;
mod multiway;
mod oracle;
mod payoffs;
mod properties;
mod rest;
mod small_games;
