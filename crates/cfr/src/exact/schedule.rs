//! How iterations count: the variants of CFR that are offered.

use super::walk::Weighting;
use crate::kernels::exact::{Learn, Short};

/// A variant of CFR with alternating updates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Variant {
    /// Discounted CFR (Brown & Sandholm, "Solving Imperfect-Information Games via Discounted Regret
    /// Minimization", 2019): iteration t multiplies regrets by `t^a / (t^a + 1)`, with `a` = `alpha` for
    /// positive and `beta` for negative ones, and strategy sums by `(t / (t + 1))^gamma`.
    Dcfr {
        /// Exponent for positive regrets.
        alpha: f64,
        /// Exponent for negative regrets; 0 halves them.
        beta: f64,
        /// Exponent for strategy sums.
        gamma: f64,
        /// The strategy sums begin anew at powers of this number; below 2 never.
        restarts: u64,
        /// How strategies weigh in the sums.
        weighting: Weighting,
    },
    /// CFR+ (Tammelin, "Solving Large Imperfect Information Games Using CFR+", 2014): regrets are kept at
    /// zero and above. The strategy of iteration t has weight 1 up to iteration `delay` and `t - delay` after
    /// it.
    CfrPlus {
        /// Iterations with weight 1.
        delay: u64,
    },
}

impl Default for Variant {
    fn default() -> Self {
        Self::Dcfr { alpha: 1.5, beta: 0.0, gamma: 3.0, restarts: 4, weighting: Weighting::Even }
    }
}

impl Variant {
    /// What iteration `t`, counted from 1, does to the tables.
    pub(super) fn learn(&self, t: u64) -> Learn {
        match *self {
            Self::Dcfr { alpha, beta, gamma, restarts, .. } => {
                let since = t - restart(t, restarts);
                let decay = (since as f64 / (since as f64 + 1.0)).powf(gamma) as f32;
                Learn {
                    positive: fading(t - 1, alpha),
                    negative: fading(t - 1, beta),
                    floor: f32::NEG_INFINITY,
                    decay,
                    weight: Some(1.0),
                }
            }
            Self::CfrPlus { delay } => {
                let weight = if t <= delay { 1.0 } else { (t - delay) as f32 };
                Learn { positive: 1.0, negative: 1.0, floor: 0.0, decay: 1.0, weight: Some(weight) }
            }
        }
    }

    /// Share of iteration `t`'s strategy in the average of all up to it: its weight among all weights so far.
    pub(super) fn short(&self, weights: &mut f64, learn: &Learn) -> Short {
        let Some(weight) = learn.weight else { return Short { share: None } };
        *weights = *weights * f64::from(learn.decay) + f64::from(weight);
        Short { share: Some((f64::from(weight) / *weights) as f32) }
    }

    /// How strategies weigh in the sums: CFR+ is used where its theory is wanted.
    pub(super) fn weighting(&self) -> Weighting {
        match self {
            Self::Dcfr { weighting, .. } => *weighting,
            Self::CfrPlus { .. } => Weighting::Reach,
        }
    }
}

/// `t^exponent / (t^exponent + 1)`.
fn fading(t: u64, exponent: f64) -> f32 {
    let power = (t as f64).powf(exponent);
    (power / (power + 1.0)) as f32
}

/// The last power of `base` up to `t`.
fn restart(t: u64, base: u64) -> u64 {
    let mut power = 1;
    while base > 1 && power * base <= t {
        power *= base;
    }
    power
}
