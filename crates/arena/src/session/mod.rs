//! A person at the table: hands against other players, one move at a time.
//!
//! | module | holds |
//! |---|---|
//! | `hand` | the hand in play, and what is known of one that is over |
//! | `spoken` | moves as people write them: `c`, `2.5bb`, `66%` |
//! | `state` | [`State`]: everything that the person may see, for a screen |
//! | `file` | [`SessionFile`]: a session kept in a directory, resumed where it was left |
//!
//! Cards depend on (seed, number of the hand), and what the others draw on (seed, number, chair), as in
//! [matches](crate::matches). So a hand that was broken off is resumed by repeating the person's moves.

mod file;
mod hand;
mod spoken;
mod state;

use std::collections::VecDeque;

use holdem_blueprint::measure::Value;
use holdem_game::rules::Move;

use crate::matches::{MatchError, Seating, Tally, history};
use crate::phh::HandHistory;
use crate::player::Player;
use crate::players::Entrant;
use crate::table::Table;

pub use file::{FileError, SessionFile};
pub use hand::{Decision, Finished, HandInPlay};
pub use spoken::{SpokenError, parse_move};
pub use state::{Shown, State};

/// A person's hands against other players.
///
/// With each hand the person moves one seat on. The first chair is the person's; the last of the other
/// players takes all chairs that are left.
pub struct Session {
    table: Table,
    seating: Seating,
    seed: u64,
    /// Names by player: the person's first.
    names: Vec<String>,
    /// `[chair - 1]`: the others.
    others: Vec<Box<dyn Player>>,
    /// Shows what it would do in the person's place.
    coach: Option<Box<dyn Player>>,
    /// Number of the hand in play or, between hands, of the next one.
    number: u64,
    won: Tally,
    hand: Option<HandInPlay>,
    last: Option<Finished>,
}

/// Why a session cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// A player that fails, or no such table.
    #[error(transparent)]
    Match(#[from] MatchError),
    /// A move between hands, or a new hand during one.
    #[error("{0}")]
    Turn(&'static str),
    /// A move of the person that is not legal.
    #[error(transparent)]
    Illegal(#[from] holdem_game::rules::IllegalMove),
}

impl From<crate::player::PlayerError> for SessionError {
    fn from(error: crate::player::PlayerError) -> Self {
        Self::Match(error.into())
    }
}

impl Session {
    /// A session at a table against `others`; the first of them also shows what it would do in the person's
    /// place.
    ///
    /// # Errors
    /// If there are no others or too many, or one cannot play at this table.
    pub fn new(
        table: Table,
        name: &str,
        others: &[Box<dyn Entrant>],
        seed: u64,
    ) -> Result<Self, SessionError> {
        let (found, seats) = (others.len() + 1, table.num_seats());
        let seating = Seating::new(found, seats).ok_or(MatchError::Seats { found, seats })?;
        let at_chair = |chair: usize| others[seating.player(chair, 0) - 1].seat(&table);
        let players = (1..seats).map(at_chair).collect::<Result<_, _>>()?;
        let coach = others.first().map(|other| other.seat(&table)).transpose()?;
        let names = std::iter::once(name.to_owned()).chain(others.iter().map(|other| other.name()));
        let names = names.collect();
        let won = Tally::default();
        Ok(Self {
            table,
            seating,
            seed,
            names,
            others: players,
            coach,
            number: 0,
            won,
            hand: None,
            last: None,
        })
    }

    /// The table.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Names by player: the person's first.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Seed of cards and players.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Hands that are over.
    pub fn hands(&self) -> u64 {
        self.won.count
    }

    /// What the person has won per hand so far.
    pub fn result(&self) -> Value {
        Value::of_chips(self.won.estimate(), self.table.unit())
    }

    /// The hand in play.
    pub fn hand(&self) -> Option<&HandInPlay> {
        self.hand.as_ref()
    }

    /// The hand that was finished last.
    pub fn last(&self) -> Option<&Finished> {
        self.last.as_ref()
    }

    /// Deals the next hand; the others play until it is the person's turn or the hand is over.
    ///
    /// # Errors
    /// [`SessionError::Turn`] during a hand; if a player fails.
    pub fn deal(&mut self) -> Result<(), SessionError> {
        if self.hand.is_some() {
            return Err(SessionError::Turn("the hand is not over"));
        }
        let mut hand = HandInPlay::deal(&self.table, self.seating, self.seed, self.number);
        hand.begin(&mut self.others, self.coach.as_mut())?;
        self.hand = Some(hand);
        self.go_on()
    }

    /// Makes the person's move; the others play on as in [`Session::deal`].
    ///
    /// # Errors
    /// [`SessionError::Illegal`]; [`SessionError::Turn`] between hands; if a player fails.
    pub fn act(&mut self, action: Move) -> Result<(), SessionError> {
        let hand = self.hand.as_mut().ok_or(SessionError::Turn("no hand is in play"))?;
        hand.act_for_person(action, self.coach.as_mut())?;
        self.go_on()
    }

    /// Reads a move of the person: see [`parse_move`].
    ///
    /// # Errors
    /// If it is not a move, or it is not the person's turn.
    pub fn parse(&self, text: &str) -> Result<Move, SpokenError> {
        let hand = self.hand.as_ref().ok_or(SpokenError::NoHand)?;
        parse_move(text, hand.public().betting(), self.table.unit())
    }

    /// Everything that the person may see of the hand in play, or of the last one.
    pub fn state(&self) -> Option<State> {
        match (&self.hand, &self.last) {
            (Some(hand), _) => Some(State::new(self, hand, None)),
            (None, Some(last)) => Some(State::new(self, &last.hand, Some(&last.payoffs))),
            (None, None) => None,
        }
    }

    /// The hand history of the last hand; `None` if there is none, or the game is not hold'em.
    pub fn history(&self) -> Option<HandHistory> {
        let Finished { hand, payoffs } = self.last.as_ref()?;
        let mut names: Vec<String> =
            (0..self.table.num_seats()).map(|seat| self.name_at(hand, seat)).collect();
        number_namesakes(&mut names);
        history(&self.table, hand.dealt(), hand.public(), &names, Some(payoffs))
    }

    /// Name of who sits on a seat.
    pub(crate) fn name_at(&self, hand: &HandInPlay, seat: usize) -> String {
        self.names[self.seating.player(seat, hand.rotation())].clone()
    }

    /// Continues a session that was left between hands.
    pub(crate) fn take_up(&mut self, number: u64, won: Tally) {
        self.number = number;
        self.won = won;
    }

    /// What was counted so far.
    pub(crate) fn tally(&self) -> (u64, Tally) {
        (self.number, self.won)
    }

    fn go_on(&mut self) -> Result<(), SessionError> {
        let hand = self.hand.as_mut().expect("a hand is in play");
        let Some(payoffs) = hand.go_on(&self.table, &mut self.others, self.coach.as_mut())? else {
            return Ok(());
        };
        self.won.add(payoffs[hand.seat()] as f64);
        self.number += 1;
        self.last = self.hand.take().map(|hand| Finished { hand, payoffs });
        Ok(())
    }
}

/// Numbers players that share a name.
fn number_namesakes(names: &mut [String]) {
    let all: VecDeque<String> = names.iter().cloned().collect();
    for (at, name) in names.iter_mut().enumerate() {
        if all.iter().filter(|other| *other == name).count() > 1 {
            let before = all.iter().take(at).filter(|other| *other == name).count();
            *name = format!("{name} {}", before + 1);
        }
    }
}
