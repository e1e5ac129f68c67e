//! Two lines that vectors are projected onto: vectors whose projections are far apart are far apart
//! themselves.
//!
//! The first line weighs all coordinates alike. The second follows the direction in which vectors differ most
//! apart from that: its weights are those of the second principal axis, a unit vector at right angles to the
//! first line for the Euclidean metric, and their signs alone for the Manhattan metric, of which a sum of
//! coordinates with any signs is a lower bound.

use super::points::{Metric, Points};

/// The two lines.
#[derive(Clone, Debug)]
pub(super) struct Axes {
    metric: Metric,
    /// Weight of every coordinate on the first line.
    first: f64,
    /// Weights on the second one.
    second: Vec<f64>,
}

/// Number of vectors from which the second axis is computed, at most.
const VECTORS: usize = 2048;
/// Steps of the power iteration: an axis that is nearly found prunes nearly as well.
const STEPS: usize = 12;

impl Axes {
    /// The axes of some vectors. If they differ in their sums only, the second axis is arbitrary.
    pub(super) fn of(points: &Points) -> Self {
        let (metric, dims) = (points.metric(), points.dims());
        let axis = second_axis(points);
        match metric {
            Metric::Manhattan => Self {
                metric,
                first: 1.0,
                second: axis.into_iter().map(|weight| if weight < 0.0 { -1.0 } else { 1.0 }).collect(),
            },
            Metric::SquaredEuclidean => Self { metric, first: 1.0 / (dims as f64).sqrt(), second: axis },
        }
    }

    /// Where a vector lies on both lines.
    #[inline]
    pub(super) fn project(&self, vector: &[f32]) -> [f64; 2] {
        let (mut first, mut second) = ([0.0; 8], [0.0; 8]);
        for (values, weights) in vector.as_chunks::<8>().0.iter().zip(self.second.as_chunks::<8>().0) {
            for lane in 0..8 {
                let value = f64::from(values[lane]);
                first[lane] += value;
                second[lane] += value * weights[lane];
            }
        }
        [first.iter().sum::<f64>() * self.first, second.iter().sum()]
    }

    /// A lower bound of the distance of two vectors that are so far apart on the lines.
    #[inline]
    pub(super) fn bound(&self, gaps: [f64; 2]) -> f64 {
        match self.metric {
            Metric::Manhattan => gaps[0].max(gaps[1]),
            Metric::SquaredEuclidean => gaps[0] * gaps[0] + gaps[1] * gaps[1],
        }
    }
}

/// The unit vector at right angles to the line of equal weights along which the vectors differ most, about.
fn second_axis(points: &Points) -> Vec<f64> {
    let dims = points.dims();
    let step = points.len().div_ceil(VECTORS);
    let chosen: Vec<&[f32]> = (0..points.len()).step_by(step).map(|index| points.get(index)).collect();
    let mut mean = vec![0.0; dims];
    for vector in &chosen {
        mean.iter_mut().zip(*vector).for_each(|(mean, &x)| *mean += f64::from(x) / chosen.len() as f64);
    }
    // Any start that is unlikely to be at right angles to an axis.
    let mut axis: Vec<f64> = (0..dims).map(|dim| (dim as f64 / dims as f64 - 0.3).sin()).collect();
    straighten(&mut axis);
    for _ in 0..STEPS {
        let mut next = vec![0.0; dims];
        for vector in &chosen {
            let along: f64 =
                vector.iter().zip(&mean).zip(&axis).map(|((&x, m), a)| (f64::from(x) - m) * a).sum();
            next.iter_mut().zip(*vector).zip(&mean).for_each(|((n, &x), m)| *n += along * (f64::from(x) - m));
        }
        if !straighten(&mut next) {
            break;
        }
        axis = next;
    }
    axis
}

/// Removes the component along the line of equal weights and normalises the rest; `false` if nothing is left.
fn straighten(axis: &mut [f64]) -> bool {
    // Twice: the second pass removes what rounding leaves after the first.
    for _ in 0..2 {
        let mean = axis.iter().sum::<f64>() / axis.len() as f64;
        axis.iter_mut().for_each(|weight| *weight -= mean);
        let length = axis.iter().map(|weight| weight * weight).sum::<f64>().sqrt();
        if length < 1e-100 {
            return false;
        }
        axis.iter_mut().for_each(|weight| *weight /= length);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn gaps_on_the_lines_never_exceed_the_distance(
            values in proptest::collection::vec(-2.0f32..2.0, 16 * 20),
            alike in any::<bool>(),
        ) {
            for metric in [Metric::Manhattan, Metric::SquaredEuclidean] {
                let values = values.iter().enumerate().map(|(i, &x)| if alike { (i / 16) as f32 } else { x });
                let points = Points::new(metric, 16, values.collect());
                let axes = Axes::of(&points);
                for a in 0..20 {
                    for b in 0..20 {
                        let [at, to] = [a, b].map(|index| axes.project(points.get(index)));
                        let bound = axes.bound([(at[0] - to[0]).abs(), (at[1] - to[1]).abs()]);
                        let distance = metric.distance(points.get(a), points.get(b));
                        let most = f64::from(distance) * (1.0 + 1e-5) + 1e-12;
                        prop_assert!(bound <= most, "{bound} > {distance}");
                    }
                }
            }
        }
    }
}
