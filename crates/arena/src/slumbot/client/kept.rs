//! A session kept in a [directory](crate::directory), with its sums.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::directory::{Directory, DirectoryError, SessionState, Uncounted};
use crate::phh::HandHistory;
use crate::tally::Tally;

/// Version of the format.
const FORMAT: u32 = 1;

/// What is known about a session.
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
    /// Number of hands whose end is not known.
    pub given_up: u64,
    /// Chips won, hand by hand.
    pub won: Tally,
    /// Chips won beyond the baseline, if the server reports one.
    pub beyond_baseline: Option<Tally>,
}

impl SessionState for Kept {
    const FORMAT: u32 = FORMAT;

    fn format(&self) -> u32 {
        self.format
    }
}

/// A directory that keeps a session, or none, which keeps nothing.
#[derive(Debug)]
pub struct SessionDirectory(Option<Directory>);

impl SessionDirectory {
    /// A directory, whether it exists or not.
    pub fn new(directory: Option<&Path>) -> Self {
        Self(directory.map(Directory::new))
    }

    /// What is kept there, or a new session with a server; and what was mended, in words.
    pub(super) fn take_up(&mut self, url: &str) -> Result<(Kept, Vec<String>), DirectoryError> {
        let new = Kept {
            format: FORMAT,
            url: url.to_owned(),
            token: None,
            begun: 0,
            given_up: 0,
            won: Tally::default(),
            beyond_baseline: None,
        };
        let Some(directory) = &mut self.0 else { return Ok((new, Vec::new())) };
        directory.hold()?;
        let kept = directory.read::<Kept>()?;
        let counted = kept.as_ref().map(|kept| kept.begun);
        let mut kept = kept.unwrap_or(new);
        if kept.url != url {
            return Err(directory.other(kept.url));
        }
        // A hand may have been written but not counted: its number is taken.
        let (last, notes) = directory.last_hand(counted, Uncounted::Stays)?;
        kept.begun = kept.begun.max(last);
        Ok((kept, notes))
    }

    /// Keeps a session, and the hand that ended last.
    pub(super) fn keep(&mut self, kept: &Kept, hand: Option<&HandHistory>) -> Result<(), DirectoryError> {
        let Some(directory) = &mut self.0 else { return Ok(()) };
        if let Some(hand) = hand {
            directory.add_hand(kept.begun, hand)?;
        }
        directory.write(kept)
    }
}
