//! A hand in play.

use std::time::{Duration, Instant};

use crate::acpc::deal::Deal;
use crate::acpc::game::Game;
use crate::acpc::hand::{Action, Hand};
use crate::acpc::match_state::{MatchState, read_action};
use crate::table::PublicHand;

/// What an answer turns out to be.
pub(super) struct Answer {
    /// What is done: what was meant, or the nearest to it that the rules allow.
    pub(super) action: Action,
    /// What was wrong with the answer.
    pub(super) wrong: Option<&'static str>,
    /// Whether that counts as a mistake.
    pub(super) is_mistake: bool,
}

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

    /// Whether a line answers exactly what was asked; what stands behind it.
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

    /// The action behind the match state of an answer.
    pub(super) fn answer(&self, text: &str) -> Answer {
        let game: &Game = self.hand.game();
        let Some(action) = read_action(text, game) else {
            let wrong = Some("not an action, taken as a call");
            return Answer { action: Action::Call, wrong, is_mistake: true };
        };
        if self.hand.allows(action) {
            return Answer { action, wrong: None, is_mistake: false };
        }
        match self.hand.nearest(action) {
            action @ Action::Raise(_) => {
                let wrong = Some("a raise of this size is not allowed, taken as the nearest");
                Answer { action, wrong, is_mistake: false }
            }
            _ => {
                let wrong = Some("not allowed here, taken as a call");
                Answer { action: Action::Call, wrong, is_mistake: true }
            }
        }
    }
}
