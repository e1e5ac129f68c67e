//! What a strategy is worth, by names that say what they bound.
//!
//! | function | answers |
//! |---|---|
//! | [`exact::exploitability`] | what the best response with real cards gains against both average strategies |
//! | [`exact::values`] | expected payoffs of a pair of strategies, all boards |
//! | [`exact::values_from`], [`exact::best_responses_from`] | the same two from any public state, hand by hand |
//! | [`versus::versus`] | two strategies of one tree against each other, exact over hands, on sampled boards |
//! | [`played::played`], [`played::gained`] | any number of players: what is won on sampled deals played out |
//! | [`exploiter::exploiter`] | what a player of the same abstraction learns to gain: convergence |

pub mod exact;
pub mod exploiter;
pub mod played;
mod rules;
pub mod versus;

/// A sample mean with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Standard error of the mean; 0 where nothing was sampled.
    pub standard_error: f64,
}

impl Estimate {
    /// Mean and standard error of independent values.
    pub fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n.max(1.0);
        let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
        let standard_error = if values.len() > 1 { (squares / (n - 1.0) / n).sqrt() } else { 0.0 };
        Self { mean, standard_error }
    }
    /// The same in another unit.
    pub fn scaled(self, factor: f64) -> Self {
        Self { mean: self.mean * factor, standard_error: self.standard_error * factor.abs() }
    }
    /// Half the width of the 95 % interval.
    pub fn interval(&self) -> f64 {
        1.96 * self.standard_error
    }
}
