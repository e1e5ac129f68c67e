//! Exact values and best responses with real cards (Johanson et al. 2011), from the start of a hand or from
//! any public state.
//!
//! All boards are enumerated: see [`crate::boards`]. The best responses of both players come out of the same
//! walk, because each needs only the other's reach.

use super::rules::{BestResponse, Fixed, Profile};
use crate::boards::{BoardRule, ChanceWalk, HandValues, Progress, PublicState};
use crate::tables::strategy::Strategy;
use holdem_game::deal::CardModel;
use holdem_game::tree::BettingTree;
use std::ops::ControlFlow;

pub use super::exploitability::{Exploitability, exploitability};

/// Follows the progress of a measurement, and can end it.
pub struct Watch<'w> {
    /// Called with the number of boards walked and their total; breaks to end the measurement without a
    /// result.
    pub progress: &'w (dyn Fn(usize, usize) -> ControlFlow<()> + Sync),
    /// Asked between sampled boards whether the number walked so far is enough.
    pub enough: &'w dyn Fn(usize) -> bool,
}

impl Watch<'static> {
    /// Nobody watches, nobody ends it, and the whole sample is walked.
    pub const NOBODY: Self = Self { progress: &|_, _| ControlFlow::Continue(()), enough: &|_| false };
}

/// Expected payoff of each seat in chips per hand when both play their strategies.
pub fn values(
    tree: &BettingTree,
    cards: &dyn CardModel,
    strategies: [&Strategy; 2],
    workers: usize,
) -> [f64; 2] {
    values_from(tree, cards, &PublicState::root(cards), strategies, workers).mean
}

/// What every hand is worth at a public state when both play their strategies from there on.
///
/// # Complexity
/// O(boards x nodes below the state x hands).
///
/// # Panics
/// If the state begins a hand with ranges that tell suits apart.
pub fn values_from(
    tree: &BettingTree,
    cards: &dyn CardModel,
    state: &PublicState,
    strategies: [&Strategy; 2],
    workers: usize,
) -> HandValues {
    let rule = Fixed(Profile { tree, strategies });
    walked(tree, cards, state, rule, workers, Watch::NOBODY.progress).expect("nobody stops it")
}

/// What every hand is worth at a public state to a best response, for each player against the other's
/// strategy.
///
/// Without dead chips and rake, half the sum of both means is the exploitability within the subgame, in
/// chips; otherwise half the sum of the means of [`values_from`] has to be subtracted.
///
/// # Complexity
/// As [`values_from`].
///
/// # Panics
/// As [`values_from`].
pub fn best_responses_from(
    tree: &BettingTree,
    cards: &dyn CardModel,
    state: &PublicState,
    strategies: [&Strategy; 2],
    workers: usize,
) -> HandValues {
    let found = best_responses_within(tree, cards, state, strategies, workers, Watch::NOBODY.progress);
    found.expect("nobody stops it")
}

/// The same; `progress` is called with the number of boards walked and their total, and breaks to end the
/// walk without a result.
///
/// # Panics
/// As [`values_from`].
pub fn best_responses_within(
    tree: &BettingTree,
    cards: &dyn CardModel,
    state: &PublicState,
    strategies: [&Strategy; 2],
    workers: usize,
    progress: &Progress<'_>,
) -> Option<HandValues> {
    walked(tree, cards, state, BestResponse::new(Profile { tree, strategies }), workers, progress)
}

fn walked(
    tree: &BettingTree,
    cards: &dyn CardModel,
    state: &PublicState,
    rule: impl BoardRule + Clone + Sync,
    workers: usize,
    progress: &Progress<'_>,
) -> Option<HandValues> {
    let walk = ChanceWalk::new(tree, cards, state, rule, workers);
    let mut frontier = walk.frontier();
    let (all, _) = frontier.all(progress)?;
    Some(frontier.values(&all).swap_remove(0))
}
