//! Every combination of hands on every board, one comparison each.

use super::Problem;
use super::boards::{Boards, Weighted};
use super::report::Tally;
use crate::combo::Combo;
use crate::evaluator::Hand;
use crate::parallel::in_parallel_with;
use crate::set::CardSet;
use crate::strength::StrengthRow;

/// From this many hands on, ranking the whole board is cheaper than ranking hand by hand.
const MANY_HANDS: usize = 300;

/// The combinations of hands that share no card.
pub(super) struct Matchups {
    players: usize,
    /// The hands that occur, each once.
    hands: Vec<Combo>,
    /// Positions in `hands`, `players` of them for each combination.
    positions: Vec<u16>,
    /// The weight of each combination; empty if all weigh the same.
    weights: Vec<f64>,
}

/// What a thread keeps.
struct Scratch {
    /// Strength of each hand; 0 if the board blocks it.
    ranks: Vec<u16>,
    row: Option<StrengthRow>,
}

impl Matchups {
    /// Lists the combinations, unless there are more than `most`.
    pub(super) fn new(problem: &Problem, most: u64) -> Option<Self> {
        let mut hands: Vec<Combo> = problem.hands.iter().flatten().map(|hand| hand.0).collect();
        hands.sort_unstable();
        hands.dedup();
        let players = problem.players();
        let mut matchups = Self { players, hands, positions: Vec::new(), weights: Vec::new() };
        let fits = matchups.extend(problem, CardSet::EMPTY, 1.0, &mut Vec::new(), most);
        if !problem.is_weighted() {
            matchups.weights.clear();
        }
        fits.then_some(matchups)
    }

    /// Whether no deal is possible.
    pub(super) fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// Adds every way to give hands to the players after those in `chosen`; false if there are too many.
    fn extend(
        &mut self,
        problem: &Problem,
        used: CardSet,
        weight: f64,
        chosen: &mut Vec<u16>,
        most: u64,
    ) -> bool {
        let Some(hands) = problem.hands.get(chosen.len()) else {
            self.positions.extend_from_slice(chosen);
            self.weights.push(weight);
            return self.weights.len() as u64 <= most;
        };
        for &(combo, own) in hands.iter().filter(|hand| !hand.0.set().intersects(used)) {
            chosen.push(self.hands.partition_point(|&other| other < combo) as u16);
            let fits = self.extend(problem, used | combo.set(), weight * own, chosen, most);
            chosen.pop();
            if !fits {
                return false;
            }
        }
        true
    }

    /// Compares all combinations on all boards.
    pub(super) fn run(&self, problem: &Problem, boards: &Boards, threads: usize) -> Tally {
        let weighted = problem.is_weighted();
        let images: Vec<Vec<Combo>> = boards
            .images()
            .iter()
            .map(|image| self.hands.iter().map(|&hand| image.combo(hand)).collect())
            .collect();
        let pieces = boards.pieces();
        let start = || Scratch { ranks: vec![0; self.hands.len()], row: None };
        let work = |scratch: &mut Scratch, piece: usize| {
            let mut tally = Tally::new(self.players, weighted);
            for &weighted_board in pieces[piece] {
                self.visit(boards, &images, weighted_board, scratch, &mut tally);
            }
            tally
        };
        Tally::sum(self.players, weighted, in_parallel_with(threads, pieces.len(), start, work))
    }

    /// Compares all combinations under all images on one board.
    fn visit(
        &self,
        boards: &Boards,
        images: &[Vec<Combo>],
        at: Weighted,
        scratch: &mut Scratch,
        tally: &mut Tally,
    ) {
        if self.hands.len() >= MANY_HANDS {
            scratch.row.get_or_insert_with(|| StrengthRow::new(at.board)).assign(at.board);
        }
        for (_, hands) in (0..).zip(images).filter(|&(image, _)| boards.is_possible(image, at.board)) {
            scratch.rank(at.board, hands);
            match (self.players, tally.weights.is_some()) {
                (2, false) => self.compare_pairs(&scratch.ranks, at.multiplicity, tally),
                _ => self.compare(&scratch.ranks, at.multiplicity, tally),
            }
        }
    }

    /// Two players, all deals of one weight.
    fn compare_pairs(&self, ranks: &[u16], multiplicity: u32, tally: &mut Tally) {
        let (mut deals, mut wins, mut ties) = (0u32, 0u32, 0u32);
        for pair in self.positions.chunks_exact(2) {
            let (a, b) = (ranks[usize::from(pair[0])], ranks[usize::from(pair[1])]);
            let possible = (a != 0) & (b != 0);
            deals += u32::from(possible);
            wins += u32::from(possible & (a > b));
            ties += u32::from(possible & (a == b));
        }
        let amount = |count: u32| u64::from(count) * u64::from(multiplicity);
        let counts = &mut tally.counts;
        counts.total += amount(deals);
        counts.add(0, 1, amount(wins));
        counts.add(1, 1, amount(deals - wins - ties));
        counts.add(0, 2, amount(ties));
        counts.add(1, 2, amount(ties));
    }

    /// Any number of players, any weights.
    fn compare(&self, ranks: &[u16], multiplicity: u32, tally: &mut Tally) {
        for (deal, positions) in self.positions.chunks_exact(self.players).enumerate() {
            let rank = |position: &u16| ranks[usize::from(*position)];
            let (mut best, mut worst, mut winners) = (0, u16::MAX, 0);
            for rank in positions.iter().map(rank) {
                winners = if rank > best { 1 } else { winners + usize::from(rank == best) };
                best = best.max(rank);
                worst = worst.min(rank);
            }
            if worst == 0 {
                continue;
            }
            let count = u64::from(multiplicity);
            tally.counts.total += count;
            let weight = self.weights.get(deal).map(|weight| weight * f64::from(multiplicity));
            if let (Some(cells), Some(weight)) = (&mut tally.weights, weight) {
                cells.total += weight;
            }
            for player in (0..self.players).filter(|&player| rank(&positions[player]) == best) {
                tally.counts.add(player, winners, count);
                if let (Some(cells), Some(weight)) = (&mut tally.weights, weight) {
                    cells.add(player, winners, weight);
                }
            }
        }
    }
}

impl Scratch {
    /// Ranks `hands` on the board.
    fn rank(&mut self, board: CardSet, hands: &[Combo]) {
        if let Some(row) = &self.row {
            for (rank, hand) in self.ranks.iter_mut().zip(hands) {
                *rank = row.ranks()[hand.index()];
            }
            return;
        }
        let base = Hand::from(board);
        for (rank, hand) in self.ranks.iter_mut().zip(hands) {
            let [a, b] = hand.cards();
            let blocked = board.contains(a) | board.contains(b);
            *rank = if blocked { 0 } else { base.with(a).with(b).rank().0 };
        }
    }
}
