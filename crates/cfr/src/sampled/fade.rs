//! DCFR for rows that are touched only occasionally: each row remembers its epoch and catches up when it is
//! touched.
//!
//! A discount depends only on the iteration, never on the number of visits. The product of all discounts up
//! to an epoch is kept as a logarithm, so a row untouched for any number of epochs costs one difference.
//!
//! All workers share one table. It holds every epoch at first, and later ones at distances that grow with
//! them: epochs so late differ from their neighbours by so little that what lies between two of them is the
//! line from one to the other. Neither memory nor time grow with the length of a run.

use std::array::from_fn;
use std::sync::OnceLock;

use crate::discount::{Discount, Factors};

/// Products of discounts, computed as far as they are needed.
#[derive(Debug)]
pub(super) struct Fades {
    discount: Discount,
    interval: u64,
    /// The first [`DENSE`] epochs, then octaves: the epochs from each power of two to the next, in [`DENSE`]
    /// steps.
    octaves: [OnceLock<Octave>; OCTAVES],
}

/// Logarithms of the products for positive regrets, negative regrets and sums, at the beginning of each step
/// and at the end of the last one.
type Octave = Box<[Logs]>;
type Logs = [f64; 3];

/// Steps of an octave.
const DENSE: usize = 1 << DENSE_BITS;
const DENSE_BITS: u32 = 16;
/// Octaves of epochs of 32 bits.
const OCTAVES: usize = 33 - DENSE_BITS as usize;

/// Logarithm that stands for a factor of zero.
const NOTHING: f64 = -700.0;

impl Fades {
    /// The fades of a discount; only those of DCFR do anything.
    pub(super) fn new(discount: Discount) -> Self {
        let interval = match discount {
            Discount::Dcfr { interval, .. } => interval.max(1),
            _ => u64::MAX,
        };
        Self { discount, interval, octaves: from_fn(|_| OnceLock::new()) }
    }
    /// Whether rows need epochs.
    pub(super) fn are_needed(&self) -> bool {
        self.interval != u64::MAX
    }
    /// The epoch of an iteration, counted from 0.
    pub(super) fn epoch(&self, iteration: u64) -> u32 {
        u32::try_from(iteration / self.interval).unwrap_or(u32::MAX)
    }

    /// Product of the discounts after epoch `from` up to epoch `to`.
    pub(super) fn between(&self, from: u32, to: u32) -> Factors {
        let (from, to) = (self.logs(from), self.logs(to));
        let [positive, negative, strategy] = from_fn(|i| (to[i] - from[i]).exp() as f32);
        Factors { positive, negative, strategy }
    }

    /// Logarithms of the products up to an epoch.
    fn logs(&self, epoch: u32) -> Logs {
        let number = (u32::BITS - epoch.leading_zeros()).saturating_sub(DENSE_BITS);
        let (begins, step) = span(number as usize);
        let past = u64::from(epoch) - begins;
        let (at, rest) = ((past / step) as usize, past % step);
        let octave = self.octave(number as usize);
        let (before, after) = (octave[at], octave[at + 1]);
        let part = rest as f64 / step as f64;
        if rest == 0 { before } else { from_fn(|i| before[i] + part * (after[i] - before[i])) }
    }

    fn octave(&self, number: usize) -> &Octave {
        self.octaves[number].get_or_init(|| {
            let (begins, step) = span(number);
            let mut last = match number.checked_sub(1) {
                None => [0.0; 3],
                Some(before) => self.octave(before)[DENSE],
            };
            let mut logs = vec![last];
            for at in 0..DENSE as u64 {
                let fade = self.over(begins + at * step, step);
                last = from_fn(|i| last[i] + fade[i]);
                logs.push(last);
            }
            logs.into()
        })
    }

    /// Logarithms of the product of `count` discounts after an epoch: of several, that of the one in the
    /// middle so many times.
    fn over(&self, epoch: u64, count: u64) -> Logs {
        if count > 1 {
            let middle = epoch as f64 + (count + 1) as f64 / 2.0;
            return self.discount.logs_at(middle).map(|log| log.max(NOTHING) * count as f64);
        }
        let after = (epoch + 1) * self.interval;
        let due = self.discount.due(after - 1, after);
        let due = due.unwrap_or(Factors { positive: 1.0, negative: 1.0, strategy: 1.0 });
        [due.positive, due.negative, due.strategy].map(|factor| f64::from(factor).ln().max(NOTHING))
    }
}

/// The first epoch of an octave, and the epochs of one of its steps.
fn span(octave: usize) -> (u64, u64) {
    match octave {
        0 => (0, 1),
        _ => ((DENSE as u64) << (octave - 1), 1 << (octave - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_slept_catches_up_with_all_discounts() {
        let discount = Discount::Dcfr { alpha: 1.5, beta: 0.0, gamma: 2.0, interval: 10 };
        let fades = Fades::new(discount);
        let expected = [40, 50, 60].map(|after| discount.due(after - 1, after).expect("due"));
        let found = fades.between(3, 6);
        let product = |of: fn(&Factors) -> f32| expected.iter().map(of).product::<f32>();
        assert!((found.positive - product(|f| f.positive)).abs() < 1e-6);
        assert!((found.negative - 0.125).abs() < 1e-6);
        assert!((found.strategy - product(|f| f.strategy)).abs() < 1e-6);
        assert_eq!(fades.epoch(39), 3);
    }

    #[test]
    fn epochs_far_apart_have_the_sum_of_all_discounts_between_them() {
        let (alpha, beta, gamma) = (1.5, 0.5, 2.0);
        let fades = Fades::new(Discount::Dcfr { alpha, beta, gamma, interval: 1 });
        let log = |k: u64| {
            let fade = |exponent: f64| -(k as f64).powf(-exponent).ln_1p();
            [fade(alpha.into()), fade(beta.into()), -f64::from(gamma) * (k as f64).recip().ln_1p()]
        };
        // Within the first octave, across the border to the next, far out, and between two steps.
        for (from, to) in [(1_000, 1_200), (65_000, 66_000), (9_000_000, 9_000_900), (500_001, 500_002)] {
            let expected = (from + 1..=to).map(log).fold([0.0; 3], |sum, log| from_fn(|i| sum[i] + log[i]));
            let found = fades.between(from as u32, to as u32);
            let found = [found.positive, found.negative, found.strategy].map(|x| f64::from(x).ln());
            for (found, expected) in found.iter().zip(expected) {
                // Factors are numbers of 32 bits, and so are those of the first epochs one by one.
                let most = 2e-6 + 1e-3 * expected.abs();
                assert!((found - expected).abs() < most, "{from} to {to}: {found}, not {expected}");
            }
        }
        let bytes: usize =
            fades.octaves.iter().filter_map(OnceLock::get).map(|octave| octave.len() * 24).sum();
        assert!(bytes < 16 << 20, "{bytes}");
    }

    #[test]
    fn the_last_epoch_that_a_row_can_remember_has_a_place() {
        let fades = Fades::new(Discount::Dcfr { alpha: 1.5, beta: 0.0, gamma: 2.0, interval: 1 });
        let late = fades.between(u32::MAX - 1, u32::MAX);
        assert!(late.positive > 0.999_99 && (late.negative - 0.5).abs() < 1e-5 && late.strategy > 0.999_99);
        assert_eq!(fades.between(0, u32::MAX).negative, 0.0);
    }

    #[test]
    fn other_discounts_need_no_epochs() {
        let fades = Fades::new(Discount::Linear);
        assert!(!fades.are_needed() && fades.epoch(u64::MAX - 1) == 0);
    }
}
