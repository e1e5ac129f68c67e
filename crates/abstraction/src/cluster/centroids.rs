//! The search for the nearest of many centroids.

use super::nearest::{self, Distances, LANES};
use super::points::{Metric, Points};
use crate::Error;
use crate::progress::{Ticker, for_each_piece};

/// Centroids sorted by projection, in blocks of eight with their coordinates side by side.
#[derive(Clone, Debug)]
pub struct Centroids {
    metric: Metric,
    dims: usize,
    /// `[block][coordinate][lane]`; the last block is filled up with centroids at infinity.
    lanes: Vec<[f32; LANES]>,
    /// `[block][lane]`: the number of the centroid.
    numbers: Vec<[u32; LANES]>,
    /// Smallest and largest projection of each block.
    low: Vec<f32>,
    high: Vec<f32>,
}

/// Bounds are rounded like distances are: by less than this.
pub(super) const SLACK: f32 = 1.0 - 1e-5;

/// The nearest centroid so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Best {
    pub(super) number: u32,
    /// Bits of the distance: those of numbers that are not negative are in the order of the numbers.
    bits: u32,
}

impl Default for Best {
    fn default() -> Self {
        Self { number: u32::MAX, bits: f32::INFINITY.to_bits() }
    }
}

impl Best {
    pub(super) fn distance(&self) -> f32 {
        f32::from_bits(self.bits)
    }

    /// Takes the nearest of a block if it is nearer, or as near and comes first.
    #[inline]
    pub(super) fn take(&mut self, found: &[f32; LANES], numbers: &[u32; LANES]) {
        let smallest = found.iter().fold(u32::MAX, |least, d| least.min(d.to_bits()));
        if smallest > self.bits {
            return;
        }
        let nearest = found.iter().zip(numbers).filter(|(d, _)| d.to_bits() == smallest);
        let number = nearest.map(|(_, &number)| number).min().unwrap_or(u32::MAX);
        let number = if smallest == self.bits { number.min(self.number) } else { number };
        (self.number, self.bits) = (number, smallest);
    }
}

/// Points that a thread takes at a time.
const POINTS_PER_PIECE: usize = 1024;

impl Centroids {
    /// Centroids numbered in the order of `points`.
    ///
    /// # Panics
    /// If there are none.
    #[must_use]
    pub fn new(points: &Points) -> Self {
        assert!(!points.is_empty(), "a search needs something to find");
        let (metric, dims) = (points.metric(), points.dims());
        let mut order: Vec<(f32, usize)> =
            (0..points.len()).map(|index| (metric.projection(points.get(index)), index)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let blocks = order.len().div_ceil(LANES);
        let mut lanes = vec![[f32::INFINITY; LANES]; blocks * dims];
        let mut numbers = vec![[u32::MAX; LANES]; blocks];
        for (place, &(_, index)) in order.iter().enumerate() {
            let (block, lane) = (place / LANES, place % LANES);
            numbers[block][lane] = index as u32;
            for (row, &value) in lanes[block * dims..].iter_mut().zip(points.get(index)) {
                row[lane] = value;
            }
        }
        let low = order.chunks(LANES).map(|block| block[0].0).collect();
        let high = order.chunks(LANES).map(|block| block[block.len() - 1].0).collect();
        Self { metric, dims, lanes, numbers, low, high }
    }

    /// Coordinates of a vector, padding included.
    #[must_use]
    pub fn dims(&self) -> usize {
        self.dims
    }

    /// Number and distance of the centroid nearest to `point`; of those that are as near the first.
    ///
    /// # Complexity
    /// At most all centroids; as few as the projection leaves (see the module above).
    ///
    /// # Panics
    /// If `point` has another length than the centroids.
    #[must_use]
    pub fn nearest(&self, point: &[f32]) -> (u32, f32) {
        assert_eq!(point.len(), self.dims, "vector and centroids have one length");
        let distances = nearest::distances(self.metric);
        let projection = self.metric.projection(point);
        let start = self.high.partition_point(|&high| high < projection).min(self.low.len() - 1);
        let mut best = Best::default();
        self.look(start, point, distances, &mut best);
        let (mut left, mut right) = (start, start + 1);
        loop {
            let below = left
                .checked_sub(1)
                .map_or(f32::INFINITY, |b| self.metric.bound((projection - self.high[b]).max(0.0)));
            let above = self
                .low
                .get(right)
                .map_or(f32::INFINITY, |low| self.metric.bound((low - projection).max(0.0)));
            if below.min(above) * SLACK > best.distance() {
                return (best.number, best.distance());
            }
            if below <= above {
                left -= 1;
                self.look(left, point, distances, &mut best);
            } else {
                self.look(right, point, distances, &mut best);
                right += 1;
            }
        }
    }

    fn look(&self, block: usize, point: &[f32], distances: Distances, best: &mut Best) {
        let found = distances(point, &self.lanes[block * self.dims..][..self.dims]);
        best.take(&found, &self.numbers[block]);
    }

    /// Hands out the number of every centroid and its distance to `point`, in no particular order.
    pub(super) fn each_distance(&self, point: &[f32], mut see: impl FnMut(u32, f32)) {
        let distances = nearest::distances(self.metric);
        for (lanes, numbers) in self.lanes.chunks_exact(self.dims).zip(&self.numbers) {
            let found = distances(point, lanes);
            numbers
                .iter()
                .zip(found)
                .filter(|(number, _)| **number != u32::MAX)
                .for_each(|(&n, d)| see(n, d));
        }
    }

    /// Nearest centroid and distance of every point.
    pub(crate) fn assign(
        &self,
        points: &Points,
        threads: usize,
        ticker: &mut Ticker<'_, '_>,
    ) -> Result<Vec<(u32, f32)>, Error> {
        let mut nearest = vec![(0, 0.0); points.len()];
        for_each_piece(
            threads,
            &mut nearest,
            POINTS_PER_PIECE,
            ticker,
            || (),
            |(), first, out| {
                for (index, out) in (first..).zip(out) {
                    *out = self.nearest(points.get(index));
                }
            },
        )?;
        Ok(nearest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_search_finds_a_centroid_that_none_beats(
            values in proptest::collection::vec(0.0f32..1.0, 8 * 40),
            count in 1..37usize,
        ) {
            for metric in [Metric::Manhattan, Metric::SquaredEuclidean] {
                let points = Points::new(metric, 8, values[..8 * count].to_vec());
                let centroids = Centroids::new(&points);
                for query in values[8 * 37..].chunks(8) {
                    let (number, distance) = centroids.nearest(query);
                    let slow = (0..count).map(|i| metric.distance(query, points.get(i)));
                    let least = slow.fold(f32::INFINITY, f32::min);
                    prop_assert!((distance - least).abs() < 1e-5);
                    prop_assert!((metric.distance(query, points.get(number as usize)) - least).abs() < 1e-5);
                }
            }
        }
    }
}
