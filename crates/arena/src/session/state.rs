//! What a screen shows.

use holdem_blueprint::measure::Value;
use holdem_game::rules::LegalActions;
use holdem_game::tree::Chips;
use serde::Serialize;

use super::{HandInPlay, Session};
use crate::table::Event;

/// Everything that the person may see of a hand, and of the session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct State {
    /// Number of the hand, from 1.
    pub number: u64,
    /// The person's seat.
    pub seat: usize,
    /// Seats in order of action after the flop.
    pub seats: Vec<Seat>,
    /// Street, 0 = preflop.
    pub street: usize,
    /// Public cards, one text per street: `["AhKd7c", "2s"]`.
    pub board: Vec<String>,
    /// Chips in the pot, the bets of this street included.
    pub pot: Chips,
    /// Chips of a big blind, or of an ante.
    pub unit: Chips,
    /// Who is to act; `None` when the hand is over.
    pub to_act: Option<usize>,
    /// What the person may do, when it is its turn.
    pub legal: Option<LegalActions>,
    /// What has happened, in words, by street.
    pub story: Vec<Vec<Shown>>,
    /// Won or lost by seat, once the hand is over.
    pub payoffs: Option<Vec<i64>>,
    /// Hands that are over.
    pub hands: u64,
    /// What the person has won per hand.
    pub result: Value,
}

/// A seat as the person sees it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Seat {
    /// Who sits there.
    pub player: String,
    /// `button`, `big blind`.
    pub position: &'static str,
    /// Private cards, if the person knows them.
    pub hand: Option<String>,
    /// Chips behind.
    pub stack: Chips,
    /// Chips put in since the beginning of the hand.
    pub put_in: Chips,
    /// Whether it has folded.
    pub folded: bool,
}

/// A move in words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    /// Who.
    pub seat: usize,
    /// `call`, `raise to 6`; amounts in chips.
    pub action: String,
}

impl State {
    pub(super) fn new(session: &Session, hand: &HandInPlay, payoffs: Option<&Vec<i64>>) -> Self {
        let (table, public) = (session.table(), hand.public());
        let (betting, deck) = (public.betting(), table.deck());
        let over = payoffs.is_some();
        let known = hand.shown_to(hand.seat());
        let stack = |seat: usize| public.stacks()[seat].saturating_sub(betting.contributed()[seat]);
        let seat = |seat: usize| Seat {
            player: session.name_at(hand, seat),
            position: table.seat_name(seat),
            hand: known[seat].map(|hand| deck.hand_name(hand)),
            stack: stack(seat),
            put_in: betting.contributed()[seat],
            folded: betting.is_folded(seat),
        };
        let to_act = betting.to_act().filter(|_| !over);
        Self {
            number: hand.number() + 1,
            seat: hand.seat(),
            seats: (0..table.num_seats()).map(seat).collect(),
            street: public.boards().len() - 1,
            board: deck.board_names(public.boards()),
            pot: betting.pot(),
            unit: table.unit(),
            to_act,
            legal: (to_act == Some(hand.seat())).then(|| betting.legal()),
            story: story(public.events()),
            payoffs: payoffs.cloned(),
            hands: session.hands(),
            result: session.result(),
        }
    }
}

fn story(events: &[Event]) -> Vec<Vec<Shown>> {
    let mut streets = vec![Vec::new()];
    for event in events {
        match *event {
            Event::Dealt { .. } => streets.push(Vec::new()),
            Event::Move { seat, action, .. } => {
                let street = streets.last_mut().expect("there is a first street");
                street.push(Shown { seat, action: action.to_string() });
            }
        }
    }
    streets
}
