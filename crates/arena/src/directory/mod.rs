//! A directory that keeps a session: `session.json` says how far it has got, and `hands.phhs` holds the
//! finished hands, table by table, as hand histories.
//!
//! A hand is written before the state that counts it, so a program that ends between the two leaves no
//! counted hand unwritten.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::path::{Path, PathBuf};

use holdem_store::{create_directory, read_text, write_atomic};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::phh::HandHistory;

/// Largest `session.json` that is read.
const MOST_BYTES: u64 = 1 << 20;

/// How far a session has got, as stored in `session.json`.
pub(crate) trait SessionState: Serialize + DeserializeOwned {
    /// Version of the format that is written.
    const FORMAT: u32;

    /// Version of the format that was read.
    fn format(&self) -> u32;
}

/// Why a session cannot be kept or resumed.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// It cannot be read or written.
    #[error(transparent)]
    Store(#[from] holdem_store::Error),
    /// The hands cannot be read or written.
    #[error("cannot continue {path}", path = path.display())]
    Hands {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// Not a session, or a damaged one.
    #[error("{path}: not a session: {reason}", path = path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// Not the session that is to be played.
    #[error("{path}: a session with {what}: choose another directory", path = path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What is different.
        what: String,
    },
}

/// The directory, whether it exists or not.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    /// Number of the last hand whose history is written.
    written: u64,
}

impl Directory {
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), written: 0 }
    }

    fn state_path(&self) -> PathBuf {
        self.path.join("session.json")
    }

    /// Where the hands are.
    pub(crate) fn hands_path(&self) -> PathBuf {
        self.path.join("hands.phhs")
    }

    /// The error for a malformed session.
    pub(crate) fn malformed(&self, reason: impl ToString) -> DirectoryError {
        DirectoryError::Malformed { path: self.state_path(), reason: reason.to_string() }
    }

    /// The error for a session that is another one.
    pub(crate) fn other(&self, what: impl Into<String>) -> DirectoryError {
        DirectoryError::Other { path: self.state_path(), what: what.into() }
    }

    /// How far the kept session has got; `None` if there is none.
    pub(crate) fn read<T: SessionState>(&self) -> Result<Option<T>, DirectoryError> {
        let text = match read_text(self.state_path(), MOST_BYTES) {
            Err(holdem_store::Error::NotFound { .. }) => return Ok(None),
            text => text?,
        };
        let state: T = serde_json::from_str(&text).map_err(|error| self.malformed(error))?;
        match state.format() {
            format if format == T::FORMAT => Ok(Some(state)),
            newer => Err(self.malformed(format_args!("format {newer}, this program knows {}", T::FORMAT))),
        }
    }

    /// Stores how far a session has got.
    pub(crate) fn write(&self, state: &impl SessionState) -> Result<(), DirectoryError> {
        create_directory(&self.path)?;
        let text = serde_json::to_vec_pretty(state).expect("numbers and texts are always JSON");
        Ok(write_atomic(self.state_path(), &text)?)
    }

    /// Looks up the number of the last hand written, 0 if there are none, and continues from there.
    ///
    /// # Complexity
    /// Reads all hands.
    pub(crate) fn last_hand(&mut self) -> Result<u64, DirectoryError> {
        let path = self.hands_path();
        let last = match File::open(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
            file => file.and_then(|file| last_table(BufReader::new(file))),
        };
        self.written = last.map_err(|source| DirectoryError::Hands { path, source })?;
        Ok(self.written)
    }

    /// Adds a hand as the table of its number, counted from 1, unless it is already there.
    pub(crate) fn add_hand(&mut self, number: u64, history: &HandHistory) -> Result<(), DirectoryError> {
        if number <= self.written {
            return Ok(());
        }
        create_directory(&self.path)?;
        let path = self.hands_path();
        let file = OpenOptions::new().create(true).append(true).open(&path);
        let written = file.and_then(|mut file| file.write_all(format!("[{number}]\n{history}\n").as_bytes()));
        written.map_err(|source| DirectoryError::Hands { path, source })?;
        self.written = number;
        Ok(())
    }
}

/// Number of the last table, 0 if there are none.
fn last_table(hands: impl BufRead) -> io::Result<u64> {
    let number = |line: &str| line.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let mut last = 0;
    for line in hands.lines() {
        last = number(&line?).unwrap_or(0).max(last);
    }
    Ok(last)
}
