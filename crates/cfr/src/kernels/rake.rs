//! Rake at folds and showdowns: what both players lose to the house, in addition to what one wins from the
//! other.
//!
//! Rake makes the sum of both players' values negative, so it does not fit into the four sums of a node that
//! the fast kernels keep. It is taken in a separate pass, which games without rake never enter. With the sum
//! `M r` of the reach of all hands possible with a hand (see `terminal`), the actor loses `rake * M o` after
//! the action, and the other player `rake * M s`.

use super::{Showdowns, Terminals};
use holdem_game::deal::NUM_BLOCKERS;

/// Sums of reach over hands, in all and per blocker.
struct Held {
    total: f32,
    by_blocker: [f32; NUM_BLOCKERS],
}

impl Held {
    fn of(blockers: &[[u8; 2]], reach: impl Iterator<Item = f32>) -> Self {
        let mut held = Self { total: 0.0, by_blocker: [0.0; NUM_BLOCKERS] };
        for (&[a, b], reach) in blockers.iter().zip(reach) {
            held.total += reach;
            held.by_blocker[usize::from(a)] += reach;
            held.by_blocker[usize::from(b)] += reach;
        }
        held
    }

    /// The sum over hands possible with the hand that has these blockers, whose own reach, with its weight,
    /// counts twice in them.
    fn beside(&self, [a, b]: [u8; 2], own: f32) -> f32 {
        self.total - self.by_blocker[usize::from(a)] - self.by_blocker[usize::from(b)] + own
    }
}

/// Subtracts the rake of a node's terminal children from the values that the kernels have written, on one
/// deal whose slots begin with `first`.
///
/// # Complexity
/// O(hands) for each terminal child.
///
/// # Panics
/// If a vector ends before the deal.
pub(crate) fn take_rake(deal: &Showdowns<'_>, node: &mut Terminals<'_>, first: usize) {
    let Terminals { own_reach, other_reach, fold, showdown, other_values, .. } = node;
    let slots = first..first + deal.blockers.len();
    let [own_reach, other_reach] = [own_reach, other_reach].map(|reach| &reach[slots.clone()]);
    let other_values = &mut other_values[slots.clone()];
    let others = Held::of(deal.blockers, other_reach.iter().copied());
    for leaf in [fold, showdown].into_iter().flatten().filter(|leaf| leaf.rake != 0.0) {
        let chosen = &leaf.chosen[slots.clone()];
        let went = || own_reach.iter().zip(chosen).map(|(reach, chosen)| reach * chosen);
        let own = Held::of(deal.blockers, went());
        let values = leaf.values[slots.clone()].iter_mut().zip(&mut *other_values);
        let reach = other_reach.iter().zip(went());
        let hands = deal.blockers.iter().zip(deal.own);
        for (((value, other_value), (other, own_reach)), (&blockers, weight)) in values.zip(reach).zip(hands)
        {
            *value -= leaf.rake * others.beside(blockers, weight * other);
            *other_value -= leaf.rake * own.beside(blockers, weight * own_reach);
        }
    }
}
