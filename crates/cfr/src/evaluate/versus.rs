//! Two strategies of one tree against each other: every pair of hands, on a sample of boards.
//!
//! Each board is played with all hands and in both seats, so nothing is left to chance but the board;
//! comparisons with the same seed share their boards.

use super::Estimate;
use crate::kernels::Kernels;
use crate::tables::strategy::Strategy;
use crate::tables::table::Table;
use crate::vector::deals::{BoardStream, DealBatch};
use crate::vector::learn::{Play, Sides};
use crate::walk::plan::Plan;
use crate::walk::{Group, Scratch, walk};
use holdem_cards::parallel::in_parallel;
use holdem_game::deal::{CardModel, HandSample};
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

/// A strategy and the abstraction that it was made for.
#[derive(Clone, Copy)]
pub struct Contender<'a> {
    /// Cards and buckets.
    pub cards: &'a dyn CardModel,
    /// A strategy of the tree with these buckets.
    pub strategy: &'a Strategy,
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
    between(tree, &[cards], [[(0, a), (0, b)], [(0, b), (0, a)]], boards)
}

/// Plays two strategies of one tree against each other in both seats, each with the buckets of its own
/// abstraction.
///
/// # Panics
/// If the two card models are of different games.
///
/// # Complexity
/// O(boards x nodes x hands).
pub fn versus_across(tree: &BettingTree, [a, b]: [Contender<'_>; 2], boards: Boards) -> Versus {
    let seats = [[(0, a.strategy), (1, b.strategy)], [(1, b.strategy), (0, a.strategy)]];
    between(tree, &[a.cards, b.cards], seats, boards)
}

/// How much better `after` does than `before`, mean of both seats, in chips per hand: first against `before`
/// itself, then against each of the others, how much more it wins from them than `before` does. All play on
/// the same boards, so the luck of the boards cancels out.
///
/// # Panics
/// If the card models are of different games.
///
/// # Complexity
/// O(boards x nodes x hands), twice for the first number and four times for each of the others.
pub fn compare(
    tree: &BettingTree,
    [before, after]: [Contender<'_>; 2],
    others: &[Contender<'_>],
    boards: Boards,
) -> Vec<Estimate> {
    let all = || [before, after].into_iter().chain(others.iter().copied());
    let cards: Vec<&dyn CardModel> = all().map(|contender| contender.cards).collect();
    let seats: Vec<(usize, &Strategy)> = (0..).zip(all().map(|contender| contender.strategy)).collect();
    // Both ways round.
    let meet = |a: usize, b: usize| [[seats[a], seats[b]], [seats[b], seats[a]]];
    let mut pairs: Vec<Seats<'_>> = meet(1, 0).to_vec();
    for other in 2..seats.len() {
        pairs.extend(meet(1, other));
        pairs.extend(meet(0, other));
    }
    let paid = utilities(tree, &cards, &pairs, boards);
    // From two meetings, at `at` and after it: what the first player of the first one wins in both seats.
    let won = |board: &[[f64; 2]], at: usize| (board[at][0] + board[at + 1][1]) / 2.0;
    let number = |number: usize| -> Vec<f64> {
        let of = |board: &Vec<[f64; 2]>| match number {
            0 => won(board, 0),
            other => won(board, 4 * other - 2) - won(board, 4 * other),
        };
        paid.iter().map(of).collect()
    };
    (0..=others.len()).map(|at| Estimate::of(&number(at))).collect()
}

/// By seat: which card model, and the strategy.
type Seats<'a> = [(usize, &'a Strategy); 2];

fn between(tree: &BettingTree, cards: &[&dyn CardModel], seats: [Seats<'_>; 2], boards: Boards) -> Versus {
    let pairs = utilities(tree, cards, &seats, boards);
    let as_first: Vec<f64> = pairs.iter().map(|u| u[0][0]).collect();
    let as_second: Vec<f64> = pairs.iter().map(|u| u[1][1]).collect();
    let gain: Vec<f64> = pairs.iter().map(|u| (u[0][0] + u[1][1]) / 2.0).collect();
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
    let values = utilities(tree, &[cards], &[[(0, strategy), (0, strategy)]], boards);
    Estimate::of(&values.iter().map(|u| u[0][0]).collect::<Vec<_>>())
}

/// By board: what a seat is expected to be paid, in chips per hand.
pub(super) fn seat_payoffs(
    tree: &BettingTree,
    cards: &dyn CardModel,
    [first, second]: [&Strategy; 2],
    seat: usize,
    boards: Boards,
) -> Vec<f64> {
    let paid = utilities(tree, &[cards], &[[(0, first), (0, second)]], boards);
    paid.into_iter().map(|pairs| pairs[0][seat]).collect()
}

/// For each board both seats' expected payoffs under each pair of strategies.
fn utilities(
    tree: &BettingTree,
    cards: &[&dyn CardModel],
    pairs: &[Seats<'_>],
    boards: Boards,
) -> Vec<Vec<[f64; 2]>> {
    let streams: Vec<_> =
        cards.iter().map(|cards| BoardStream::new(*cards, boards.seed, HandSample::All)).collect();
    let plan = Plan::of_subtree(tree, 0);
    let scratches: Vec<Mutex<Scratch>> = (0..boards.workers.max(1)).map(|_| Mutex::default()).collect();
    in_parallel(boards.workers, boards.count, |i| {
        let mut scratch =
            scratches.iter().find_map(|s| s.try_lock().ok()).expect("working memory for every worker");
        let board = i as u64..i as u64 + 1;
        let batches: Vec<DealBatch> = streams
            .iter()
            .zip(cards)
            .map(|(stream, cards)| {
                let mut batch = DealBatch::default();
                batch.fill(stream, *cards, board.clone());
                batch
            })
            .collect();
        pairs.iter().map(|seats| utility(tree, &plan, seats, &batches, &mut scratch)).collect()
    })
}

/// Both seats' expected payoffs on one board; `batches` by card model.
fn utility(
    tree: &BettingTree,
    plan: &Plan,
    seats: &Seats<'_>,
    batches: &[DealBatch],
    scratch: &mut Scratch,
) -> [f64; 2] {
    let [(first, _), (second, _)] = *seats;
    let batch = &batches[first];
    let group: Group<'_> = batch.across(&batches[second]);
    let frozen = seats.map(|(_, strategy)| Some(strategy));
    let sides = Sides { frozen, ..Sides::default() };
    let mut values = [vec![0.0; batch.num_slots()], vec![0.0; batch.num_slots()]];
    let mut nothing = Table::empty();
    let mut play = Play { tree, kernels: Kernels::detect(), group, sides }.learn(&mut nothing);
    walk(plan, &group, &mut play, [batch.live(); 2], values.each_mut().map(Vec::as_mut_slice), scratch);
    let pairs_of_hands = batch.deals()[0].num_pairs().max(1) as f64;
    let mean = |player: usize| values[player].iter().map(|v| f64::from(*v)).sum::<f64>() / pairs_of_hands;
    let [first, dead] = [mean(0), f64::from(tree.dead())];
    // Without rake the second wins what the first loses, to the bit.
    let second = if tree.rake().is_none() { -first } else { mean(1) };
    [first + 0.5 * dead, second + 0.5 * dead]
}
