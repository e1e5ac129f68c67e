//! A session kept in a directory.
//!
//! `session.json` says what was played and how far, `hands.phhs` holds the hands that are over, table by
//! table, as hand histories. A hand that was broken off is dealt again with the person's moves: the others
//! play them as before, unless they think by the clock.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use holdem_blueprint::config::GameConfig;
use holdem_game::rules::Move;
use holdem_store::{create_directory, read_text, write_atomic};
use serde::{Deserialize, Serialize};

use super::{Session, SessionError};
use crate::matches::Tally;

/// Largest `session.json` that is read.
const MOST_BYTES: u64 = 1 << 20;
/// Version of the format.
const FORMAT: u32 = 1;

/// What a directory of a session says of it.
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

/// Why a session cannot be kept or taken up.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read or written.
    #[error(transparent)]
    Store(#[from] holdem_store::Error),
    /// The hands cannot be written.
    #[error("cannot write {path}", path = path.display())]
    Hands {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// No session, or a damaged one.
    #[error("{path}: not a session: {reason}", path = path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// Another session than the one that is to be played.
    #[error("{path}: a session with {what}: choose another directory", path = path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What is different.
        what: String,
    },
    /// The players fail when the hand is taken up.
    #[error(transparent)]
    Session(#[from] SessionError),
}

/// A directory that keeps a session.
#[derive(Clone, Debug)]
pub struct SessionFile {
    directory: PathBuf,
    /// Number of the last hand whose history is there.
    written: u64,
}

impl SessionFile {
    /// A directory, there or not.
    pub fn new(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), written: 0 }
    }

    fn state_path(&self) -> PathBuf {
        self.directory.join("session.json")
    }

    /// Where the hands are.
    pub fn hands_path(&self) -> PathBuf {
        self.directory.join("hands.phhs")
    }

    /// The seed of the session that is kept there; `None` if there is none.
    ///
    /// # Errors
    /// If it is damaged.
    pub fn seed(&self) -> Result<Option<u64>, FileError> {
        Ok(self.read()?.map(|kept| kept.seed))
    }

    /// Takes up what is kept: hands, result, and the hand that was not over. Does nothing if nothing is.
    ///
    /// # Errors
    /// If it is damaged, or of another game, seed or players.
    pub fn take_up(&mut self, session: &mut Session) -> Result<(), FileError> {
        let Some(kept) = self.read()? else { return Ok(()) };
        self.written = self.last_written()?;
        let other = |what: String| FileError::Other { path: self.state_path(), what };
        if kept.game != *session.table().config() {
            return Err(other("another game".to_owned()));
        }
        if kept.seed != session.seed() {
            return Err(other(format!("seed {}", kept.seed)));
        }
        if kept.players != session.names() {
            return Err(other(format!("the players {}", kept.players.join(", "))));
        }
        let tally = Tally { count: kept.hands, sum: kept.won_chips, squares: kept.squares };
        session.take_up(kept.hands, tally);
        if kept.moves.is_empty() {
            return Ok(());
        }
        session.deal()?;
        for text in &kept.moves {
            let malformed = |reason: String| FileError::Malformed { path: self.state_path(), reason };
            let action = read_move(text).ok_or_else(|| malformed(format!("no move `{text}`")))?;
            if session.hand().is_none() {
                return Err(malformed("more moves than the hand has".to_owned()));
            }
            session.act(action).map_err(|error| match error {
                SessionError::Illegal(illegal) => malformed(illegal.to_string()),
                other => other.into(),
            })?;
        }
        Ok(())
    }

    /// Keeps how far a session is: to be called after every move and at the end of each hand, once its
    /// history is added to the others.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep(&self, session: &Session) -> Result<(), FileError> {
        create_directory(&self.directory)?;
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
        let text = serde_json::to_string_pretty(&kept).expect("a session is always JSON");
        write_atomic(self.state_path(), text.as_bytes())?;
        Ok(())
    }

    /// Adds the hand that was finished last, as a table of its number.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add_hand(&mut self, session: &Session) -> Result<(), FileError> {
        let (Some(history), Some(last)) = (session.history(), session.last()) else { return Ok(()) };
        let number = last.hand.number() + 1;
        if number <= self.written {
            return Ok(());
        }
        create_directory(&self.directory)?;
        let path = self.hands_path();
        let text = format!("[{number}]\n{history}\n");
        let mut options = OpenOptions::new();
        let file = options.create(true).append(true).open(&path);
        let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|source| FileError::Hands { path, source })?;
        self.written = number;
        Ok(())
    }

    /// Number of the last table among the hands; 0 if there are none.
    fn last_written(&self) -> Result<u64, FileError> {
        let text = match read_text(self.hands_path(), crate::phh::MAX_FILE_BYTES) {
            Err(holdem_store::Error::NotFound { .. }) => return Ok(0),
            text => text?,
        };
        let number = |line: &str| line.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
        Ok(text.lines().filter_map(number).max().unwrap_or(0))
    }

    fn read(&self) -> Result<Option<Kept>, FileError> {
        let path = self.state_path();
        let text = match read_text(&path, MOST_BYTES) {
            Err(holdem_store::Error::NotFound { .. }) => return Ok(None),
            text => text?,
        };
        let kept: Kept = serde_json::from_str(&text)
            .map_err(|error| FileError::Malformed { path: path.clone(), reason: error.to_string() })?;
        match kept.format {
            FORMAT => Ok(Some(kept)),
            newer => {
                let reason = format!("format {newer}, this program knows {FORMAT}");
                Err(FileError::Malformed { path, reason })
            }
        }
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
