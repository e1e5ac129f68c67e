//! Fixed-limit betting for the small games: equal antes, one bet size per street, a cap on raises, stacks
//! that never run out.

use super::builder::{BettingGame, MAX_PLAYERS};
use super::{Action, Chips, NodeKind};

/// What distinguishes one fixed-limit game from another.
///
/// Seat 0 opens every street, as in OpenSpiel: the first seat that has not folded.
pub trait FixedLimit {
    /// Number of seats.
    fn players(&self) -> usize;
    /// Chips that every seat posts before the deal.
    fn ante(&self) -> Chips;
    /// Size of a bet and of each raise, by street.
    fn bets(&self) -> &[Chips];
    /// Largest number of bets and raises on one street, the first bet included.
    fn max_raises(&self) -> u8;
}

/// Public state of a fixed-limit game.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitState {
    /// Chips put in since the start of the hand, by seat.
    total: [Chips; MAX_PLAYERS],
    /// Chips that each seat had put in when the street began (equal for all seats in the hand).
    street_base: Chips,
    folded: u16,
    street: u8,
    to_act: u8,
    /// Seats that must still act before the street is closed.
    pending: u8,
    raises: u8,
    players: u8,
}

impl LimitState {
    fn is_live(&self, seat: u8) -> bool {
        self.folded & (1 << seat) == 0
    }

    fn live_seats(&self) -> impl Iterator<Item = u8> + '_ {
        (0..self.players).filter(|&seat| self.is_live(seat))
    }

    fn first_live_seat(&self) -> u8 {
        self.live_seats().next().expect("the last seat in the hand cannot fold")
    }

    fn live_count(&self) -> u8 {
        self.live_seats().count() as u8
    }

    /// Largest total since the start of the hand.
    fn highest_total(&self) -> Chips {
        self.total.iter().copied().max().unwrap_or(0)
    }

    fn facing_bet(&self) -> bool {
        self.total[self.to_act as usize] < self.highest_total()
    }

    fn next_live_seat(&self) -> u8 {
        let mut seats = (1..=self.players).map(|step| (self.to_act + step) % self.players);
        seats.find(|&seat| self.is_live(seat)).unwrap_or(self.to_act)
    }

    /// Passes the turn on, and opens the next street when the last seat has acted.
    fn advance(&mut self, num_streets: usize) {
        if self.pending > 0 {
            self.to_act = self.next_live_seat();
        } else if (self.street as usize) + 1 < num_streets && self.live_count() > 1 {
            self.street += 1;
            self.street_base = self.highest_total();
            self.raises = 0;
            self.pending = self.live_count();
            self.to_act = self.first_live_seat();
        }
    }
}

impl<G: FixedLimit> BettingGame for G {
    type State = LimitState;

    fn num_players(&self) -> usize {
        self.players()
    }

    fn num_streets(&self) -> usize {
        self.bets().len()
    }

    fn root(&self) -> LimitState {
        let mut total = [0; MAX_PLAYERS];
        total[..self.players()].fill(self.ante());
        let players = self.players() as u8;
        LimitState {
            total,
            street_base: self.ante(),
            folded: 0,
            street: 0,
            to_act: 0,
            pending: players,
            raises: 0,
            players,
        }
    }

    fn kind(&self, state: &LimitState) -> NodeKind {
        if state.live_count() == 1 {
            NodeKind::Fold { winner: state.first_live_seat() }
        } else if state.pending == 0 {
            NodeKind::Showdown
        } else {
            NodeKind::Decision { player: state.to_act }
        }
    }

    fn street(&self, state: &LimitState) -> u8 {
        state.street
    }

    fn contributions(&self, state: &LimitState, out: &mut [Chips]) {
        out.copy_from_slice(&state.total[..out.len()]);
    }

    fn actions(&self, state: &LimitState, out: &mut Vec<Action>) {
        if state.facing_bet() {
            out.extend([Action::Fold, Action::Call]);
        } else {
            out.push(Action::Check);
        }
        if state.raises < self.max_raises() {
            let bet = self.bets()[state.street as usize];
            out.push(Action::RaiseTo(state.highest_total() - state.street_base + bet));
        }
    }

    fn apply(&self, state: &LimitState, action: Action) -> LimitState {
        let mut next = *state;
        let seat = state.to_act as usize;
        next.pending -= 1;
        match action {
            Action::Fold => next.folded |= 1 << seat,
            Action::Check => {}
            Action::Call => next.total[seat] = state.highest_total(),
            Action::RaiseTo(chips) | Action::AllIn(chips) => {
                next.total[seat] = state.street_base + chips;
                next.raises += 1;
                next.pending = next.live_count() - 1;
            }
        }
        next.advance(self.num_streets());
        next
    }
}
