//! The public part of a hand in play.

use crate::rules::{HandState, LegalActions, Move, Street};

/// A public state of no-limit hold'em.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldemState {
    pub(super) hand: HandState,
    /// Bets and raises on this street.
    pub(super) raises: u8,
    /// Whether the blind has been called without a raise.
    pub(super) limped: bool,
}

impl HoldemState {
    pub(super) fn begin(hand: HandState) -> Self {
        Self { hand, raises: 0, limped: false }
    }

    /// The hand by the rules; seats, not players.
    pub fn hand(&self) -> &HandState {
        &self.hand
    }

    /// Whether calling now would be a limp: the blind, unraised, with a raise still possible.
    pub(super) fn would_limp(&self, legal: &LegalActions) -> bool {
        self.hand.street() == Street::Preflop && self.raises == 0 && legal.raise_to.is_some()
    }

    /// The state after a legal move.
    pub(super) fn behind(&self, step: Move) -> Self {
        let mut next = self.clone();
        next.limped |= step == Move::Call && self.would_limp(&self.hand.legal());
        next.hand.make(step);
        if next.hand.street() != self.hand.street() {
            next.raises = 0;
        } else if matches!(step, Move::RaiseTo(_)) {
            next.raises = next.raises.saturating_add(1);
        }
        next
    }
}
