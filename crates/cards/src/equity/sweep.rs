//! Two wide ranges: all hands of a board in order of strength, each against all weaker ones at once.
//!
//! Going up through the groups of equal hands, the sweep keeps the weight of each range's hands so far, in
//! total and for each card. A hand of cards a and b beats the opponent's total so far, less the weight of
//! hands with a, less that of hands with b (no weaker hand holds both). That gives the wins of both ranges in
//! time linear in the number of hands. Ties are the rest: the total weight needs no boards, since every pair
//! of hands that share no card meets on the same number of them.

use std::ops::{AddAssign, Mul, Sub};

use super::Problem;
use super::boards::Boards;
use super::report::Tally;
use crate::combinatorics::binomial;
use crate::combo::Combo;
use crate::parallel::in_parallel_with;
use crate::strength::{LIVE_COMBOS, StrengthRow};
use crate::suits::SuitPermutation;

/// How many combinations a board counts for.
pub(super) const COMBINATIONS: u64 = LIVE_COMBOS as u64;
/// Number of pairs of hands whose comparison one by one takes as long.
pub(super) const COST_IN_PAIRS: u64 = 3000;

/// A number that the sweep can add up: counts without loss, weights with rounding.
trait Number: Copy + Default + PartialEq + AddAssign + Sub<Output = Self> + Mul<Output = Self> {}
impl Number for u32 {}
impl Number for f64 {}

/// An amount for each of the two ranges.
type Both<T> = [T; 2];

/// Weights of both ranges by combo index, under one image.
type Weights<T> = [Both<T>; Combo::COUNT];

/// Compares two ranges on all boards.
pub(super) fn run(problem: &Problem, boards: &Boards, threads: usize) -> Tally {
    let weighted = problem.is_weighted();
    let counts: Vec<Weights<u32>> = images(problem, boards, |_| 1);
    let weights: Vec<Weights<f64>> =
        if weighted { images(problem, boards, |weight| weight) } else { Vec::new() };
    let pieces = boards.pieces();
    let work = |row: &mut Option<StrengthRow>, piece: usize| {
        let mut tally = Tally::new(2, weighted);
        for at in pieces[piece] {
            let row = row.get_or_insert_with(|| StrengthRow::new(at.board));
            row.assign(at.board);
            for image in (0..counts.len()).filter(|&image| boards.is_possible(image, at.board)) {
                let won = wins(row, &counts[image]);
                (0..2).for_each(|player| {
                    tally.counts.add(player, 1, u64::from(won[player]) * u64::from(at.multiplicity))
                });
                if let Some(cells) = &mut tally.weights {
                    let won = wins(row, &weights[image]);
                    (0..2).for_each(|player| cells.add(player, 1, won[player] * f64::from(at.multiplicity)));
                }
            }
        }
        tally
    };
    let mut tally = Tally::sum(2, weighted, in_parallel_with(threads, pieces.len(), || None, work));
    add_ties(&mut tally, problem, boards.images().len());
    tally
}

fn images<T: Number>(problem: &Problem, boards: &Boards, value: impl Fn(f64) -> T) -> Vec<Weights<T>> {
    let renamed = |image: &SuitPermutation| {
        let mut row = [[T::default(); 2]; Combo::COUNT];
        for (player, hands) in problem.hands.iter().enumerate() {
            for &(combo, weight) in hands {
                row[image.combo(combo).index()][player] = value(weight);
            }
        }
        row
    };
    boards.images().iter().map(renamed).collect()
}

/// Adds the total and the ties, which follow from the wins of both ranges.
fn add_ties(tally: &mut Tally, problem: &Problem, images: usize) {
    let (pairs, weight) = disjoint_pairs(problem);
    let boards = binomial(problem.cards_left() as u32 - 4, problem.cards_to_come() as u32);
    let times = u64::from(boards) * images as u64;
    let counts = &mut tally.counts;
    counts.total = pairs * times;
    let ties = counts.total - counts.won(0, 1) - counts.won(1, 1);
    counts.add(0, 2, ties);
    counts.add(1, 2, ties);
    if let Some(cells) = &mut tally.weights {
        cells.total = weight * times as f64;
        // Rounding may leave a trace below zero.
        let ties = (cells.total - cells.won(0, 1) - cells.won(1, 1)).max(0.0);
        cells.add(0, 2, ties);
        cells.add(1, 2, ties);
    }
}

/// Number and weight of the pairs of hands that share no card.
fn disjoint_pairs(problem: &Problem) -> (u64, f64) {
    let (mut count, mut weight) = (0, 0.0);
    for (hand, own) in &problem.hands[0] {
        for (_, other) in problem.hands[1].iter().filter(|(other, _)| !other.set().intersects(hand.set())) {
            count += 1;
            weight += own * other;
        }
    }
    (count, weight)
}

/// The hands added so far.
struct Below<T> {
    all: Both<T>,
    /// By the card they hold; as long as any masked index.
    holding: [Both<T>; 64],
}

impl<T: Number> Below<T> {
    fn add(&mut self, combo: Combo, weights: Both<T>) {
        let [a, b] = combo.cards().map(|card| card.index() % 64);
        for (player, weight) in weights.into_iter().enumerate() {
            self.all[player] += weight;
            self.holding[a][player] += weight;
            self.holding[b][player] += weight;
        }
    }

    /// The weight that shares no card with `combo`, if `combo` itself has not been added.
    fn beside(&self, combo: Combo) -> Both<T> {
        let [a, b] = combo.cards().map(|card| card.index() % 64);
        std::array::from_fn(|player| self.all[player] - self.holding[a][player] - self.holding[b][player])
    }
}

/// What each range wins on one board.
fn wins<T: Number>(row: &StrengthRow, weights: &Weights<T>) -> Both<T> {
    let mut below = Below { all: [T::default(); 2], holding: [[T::default(); 2]; 64] };
    let mut wins = [T::default(); 2];
    for group in row.groups() {
        let combos = group.iter().filter_map(|&index| Combo::from_index(index));
        for combo in combos.clone() {
            let (own, beaten) = (weights[combo.index()], below.beside(combo));
            wins[0] += own[0] * beaten[1];
            wins[1] += own[1] * beaten[0];
        }
        for combo in combos {
            below.add(combo, weights[combo.index()]);
        }
    }
    wins
}
