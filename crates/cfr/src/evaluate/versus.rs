//! Two strategies of one tree against each other: every pair of hands, on a sample of boards.
//!
//! Each board is played with all hands and in both seats, so nothing is left to chance but the board; comparisons with the
//! same seed share their boards.

use super::{Estimate, in_parallel};
use crate::deals::{BoardStream, DealBatch};
use crate::kernels::Kernels;
use crate::strategy::Strategy;
use crate::table::Table;
use crate::walk::{Arena, Sides, Walk, depth_cost};
use holdem_game::deal::CardModel;
use holdem_game::tree::BettingTree;
use std::sync::Mutex;

/// Which boards a comparison is played on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boards {
    /// Seed of the sample.
    pub seed: u64,
    /// Number of boards.
    pub count: usize,
    /// Threads; the result does not depend on it.
    pub workers: usize,
}

/// Result of a comparison, in chips per hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Versus {
    /// What the first strategy wins from the second, mean of both seats.
    pub gain: Estimate,
    /// What it wins when it sits in the first seat.
    pub as_first: Estimate,
    /// What it wins when it sits in the second seat.
    pub as_second: Estimate,
}

/// Plays `a` against `b` in both seats.
///
/// # Complexity
/// O(boards x nodes x hands).
pub fn versus(
    tree: &BettingTree,
    cards: &dyn CardModel,
    a: &Strategy,
    b: &Strategy,
    boards: Boards,
) -> Versus {
    let pairs = utilities(tree, cards, &[[a, b], [b, a]], boards);
    let as_first: Vec<f64> = pairs.iter().map(|u| u[0]).collect();
    let as_second: Vec<f64> = pairs.iter().map(|u| -u[1]).collect();
    let gain: Vec<f64> = pairs.iter().map(|u| (u[0] - u[1]) / 2.0).collect();
    Versus {
        gain: Estimate::of(&gain),
        as_first: Estimate::of(&as_first),
        as_second: Estimate::of(&as_second),
    }
}

/// Expected payoff of the first seat, in chips per hand, when both seats play `strategy`.
pub fn game_value(
    tree: &BettingTree,
    cards: &dyn CardModel,
    strategy: &Strategy,
    boards: Boards,
) -> Estimate {
    let values = utilities(tree, cards, &[[strategy, strategy]], boards);
    Estimate::of(&values.iter().map(|u| u[0]).collect::<Vec<_>>())
}

/// For each board the first seat's expected payoff under each pair of strategies.
fn utilities(
    tree: &BettingTree,
    cards: &dyn CardModel,
    pairs: &[[&Strategy; 2]],
    boards: Boards,
) -> Vec<Vec<f64>> {
    let stream = BoardStream::new(cards, boards.seed, None);
    let depth_cost = depth_cost(tree, 0);
    let arenas: Vec<Mutex<Arena>> = (0..boards.workers.max(1)).map(|_| Mutex::default()).collect();
    in_parallel(boards.workers, boards.count, &|i| {
        let mut arena = arenas.iter().find_map(|a| a.try_lock().ok()).expect("an arena for every worker");
        let mut batch = DealBatch::default();
        batch.fill(&stream, cards, i as u64..i as u64 + 1);
        arena.reserve(depth_cost, batch.lanes(), batch.width());
        pairs.iter().map(|pair| utility(tree, *pair, &batch, &mut arena)).collect()
    })
}

/// The first seat's expected payoff on one board.
fn utility(tree: &BettingTree, pair: [&Strategy; 2], batch: &DealBatch, arena: &mut Arena) -> f64 {
    let lanes = batch.lanes();
    let sides = Sides { frozen: pair.map(Some), regret_weight: 0.0, strategy_weight: 0.0 };
    let walk = Walk { tree, kernels: Kernels::detect(), group: batch.all(), sides };
    let (mut first, mut second) = (vec![0.0; lanes], vec![0.0; lanes]);
    let mut nothing = Table::empty();
    walk.run(0, &mut nothing, [batch.live(); 2], [&mut first, &mut second], arena);
    let pairs_of_hands = batch.deals()[0].num_pairs().max(1) as f64;
    first.iter().map(|v| f64::from(*v)).sum::<f64>() / pairs_of_hands
}
