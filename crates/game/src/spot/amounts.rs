//! From sizes to chips: the bets and raises at one decision of a spot.
//!
//! Amounts are what the player has put in on the street. The order: sizes, all-in added, then lifted, capped
//! or forced to all-in, then sorted, then merged. Half chips round up, even if binary fractions come out
//! slightly below: 35 % of 90 is 31.5, which is 32 chips.

use super::SpotSize;
use crate::tree::Chips;

/// The chips at a decision.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Amounts {
    /// The opponent's amount: the bet to match; 0 without one.
    pub(super) prev: Chips,
    /// Smallest bet or raise.
    pub(super) min: Chips,
    /// All-in.
    pub(super) max: Chips,
    /// Pot after a call.
    pub(super) pot: Chips,
    /// Streets left, this one included.
    pub(super) streets: u8,
}

/// When sizes change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Thresholds {
    pub(super) add_allin: f64,
    pub(super) force_allin: f64,
    pub(super) merging: f64,
}

impl Amounts {
    /// The amounts of a list of sizes and of `added` chips, ascending.
    pub(super) fn raises(&self, sizes: &[SpotSize], thresholds: &Thresholds) -> Vec<Chips> {
        let mut amounts: Vec<Chips> = sizes.iter().map(|&size| self.of(size)).collect();
        if self.max <= self.prev.saturating_add(self.share(thresholds.add_allin)) {
            amounts.push(self.max);
        }
        for amount in &mut amounts {
            *amount = self.forced((*amount).clamp(self.min.min(self.max), self.max), thresholds.force_allin);
        }
        amounts.sort_unstable();
        amounts.dedup();
        self.merged(amounts, thresholds.merging)
    }

    /// The amount of one size, rounded.
    fn of(&self, size: SpotSize) -> Chips {
        match size {
            SpotSize::Pot(share) => self.prev.saturating_add(self.share(share)),
            SpotSize::Multiple(factor) => round(factor * f64::from(self.prev)),
            SpotSize::Chips(chips) => self.prev.saturating_add(chips),
            SpotSize::Geometric { streets, most } => {
                let share = self.geometric(streets.unwrap_or(self.streets)).min(most);
                self.prev.saturating_add(self.share(share))
            }
            SpotSize::AllIn => self.max,
        }
    }

    /// A share of the pot after a call, in chips.
    fn share(&self, share: f64) -> Chips {
        round(f64::from(self.pot) * share)
    }

    /// The share of the pot that, bet and called on each of `streets` streets, ends all-in: `(1 + 2 g)^k =
    /// 1 + 2 s`, where `s` is the stack behind after a call as a share of the pot.
    fn geometric(&self, streets: u8) -> f64 {
        let stack = f64::from(self.max - self.prev) / f64::from(self.pot);
        ((2.0 * stack + 1.0).powf(1.0 / f64::from(streets)) - 1.0) / 2.0
    }

    /// The amount, or all-in if little is left behind.
    fn forced(&self, amount: Chips, threshold: f64) -> Chips {
        let pot = f64::from(self.pot) + 2.0 * (f64::from(amount) - f64::from(self.prev));
        if self.max - amount <= round(pot * threshold) { self.max } else { amount }
    }

    /// From the largest down, drops sizes too close below the last one kept. As shares of the pot, `y` is too
    /// close below `x` if `y >= (x - threshold) / (1 + threshold)`.
    fn merged(&self, ascending: Vec<Chips>, threshold: f64) -> Vec<Chips> {
        let share = |amount: Chips| (f64::from(amount) - f64::from(self.prev)) / f64::from(self.pot);
        let mut kept: Vec<Chips> = Vec::with_capacity(ascending.len());
        for amount in ascending.into_iter().rev() {
            let least = |last: Chips| (share(last) - threshold) / (1.0 + threshold);
            let apart = |&last: &Chips| share(amount) < least(last) * (1.0 - HAIR);
            if kept.last().is_none_or(apart) {
                kept.push(amount);
            }
        }
        kept.reverse();
        kept
    }
}

/// An upper bound on a few rounding errors of binary fractions of up to a billion chips.
const HAIR: f64 = 1e-6;

/// The nearest chip, with halves rounded up, capped above any stack.
fn round(chips: f64) -> Chips {
    (chips + HAIR).round() as Chips
}
