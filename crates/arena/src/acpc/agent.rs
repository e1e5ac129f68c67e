//! A player of this crate at the table of another program's dealer.
//!
//! Whatever comes over the wire, the agent sends only a version, and match states that it has received, each
//! with an action that the rules allow. A line that is not understood is reported and skipped, a connection
//! that breaks in the middle of a hand is made again, and a player that fails checks or folds.

mod connection;

use std::sync::Arc;

use holdem_cards::random::DealRng;

use super::game::Game;
use super::hand::Action;
use super::interpreter::{Interpreter, action_of};
use super::match_state::{MatchState, push_action};
use super::value::values;
use crate::player::{Player, PlayerError, Turn};
use crate::table::Table;
use crate::tally::Tally;

pub use connection::{AgentError, ConnectOptions, run};

/// What an agent sends first.
pub const GREETING: &str = "VERSION:2.0.0\r\n";

/// Hands played, and the chips they won or lost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Account {
    /// Chips won or lost, hand by hand.
    pub hands: Tally,
    /// Actions sent.
    pub actions: u64,
    /// Decisions at which the player failed.
    pub failures: u64,
}

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It was answered.
    Answered,
    /// There was nothing to answer.
    Seen,
    /// It is not a line of this game; why.
    NotUnderstood(String),
    /// It was answered, but not by the player, who failed; why.
    Failed(String),
}

/// Hands that may be in play at once.
const MOST_HANDS: usize = 256;

/// Makes a player for a table.
pub type MakePlayer = Box<dyn FnMut(&Table) -> Result<Box<dyn Player>, PlayerError> + Send>;

/// A hand that a player sits at.
struct Seat {
    number: u32,
    position: usize,
    player: Box<dyn Player>,
}

/// A player of this crate that reads match states and answers them. Several hands may be in play at once;
/// each has a player of its own.
pub struct Agent {
    interpreter: Interpreter,
    make_player: MakePlayer,
    seed: u64,
    /// Hands that are not over, the one heard of most recently at the end.
    seats: Vec<Seat>,
    idle: Vec<Box<dyn Player>>,
    /// The hand that ended last.
    ended: Option<(u32, usize)>,
    account: Account,
}

impl Agent {
    /// An agent for a game.
    ///
    /// # Errors
    /// If players of this crate, or this player, cannot play it.
    pub fn new(game: &Arc<Game>, mut make_player: MakePlayer, seed: u64) -> Result<Self, AgentError> {
        let interpreter = Interpreter::new(game)?;
        let idle = vec![make_player(interpreter.table())?];
        let account = Account::default();
        Ok(Self { interpreter, make_player, seed, seats: Vec::new(), idle, ended: None, account })
    }

    /// What it has played.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The game.
    pub fn game(&self) -> &Arc<Game> {
        self.interpreter.game()
    }

    /// The hand heard of most recently that is not over, if there is one.
    pub fn unfinished(&self) -> Option<u32> {
        self.seats.last().map(|seat| seat.number)
    }

    /// Reads a line without its line ending; appends the answer, if there is one, with its line ending.
    ///
    /// # Errors
    /// If the player cannot play this game at all.
    pub fn hear(&mut self, line: &[u8], answer: &mut String) -> Result<Heard, PlayerError> {
        let Ok(line) = std::str::from_utf8(line) else {
            return Ok(Heard::NotUnderstood("not text".to_owned()));
        };
        let line = line.trim_end();
        if line.is_empty() || line.starts_with(['#', ';']) {
            return Ok(Heard::Seen);
        }
        match MatchState::parse(line, self.game()) {
            Ok((state, "")) => self.see(line, &state, answer),
            Ok(_) => Ok(Heard::NotUnderstood("something stands behind the cards".to_owned())),
            Err(error) => Ok(Heard::NotUnderstood(error.to_string())),
        }
    }

    fn see(&mut self, line: &str, state: &MatchState, answer: &mut String) -> Result<Heard, PlayerError> {
        let Some(hand) = Interpreter::private_hand(state) else {
            return Ok(Heard::NotUnderstood("the player's own cards are missing".to_owned()));
        };
        if state.hand.to_act().is_none() {
            return self.see_end(state);
        }
        if !state.is_turn() {
            self.ended = None;
            return Ok(Heard::Seen);
        }
        let public = self.interpreter.public(state);
        let turn = Turn { public: &public, seat: state.position, hand, number: state.number.into() };
        let decision = u64::from(state.number) << 16 | state.hand.taken().len() as u64;
        let mut rng = DealRng::for_iteration(self.seed, decision);
        let (action, heard) = match self.player(&turn, state)?.act(&turn, &mut rng) {
            Ok(action) => (action_of(action, public.betting(), &state.hand), Heard::Answered),
            Err(error) => {
                self.account.failures += 1;
                (state.hand.nearest(Action::Fold), Heard::Failed(error.to_string()))
            }
        };
        self.account.actions += 1;
        answer.push_str(line);
        answer.push(':');
        push_action(answer, action, self.game());
        answer.push_str("\r\n");
        Ok(heard)
    }

    /// The player who sits at a hand; a new one where nobody does.
    fn player(&mut self, turn: &Turn<'_>, state: &MatchState) -> Result<&mut Box<dyn Player>, PlayerError> {
        self.ended = None;
        let seat = match self.stand_up(state) {
            Some(seat) => seat,
            None => {
                if self.seats.len() >= MOST_HANDS {
                    // Nothing more will come about the hand heard of longest ago.
                    self.idle.push(self.seats.remove(0).player);
                }
                let idle = self.idle.pop().map_or_else(|| (self.make_player)(self.interpreter.table()), Ok);
                let mut player = idle?;
                player.begin(turn)?;
                Seat { number: state.number, position: state.position, player }
            }
        };
        self.seats.push(seat);
        let last = self.seats.last_mut().expect("one was just pushed");
        Ok(&mut last.player)
    }

    fn stand_up(&mut self, state: &MatchState) -> Option<Seat> {
        let here = |seat: &Seat| (seat.number, seat.position) == (state.number, state.position);
        self.seats.iter().position(here).map(|at| self.seats.remove(at))
    }

    /// A hand is over; a state that says so again is skipped.
    fn see_end(&mut self, state: &MatchState) -> Result<Heard, PlayerError> {
        let here = Some((state.number, state.position));
        let known = |player: usize| !state.holes[player].is_empty();
        if self.ended == here || state.hand.is_showdown() && !state.hand.live().all(known) {
            return Ok(Heard::Seen);
        }
        let values = values(&state.hand, &state.known());
        self.account.hands.add(values[state.position]);
        self.ended = here;
        if let Some(mut seat) = self.stand_up(state) {
            let payoffs: Vec<i64> = values.iter().map(|&value| value.round() as i64).collect();
            let shown: Vec<Option<usize>> =
                state.holes.iter().map(|hole| Interpreter::private_hand_of(hole)).collect();
            seat.player.end(&self.interpreter.public(state), &payoffs, &shown)?;
            self.idle.push(seat.player);
        }
        Ok(Heard::Seen)
    }
}
