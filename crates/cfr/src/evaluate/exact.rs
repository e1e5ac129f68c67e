//! Exact values and best responses with real cards (Johanson et al. 2011), from the start of a hand or from
//! any public state.
//!
//! All boards are enumerated: see [`crate::boards`]. The best responses of both players come out of the same
//! walk, since each needs only the other's reach.
//!
//! In Hold'em the first deal may be a *sample* of flops, each standing for all its relabellings; turns and
//! rivers are always complete. The result is then the exact best response in the game whose flop is drawn
//! from the sample. Choices before the flop are maximised over the sampled flops as if the opponent knew
//! them, which overstates exploitability, for a handful of flops by a lot; the same response with its choices
//! before the flop made on the *other* flops of the sample understates it. Both are given: the truth lies
//! between them. The standard error of the first is a delete-a-group jackknife over flops.

use super::Estimate;
use super::rules::{BestResponse, Fixed, Noted, Profile, Watched};
use crate::boards::{BoardRule, ChanceWalk, HandValues, PublicState};
use crate::tables::strategy::Strategy;
use holdem_game::deal::{CardModel, Runout};
use holdem_game::tree::{BettingTree, NodeKind};
use std::ops::ControlFlow;

/// Most groups of the jackknife.
const MAX_GROUPS: usize = 64;

/// Exploitability of a pair of strategies, in chips per hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exploitability {
    /// Half the sum of what both best responses win beyond what the strategies win themselves, which is nothing in sum where
    /// no chips are dead and no rake is taken: 0 in equilibrium. NashConv is twice this.
    pub chips: Estimate,
    /// What the best response wins in each seat.
    pub best_response: [f64; 2],
    /// The same measured on each group of sampled flops with the choices before the flop that are best on the
    /// *other* groups: a response that has not seen its flops. `None` unless there are at least two groups.
    /// In the mean over samples it is at most the exploitability over all flops, as `chips` is at least that.
    pub held_out: Option<Estimate>,
}

/// Measures what best responses win against a pair of strategies, one for each seat.
///
/// `first_deal` replaces the boards of the first street by a sample of them.
///
/// # Complexity
/// O(boards x nodes x hands); about 15 CPU-seconds a flop for a tree of 1,200 decision nodes. Twice that with dead chips or rake.
pub fn exploitability(
    tree: &BettingTree,
    cards: &dyn CardModel,
    strategies: [&Strategy; 2],
    first_deal: Option<&[Runout]>,
    workers: usize,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Exploitability {
    let told = |done, all| {
        progress(done, all);
        ControlFlow::Continue(())
    };
    let found = exploitability_until(tree, cards, strategies, first_deal, workers, &told);
    found.expect("nobody stops it")
}

/// [`exploitability`] that can be stopped: `progress` hears which board of how many was walked, and breaks to end
/// it; then there is no result.
pub fn exploitability_until(
    tree: &BettingTree,
    cards: &dyn CardModel,
    strategies: [&Strategy; 2],
    first_deal: Option<&[Runout]>,
    workers: usize,
    progress: &(dyn Fn(usize, usize) -> ControlFlow<()> + Sync),
) -> Option<Exploitability> {
    let (state, profile) = (PublicState::root(cards), Profile { tree, strategies });
    let walk = ChanceWalk::new(tree, cards, &state, BestResponse(profile), workers);
    let groups = first_deal.map_or(1, |sample| sample.len().min(MAX_GROUPS));
    let mut frontier = walk.explore(first_deal, groups, progress)?;
    let fixed = (!tree.is_zero_sum()).then(|| ChanceWalk::new(tree, cards, &state, Fixed(profile), workers));
    let mut played = match &fixed {
        Some(walk) => Some(walk.explore(first_deal, groups, progress)?),
        None => None,
    };
    let mut own = |kept: &dyn Fn(usize) -> bool| {
        played.as_mut().map_or(0.0, |played| half(played.ascend(kept, &mut Fixed(profile)).mean))
    };
    let best_response = frontier.values().mean;
    let mean = half(best_response) - own(&|_| true);
    let numbers = if frontier.num_groups() > 1 { 0..frontier.num_groups() } else { 0..0 };
    let without = |out: usize| {
        let kept = |group| group != out;
        half(frontier.ascend(kept, &mut BestResponse(profile)).mean) - own(&kept)
    };
    let without: Vec<f64> = numbers.clone().map(without).collect();
    let held_out = |out: usize| {
        let mut noted = Noted::new(profile);
        frontier.ascend(|group| group != out, &mut noted);
        half(frontier.ascend(|group| group == out, &mut noted.follow()).mean) - own(&|group| group == out)
    };
    let held_out: Vec<f64> = numbers.map(held_out).collect();
    Some(Exploitability {
        chips: Estimate { mean, standard_error: jackknife_error(&without) },
        best_response,
        held_out: (!held_out.is_empty()).then(|| Estimate::of(&held_out)),
    })
}

fn half([a, b]: [f64; 2]) -> f64 {
    (a + b) / 2.0
}

/// Standard error from what is found without each group; 0 for fewer than two.
fn jackknife_error(without: &[f64]) -> f64 {
    let n = without.len() as f64;
    let mean = without.iter().sum::<f64>() / n.max(1.0);
    let spread: f64 = without.iter().map(|x| (x - mean).powi(2)).sum();
    if n > 1.0 { ((n - 1.0) / n * spread).sqrt() } else { 0.0 }
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
    walked(tree, cards, state, Fixed(Profile { tree, strategies }), workers)
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
    progress: &(dyn Fn(usize, usize) -> ControlFlow<()> + Sync),
) -> Option<DecisionValues> {
    let profile = Profile { tree, strategies };
    let walk = ChanceWalk::new(tree, cards, state, Fixed(profile), workers);
    let mut watched = Watched::new(profile, state.node);
    let hands = walk.explore(first_deal, 1, progress)?.ascend(|_| true, &mut watched);
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

/// What every hand is worth at a public state to a best response, for each player against the other's strategy.
///
/// Half the sum of both means is the exploitability within the subgame, in chips, where nothing is dead or raked; otherwise
/// less half the sum of the means of [`values_from`].
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
    walked(tree, cards, state, BestResponse(Profile { tree, strategies }), workers)
}

fn walked(
    tree: &BettingTree,
    cards: &dyn CardModel,
    state: &PublicState,
    rule: impl BoardRule + Clone + Sync,
    workers: usize,
) -> HandValues {
    let walk = ChanceWalk::new(tree, cards, state, rule, workers);
    let mut frontier = walk.explore(None, 1, &|_, _| ControlFlow::Continue(())).expect("nobody stops it");
    frontier.values()
}
