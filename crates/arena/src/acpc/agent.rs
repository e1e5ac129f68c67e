//! A player of this crate at the table of another program's dealer.
//!
//! Whatever comes over the wire, what goes out is a version, and match states that were received with an
//! action behind them that the rules allow. A line that is not understood is reported and passed over, a
//! connection that breaks in the middle of a hand is made anew, and a player that fails checks or folds.

mod connection;

use std::sync::Arc;

use holdem_cards::random::DealRng;
use holdem_cfr::Estimate;

use super::game::Game;
use super::hand::Action;
use super::match_state::{MatchState, push_action};
use super::value::values;
use super::view::{Table, TableError, action_of};
use crate::player::{Player, PlayerError, Turn};

pub use connection::{AgentError, ConnectOptions, run};

/// What an agent sends first.
pub const GREETING: &str = "VERSION:2.0.0\r\n";

/// Hands played and what they brought.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Hands that came to their end.
    pub hands: u64,
    /// Chips won or lost.
    pub chips: f64,
    squares: f64,
    /// Actions sent.
    pub actions: u64,
    /// Decisions at which the player failed.
    pub failures: u64,
}

impl Tally {
    /// Takes in the result of a hand.
    pub fn add(&mut self, chips: f64) {
        self.hands += 1;
        self.chips += chips;
        self.squares += chips * chips;
    }

    /// Chips won per hand.
    pub fn mean(&self) -> Estimate {
        let n = self.hands as f64;
        let mean = self.chips / n.max(1.0);
        let variance = (self.squares - n * mean * mean).max(0.0) / (n - 1.0).max(1.0);
        Estimate::sampled(mean, (variance / n.max(1.0)).sqrt(), self.hands.saturating_sub(1) as usize)
    }
}

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It was answered.
    Answered,
    /// There was nothing to answer.
    Seen,
    /// It is none that this game has; why.
    NotUnderstood(String),
    /// It was answered, but not by the player, who failed; why.
    Failed(String),
}

/// A player of this crate that reads match states and answers them.
pub struct Agent {
    table: Table,
    player: Box<dyn Player>,
    seed: u64,
    /// Hand and position that the player was last told about, and whether it has been told the end.
    at: Option<(u32, usize)>,
    over: bool,
    tally: Tally,
}

impl Agent {
    /// An agent for a game.
    ///
    /// # Errors
    /// If it is none that players of this crate can play.
    pub fn new(game: &Arc<Game>, player: Box<dyn Player>, seed: u64) -> Result<Self, TableError> {
        let table = Table::new(game)?;
        Ok(Self { table, player, seed, at: None, over: true, tally: Tally::default() })
    }

    /// What it has played.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The game.
    pub fn game(&self) -> &Arc<Game> {
        self.table.game()
    }

    /// The hand that is not over, if there is one.
    pub fn unfinished(&self) -> Option<u32> {
        self.at.filter(|_| !self.over).map(|(number, _)| number)
    }

    /// Takes in a line without its end; appends the answer, if there is one, with its end.
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
        match MatchState::parse(line, self.table.game()) {
            Ok((state, "")) => self.see(line, &state, answer),
            Ok(_) => Ok(Heard::NotUnderstood("something stands behind the cards".to_owned())),
            Err(error) => Ok(Heard::NotUnderstood(error.to_string())),
        }
    }

    fn see(&mut self, line: &str, state: &MatchState, answer: &mut String) -> Result<Heard, PlayerError> {
        let Some(hand) = Table::private_hand(state) else {
            return Ok(Heard::NotUnderstood("the player's own cards are missing".to_owned()));
        };
        if state.hand.to_act().is_none() {
            return self.see_end(state);
        }
        let public = self.table.public(state);
        let turn = Turn { public: &public, seat: state.position, hand, number: state.number.into() };
        let here = Some((state.number, state.position));
        if self.at != here {
            self.player.begin(&turn)?;
            self.at = here;
        }
        self.over = false;
        if !state.is_turn() {
            return Ok(Heard::Seen);
        }
        let decision = u64::from(state.number) << 16 | state.hand.taken().len() as u64;
        let mut rng = DealRng::for_iteration(self.seed, decision);
        let (action, heard) = match self.player.act(&turn, &mut rng) {
            Ok(action) => (action_of(action, public.betting(), &state.hand), Heard::Answered),
            Err(error) => {
                self.tally.failures += 1;
                (state.hand.nearest(Action::Fold), Heard::Failed(error.to_string()))
            }
        };
        self.tally.actions += 1;
        answer.push_str(line);
        answer.push(':');
        push_action(answer, action, self.table.game());
        answer.push_str("\r\n");
        Ok(heard)
    }

    /// A hand is over; states that say so again are passed over.
    fn see_end(&mut self, state: &MatchState) -> Result<Heard, PlayerError> {
        let seen = self.at == Some((state.number, state.position)) && self.over;
        let known = |player: usize| !state.holes[player].is_empty();
        if seen || state.hand.is_showdown() && !state.hand.live().all(known) {
            return Ok(Heard::Seen);
        }
        let values = values(&state.hand, &state.known());
        self.tally.add(values[state.position]);
        let begun = self.at == Some((state.number, state.position));
        (self.at, self.over) = (Some((state.number, state.position)), true);
        if begun {
            let payoffs: Vec<i64> = values.iter().map(|&value| value.round() as i64).collect();
            let shown: Vec<Option<usize>> = (0..values.len())
                .map(|player| match state.holes[player][..] {
                    [a, b] if state.hand.is_showdown() => holdem_cards::Combo::new(a, b).map(|c| c.index()),
                    _ => None,
                })
                .collect();
            self.player.end(&self.table.public(state), &payoffs, &shown)?;
        }
        Ok(Heard::Seen)
    }
}
