//! A hand in play.

use std::time::{Duration, Instant};

use crate::acpc::deal::Deal;
use crate::acpc::hand::Hand;
use crate::acpc::match_state::MatchState;
use crate::table::PublicHand;

/// A hand in play.
pub(super) struct Table {
    /// Number of the hand.
    pub(super) number: u32,
    /// Seat of the first player left of the button.
    pub(super) first_seat: usize,
    pub(super) hand: Hand,
    pub(super) deal: Deal,
    /// Seat that owes an answer, and since when.
    pub(super) waits_for: Option<(usize, Instant)>,
    /// The match state that is to be answered.
    pub(super) prompt: String,
    /// `[seat]`: time taken in this hand.
    pub(super) used: Vec<Duration>,
    /// The hand as players of this crate see it, if there are any.
    pub(super) public: Option<PublicHand>,
}

impl Table {
    /// Place of a seat in this hand.
    pub(super) fn position_of(&self, seat: usize) -> usize {
        let players = self.used.len();
        (seat + players - self.first_seat) % players
    }

    /// Seat of a place in this hand.
    pub(super) fn seat_of(&self, position: usize) -> usize {
        (position + self.first_seat) % self.used.len()
    }

    /// What follows the prompt, if a line repeats it exactly.
    pub(super) fn answered<'a>(&self, line: &'a str) -> Option<&'a str> {
        line.strip_prefix(&*self.prompt)?.strip_prefix(':')
    }

    /// Whether a match state is the one that was asked about, however it is written.
    pub(super) fn is_asked(&self, state: &MatchState) -> bool {
        let game = self.hand.game();
        self.waits_for.is_some_and(|(seat, _)| state.position == self.position_of(seat))
            && state.number == self.number
            && state.hand.betting() == self.hand.betting()
            && state.holes[state.position] == self.deal.hole(state.position)
            && state.board == self.deal.board()[..game.board_len(self.hand.round())]
    }
}
