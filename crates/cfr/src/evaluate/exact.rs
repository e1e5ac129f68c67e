//! Exact values and best responses with real cards (Johanson et al. 2011).
//!
//! All boards are enumerated street by street, board by board: on each board the nodes of one street are walked for all
//! live hands at once, and every node that leads to a later street (or to a showdown before the last one) is an *exit*. The
//! exits' reach vectors are carried to each board of the next street, and their values come back weighted by the chance of
//! that board. The best responses of both players come out of the same walk, since each needs only the other's reach.
//!
//! Boards that differ only by names of suits which nothing seen before tells apart are the same board: one of them is walked,
//! and the hands are renamed for the others.
//!
//! In Hold'em the first deal may be a *sample* of flops, each standing for all its relabellings; turns and rivers are always
//! complete. The result is then the exact best response in the game whose flop is drawn from the sample. Choices before the
//! flop are maximised over the sampled flops as if the opponent knew them, which overstates exploitability, for a handful of
//! flops by a lot; the same response with its choices before the flop made on the *other* flops of the sample understates
//! it. Both are given: the truth lies between them. The standard error of the first is a delete-a-group jackknife over flops.

use super::Estimate;
use crate::boards::game::Game;
use crate::boards::visit::Choice;
use crate::tables::strategy::Strategy;
use holdem_game::deal::{CardModel, Runout};
use holdem_game::tree::BettingTree;

/// Exploitability of a pair of strategies, in chips per hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exploitability {
    /// Half the sum of what both best responses win: 0 in equilibrium. NashConv is twice this.
    pub chips: Estimate,
    /// What the best response wins in each seat.
    pub best_response: [f64; 2],
    /// The same measured on each group of sampled flops with the choices before the flop that are best on the *other*
    /// groups: a response that has not seen its flops. `None` unless there are at least two groups. In the mean over samples
    /// it is at most the exploitability over all flops, as `chips` is at least that.
    pub held_out: Option<Estimate>,
}

/// Measures what best responses win against a pair of strategies, one for each seat.
///
/// `first_deal` replaces the boards of the first street by a sample of them.
///
/// # Complexity
/// O(boards x nodes x hands); about 15 CPU-seconds a flop for a tree of 1,200 decision nodes.
pub fn exploitability(
    tree: &BettingTree,
    cards: &dyn CardModel,
    strategies: [&Strategy; 2],
    first_deal: Option<&[Runout]>,
    workers: usize,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Exploitability {
    let game = Game::new(tree, cards, strategies, Choice::BestResponse, workers);
    let solved = game.solve(first_deal, progress);
    let half = |[a, b]: [f64; 2]| (a + b) / 2.0;
    let n = solved.without.len() as f64;
    let halves: Vec<f64> = solved.without.into_iter().map(half).collect();
    let mean = halves.iter().sum::<f64>() / n.max(1.0);
    let spread: f64 = halves.iter().map(|x| (x - mean).powi(2)).sum();
    let standard_error = if n > 1.0 { ((n - 1.0) / n * spread).sqrt() } else { 0.0 };
    let held_out: Vec<f64> = solved.held_out.into_iter().map(half).collect();
    Exploitability {
        chips: Estimate { mean: half(solved.all), standard_error },
        best_response: solved.all,
        held_out: (!held_out.is_empty()).then(|| Estimate::of(&held_out)),
    }
}

/// Expected payoff of each seat in chips per hand when both play their strategies.
pub fn values(
    tree: &BettingTree,
    cards: &dyn CardModel,
    strategies: [&Strategy; 2],
    workers: usize,
) -> [f64; 2] {
    Game::new(tree, cards, strategies, Choice::Fixed, workers).solve(None, &|_, _| {}).all
}
