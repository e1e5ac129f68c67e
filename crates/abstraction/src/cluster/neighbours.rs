//! The search for the nearest centroid of a vector, starting from a guess.
//!
//! Hands of about the same strength on one board are alike: the centroid of one is a good guess for the next.
//! By the triangle inequality (Elkan 2003, *Using the Triangle Inequality to Accelerate k-Means*) a centroid
//! is farther from the vector than the best one found if it is farther from the guess than the vector's
//! distance to the guess and to the best together. So each centroid keeps its nearest neighbours in order of
//! their distance; the search runs along the list of the guess until the next one is too far. If the list
//! ends before that, the best one found becomes the next guess, a few times; then all centroids are searched
//! for a better one.
//!
//! The result is that of [`Centroids::nearest`], whatever the guess.

use super::centroids::{Best, Centroids, SLACK};
use super::nearest::{Distances, LANES, distances};
use super::points::{Metric, Points};
use crate::Error;
use crate::progress::{Ticker, for_each_piece};

/// Blocks of neighbours that a centroid keeps, itself included: 32 of them.
const BLOCKS: usize = 4;
/// Number of lists that are searched before all centroids are.
const LISTS: usize = 6;
/// Centroids whose neighbours a thread finds at a time.
const PER_PIECE: usize = 16;

/// Centroids with their neighbours.
pub(crate) struct Neighbours {
    all: Centroids,
    metric: Metric,
    dims: usize,
    distances: Distances,
    lists: Vec<List>,
}

/// The neighbours of one centroid, the nearest first; the first is the centroid itself, or one at the same
/// place.
#[derive(Clone, Default)]
struct List {
    /// `[block][coordinate][lane]`.
    lanes: Vec<[f32; LANES]>,
    /// `[block][lane]`; `u32::MAX` beyond the last.
    numbers: [[u32; LANES]; BLOCKS],
    /// A lower bound on the distance of the first of each block and, in the last entry, of everything not in
    /// the list.
    from: [f32; BLOCKS + 1],
}

/// Finding the neighbours of one centroid takes about as long as this many searches.
pub(crate) const LIST_SEARCHES: usize = 12;

impl Neighbours {
    /// Finds the neighbours of every centroid.
    ///
    /// # Complexity
    /// One search for the neighbours of each centroid.
    ///
    /// # Errors
    /// [`Error::Interrupted`] if the listener behind `ticker` wants it.
    pub(crate) fn new(points: &Points, threads: usize, ticker: &mut Ticker<'_, '_>) -> Result<Self, Error> {
        let (metric, dims) = (points.metric(), points.dims());
        let all = Centroids::new(points);
        let mut lists = vec![List::default(); points.len()];
        ticker.weigh(LIST_SEARCHES);
        for_each_piece(threads, &mut lists, PER_PIECE, ticker, Vec::new, |found, first, lists| {
            for (index, list) in (first..).zip(lists) {
                *list = List::of(points, index, &all, found);
            }
        })?;
        Ok(Self { all, metric, dims, distances: distances(metric), lists })
    }

    /// Number of the centroid nearest to `point`; among equally near ones the first.
    ///
    /// # Panics
    /// If there is no centroid `guess`, or `point` has another length than the centroids.
    pub(crate) fn nearest(&self, point: &[f32], guess: u32) -> u32 {
        assert_eq!(point.len(), self.dims, "vector and centroids have one length");
        let mut best = Best::default();
        let mut from = guess;
        for _ in 0..LISTS {
            if self.is_found(point, from, &mut best) {
                return best.number;
            }
            if best.number == from {
                break;
            }
            from = best.number;
        }
        self.all.nearest_from(point, best).number
    }

    /// Searches the list of a centroid; returns whether nothing can be nearer than the best found so far.
    fn is_found(&self, point: &[f32], from: u32, best: &mut Best) -> bool {
        let list = &self.lists[from as usize];
        let mut to_guess = 0.0;
        for (block, (lanes, numbers)) in list.lanes.chunks_exact(self.dims).zip(&list.numbers).enumerate() {
            if block > 0 && self.is_beyond(list.from[block], to_guess, best) {
                return true;
            }
            let found = (self.distances)(point, lanes);
            if block == 0 {
                to_guess = self.metric.root(found[0]);
            }
            best.take(&found, numbers);
        }
        self.is_beyond(list.from[BLOCKS], to_guess, best)
    }

    /// Whether everything at least `far` from the guess is farther from the vector than the best.
    fn is_beyond(&self, far: f32, to_guess: f32, best: &Best) -> bool {
        far * SLACK > to_guess + self.metric.root(best.distance())
    }
}

impl List {
    fn of(points: &Points, index: usize, all: &Centroids, found: &mut Vec<(f32, u32)>) -> Self {
        all.several(points.get(index), BLOCKS * LANES + 1, found);
        let kept = found.len().min(BLOCKS * LANES);
        let beyond = found.get(kept).map_or(f32::INFINITY, |&(distance, _)| distance);
        found.truncate(kept);
        let dims = points.dims();
        let (metric, blocks) = (points.metric(), kept.div_ceil(LANES));
        let mut list = Self {
            lanes: vec![[f32::INFINITY; LANES]; blocks * dims],
            numbers: [[u32::MAX; LANES]; BLOCKS],
            from: [metric.root(beyond); BLOCKS + 1],
        };
        for (place, &(distance, number)) in found.iter().enumerate() {
            let (block, lane) = (place / LANES, place % LANES);
            list.numbers[block][lane] = number;
            if lane == 0 {
                list.from[block] = metric.root(distance);
            }
            for (row, &value) in list.lanes[block * dims..].iter_mut().zip(points.get(number as usize)) {
                row[lane] = value;
            }
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    fn neighbours(points: &Points) -> Neighbours {
        let mut deaf = |_| ControlFlow::Continue(());
        Neighbours::new(points, 2, &mut Ticker::silent(&mut deaf)).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        /// Coordinates of few values, so that distances are equal often.
        #[test]
        fn every_guess_finds_what_is_found_without_one(
            coordinates in proptest::collection::vec(0..6u8, 8 * 150),
            count in 1..130usize,
        ) {
            let values: Vec<f32> = coordinates.iter().map(|&x| f32::from(x) / 6.0).collect();
            for metric in [Metric::Manhattan, Metric::SquaredEuclidean] {
                let points = Points::new(metric, 8, values[..8 * count].to_vec());
                let (all, neighbours) = (Centroids::new(&points), neighbours(&points));
                for query in values[8 * 130..].chunks(8) {
                    let expected = all.nearest(query).0;
                    for guess in 0..count as u32 {
                        prop_assert_eq!(neighbours.nearest(query, guess), expected, "{:?}", metric);
                    }
                }
            }
        }
    }
}
