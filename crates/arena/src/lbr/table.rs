//! Who is ahead when all cards are dealt, for every pair of hands at once. Used where too many boards may
//! follow to look at them again for each range.

use holdem_cards::parallel::in_parallel;
use holdem_game::deal::{Board, CardModel, Deal, Runout};

/// Boards whose results are counted together, before they are weighted.
const BLOCK: usize = 64;
/// Boards whose strengths are kept at once; their memory is this times four bytes per hand.
const BATCH: usize = 64 * BLOCK;
/// Rows of one task.
const ROWS: usize = 32;

/// For each two hands that can be held together on a board: the probability that one beats the other when all
/// public cards are dealt, less the probability that it is beaten.
pub(crate) struct Table {
    /// The hands in play.
    hands: Vec<u16>,
    /// `[hand in play][hand in play]`, 0 where they collide.
    ahead: Vec<f32>,
}

/// All hands of a final board by strength; hands that it blocks neither win nor lose.
struct Strengths {
    /// `[hand in play]`; more than any other for hands that are not.
    as_winner: Vec<i16>,
    /// `[hand in play]`; less than any other for hands that are not.
    as_loser: Vec<i16>,
}

impl Strengths {
    fn new(cards: &dyn CardModel, board: Board, slots: &[usize], num_slots: usize, deal: &mut Deal) -> Self {
        cards.layer(cards.num_streets() - 1, board, deal);
        let (mut as_winner, mut as_loser) = (vec![i16::MAX; num_slots], vec![i16::MIN; num_slots]);
        let mut start = 0;
        for (strength, &end) in (0..).zip(&deal.tie_ends) {
            for &hand in &deal.hands[start..usize::from(end)] {
                let slot = slots[usize::from(hand)];
                (as_winner[slot], as_loser[slot]) = (strength, strength);
            }
            start = usize::from(end);
        }
        Self { as_winner, as_loser }
    }

    /// Adds who is ahead of whom to `ahead`: the hand at `slot` and all before it.
    fn count(&self, slot: usize, ahead: &mut [i16]) {
        let own = self.as_loser[slot];
        if own == i16::MIN {
            return;
        }
        let others = self.as_winner.iter().zip(&self.as_loser);
        for (ahead, (winner, loser)) in ahead.iter_mut().zip(others) {
            *ahead += i16::from(own > *winner) - i16::from(*loser > own);
        }
    }
}

impl Table {
    /// The hands of `deal`, which are those in play on a board of `street`, on all boards that may follow.
    ///
    /// # Complexity
    /// O(boards x hands squared): a tenth of a second for a flop; 20 CPU-seconds before the flop.
    pub(super) fn new(
        cards: &dyn CardModel,
        street: usize,
        board: Board,
        deal: &Deal,
        workers: usize,
    ) -> Self {
        let num_slots = deal.len();
        let mut slots = vec![usize::MAX; cards.num_hands()];
        deal.hands.iter().enumerate().for_each(|(slot, &hand)| slots[usize::from(hand)] = slot);
        let mut runouts = cards.final_runouts(street, board);
        runouts.sort_by(|a, b| a.probability.total_cmp(&b.probability).then(a.board.cmp(&b.board)));
        let mut table = Self { hands: deal.hands.clone(), ahead: vec![0.0; num_slots * num_slots] };
        for batch in runouts.chunks(BATCH) {
            let pieces: Vec<&[Runout]> = batch.chunks(BLOCK).collect();
            let ranked = in_parallel(workers, pieces.len(), |piece| {
                let mut deal = Deal::default();
                let rank = |one: &Runout| Strengths::new(cards, one.board, &slots, num_slots, &mut deal);
                pieces[piece].iter().map(rank).collect::<Vec<_>>()
            });
            let ranked: Vec<(f32, Strengths)> =
                batch.iter().map(|one| one.probability).zip(ranked.into_iter().flatten()).collect();
            table.add(&ranked, workers);
        }
        table.mirror();
        table.clear_collisions(&deal.blockers);
        if street == 0 {
            table.symmetrise(cards, &slots);
        }
        table
    }

    /// Adds a batch of boards below the diagonal.
    fn add(&mut self, ranked: &[(f32, Strengths)], workers: usize) {
        let num_slots = self.hands.len();
        let found = in_parallel(workers, num_slots.div_ceil(ROWS), |task| {
            let rows = task * ROWS..((task + 1) * ROWS).min(num_slots);
            rows.map(|slot| weighted_row(ranked, slot)).collect::<Vec<_>>()
        });
        for (slot, row) in found.into_iter().flatten().enumerate() {
            self.ahead[slot * num_slots..].iter_mut().zip(row).for_each(|(sum, ahead)| *sum += ahead);
        }
    }

    fn mirror(&mut self) {
        let num_slots = self.hands.len();
        for i in 0..num_slots {
            for j in 0..i {
                self.ahead[j * num_slots + i] = -self.ahead[i * num_slots + j];
            }
        }
    }

    fn clear_collisions(&mut self, blockers: &[[u8; 2]]) {
        let num_slots = self.hands.len();
        for (i, own) in blockers.iter().enumerate() {
            for (j, other) in blockers.iter().enumerate() {
                if own.iter().any(|blocker| other.contains(blocker)) {
                    self.ahead[i * num_slots + j] = 0.0;
                }
            }
        }
    }

    /// Before any public card is seen, one board stands for all its suit relabellings.
    fn symmetrise(&mut self, cards: &dyn CardModel, slots: &[usize]) {
        let num_slots = self.hands.len();
        let mut sums = self.ahead.clone();
        let renamings = cards.renamings(0);
        for renaming in &renamings {
            let renamed: Vec<usize> = self
                .hands
                .iter()
                .map(|&hand| slots[usize::from(renaming.hands[usize::from(hand)])])
                .collect();
            for (i, sums) in renamed.iter().zip(sums.chunks_mut(num_slots)) {
                let row = &self.ahead[i * num_slots..][..num_slots];
                sums.iter_mut().zip(&renamed).for_each(|(sum, &j)| *sum += row[j]);
            }
        }
        let count = (renamings.len() + 1) as f32;
        sums.iter_mut().for_each(|sum| *sum /= count);
        self.ahead = sums;
    }

    /// `[range][hand]`: the reach of the hands that it beats less that of the hands that beat it, each as
    /// likely as it comes to that.
    pub(super) fn compare(&self, ranges: &[&[f64]]) -> Vec<Vec<f64>> {
        let num_slots = self.hands.len();
        let in_play =
            |range: &&[f64]| self.hands.iter().map(|&hand| range[usize::from(hand)] as f32).collect();
        let in_play: Vec<Vec<f32>> = ranges.iter().map(in_play).collect();
        let mut out: Vec<Vec<f64>> = ranges.iter().map(|range| vec![0.0; range.len()]).collect();
        for (&hand, row) in self.hands.iter().zip(self.ahead.chunks(num_slots.max(1))) {
            for (out, range) in out.iter_mut().zip(&in_play) {
                out[usize::from(hand)] = f64::from(dot(row, range));
            }
        }
        out
    }
}

/// The hand at `slot` and all before it on a batch of boards.
fn weighted_row(ranked: &[(f32, Strengths)], slot: usize) -> Vec<f32> {
    let mut row = vec![0.0; slot];
    let mut ahead = vec![0; slot];
    for same in ranked.chunk_by(|a, b| a.0 == b.0) {
        for block in same.chunks(BLOCK) {
            ahead.fill(0);
            block.iter().for_each(|(_, strengths)| strengths.count(slot, &mut ahead));
            row.iter_mut().zip(&ahead).for_each(|(sum, count)| *sum += same[0].0 * f32::from(*count));
        }
    }
    row
}

/// The product of two vectors, in eight sums that the compiler keeps in registers.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    const SUMS: usize = 8;
    let mut sums = [0.0; SUMS];
    let (a, b) = (a.chunks_exact(SUMS), b.chunks_exact(SUMS));
    let rest: f32 = a.remainder().iter().zip(b.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a.zip(b) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f32>() + rest
}
