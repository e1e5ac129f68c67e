//! How much an iteration counts: none, linear (LCFR), a power, or DCFR(alpha, beta, gamma).
//!
//! Linear weights are applied to the *new* numbers of iteration `t` (weight `t`). This equals scaling all old
//! numbers by `(t-1)/t` each iteration, and costs nothing: rows that an iteration does not touch need no
//! update. DCFR with general exponents treats positive and negative regrets differently and so has to touch
//! rows. It does so every `interval` iterations in one pass over the tables, never per visit, so that a row's
//! discount depends only on the iteration and not on how often the row was reached.
//!
//! Linear weights and powers are the same in regrets and in strategy sums. An average whose weights grow
//! faster than those of regrets that are never cut or discounted stops converging
//! (docs/experiments/discounting.md).

/// A discounting scheme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Discount {
    /// Every iteration counts the same (Zinkevich et al. 2007).
    None,
    /// Iteration `t` counts `t` in regrets and strategy sums (LCFR, Brown & Sandholm 2019).
    Linear,
    /// Iteration `t` counts `t^exponent` in regrets and strategy sums.
    Power {
        /// From 0 to [`Discount::MOST_EXPONENT`].
        exponent: f32,
    },
    /// After each `interval` iterations, the `k`-th time: positive regrets are multiplied by `k^alpha /
    /// (k^alpha + 1)`, negative ones by `k^beta / (k^beta + 1)`, strategy sums by `(k / (k + 1))^gamma`
    /// (Brown & Sandholm 2019).
    Dcfr {
        /// Exponent for positive regrets.
        alpha: f32,
        /// Exponent for negative regrets.
        beta: f32,
        /// Exponent for strategy sums.
        gamma: f32,
        /// Iterations from one discount to the next.
        interval: u64,
    },
}

/// The iteration whose weight does not depend on the exponent; without it, sums of `t^5` would leave the
/// range of `f32` within hours.
const UNIT: f32 = (1 << 20) as f32;

/// Factors of one discount pass.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factors {
    /// For positive regrets.
    pub positive: f32,
    /// For negative regrets.
    pub negative: f32,
    /// For strategy sums.
    pub strategy: f32,
}

/// A pass that is due, with the seed of the random bits by which numbers are rounded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fading {
    pub(crate) factors: Factors,
    pub(crate) key: u64,
}

impl Discount {
    /// Largest exponent of [`Discount::Power`]: sums over a billion iterations stay within `f32`.
    pub const MOST_EXPONENT: f32 = 5.0;

    /// Weight in regrets and strategy sums of `count` iterations from `first` (counted from 1) on, up to a
    /// factor that is the same for all: the weight of the one in the middle.
    pub fn weight(&self, first: u64, count: u64) -> f32 {
        let middle = first as f32 + (count.saturating_sub(1)) as f32 / 2.0;
        match *self {
            Self::Linear => middle,
            Self::Power { exponent } => middle * (middle / UNIT).powf(exponent - 1.0),
            Self::None | Self::Dcfr { .. } => 1.0,
        }
    }

    /// The pass that is due when the number of finished iterations goes from `before` to `after`, if any: the
    /// product of several, if as many intervals end between them.
    pub fn due(&self, before: u64, after: u64) -> Option<Factors> {
        let Self::Dcfr { alpha, beta, gamma, interval } = *self else { return None };
        let pass = |round: u64| {
            let k = round as f32;
            let fade = |exponent: f32| match k.powf(exponent) {
                p if p.is_finite() => p / (p + 1.0),
                _ => 1.0,
            };
            Factors { positive: fade(alpha), negative: fade(beta), strategy: (k / (k + 1.0)).powf(gamma) }
        };
        (before / interval + 1..=after / interval).map(pass).reduce(|all, one| Factors {
            positive: all.positive * one.positive,
            negative: all.negative * one.negative,
            strategy: all.strategy * one.strategy,
        })
    }

    /// Natural logarithms of the factors of the `round`-th pass of DCFR, as a function of any real number:
    /// for positive regrets, negative regrets and sums. 0 for the others.
    pub(crate) fn logs_at(&self, round: f64) -> [f64; 3] {
        let Self::Dcfr { alpha, beta, gamma, .. } = *self else { return [0.0; 3] };
        let fade = |exponent: f32| -round.powf(-f64::from(exponent)).ln_1p();
        [fade(alpha), fade(beta), -f64::from(gamma) * round.recip().ln_1p()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_weights_average_the_iterations_of_a_batch() {
        assert_eq!(Discount::Linear.weight(1, 1), 1.0);
        assert_eq!(Discount::Linear.weight(11, 4), 12.5);
        assert_eq!(Discount::None.weight(11, 4), 1.0);
    }

    #[test]
    fn powers_grow_as_they_say_within_the_range_of_numbers() {
        let weight = |exponent, t| Discount::Power { exponent }.weight(t, 1);
        assert_eq!(weight(1.0, 10), Discount::Linear.weight(10, 1));
        assert!((weight(3.0, 1000) / weight(3.0, 10) / 1e6 - 1.0).abs() < 1e-5);
        assert!(weight(Discount::MOST_EXPONENT, 1) > f32::MIN_POSITIVE);
        // A billion iterations, each with all hands of both players and pots of a thousand chips.
        assert!(weight(Discount::MOST_EXPONENT, 1_000_000_000) * 1e9 * 2652.0 * 1000.0 < f32::MAX);
    }

    #[test]
    fn dcfr_is_due_once_per_interval_and_fades() {
        let dcfr = Discount::Dcfr { alpha: 1.5, beta: 0.0, gamma: 2.0, interval: 100 };
        assert_eq!(dcfr.due(90, 99), None);
        let first = dcfr.due(99, 101).expect("an interval ended");
        assert_eq!(first, Factors { positive: 0.5, negative: 0.5, strategy: 0.25 });
        let two = [dcfr.due(99, 100), dcfr.due(199, 200)].map(|due| due.expect("an interval ended"));
        let both = dcfr.due(64, 264).expect("two intervals ended");
        assert_eq!(both.positive, two[0].positive * two[1].positive);
        assert_eq!(both.strategy, two[0].strategy * two[1].strategy);
        let later = dcfr.due(9_990, 10_000).expect("an interval ended");
        assert!(later.positive > 0.998 && later.negative == 0.5 && later.strategy > 0.97);
    }
}
