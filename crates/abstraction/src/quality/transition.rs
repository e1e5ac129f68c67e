//! How well a bucket predicts the next street.
//!
//! One card later a hand is in some bucket of the next street, whose mean equity is a number from 0 to 1.
//! Over all cards that may come this is a distribution: the hand's future as a player with this abstraction
//! sees it. A bucket mixes the futures of its hands. The *transition distance* of a hand is the earth mover's
//! distance, in equity, between its own distribution and the mean distribution of its bucket,
//!
//! ```text
//! d(h) = integral over x from 0 to 1 of |F_h(x) - F_b(x)|
//! ```
//!
//! and that of a street is the mean of `d` over all deals. It is 0 if hands that share a bucket have the same
//! future, as in a lossless street; `without_buckets` is the same for one bucket that holds every hand.
//!
//! # Exactness
//! All cards that may come are played out. Equities are rounded to a grid of 256 steps, on which all sums are
//! whole numbers, so the result does not depend on the number of threads. Boards are a stratified sample (see
//! the module's source) unless all are requested. A mean over the `n` sampled hands of a bucket is biased
//! towards each of them: distances are multiplied by `sqrt(n / (n - 1))`, which corrects this as in a sample
//! variance. A hand that is alone in its bucket gives no information and counts as 0; `alone_share` is the
//! share of such hands.
//!
//! The distance between the distributions over next-street buckets is the idea of potential-aware abstraction
//! (Gilpin, Sandholm & Sørensen, 2007; Ganzfried & Sandholm, 2014), here as a yardstick for every family.

use std::ops::Range;

use holdem_cards::canonical::BoardIndex;
use holdem_cards::parallel::in_shares;
use holdem_cards::{Card, Street};
use holdem_game::deal::BucketRows;

use super::hands::LiveHands;
use super::sample::{self, SampledBoard};
use crate::combos::COMBO_CARDS;
use crate::percentile::BucketStats;
use crate::progress::thread_count;

/// Steps of equity.
const CELLS: usize = 256;
/// Parts of a sample from which the standard error is computed.
const GROUPS: usize = 16;
/// Most cards that may come: 47 after a hand and a flop.
const MAX_RUNOUTS: usize = 47;

/// Which boards are looked at, and by how many threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransitionOptions {
    /// Boards of a street; all if there are fewer.
    pub boards: usize,
    /// Seed of the sample.
    pub seed: u64,
    /// Threads, 0 for one per core; the result is the same for any number.
    pub threads: usize,
}

/// About a second on two cores, and 110 MB: every flop, and one turn in eight.
impl Default for TransitionOptions {
    fn default() -> Self {
        Self { boards: 2_048, seed: 1, threads: 0 }
    }
}

/// The transition distance of a street.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Transition {
    /// Mean distance of a hand from its bucket, in equity (0 to 1).
    pub distance: f64,
    /// Mean distance if there were one bucket only.
    pub without_buckets: f64,
    /// Standard error of `distance`; `None` if every board was looked at.
    pub standard_error: Option<f64>,
    /// Boards looked at.
    pub boards: usize,
    /// Share of the sampled deals that are alone in their bucket.
    pub alone_share: f64,
}

/// A hand on a board of the sample.
#[derive(Clone, Copy)]
struct Future {
    bucket: u32,
    /// Place of its board in the sample.
    place: u32,
    weight: u32,
    runouts: u32,
    /// Cell of the next bucket's mean equity for each card that may come.
    cells: [u8; MAX_RUNOUTS],
}

/// Measures the transitions from `street`, the flop or the turn, given the statistics of the street after it.
///
/// # Complexity
/// A look-up per board, hand and card to come; 64 bytes per board and hand.
///
/// # Panics
/// Preflop, where every hand of a class has the same future, and on the river. If `next_stats` are not those
/// of the next street.
#[must_use]
pub fn transition(
    rows: &dyn BucketRows,
    street: Street,
    next_stats: &[BucketStats],
    options: &TransitionOptions,
) -> Transition {
    assert!(matches!(street, Street::Flop | Street::Turn), "there is no transition from the {street}");
    let sample = sample::boards(street, options.boards, options.seed);
    let cells: Vec<u8> = next_stats.iter().map(|bucket| cell(bucket.mean)).collect();
    let mut futures = futures(rows, street, &sample, &cells, options.threads);
    let sampled = sample.len() < BoardIndex::for_street(street).len();
    let bucket_of_all = Group::of(&futures);
    let without: Sums = futures.iter().map(|future| bucket_of_all.distance(future)).collect::<Sums>();
    futures.sort_unstable_by_key(|future| (future.bucket, future.place));
    let sums = distances(&futures, sampled, options.threads);
    Transition {
        distance: sums.mean(),
        without_buckets: without.mean(),
        standard_error: sampled.then(|| sums.standard_error()),
        boards: sample.len(),
        alone_share: sums.alone / sums.weight(),
    }
}

/// The nearest step; an empty bucket is never reached.
fn cell(equity: f64) -> u8 {
    (equity * (CELLS - 1) as f64).round() as u8
}

/// Plays out every card for every hand of the sample; in order of the sample.
fn futures(
    rows: &dyn BucketRows,
    street: Street,
    sample: &[SampledBoard],
    cells: &[u8],
    threads: usize,
) -> Vec<Future> {
    let play = |range: Range<usize>| {
        let (mut hands, mut out) = (Hands::new(), Vec::with_capacity(range.len() * 1_176));
        for place in range {
            hands.play_out(rows, street, sample[place], place as u32, cells, &mut out);
        }
        out
    };
    in_shares(thread_count(threads), sample.len(), play).into_iter().flatten().collect()
}

/// Working memory of a thread.
struct Hands {
    now: LiveHands,
    next: LiveHands,
}

impl Hands {
    fn new() -> Self {
        Self { now: LiveHands::new(), next: LiveHands::new() }
    }

    /// Appends the hands of a board.
    fn play_out(
        &mut self,
        rows: &dyn BucketRows,
        street: Street,
        sampled: SampledBoard,
        place: u32,
        cells: &[u8],
        out: &mut Vec<Future>,
    ) {
        let board = BoardIndex::for_street(street).board(sampled.row);
        let next_street = street.next().expect("the flop and the turn have a street after them");
        self.now.assign(rows, street, board);
        let first = out.len();
        out.extend(self.now.buckets.iter().map(|&bucket| Future {
            bucket,
            place,
            weight: sampled.weight,
            runouts: 0,
            cells: [0; MAX_RUNOUTS],
        }));
        let hands = &mut out[first..];
        for card in Card::all().filter(|&card| !board.contains(card)) {
            self.next.assign(rows, next_street, board.with(card));
            let held = |combo: u16| COMBO_CARDS[usize::from(combo)].contains(&(card.index() as u8));
            let live = self.now.combos.iter().zip(hands.iter_mut()).filter(|(combo, _)| !held(**combo));
            for ((_, hand), &bucket) in live.zip(&self.next.buckets) {
                hand.cells[hand.runouts as usize] = cells[bucket as usize];
                hand.runouts += 1;
            }
        }
    }
}

/// Hands that share a bucket.
struct Group {
    /// Weighted number of cards up to and including each cell.
    below: [i64; CELLS],
    hands: usize,
    weight: u64,
}

impl Group {
    fn of(hands: &[Future]) -> Self {
        let (mut below, mut weight) = ([0i64; CELLS], 0);
        for hand in hands {
            weight += u64::from(hand.weight);
            for &cell in &hand.cells[..hand.runouts as usize] {
                below[usize::from(cell)] += i64::from(hand.weight);
            }
        }
        (1..CELLS).for_each(|cell| below[cell] += below[cell - 1]);
        Self { below, hands: hands.len(), weight }
    }

    /// Earth mover's distance between a hand and the group, `(place, weight, distance)`.
    fn distance(&self, hand: &Future) -> (u32, u32, f64) {
        let mut counts = [0i64; CELLS];
        hand.cells[..hand.runouts as usize].iter().for_each(|&cell| counts[usize::from(cell)] += 1);
        // Both sides are multiplied by the number of cards of the group, so that sums are whole numbers.
        let (mut own, mut moved) = (0, 0u64);
        for (count, &below) in counts.iter().zip(&self.below) {
            own += count * self.weight as i64;
            moved += own.abs_diff(below);
        }
        let whole = f64::from(hand.runouts) * self.weight as f64;
        (hand.place, hand.weight, moved as f64 / whole / (CELLS - 1) as f64)
    }
}

/// Distances of all hands, sorted by bucket, from their buckets.
fn distances(hands: &[Future], sampled: bool, threads: usize) -> Sums {
    let groups: Vec<&[Future]> = hands.chunk_by(|a, b| a.bucket == b.bucket).collect();
    let part = |range: Range<usize>| -> Vec<(u32, u32, f64)> {
        groups[range].iter().flat_map(|group| group_distances(group, sampled)).collect()
    };
    // Joined in the order of the buckets: one order of summation whatever the number of threads.
    let parts = in_shares(thread_count(threads), groups.len(), part);
    let mut sums: Sums = parts.into_iter().flatten().collect();
    let alone = groups.iter().filter(|group| group.len() == 1).map(|group| f64::from(group[0].weight));
    sums.alone = if sampled { alone.sum() } else { 0.0 };
    sums
}

fn group_distances(hands: &[Future], sampled: bool) -> impl Iterator<Item = (u32, u32, f64)> + '_ {
    let group = Group::of(hands);
    let n = group.hands as f64;
    let factor = if sampled && group.hands > 1 { (n / (n - 1.0)).sqrt() } else { 1.0 };
    hands.iter().map(move |hand| {
        let (place, weight, distance) = group.distance(hand);
        (place, weight, distance * factor)
    })
}

/// Weighted sums by part of the sample.
struct Sums {
    weights: [f64; GROUPS],
    distances: [f64; GROUPS],
    alone: f64,
}

impl FromIterator<(u32, u32, f64)> for Sums {
    fn from_iter<I: IntoIterator<Item = (u32, u32, f64)>>(hands: I) -> Self {
        let mut sums = Self { weights: [0.0; GROUPS], distances: [0.0; GROUPS], alone: 0.0 };
        for (place, weight, distance) in hands {
            let group = place as usize % GROUPS;
            sums.weights[group] += f64::from(weight);
            sums.distances[group] += f64::from(weight) * distance;
        }
        sums
    }
}

impl Sums {
    fn weight(&self) -> f64 {
        self.weights.iter().sum()
    }

    fn mean(&self) -> f64 {
        self.distances.iter().sum::<f64>() / self.weight()
    }

    /// Of the mean, from the spread of the parts: each is a stratified sample of its own.
    fn standard_error(&self) -> f64 {
        let mean = self.mean();
        let parts = self.distances.iter().zip(&self.weights).filter(|(_, weight)| **weight > 0.0);
        let (mut n, mut squares) = (0.0, 0.0);
        for (distance, weight) in parts {
            n += 1.0;
            squares += (distance / weight - mean).powi(2);
        }
        if n > 1.0 { (squares / (n * (n - 1.0))).sqrt() } else { f64::INFINITY }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn future(bucket: u32, cells: &[u8]) -> Future {
        let mut all = [0; MAX_RUNOUTS];
        all[..cells.len()].copy_from_slice(cells);
        Future { bucket, place: 0, weight: 1, runouts: cells.len() as u32, cells: all }
    }

    /// The quantile form of the same distance, for two hands with as many cards each.
    fn slow(a: &[u8], b: &[u8]) -> f64 {
        let sorted = |cells: &[u8]| {
            let mut cells = cells.to_vec();
            cells.sort_unstable();
            cells
        };
        let moves = sorted(a).into_iter().zip(sorted(b)).map(|(a, b)| f64::from(a.abs_diff(b)));
        moves.sum::<f64>() / a.len() as f64 / 255.0
    }

    #[test]
    fn the_distance_is_what_has_to_be_moved() {
        let (a, b) = ([10, 20, 250, 250], [15, 240, 0, 30]);
        let group = Group::of(&[future(0, &b)]);
        assert!((group.distance(&future(0, &a)).2 - slow(&a, &b)).abs() < 1e-12);
        assert_eq!(group.distance(&future(0, &b)).2, 0.0);
    }

    #[test]
    fn a_bucket_of_two_opposites_is_half_way_from_both() {
        // All cards at 0 and all at 1: the mean is half at each end.
        let hands = [future(3, &[0; 46]), future(3, &[255; 46])];
        let sums = distances(&hands, false, 1);
        assert!((sums.mean() - 0.5).abs() < 1e-12);
        // Two hands of a sample: the correction makes up for their own weight in the mean.
        assert!((distances(&hands, true, 2).mean() - 0.5 * 2f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn hands_alone_in_their_bucket_are_counted() {
        let hands = [future(1, &[0; 46]), future(2, &[255; 46]), future(2, &[255; 46])];
        let sums = distances(&hands, true, 1);
        assert_eq!((sums.mean(), sums.alone), (0.0, 1.0));
    }
}
