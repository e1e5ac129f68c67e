//! The distance loop: one vector against eight centroids at a time.
//!
//! The same loop is compiled twice, for any machine and for AVX2, where it is three times as fast. Neither
//! fuses a multiplication with an addition, and both add in the same order: they return the same bits.
#![allow(unsafe_code)]

use super::points::Metric;

/// Centroids of a block.
pub(super) const LANES: usize = 8;

/// Distances from `point` to the centroids of `block`, which holds the first coordinate of all eight, then
/// the second, and so on.
pub(super) type Distances = fn(&[f32], &[[f32; LANES]]) -> [f32; LANES];

/// The fastest loop for a metric on this machine.
pub(super) fn distances(metric: Metric) -> Distances {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        return match metric {
            Metric::Manhattan => avx2::manhattan,
            Metric::SquaredEuclidean => avx2::squared,
        };
    }
    plain(metric)
}

/// The loop that runs on every machine.
pub(super) fn plain(metric: Metric) -> Distances {
    match metric {
        Metric::Manhattan => |point, block| sums(point, block, f32::abs),
        Metric::SquaredEuclidean => |point, block| sums(point, block, |d| d * d),
    }
}

/// Even and odd coordinates are summed separately, so that no addition waits for the previous one.
#[inline(always)]
fn sums(point: &[f32], block: &[[f32; LANES]], term: impl Fn(f32) -> f32) -> [f32; LANES] {
    let (mut even, mut odd) = ([0.0; LANES], [0.0; LANES]);
    for (x, centroids) in point.as_chunks::<2>().0.iter().zip(block.as_chunks::<2>().0) {
        for lane in 0..LANES {
            even[lane] += term(x[0] - centroids[0][lane]);
            odd[lane] += term(x[1] - centroids[1][lane]);
        }
    }
    std::array::from_fn(|lane| even[lane] + odd[lane])
}

/// The distance of two vectors, bit for bit what [`distances`] computes.
pub(super) fn distance(metric: Metric, a: &[f32], b: &[f32]) -> f32 {
    match metric {
        Metric::Manhattan => sum(a, b, f32::abs),
        Metric::SquaredEuclidean => sum(a, b, |d| d * d),
    }
}

#[inline(always)]
fn sum(a: &[f32], b: &[f32], term: impl Fn(f32) -> f32) -> f32 {
    let (mut even, mut odd) = (0.0, 0.0);
    for (a, b) in a.as_chunks::<2>().0.iter().zip(b.as_chunks::<2>().0) {
        even += term(a[0] - b[0]);
        odd += term(a[1] - b[1]);
    }
    even + odd
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::{LANES, sums};

    pub(super) fn manhattan(point: &[f32], block: &[[f32; LANES]]) -> [f32; LANES] {
        // SAFETY: `distances` hands this function out only where AVX2 was detected.
        unsafe { manhattan_avx2(point, block) }
    }

    pub(super) fn squared(point: &[f32], block: &[[f32; LANES]]) -> [f32; LANES] {
        // SAFETY: `distances` hands this function out only where AVX2 was detected.
        unsafe { squared_avx2(point, block) }
    }

    #[target_feature(enable = "avx2")]
    fn manhattan_avx2(point: &[f32], block: &[[f32; LANES]]) -> [f32; LANES] {
        sums(point, block, f32::abs)
    }

    #[target_feature(enable = "avx2")]
    fn squared_avx2(point: &[f32], block: &[[f32; LANES]]) -> [f32; LANES] {
        sums(point, block, |d| d * d)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_fast_loop_returns_the_bits_of_the_plain_one(
            values in proptest::collection::vec(-10.0f32..10.0, 16 * 9),
        ) {
            let (point, block) = values.split_at(16);
            let block = block.as_chunks::<LANES>().0;
            for metric in [Metric::Manhattan, Metric::SquaredEuclidean] {
                let fast = distances(metric)(point, block);
                prop_assert_eq!(fast.map(f32::to_bits), plain(metric)(point, block).map(f32::to_bits));
                for lane in 0..LANES {
                    let centroid: Vec<f32> = block.iter().map(|row| row[lane]).collect();
                    prop_assert_eq!(distance(metric, point, &centroid).to_bits(), fast[lane].to_bits());
                    let slow = metric.distance(point, &centroid);
                    prop_assert!((slow - fast[lane]).abs() <= 1e-4 * slow.max(1.0));
                }
            }
        }
    }
}
