//! Numbers, with what is known about their error.

use super::student::{students_t, tails};
use std::fmt;

/// What is known about the error of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spread {
    /// Nothing was sampled: the number is exact.
    Exact,
    /// Something was sampled, but too little to tell how far off the number is.
    Unknown,
    /// The error is estimated from the sample.
    Sampled {
        /// Standard error of the number.
        standard_error: f64,
        /// Degrees of freedom of the standard error, 1 or more.
        degrees: usize,
    },
}

/// A measured number with its spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number.
    pub mean: f64,
    /// How far it may be off.
    pub spread: Spread,
}

impl Estimate {
    /// A number without a sampling error.
    pub fn exact(mean: f64) -> Self {
        Self { mean, spread: Spread::Exact }
    }

    /// A number with unknown sampling error.
    pub fn alone(mean: f64) -> Self {
        Self { mean, spread: Spread::Unknown }
    }

    /// A sampled number. Nothing is known about its error without a degree of freedom, nor if all of the
    /// sample is the same, since it does not follow that it never differs.
    pub fn sampled(mean: f64, standard_error: f64, degrees: usize) -> Self {
        match degrees > 0 && standard_error > 0.0 {
            true => Self { mean, spread: Spread::Sampled { standard_error, degrees } },
            false => Self::alone(mean),
        }
    }

    /// Mean of independent values.
    pub fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n.max(1.0);
        let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
        Self::sampled(
            mean,
            (squares / (n - 1.0).max(1.0) / n.max(1.0)).sqrt(),
            values.len().saturating_sub(1),
        )
    }

    /// The delete-a-group jackknife, from a number and its values without each group of the sample. It tends
    /// to overstate the variance rather than understate it (Efron & Stein, The jackknife estimate of
    /// variance, 1981).
    pub fn jackknife(mean: f64, without: &[f64]) -> Self {
        let n = without.len() as f64;
        let middle = without.iter().sum::<f64>() / n.max(1.0);
        let squares: f64 = without.iter().map(|x| (x - middle).powi(2)).sum();
        Self::sampled(
            mean,
            ((n - 1.0).max(0.0) / n.max(1.0) * squares).sqrt(),
            without.len().saturating_sub(1),
        )
    }

    /// The same in another unit.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        let spread = match self.spread {
            Spread::Sampled { standard_error, degrees } => {
                Spread::Sampled { standard_error: standard_error * factor.abs(), degrees }
            }
            known => known,
        };
        Self { mean: self.mean * factor, spread }
    }

    /// Standard error: 0 for an exact number, `None` if it is not known.
    pub fn standard_error(&self) -> Option<f64> {
        match self.spread {
            Spread::Exact => Some(0.0),
            Spread::Unknown => None,
            Spread::Sampled { standard_error, .. } => Some(standard_error),
        }
    }

    /// Half the width of the 95 % interval by Student's t: 0 for an exact number, `None` if there is no
    /// interval.
    pub fn interval(&self) -> Option<f64> {
        match self.spread {
            Spread::Exact => Some(0.0),
            Spread::Unknown => None,
            Spread::Sampled { standard_error, degrees } => Some(students_t(degrees) * standard_error),
        }
    }
}

impl Estimate {
    /// The probability, by Student's t, of a number at least as far from `truth` on either side if `truth`
    /// were the true value; `None` if the error is unknown or zero.
    pub fn p_value(&self, truth: f64) -> Option<f64> {
        match self.spread {
            Spread::Sampled { standard_error, degrees } => {
                Some(tails((self.mean - truth) / standard_error, degrees))
            }
            Spread::Exact | Spread::Unknown => None,
        }
    }
}

/// `12.3 ± 1.2`, `12.3` if it is exact, `12.3 (no interval)`; with the requested number of decimals, by
/// default one.
impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mean, decimals) = (self.mean, f.precision().unwrap_or(1));
        let sign = if f.sign_plus() && mean >= 0.0 { "+" } else { "" };
        match (self.spread, self.interval()) {
            (Spread::Sampled { .. }, Some(half)) => {
                write!(f, "{sign}{mean:.decimals$} ± {half:.decimals$}")
            }
            (Spread::Exact, _) => write!(f, "{sign}{mean:.decimals$}"),
            _ => write!(f, "{sign}{mean:.decimals$} (no interval)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_and_equal_values_have_no_interval() {
        assert_eq!(Estimate::of(&[3.0]), Estimate::alone(3.0));
        assert_eq!(Estimate::of(&[3.0, 3.0]).interval(), None);
        assert_eq!(Estimate::jackknife(2.0, &[]), Estimate::alone(2.0));
        assert_eq!(Estimate::exact(2.0).interval(), Some(0.0));
    }

    #[test]
    fn the_jackknife_of_a_mean_is_its_standard_error() {
        let values = [1.0, 4.0, 2.0, 7.0, 5.0];
        let mean = |skipped: usize| {
            values.iter().enumerate().filter(|(i, _)| *i != skipped).map(|(_, v)| v).sum::<f64>() / 4.0
        };
        let (direct, jackknife) =
            (Estimate::of(&values), Estimate::jackknife(3.8, &[0, 1, 2, 3, 4].map(mean)));
        let [a, b] = [direct, jackknife].map(|estimate| estimate.interval().expect("five values"));
        assert!((a - b).abs() < 1e-12 && (direct.mean - jackknife.mean).abs() < 1e-12);
    }
}
