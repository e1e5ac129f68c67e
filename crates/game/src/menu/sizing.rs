//! From sizes to chips: the legal raises of a menu at one decision.

use super::{BetMenu, BetSize};
use crate::tree::{Action, Chips};

/// What sizing needs to know about a decision. All chips; "to" amounts are totals on the current street.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BetContext {
    /// Street, 0 = preflop.
    pub street: u8,
    /// Whether the blind has been called before the flop without a raise.
    pub limped: bool,
    /// Whether three or more players are in the hand.
    pub multiway: bool,
    /// Bets and raises on this street so far, blinds not counted.
    pub level: u8,
    /// Chips in the pot, bets of this street included.
    pub pot: Chips,
    /// The bet to match, a total on this street; 0 without one.
    pub bet: Chips,
    /// Chips it takes to call.
    pub to_call: Chips,
    /// Smallest legal raise-to.
    pub min_to: Chips,
    /// Largest raise-to that an opponent can still match: all-in.
    pub max_to: Chips,
    /// Big blind in chips.
    pub big_blind: Chips,
}

impl BetContext {
    fn pot_after_call(&self) -> f64 {
        f64::from(self.pot) + f64::from(self.to_call)
    }

    /// Stack left behind after a raise to `to` is called, as a share of the pot then.
    fn left_behind(&self, to: Chips) -> f64 {
        let raise = f64::from(to - self.bet);
        f64::from(self.max_to - to) / (self.pot_after_call() + 2.0 * raise)
    }

    /// Chips as a share of the pot after calling. A quotient of whole numbers compares exactly with a decimal
    /// threshold.
    fn share(&self, chips: Chips) -> f64 {
        f64::from(chips) / self.pot_after_call()
    }

    /// A raise by this many chips over the bet.
    fn by(&self, chips: f64) -> f64 {
        f64::from(self.bet) + chips
    }

    /// The raise-to of a size: rounded, then kept between the minimum raise and all-in.
    fn raise_to(&self, size: BetSize) -> Chips {
        let to = match size {
            BetSize::PotPercent(percent) => self.by(percent * self.pot_after_call() / 100.0),
            BetSize::Multiple(factor) => factor * f64::from(self.bet),
            BetSize::BigBlinds(blinds) => blinds * f64::from(self.big_blind),
            BetSize::Geometric { streets } => self.by(self.geometric(streets)),
            BetSize::AllIn => return self.max_to,
        };
        round_half_up(to).clamp(self.min_to, self.max_to)
    }

    /// Chips of the bet that, repeated as the same share of the pot, is all-in on the last of `streets`
    /// streets.
    ///
    /// With a stack of s pots, bets of share g on n streets leave nothing when (1 + 2g)^n = 1 + 2s.
    fn geometric(&self, streets: Option<u8>) -> f64 {
        let left = 4 - self.street.min(3);
        let streets = streets.unwrap_or(left).min(left);
        let pot = self.pot_after_call();
        let stack = self.share(self.max_to - self.bet);
        pot * ((1.0 + 2.0 * stack).powf(1.0 / f64::from(streets)) - 1.0) / 2.0
    }
}

impl BetMenu {
    /// The bets and raises at a decision where raising is legal, from small to large; empty if the menu has
    /// none.
    ///
    /// # Panics
    /// If `max_to` is below `min_to` or `bet`.
    pub fn raises(&self, at: &BetContext) -> Vec<Action> {
        let mut raises = Vec::new();
        self.add_raises(at, &mut raises);
        raises
    }

    /// Appends the [`raises`](BetMenu::raises) of a decision.
    pub(crate) fn add_raises(&self, at: &BetContext, actions: &mut Vec<Action>) {
        let sizes = self.street(at.street, at.limped, at.multiway).level(at.level);
        let mut amounts: Vec<Chips> = sizes.iter().map(|&size| at.raise_to(size)).collect();
        if !amounts.is_empty() && self.adds_all_in(at) {
            amounts.push(at.max_to);
        }
        for to in &mut amounts {
            if at.left_behind(*to) <= self.all_in_threshold {
                *to = at.max_to;
            }
        }
        // From the largest down: drops equal sizes, and those too close below the last one kept.
        amounts.sort_unstable_by(|a, b| b.cmp(a));
        amounts
            .dedup_by(|smaller, kept| smaller == kept || at.share(*kept - *smaller) < self.merge_threshold);
        let action = |to| if to == at.max_to { Action::AllIn(to) } else { Action::RaiseTo(to) };
        actions.extend(amounts.into_iter().rev().map(action));
    }

    fn adds_all_in(&self, at: &BetContext) -> bool {
        self.add_all_in_below > 0.0 && at.share(at.max_to - at.bet) <= self.add_all_in_below
    }
}

/// The nearest chip. The tolerance is for decimal factors: 2.3 times 5 is meant to be 11.5, and rounds up.
fn round_half_up(chips: f64) -> Chips {
    (chips + 0.5 + 1e-6).floor() as Chips
}
