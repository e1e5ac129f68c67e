//! Two strategies of one tree against each other from a public state on: a decision, the board dealt by then,
//! and both players' ranges.
//!
//! Every pair of hands of the ranges is played, on all boards that may follow or on a sample of the boards of
//! the next street, each with all boards after it. The result of one walk is the sum of those from the states
//! after it, and from the start of a hand it is the whole game.

use super::Estimate;
use super::exact::Watch;
use super::flops::sample_boards;
use super::rules::{Fixed, Profile};
use super::versus::{Boards, Versus};
use crate::boards::{ChanceWalk, ExitValues, PublicState};
use crate::tables::strategy::Strategy;
use holdem_game::deal::CardModel;
use holdem_game::tree::BettingTree;
use std::ops::ControlFlow;

/// What each player is paid in chips over the whole hand when both play `strategy` from a public state on:
/// the mean over all pairs of hands of both ranges.
///
/// `boards.count` boards of the next street are drawn; all of them if there are no more.
///
/// # Complexity
/// O(boards x nodes below the state x hands).
///
/// # Panics
/// If the state begins a hand with ranges that tell suits apart.
pub fn game_value_from(
    tree: &BettingTree,
    cards: &dyn CardModel,
    state: &PublicState,
    strategy: &Strategy,
    boards: Boards,
) -> [Estimate; 2] {
    let paid = payoffs(tree, cards, state, [strategy; 2], boards);
    [0, 1].map(|player: usize| paid.estimate(|pair| pair[player]))
}

/// Plays `a` against `b` from a public state on, with `a` once in each seat; the player in a seat holds the
/// seat's range. The gain is half the sum of what `a` is paid in both seats, less half of the dead chips: 0
/// if both strategies are the same and no rake is taken.
///
/// # Complexity
/// As [`game_value_from`], twice.
///
/// # Panics
/// As [`game_value_from`].
pub fn versus_from(
    tree: &BettingTree,
    cards: &dyn CardModel,
    state: &PublicState,
    [a, b]: [&Strategy; 2],
    boards: Boards,
) -> Versus {
    let (first, second) =
        (payoffs(tree, cards, state, [a, b], boards), payoffs(tree, cards, state, [b, a], boards));
    let dead = f64::from(tree.dead());
    let both = first.boards.iter().zip(&second.boards);
    let gains = both.map(|(first, second)| [(first[0] + second[1] - dead) / 2.0; 2]).collect();
    let gain = Payoffs { boards: gains, is_exact: first.is_exact };
    Versus {
        gain: gain.estimate(|gain| gain[0]),
        as_first: first.estimate(|pair| pair[0]),
        as_second: second.estimate(|pair| pair[1]),
    }
}

/// What both players are paid on each board of a sample, or on all boards together.
struct Payoffs {
    boards: Vec<[f64; 2]>,
    is_exact: bool,
}

impl Payoffs {
    fn estimate(&self, of: impl Fn([f64; 2]) -> f64) -> Estimate {
        let values: Vec<f64> = self.boards.iter().map(|&pair| of(pair)).collect();
        if self.is_exact { Estimate::exact(values[0]) } else { Estimate::of(&values) }
    }
}

fn payoffs(
    tree: &BettingTree,
    cards: &dyn CardModel,
    state: &PublicState,
    strategies: [&Strategy; 2],
    boards: Boards,
) -> Payoffs {
    let walk = ChanceWalk::new(tree, cards, state, Fixed(Profile { tree, strategies }), boards.workers);
    let (mut frontier, street) = (walk.frontier(), usize::from(tree.node(state.node).street));
    let mut rule = Fixed(Profile { tree, strategies });
    let all = if street + 1 < tree.num_streets() { cards.runouts(street, state.board) } else { Vec::new() };
    if all.len() <= boards.count {
        let (behind, _) = frontier.all(Watch::NOBODY.progress).expect("nobody stops it");
        return Payoffs { boards: vec![frontier.values(&behind)[0].mean], is_exact: true };
    }
    let chance: f64 = all.iter().map(|runout| f64::from(runout.probability)).sum();
    let sample = sample_boards(&all, boards.count, boards.seed);
    let mut found = Vec::with_capacity(sample.len());
    let heard = &mut |_, values| {
        found.push(values);
        ControlFlow::Continue(())
    };
    frontier.each(&sample, Watch::NOBODY.progress, heard).expect("nobody stops it");
    // Each board stands for all.
    let mean = |values: &ExitValues| frontier.ascend(values, chance / values.chance, &mut rule)[0].mean;
    Payoffs { boards: found.iter().map(mean).collect(), is_exact: false }
}
