//! A dealer: hands of a game between players over wires and players of this crate.
//!
//! Players and log files see exactly what the dealer of the competition sends and writes: the same cards
//! under the same seed, the same rules for time and for mistakes. Something that is not an action, or not an
//! allowed one, counts as a mistake and becomes a call; a raise of a wrong size becomes the nearest right
//! one. A line that answers another state is skipped. A player that leaves or takes too long ends the match.
//!
//! *Speed.* What a player only has to see, not to answer, waits until it is the player's turn and goes out
//! with the prompt: one write and one read for each action. If the player to act thinks for longer than a
//! millisecond, everything that waits is sent. With [`MatchOptions::tables`] above one, several hands are in
//! play at once on the same wires, for players that answer each line independently; hands are dealt and
//! logged in order.

mod clock;
mod error;
mod hearing;
mod inside;
mod play;
mod seats;
mod table;

use std::io::Write;
use std::time::Duration;

pub use clock::Limits;
pub use error::DealerError;
pub use seats::{Listening, Seat, Sitting};

use super::game::Game;
use super::value::Value;

/// The options of a match, besides the game.
#[derive(Clone, Debug)]
pub struct MatchOptions {
    /// Name of the match in its log.
    pub name: String,
    /// Name of the game in the log: the competition writes the path of its file as it was given.
    pub game_name: String,
    /// Number of hands.
    pub hands: u32,
    /// Seed of the cards.
    pub seed: u32,
    /// Whether players keep their seats; otherwise they move one seat on after every hand.
    pub fixed_seats: bool,
    /// Limits of time and of mistakes.
    pub limits: Limits,
    /// Hands in play at once.
    pub tables: usize,
    /// How long to wait for the greeting of a player.
    pub start_timeout: Option<Duration>,
}

/// Where a match is recorded.
pub struct Records<'a> {
    /// A line for every hand, and the score.
    pub log: &'a mut dyn Write,
    /// Every line sent and received, with its time; header and score too, as the dealer of the competition
    /// says it all on standard error.
    pub transcript: Option<&'a mut dyn Write>,
    /// Told of everything that goes wrong.
    pub notice: &'a mut dyn FnMut(&str),
}

/// How a match ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Name of each player, in the order they were given.
    pub names: Vec<String>,
    /// Chips won or lost by each.
    pub totals: Vec<f64>,
    /// Hands played.
    pub hands: u32,
    /// Mistakes that became calls, by player.
    pub invalid_actions: Vec<u32>,
}

impl Score {
    /// The last line of a log.
    pub fn line(&self) -> String {
        let values: Vec<String> = self.totals.iter().map(|&total| Value(total).to_string()).collect();
        format!("SCORE:{}:{}", values.join("|"), self.names.join("|"))
    }
}

/// Plays a match. `stop` is asked from time to time whether to end it.
///
/// # Errors
/// If a player leaves, breaks a limit or cannot play this game, if a log cannot be written, or on `stop`. All
/// finished hands are then in the log.
pub fn run<'a>(
    game: &Game,
    options: &'a MatchOptions,
    seats: Vec<Seat>,
    records: Records<'a>,
    stop: &'a dyn Fn() -> bool,
) -> Result<Score, DealerError> {
    let mut play = play::Match::new(game, options, seats, records, stop)?;
    let played = play.run();
    let flushed = play.flush_records();
    let score = played?;
    flushed?;
    Ok(score)
}
