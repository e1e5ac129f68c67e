//! How iterations count: the variants of CFR that are offered.

use super::error::ExactError;
use super::rule::{Rule, Weighting, Whole};
use crate::kernels::exact::{Learn, Short};
use crate::tables::storage::Storage;

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
        /// The strategy sums begin anew at powers of this number; if it is below 2, never.
        restarts: u64,
        /// How strategies are weighted in the sums.
        weighting: Weighting,
    },
    /// Discounted CFR whose exponents move linearly from the first to the second number over the first `over`
    /// iterations, then stay (Zhang, McAleer & Sandholm, "Faster Game Solving via Hyperparameter Schedules",
    /// 2024).
    Scheduled {
        /// Exponents for positive regrets.
        alpha: [f64; 2],
        /// Exponents for negative regrets.
        beta: [f64; 2],
        /// Exponents for strategy sums.
        gamma: [f64; 2],
        /// Iterations of the schedule, at least 1.
        over: u64,
    },
    /// CFR+ (Tammelin, "Solving Large Imperfect Information Games Using CFR+", 2014): regrets are kept at
    /// zero and above. The strategy of iteration t has weight 1 up to iteration `delay` and `t - delay` after
    /// it.
    CfrPlus {
        /// Iterations with weight 1.
        delay: u64,
    },
    /// CFR+ in whole numbers: regrets and sums are rounded to sixteenths, a player's sums are added up while
    /// the other one learns, and a hand checks or calls where nothing is positive. This is what a public
    /// program computes; it is only for comparison.
    CfrPlusWhole {
        /// Iterations with weight 1.
        delay: u64,
    },
    /// CFR+ that plays the regrets that it expects: those it has plus the last gain once more. Without
    /// `alpha` it is PCFR+ (Farina, Kroer & Sandholm, "Faster Game Solving via Predictive Blackwell
    /// Approachability", 2021), with it PDCFR+ (Xu et al., "Minimizing Weighted Counterfactual Regret with
    /// Optimistic Online Mirror Descent", 2024), which discounts regrets as DCFR does. It needs a third
    /// table.
    Predictive {
        /// Exponent for regrets; `None` if they are not discounted.
        alpha: Option<f64>,
        /// Exponent for strategy sums.
        gamma: f64,
    },
}

impl Default for Variant {
    /// The variant that needs the fewest iterations on the shared spots and on larger flops
    /// (`docs/experiments/solving.md`). Negative regrets are forgotten fast at first and slowly later, when
    /// an action that came back suddenly would meet opponents who have not had to answer it for long.
    fn default() -> Self {
        Self::Scheduled { alpha: [1.5; 2], beta: [0.0, 0.5], gamma: [4.0; 2], over: 60 }
    }
}

impl Variant {
    /// What iteration `t`, counted from 1, does to the tables.
    pub(super) fn learn(&self, t: u64) -> Learn {
        match *self {
            Self::Dcfr { alpha, beta, gamma, restarts, .. } => {
                discounted(t, [alpha, beta, gamma], t - restart(t, restarts))
            }
            Self::Scheduled { alpha, beta, gamma, over } => {
                let way = (t as f64 / over.max(1) as f64).min(1.0);
                let at = |[from, to]: [f64; 2]| from + (to - from) * way;
                discounted(t, [at(alpha), at(beta), at(gamma)], t - 1)
            }
            Self::CfrPlus { delay } | Self::CfrPlusWhole { delay } => {
                let weight = Some(after(delay, t));
                Learn { positive: 1.0, negative: 1.0, floor: 0.0, decay: 1.0, weight, ahead: 1.0 }
            }
            Self::Predictive { alpha, gamma } => {
                let faded = |t: u64| alpha.map_or(1.0, |alpha| fading(t, alpha));
                let (factor, ahead) = (faded(t - 1), faded(t));
                let learn = discounted(t, [0.0, 0.0, gamma], t - 1);
                Learn { positive: factor, negative: factor, floor: 0.0, ahead, ..learn }
            }
        }
    }

    /// The rule of iteration `t`; `weights` is the sum of the weights of all earlier strategies.
    pub(super) fn rule(&self, t: u64, weights: &mut f64) -> Rule {
        if let Self::CfrPlusWhole { delay } = *self {
            return Rule::Count(Whole { weight: after(delay, t) });
        }
        let learn = self.learn(t);
        let short = self.short(weights, &learn);
        Rule::Learn(learn, short, self.weighting())
    }

    /// Whether the tables hold predictions.
    pub(super) fn predicts(&self) -> bool {
        matches!(self, Self::Predictive { .. })
    }

    /// Refuses a storage with which the variant does not work.
    ///
    /// # Errors
    /// [`ExactError::NeedsF32`].
    pub fn expect_storage(&self, storage: Storage) -> Result<(), ExactError> {
        match (storage, self.needs_f32()) {
            (Storage::I16, Some(reason)) => Err(ExactError::NeedsF32 { reason }),
            _ => Ok(()),
        }
    }

    /// Why the variant does not work in 16 bits, if it does not.
    fn needs_f32(&self) -> Option<&'static str> {
        match self {
            Self::Predictive { .. } => Some("they keep no predictions"),
            Self::CfrPlusWhole { .. } => Some("they keep no whole numbers"),
            _ if self.weighting() == Weighting::Reach => {
                Some("they keep averages of strategies, not sums weighed by reach")
            }
            _ => None,
        }
    }

    /// Share of iteration `t`'s strategy in the average of all up to it: its weight among all weights so far.
    pub(super) fn short(&self, weights: &mut f64, learn: &Learn) -> Short {
        let Some(weight) = learn.weight else { return Short { share: None } };
        *weights = *weights * f64::from(learn.decay) + f64::from(weight);
        Short { share: Some((f64::from(weight) / *weights) as f32) }
    }

    /// How strategies are weighted in the sums; CFR+ keeps the weights of its theory.
    pub(super) fn weighting(&self) -> Weighting {
        match self {
            Self::Dcfr { weighting, .. } => *weighting,
            Self::Scheduled { .. } | Self::Predictive { .. } => Weighting::Even,
            Self::CfrPlus { .. } | Self::CfrPlusWhole { .. } => Weighting::Reach,
        }
    }
}

/// Iteration `t` of discounted CFR, `since` iterations after the strategy sums began.
fn discounted(t: u64, [alpha, beta, gamma]: [f64; 3], since: u64) -> Learn {
    Learn {
        positive: fading(t - 1, alpha),
        negative: fading(t - 1, beta),
        floor: f32::NEG_INFINITY,
        decay: (since as f64 / (since as f64 + 1.0)).powf(gamma) as f32,
        weight: Some(1.0),
        ahead: 1.0,
    }
}

/// The weight of iteration `t`: 1 up to iteration `delay`, then `t - delay`.
fn after(delay: u64, t: u64) -> f32 {
    if t <= delay { 1.0 } else { (t - delay) as f32 }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_by_hand() {
        let dcfr =
            Variant::Dcfr { alpha: 1.5, beta: 0.0, gamma: 3.0, restarts: 4, weighting: Weighting::Even };
        let first = dcfr.learn(1);
        assert_eq!((first.positive, first.negative, first.decay), (0.0, 0.5, 0.0));
        // 4^1.5 = 8; the sums began at iteration 4.
        let fifth = dcfr.learn(5);
        assert_eq!((fifth.positive, fifth.negative, fifth.decay), (8.0 / 9.0, 0.5, 0.125));
        assert_eq!(dcfr.learn(16).decay, 0.0);
        let plus = Variant::CfrPlus { delay: 100 };
        assert_eq!([100, 101, 150].map(|t| plus.learn(t).weight), [Some(1.0), Some(1.0), Some(50.0)]);
        let predictive = Variant::Predictive { alpha: Some(2.0), gamma: 5.0 };
        let third = predictive.learn(3);
        assert_eq!((third.positive, third.ahead, third.floor), (0.8, 0.9, 0.0));
        assert_eq!(third.decay, (2.0f64 / 3.0).powi(5) as f32);
        let undiscounted = Variant::Predictive { alpha: None, gamma: 2.0 }.learn(3);
        assert_eq!((undiscounted.positive, undiscounted.ahead), (1.0, 1.0));
        let scheduled = Variant::Scheduled { alpha: [1.0, 3.0], beta: [0.0; 2], gamma: [9.0, 1.0], over: 8 };
        // Half way: alpha 2, gamma 5; then the last numbers.
        assert_eq!((scheduled.learn(4).positive, scheduled.learn(4).decay), (0.9, (0.75f64.powi(5)) as f32));
        assert_eq!(scheduled.learn(9).decay, (8.0f64 / 9.0) as f32);
        // The default: negative regrets are halved at first, and keep ten elevenths in iteration 101.
        let default = Variant::default();
        assert_eq!([2, 101].map(|t| default.learn(t).negative), [0.5, (10.0f64 / 11.0) as f32]);
    }

    #[test]
    fn shares_are_those_of_the_weights() {
        let dcfr = Variant::default();
        let (mut weights, mut average) = (0.0, 0.0);
        let mut sums = [0.0, 0.0];
        for t in 1..50 {
            let learn = dcfr.learn(t);
            let strategy = if t % 3 == 0 { 1.0 } else { 0.25 };
            let share = f64::from(dcfr.short(&mut weights, &learn).share.unwrap());
            average += share * (strategy - average);
            let decay = f64::from(learn.decay);
            sums = [sums[0] * decay + strategy, sums[1] * decay + 1.0];
        }
        assert!((average - sums[0] / sums[1]).abs() < 1e-5);
    }
}
