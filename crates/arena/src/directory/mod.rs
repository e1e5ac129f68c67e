//! A directory that keeps a session: `session.json` says how far it has got, and `hands.phhs` holds the
//! finished hands, table by table, as hand histories.
//!
//! A hand is on the disk before the state that counts it is written, so a program that ends between the two
//! leaves no counted hand unwritten. A process holds the lock of `session.lock` from the moment it takes the
//! session up, so that no other one plays it.

mod hands;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use holdem_store::{create_directory, read_text, try_lock, write_atomic};
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::hands::HandsError;
use crate::phh::HandHistory;

pub(crate) use self::hands::Uncounted;

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
    /// Another process plays it.
    #[error("{path}: another process plays in it", path = path.display())]
    Locked {
        /// The directory.
        path: PathBuf,
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
#[derive(Debug)]
pub(crate) struct Directory {
    path: PathBuf,
    /// Number of the last hand whose history is written.
    written: u64,
    /// Locked as long as it is open; `None` until the session is taken up.
    lock: Option<File>,
}

impl Directory {
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), written: 0, lock: None }
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

    /// Takes the directory for this process, which makes it if need be.
    pub(crate) fn hold(&mut self) -> Result<(), DirectoryError> {
        if self.lock.is_none() {
            create_directory(&self.path)?;
            let lock = try_lock(self.path.join("session.lock"))?;
            self.lock = Some(lock.ok_or_else(|| DirectoryError::Locked { path: self.path.clone() })?);
        }
        Ok(())
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
    pub(crate) fn write(&mut self, state: &impl SessionState) -> Result<(), DirectoryError> {
        self.hold()?;
        let text = serde_json::to_vec_pretty(state).expect("numbers and texts are always JSON");
        Ok(write_atomic(self.state_path(), &text)?)
    }

    /// Removes from the hands what a kill or a full disk has cut short, and continues after the last one.
    /// `counted` is the number of the last hand that the session counts, `None` for a new one. Returns the
    /// number of the last hand written, 0 if there are none, and what was done, in words.
    ///
    /// # Complexity
    /// Reads all hands.
    pub(crate) fn last_hand(
        &mut self,
        counted: Option<u64>,
        uncounted: Uncounted,
    ) -> Result<(u64, Vec<String>), DirectoryError> {
        self.hold()?;
        let path = self.hands_path();
        match hands::mend(&path, counted, uncounted) {
            Ok(mended) => {
                self.written = mended.last;
                let named = |note| format!("{}: {note}", path.display());
                Ok((mended.last, mended.notes.into_iter().map(named).collect()))
            }
            Err(HandsError::Io(source)) => Err(DirectoryError::Hands { path, source }),
            Err(HandsError::Foreign(reason)) => Err(DirectoryError::Malformed { path, reason }),
        }
    }

    /// Adds a hand as the table of its number, counted from 1, unless it is already there.
    pub(crate) fn add_hand(&mut self, number: u64, history: &HandHistory) -> Result<(), DirectoryError> {
        if number <= self.written {
            return Ok(());
        }
        self.hold()?;
        let path = self.hands_path();
        hands::add(&path, number, history).map_err(|source| DirectoryError::Hands { path, source })?;
        self.written = number;
        Ok(())
    }
}
