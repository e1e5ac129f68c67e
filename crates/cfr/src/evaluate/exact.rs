//! Exact values and best responses with real cards (Johanson et al. 2011), from the start of a hand or from
//! any public state.
//!
//! All boards are enumerated: see [`crate::boards`]. The best responses of both players come out of the same
//! walk, since each needs only the other's reach.

use super::rules::{BestResponse, Fixed, Profile, Watched};
use crate::boards::{BoardRule, ChanceWalk, HandValues, Progress, PublicState};
use crate::tables::strategy::Strategy;
use holdem_game::deal::{CardModel, Runout};
use holdem_game::tree::{BettingTree, NodeKind};
use std::ops::ControlFlow;

pub use super::exploitability::{Exploitability, exploitability};

/// Who hears how far a measurement is, and ends it.
pub struct Watch<'w> {
    /// Hears which board of how many was walked, and breaks to end the measurement without a result.
    pub progress: &'w (dyn Fn(usize, usize) -> ControlFlow<()> + Sync),
    /// Asked between sampled boards with the number that were walked: whether they are enough.
    pub enough: &'w dyn Fn(usize) -> bool,
}

impl Watch<'static> {
    /// Nobody hears of it, nobody ends it, and all of a sample is walked.
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

/// What every hand is worth at a decision, and what each action there is worth to the player who acts.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionValues {
    /// Both players' hands.
    pub hands: HandValues,
    /// `[action][slot]` over [`HandValues::hands`]: counterfactual values of the acting player, as
    /// [`HandValues::values`] if the hand took this action.
    pub actions: Vec<Vec<f64>>,
}

/// What every hand and every action is worth at a public state when both play their strategies from there on.
///
/// `first_deal` replaces the boards of the first street by a sample of them, where the state is before it.
/// `progress` hears which board of how many was walked, and breaks to end the walk; then there is no result.
///
/// # Complexity
/// One walk, as [`values_from`].
///
/// # Panics
/// As [`values_from`].
pub fn decision_values(
    tree: &BettingTree,
    cards: &dyn CardModel,
    state: &PublicState,
    strategies: [&Strategy; 2],
    first_deal: Option<&[Runout]>,
    workers: usize,
    progress: &Progress<'_>,
) -> Option<DecisionValues> {
    let profile = Profile { tree, strategies };
    let walk = ChanceWalk::new(tree, cards, state, Fixed(profile), workers);
    let mut watched = Watched::new(profile, state.node);
    let mut frontier = walk.frontier();
    let behind = match first_deal {
        None => frontier.all(progress)?.0,
        Some(boards) => {
            let mut sum = frontier.nothing();
            frontier.each(boards, progress, &mut |_, values| {
                sum.add(1.0, &values);
                ControlFlow::Continue(())
            })?;
            sum
        }
    };
    let hands = frontier.ascend(&behind, 1.0, &mut watched).swap_remove(0);
    let num_slots = watched.values.len() / tree.edges(state.node).len();
    let NodeKind::Decision { player } = tree.node(state.node).kind else {
        unreachable!("a walk begins at a decision")
    };
    let (actor, dead) = (usize::from(player), f64::from(tree.dead()));
    let of_action = |values: &[f32]| {
        let stakes = values.iter().zip(&hands.beside[actor]);
        stakes.map(|(value, beside)| f64::from(*value) + 0.5 * dead * beside).collect()
    };
    let actions = watched.values.chunks_exact(num_slots).map(of_action).collect();
    Some(DecisionValues { hands, actions })
}

/// What every hand is worth at a public state to a best response, for each player against the other's
/// strategy.
///
/// Half the sum of both means is the exploitability within the subgame, in chips, where nothing is dead or
/// raked; otherwise less half the sum of the means of [`values_from`].
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

/// The same; `progress` hears which board of how many was walked, and breaks to end the walk: then there is no
/// result.
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
