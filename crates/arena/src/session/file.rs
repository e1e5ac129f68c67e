//! A session kept in a [directory](crate::directory).
//!
//! A hand that was broken off is dealt again and the person's moves are repeated. The others play as before,
//! unless they think by the clock.

use std::path::{Path, PathBuf};

use holdem_blueprint::config::GameConfig;
use holdem_game::rules::Move;
use serde::{Deserialize, Serialize};

use super::{Session, SessionError};
use crate::directory::{Directory, DirectoryError, SessionState, Uncounted};
use crate::matches::Tally;

/// Version of the format.
const FORMAT: u32 = 1;

/// The state of a session in its directory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    format: u32,
    seed: u64,
    game: GameConfig,
    /// Names by player: the person's first.
    players: Vec<String>,
    /// Hands that are over.
    hands: u64,
    won_chips: f64,
    squares: f64,
    /// The person's moves in the hand that is not over, as `f`, `k`, `c` and `r12`.
    moves: Vec<String>,
}

impl SessionState for Kept {
    const FORMAT: u32 = FORMAT;

    fn format(&self) -> u32 {
        self.format
    }
}

/// Why a session cannot be kept or resumed.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// What is wrong with the directory.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The players fail when the hand is resumed.
    #[error(transparent)]
    Session(#[from] SessionError),
}

/// A directory that keeps a session. From the moment it is taken up, or first written to, it is locked, so
/// that no other process plays the same session.
#[derive(Debug)]
pub struct SessionFile(Directory);

impl SessionFile {
    /// A directory, whether it exists or not.
    pub fn new(directory: &Path) -> Self {
        Self(Directory::new(directory))
    }

    /// Where the hands are.
    pub fn hands_path(&self) -> PathBuf {
        self.0.hands_path()
    }

    /// The seed of the session that is kept there; `None` if there is none.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn seed(&self) -> Result<Option<u64>, FileError> {
        Ok(self.0.read()?.map(|kept: Kept| kept.seed))
    }

    /// Resumes what is kept, if anything is: hands, result, and the unfinished hand. Hands that were cut
    /// short or not counted are removed, because they are played again; returns what was removed, in words.
    ///
    /// # Errors
    /// If it is damaged, or of another game, seed or players, or if another process plays it.
    pub fn take_up(&mut self, session: &mut Session) -> Result<Vec<String>, FileError> {
        self.0.hold()?;
        let kept = self.0.read::<Kept>()?;
        if let Some(kept) = &kept {
            self.expect_same(kept, session)?;
        }
        let counted = kept.as_ref().map(|kept| kept.hands);
        let (_, notes) = self.0.last_hand(counted, Uncounted::IsPlayedAgain)?;
        if let Some(kept) = kept {
            self.resume(&kept, session)?;
        }
        Ok(notes)
    }

    fn expect_same(&self, kept: &Kept, session: &Session) -> Result<(), FileError> {
        if kept.game != *session.table().config() {
            return Err(self.0.other("another game").into());
        }
        if kept.seed != session.seed() {
            return Err(self.0.other(format!("seed {}", kept.seed)).into());
        }
        if kept.players != session.names() {
            return Err(self.0.other(format!("the players {}", kept.players.join(", "))).into());
        }
        Ok(())
    }

    fn resume(&self, kept: &Kept, session: &mut Session) -> Result<(), FileError> {
        let tally = Tally { count: kept.hands, sum: kept.won_chips, squares: kept.squares };
        session.take_up(kept.hands, tally);
        if kept.moves.is_empty() {
            return Ok(());
        }
        session.deal()?;
        for text in &kept.moves {
            let action = read_move(text).ok_or_else(|| self.0.malformed(format_args!("no move `{text}`")))?;
            if session.hand().is_none() {
                return Err(self.0.malformed("more moves than the hand has").into());
            }
            session.act(action).map_err(|error| match error {
                SessionError::Illegal(illegal) => self.0.malformed(illegal).into(),
                other => FileError::from(other),
            })?;
        }
        Ok(())
    }

    /// Stores how far a session has got. Call it after every move, and at the end of each hand once its
    /// history has been added.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep(&mut self, session: &Session) -> Result<(), FileError> {
        let (hands, won) = session.tally();
        let kept = Kept {
            format: FORMAT,
            seed: session.seed(),
            game: session.table().config().clone(),
            players: session.names().to_vec(),
            hands,
            won_chips: won.sum,
            squares: won.squares,
            moves: session.hand().map_or(Vec::new(), |hand| hand.moves().iter().map(write_move).collect()),
        };
        Ok(self.0.write(&kept)?)
    }

    /// Adds the hand that was finished last, as a table of its number.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add_hand(&mut self, session: &Session) -> Result<(), FileError> {
        let (Some(history), Some(last)) = (session.history(), session.last()) else { return Ok(()) };
        Ok(self.0.add_hand(last.hand.number() + 1, &history)?)
    }
}

fn write_move(action: &Move) -> String {
    match action {
        Move::Fold => "f".to_owned(),
        Move::Check => "k".to_owned(),
        Move::Call => "c".to_owned(),
        Move::RaiseTo(to) => format!("r{to}"),
    }
}

fn read_move(text: &str) -> Option<Move> {
    match text {
        "f" => Some(Move::Fold),
        "k" => Some(Move::Check),
        "c" => Some(Move::Call),
        _ => text.strip_prefix('r')?.parse().ok().map(Move::RaiseTo),
    }
}
