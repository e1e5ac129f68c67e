//! DCFR for rows that are touched only occasionally: each row remembers its epoch and catches up when it is
//! touched.
//!
//! A discount depends only on the iteration, never on the number of visits. The product of all discounts up
//! to an epoch is kept as a logarithm, so a row untouched for any number of epochs costs one difference.

use crate::discount::{Discount, Factors};

/// Products of discounts, computed as far as they are needed.
#[derive(Clone, Debug)]
pub(super) struct Fades {
    discount: Discount,
    interval: u64,
    /// `[epoch]`: logarithms of the products for positive regrets, negative regrets and sums.
    logs: Vec<[f64; 3]>,
}

/// Logarithm that stands for a factor of zero.
const NOTHING: f64 = -700.0;

impl Fades {
    /// The fades of a discount; only those of DCFR do anything.
    pub(super) fn new(discount: Discount) -> Self {
        let interval = match discount {
            Discount::Dcfr { interval, .. } => interval.max(1),
            _ => u64::MAX,
        };
        Self { discount, interval, logs: vec![[0.0; 3]] }
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
    pub(super) fn between(&mut self, from: u32, to: u32) -> Factors {
        while self.logs.len() <= to as usize {
            let after = self.logs.len() as u64 * self.interval;
            let due = self.discount.due(after - 1, after);
            let due = due.unwrap_or(Factors { positive: 1.0, negative: 1.0, strategy: 1.0 });
            let last = self.logs[self.logs.len() - 1];
            let factors = [due.positive, due.negative, due.strategy].map(|x| f64::from(x).ln().max(NOTHING));
            self.logs.push(std::array::from_fn(|i| last[i] + factors[i]));
        }
        let (from, to) = (self.logs[from as usize], self.logs[to as usize]);
        let [positive, negative, strategy] = std::array::from_fn(|i| (to[i] - from[i]).exp() as f32);
        Factors { positive, negative, strategy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_slept_catches_up_with_all_discounts() {
        let discount = Discount::Dcfr { alpha: 1.5, beta: 0.0, gamma: 2.0, interval: 10 };
        let mut fades = Fades::new(discount);
        let expected = [40, 50, 60].map(|after| discount.due(after - 1, after).expect("due"));
        let found = fades.between(3, 6);
        let product = |of: fn(&Factors) -> f32| expected.iter().map(of).product::<f32>();
        assert!((found.positive - product(|f| f.positive)).abs() < 1e-6);
        assert!((found.negative - 0.125).abs() < 1e-6);
        assert!((found.strategy - product(|f| f.strategy)).abs() < 1e-6);
        assert_eq!(fades.epoch(39), 3);
    }

    #[test]
    fn other_discounts_need_no_epochs() {
        let fades = Fades::new(Discount::Linear);
        assert!(!fades.are_needed() && fades.epoch(u64::MAX - 1) == 0);
    }
}
