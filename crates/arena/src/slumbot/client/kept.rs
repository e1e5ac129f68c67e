//! A session kept in a directory: `session.json` with its sums, `hands.phhs` with every hand.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use holdem_store::{create_directory, read_text, write_atomic};
use serde::{Deserialize, Serialize};

use crate::phh::HandHistory;
use crate::tally::Tally;

/// Largest `session.json` that is read.
const MOST_BYTES: u64 = 1 << 16;

/// Version of the format.
const FORMAT: u32 = 1;

/// What is known of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    format: u32,
    /// The server.
    pub url: String,
    /// Its name for the session.
    pub token: Option<String>,
    /// Hands that were begun.
    pub begun: u64,
    /// Hands whose end is not known.
    pub given_up: u64,
    /// Chips won, hand by hand.
    pub won: Tally,
    /// Chips won beyond the baseline, if the server says one.
    pub beyond_baseline: Option<Tally>,
}

/// Why a session cannot be kept or taken up.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
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
        source: io::Error,
    },
    /// No session, or a damaged one.
    #[error("{path}: not a session: {reason}", path = path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The session of another server.
    #[error("{path}: a session with {found}: choose another directory", path = path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// Its server.
        found: String,
    },
}

/// A directory that keeps a session, or none, which keeps nothing.
#[derive(Clone, Debug)]
pub struct SessionDirectory(Option<PathBuf>);

impl SessionDirectory {
    /// A directory, there or not.
    pub fn new(directory: Option<&Path>) -> Self {
        Self(directory.map(Path::to_owned))
    }

    /// What is kept there, or a new session with a server.
    pub(super) fn take_up(&self, url: &str) -> Result<Kept, KeptError> {
        let new = Kept {
            format: FORMAT,
            url: url.to_owned(),
            token: None,
            begun: 0,
            given_up: 0,
            won: Tally::default(),
            beyond_baseline: None,
        };
        let Some(path) = self.state_path().filter(|path| path.exists()) else { return Ok(new) };
        let text = read_text(&path, MOST_BYTES)?;
        let malformed = |reason: String| KeptError::Malformed { path: path.clone(), reason };
        let kept: Kept = serde_json::from_str(&text).map_err(|error| malformed(error.to_string()))?;
        match kept {
            Kept { format, .. } if format != FORMAT => Err(malformed(format!("format {format}"))),
            Kept { url: found, .. } if found != url => Err(KeptError::Other { path, found }),
            kept => Ok(kept),
        }
    }

    /// Keeps a session, and the hand that was over last.
    pub(super) fn keep(&self, kept: &Kept, hand: Option<&HandHistory>) -> Result<(), KeptError> {
        let (Some(directory), Some(path)) = (&self.0, self.state_path()) else { return Ok(()) };
        create_directory(directory)?;
        if let Some(hand) = hand {
            let path = directory.join("hands.phhs");
            let written = append(&path, &format!("[{}]\n{hand}\n", kept.begun));
            written.map_err(|source| KeptError::Hands { path, source })?;
        }
        let text = serde_json::to_vec_pretty(kept).expect("numbers and texts are always JSON");
        write_atomic(&path, &text)?;
        Ok(())
    }

    fn state_path(&self) -> Option<PathBuf> {
        self.0.as_ref().map(|directory| directory.join("session.json"))
    }
}

fn append(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().create(true).append(true).open(path)?.write_all(text.as_bytes())
}
