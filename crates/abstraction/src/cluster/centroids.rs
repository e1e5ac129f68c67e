//! The search for the nearest of many centroids.

use std::ops::Range;

use super::axes::Axes;
use super::nearest::{self, Distances, LANES};
use super::points::{Metric, Points};
use crate::Error;
use crate::progress::{Ticker, for_each_piece};

/// Centroids sorted into blocks of eight that lie together on two lines, with their coordinates side by side.
///
/// The first line is cut into *slabs*, each slab along the second line into blocks.
#[derive(Clone, Debug)]
pub struct Centroids {
    metric: Metric,
    dims: usize,
    axes: Axes,
    /// `[block][coordinate][lane]`; the last lanes of a slab are filled up with centroids at infinity.
    lanes: Vec<[f32; LANES]>,
    /// `[block][lane]`: the number of the centroid.
    numbers: Vec<[u32; LANES]>,
    /// Where each block lies; along the second line in order within a slab.
    spans: Vec<[Span; 2]>,
    slabs: Vec<Slab>,
}

/// Blocks that lie together on the first line.
#[derive(Clone, Debug)]
struct Slab {
    span: Span,
    blocks: Range<usize>,
}

/// From the smallest to the largest projection.
#[derive(Clone, Copy, Debug)]
struct Span {
    low: f64,
    high: f64,
}

impl Span {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let empty = Self { low: f64::INFINITY, high: f64::NEG_INFINITY };
        values.fold(empty, |span, value| Self { low: span.low.min(value), high: span.high.max(value) })
    }

    /// How far `at` lies outside.
    #[inline]
    fn gap(&self, at: f64) -> f64 {
        (self.low - at).max(at - self.high).max(0.0)
    }
}

/// Distances are rounded, and so are bounds of them: by much less than this.
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
        Self::new(u32::MAX, f32::INFINITY)
    }
}

impl Best {
    pub(super) fn new(number: u32, distance: f32) -> Self {
        Self { number, bits: distance.to_bits() }
    }

    pub(super) fn distance(&self) -> f32 {
        f32::from_bits(self.bits)
    }

    /// Number and distance.
    pub(super) fn get(&self) -> (u32, f32) {
        (self.number, self.distance())
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
    /// # Complexity
    /// O(n log n), a few milliseconds for ten thousand.
    ///
    /// # Panics
    /// If there are none.
    #[must_use]
    pub fn new(points: &Points) -> Self {
        Self::among(points, (0..points.len() as u32).collect())
    }

    /// Those with the given numbers alone.
    pub(super) fn among(points: &Points, numbers: Vec<u32>) -> Self {
        assert!(!numbers.is_empty(), "a search needs something to find");
        let (metric, dims) = (points.metric(), points.dims());
        let axes = Axes::of(points);
        let mut placed: Vec<Placed> =
            numbers.into_iter().map(|n| (axes.project(points.get(n as usize)), n)).collect();
        let per_slab = per_slab(&placed);
        sort_along(&mut placed, 0);
        let mut sorted = Self {
            metric,
            dims,
            axes,
            lanes: Vec::new(),
            numbers: Vec::new(),
            spans: Vec::new(),
            slabs: Vec::new(),
        };
        for slab in placed.chunks_mut(per_slab) {
            sort_along(slab, 1);
            let first = sorted.numbers.len();
            slab.chunks(LANES).for_each(|block| sorted.push(points, block));
            let span = Span::of(slab.iter().map(|(at, _)| at[0]));
            sorted.slabs.push(Slab { span, blocks: first..sorted.numbers.len() });
        }
        sorted
    }

    /// Appends a block.
    fn push(&mut self, points: &Points, block: &[Placed]) {
        let start = self.lanes.len();
        self.lanes.resize(start + self.dims, [f32::INFINITY; LANES]);
        let mut numbers = [u32::MAX; LANES];
        for (lane, &(_, number)) in block.iter().enumerate() {
            numbers[lane] = number;
            for (row, &value) in self.lanes[start..].iter_mut().zip(points.get(number as usize)) {
                row[lane] = value;
            }
        }
        self.numbers.push(numbers);
        self.spans.push([0, 1].map(|line| Span::of(block.iter().map(|(at, _)| at[line]))));
    }

    /// Coordinates of a vector, padding included.
    #[must_use]
    pub fn dims(&self) -> usize {
        self.dims
    }

    /// Number and distance of the centroid nearest to `point`; among equally near ones the first.
    ///
    /// # Complexity
    /// Looks only at centroids that the projections do not rule out (see the module above), at most all.
    ///
    /// # Panics
    /// If `point` has another length than the centroids.
    #[must_use]
    pub fn nearest(&self, point: &[f32]) -> (u32, f32) {
        self.nearest_from(point, Best::default()).get()
    }

    /// The better of the best so far and the nearest here.
    pub(super) fn nearest_from(&self, point: &[f32], mut best: Best) -> Best {
        let distances = nearest::distances(self.metric);
        self.visit(point, best.distance(), |block| {
            best.take(&self.look(block, point, distances), &self.numbers[block]);
            best.distance()
        });
        best
    }

    /// Appends to `found` distance and number of every centroid that may be within `distance` of `point`, in
    /// no particular order: all that are, and perhaps others.
    pub(super) fn within(&self, point: &[f32], distance: f32, found: &mut Vec<(f32, u32)>) {
        let distances = nearest::distances(self.metric);
        self.visit(point, distance, |block| {
            let near = self.look(block, point, distances).into_iter().zip(self.numbers[block]);
            found.extend(near.filter(|&(d, n)| d * SLACK <= distance && n != u32::MAX));
            distance
        });
    }

    /// Fills `found` with the distances and numbers of the `count` centroids nearest to `point`, nearest
    /// first, among equals the one with the smaller number first.
    pub(super) fn several(&self, point: &[f32], count: usize, found: &mut Vec<(f32, u32)>) {
        let distances = nearest::distances(self.metric);
        let order = |a: &(f32, u32), b: &(f32, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        let mut limit = f32::INFINITY;
        found.clear();
        self.visit(point, limit, |block| {
            let near = self.look(block, point, distances).into_iter().zip(self.numbers[block]);
            found.extend(near.filter(|&(d, n)| d <= limit && n != u32::MAX));
            if found.len() >= 2 * count {
                limit = found.select_nth_unstable_by(count - 1, order).1.0;
                found.truncate(count);
            }
            limit
        });
        found.sort_unstable_by(order);
        found.truncate(count);
    }

    /// Shows the blocks that may hold a centroid as near to `point` as the `limit`, which each look may
    /// lower.
    fn visit(&self, point: &[f32], limit: f32, mut look: impl FnMut(usize) -> f32) {
        assert_eq!(point.len(), self.dims, "vector and centroids have one length");
        let at = self.axes.project(point);
        let mut limit = f64::from(limit);
        let start = self.slabs.partition_point(|slab| slab.span.high < at[0]).min(self.slabs.len() - 1);
        let (mut left, mut right) = (start, start);
        loop {
            let gap = |slab: Option<&Slab>| slab.map_or(f64::INFINITY, |slab| slab.span.gap(at[0]));
            let above = gap(self.slabs.get(right));
            let below = gap(left.checked_sub(1).map(|left| &self.slabs[left]));
            let gap = above.min(below);
            if gap == f64::INFINITY || self.is_beyond([gap, 0.0], limit) {
                return;
            }
            let slab = if above <= below { right } else { left - 1 };
            self.visit_slab(&self.slabs[slab], at, &mut limit, &mut look);
            if above <= below { right += 1 } else { left -= 1 }
        }
    }

    /// Goes up and then down from the place of the point on the second line.
    #[inline]
    fn visit_slab(&self, slab: &Slab, at: [f64; 2], limit: &mut f64, look: &mut impl FnMut(usize) -> f32) {
        let spans = &self.spans[slab.blocks.clone()];
        let start = spans.partition_point(|span| span[1].high < at[1]);
        let mut see = |place: usize| {
            let gaps = [spans[place][0].gap(at[0]), spans[place][1].gap(at[1])];
            if !self.is_beyond(gaps, *limit) {
                *limit = f64::from(look(slab.blocks.start + place));
            }
            !self.is_beyond([0.0, gaps[1]], *limit)
        };
        let _ = (start..spans.len()).all(&mut see);
        let _ = (0..start).rev().all(&mut see);
    }

    /// Whether anything this far away on both lines is farther than the `limit`.
    #[inline]
    fn is_beyond(&self, gaps: [f64; 2], limit: f64) -> bool {
        self.axes.bound(gaps) * f64::from(SLACK) > limit
    }

    #[inline]
    fn look(&self, block: usize, point: &[f32], distances: Distances) -> [f32; LANES] {
        distances(point, &self.lanes[block * self.dims..][..self.dims])
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

/// A centroid by its projections.
type Placed = ([f64; 2], u32);

fn sort_along(placed: &mut [Placed], line: usize) {
    placed.sort_unstable_by(|a, b| a.0[line].total_cmp(&b.0[line]).then(a.1.cmp(&b.1)));
}

/// How many centroids a slab has, so that its blocks spread as far along one line as along the other.
fn per_slab(placed: &[Placed]) -> usize {
    let spread = |line: usize| {
        let mean = placed.iter().map(|(at, _)| at[line]).sum::<f64>() / placed.len() as f64;
        placed.iter().map(|(at, _)| (at[line] - mean).abs()).sum::<f64>()
    };
    let blocks = placed.len().div_ceil(LANES) as f64;
    // The largest number of blocks for which `blocks per slab / slabs` is less than the ratio of the spreads.
    let per_slab = (blocks * spread(1) / spread(0).max(f64::MIN_POSITIVE)).sqrt();
    per_slab.round().clamp(1.0, blocks) as usize * LANES
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Half of the cases have coordinates of few values, so that distances are equal often.
        #[test]
        fn searches_find_what_comparing_everything_finds(
            coordinates in proptest::collection::vec(0..1000u32, 16 * 220),
            count in 1..200usize,
            coarse in any::<bool>(),
        ) {
            let value = |&x: &u32| if coarse { (x % 3) as f32 / 7.0 } else { x as f32 / 1000.0 };
            let values: Vec<f32> = coordinates.iter().map(value).collect();
            for metric in [Metric::Manhattan, Metric::SquaredEuclidean] {
                let points = Points::new(metric, 16, values[..16 * count].to_vec());
                let centroids = Centroids::new(&points);
                for query in values[16 * 200..].chunks(16) {
                    let distance = |n: u32| (nearest::distance(metric, query, points.get(n as usize)), n);
                    let mut all: Vec<(f32, u32)> = (0..count as u32).map(distance).collect();
                    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                    prop_assert_eq!(centroids.nearest(query), (all[0].1, all[0].0));
                    let mut found = Vec::new();
                    centroids.several(query, 9, &mut found);
                    prop_assert_eq!(&found, &all[..count.min(9)]);
                    found.clear();
                    let limit = all[count / 2].0;
                    centroids.within(query, limit, &mut found);
                    prop_assert!(all.iter().filter(|near| near.0 <= limit).all(|near| found.contains(near)));
                }
            }
        }
    }
}
