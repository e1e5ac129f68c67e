//! The betting tree: small games, hold'em, histories, node counts, and a slow second opinion.

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
