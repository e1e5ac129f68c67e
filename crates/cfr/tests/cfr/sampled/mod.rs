//! Sampled-hand training: convergence, averages, side pots, and what several workers share.

mod averages;
mod convergence;
mod games;
mod racing;
mod side_pots;
mod three_players;
mod workers;
