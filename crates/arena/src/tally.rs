//! Sums of a sample.

use holdem_cfr::evaluate::Estimate;
use serde::{Deserialize, Serialize};

/// Number, sum and sum of squares of independent values. Sums are exact as long as values are integers that
/// add up to less than 2^53.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Number of values.
    pub count: u64,
    /// Their sum.
    pub sum: f64,
    /// The sum of their squares.
    pub squares: f64,
}

impl Tally {
    /// Counts a value.
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        self.sum += value;
        self.squares += value * value;
    }

    /// Adds what another tally has counted.
    pub fn join(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.sum / (self.count as f64).max(1.0)
    }

    /// Standard deviation of a single value; 0 for fewer than two.
    pub fn deviation(&self) -> f64 {
        let spread = self.squares - self.sum * self.mean();
        (spread.max(0.0) / (self.count.saturating_sub(1) as f64).max(1.0)).sqrt()
    }

    /// The mean with its spread.
    pub fn estimate(&self) -> Estimate {
        let error = self.deviation() / (self.count as f64).max(1.0).sqrt();
        Estimate::sampled(self.mean(), error, self.count.saturating_sub(1) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_is_what_the_values_are_and_joins() {
        let values = [3.0, -1.0, 4.0, 1.0, -5.0];
        let tally = |values: &[f64]| {
            values.iter().fold(Tally::default(), |mut tally, &value| {
                tally.add(value);
                tally
            })
        };
        let mut joined = tally(&values[..2]);
        joined.join(&tally(&values[2..]));
        assert_eq!(joined, tally(&values));
        let (ours, theirs) = (joined.estimate(), Estimate::of(&values));
        assert!((ours.mean - theirs.mean).abs() < 1e-12);
        let error = |estimate: Estimate| estimate.standard_error().unwrap();
        assert!((error(ours) - error(theirs)).abs() < 1e-12);
    }
}
