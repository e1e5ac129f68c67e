//! What can be wrong with a configuration.

use std::fmt;
use std::path::PathBuf;

use holdem_game::deal::MiniError;
use holdem_game::tree::HoldemError;

/// Where in a file a mistake is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, if it was one.
    pub path: Option<PathBuf>,
    /// The line, counted from 1; 0 if not known.
    pub line: usize,
    /// The text of the line.
    pub text: String,
}

/// `configs/a.yaml, line 3: `, or nothing.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.path, self.line) {
            (Some(path), 0) => write!(f, "{}: ", path.display()),
            (Some(path), line) => write!(f, "{}, line {line}: ", path.display()),
            (None, 0) => Ok(()),
            (None, line) => write!(f, "line {line}: "),
        }
    }
}

impl Place {
    /// The line itself, set off below a message; nothing if it is not known.
    fn quoted(&self) -> String {
        match self.line {
            0 => String::new(),
            line => format!("\n  {line} | {}", self.text),
        }
    }
}

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read this configuration file")]
    Read {
        /// Which, and why.
        source: holdem_store::Error,
    },
    /// Not YAML, or a value of the wrong type for its key.
    #[error("{place}{message}{quote}", quote = place.quoted())]
    Syntax {
        /// Where.
        place: Box<Place>,
        /// What is wrong.
        message: String,
    },
    /// A key that does not exist.
    #[error("{place}unknown key `{key}`, the nearest known key is \
         `{nearest}`{quote}", quote = place.quoted())]
    UnknownKey {
        /// Where.
        place: Box<Place>,
        /// The key.
        key: String,
        /// The known key that is most like it.
        nearest: String,
    },
    /// A key of other trainers that means nothing here.
    #[error("{place}`{key}` is not supported: {instead}{quote}", quote = place.quoted())]
    Refused {
        /// Where.
        place: Box<Place>,
        /// The key.
        key: String,
        /// What to do instead.
        instead: &'static str,
    },
    /// A value out of range.
    #[error("{place}{key}: found {found}, expected {expected}{quote}", quote = place.quoted())]
    Value {
        /// Where.
        place: Box<Place>,
        /// The key, with those above it: `eval.flops`.
        key: &'static str,
        /// The value.
        found: String,
        /// What is allowed.
        expected: String,
    },
    /// Two keys that say different things.
    #[error("{place}{key} = {found} contradicts {other}{quote}", quote = place.quoted())]
    Conflict {
        /// Where.
        place: Box<Place>,
        /// One key.
        key: &'static str,
        /// Its value.
        found: String,
        /// The other key with its value.
        other: String,
    },
    /// No betting tree can be built.
    #[error("{place}game: {source}{quote}", quote = place.quoted())]
    Game {
        /// Where.
        place: Box<Place>,
        /// Why.
        source: Box<HoldemError>,
    },
    /// The deck of mini hold'em cannot be dealt.
    #[error("{place}game: {source}{quote}", quote = place.quoted())]
    Deck {
        /// Where.
        place: Box<Place>,
        /// Why.
        source: MiniError,
    },
}

impl ConfigError {
    /// The key at fault, if it is known and is in the configuration.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::UnknownKey { key, .. } | Self::Refused { key, .. } => Some(key),
            Self::Value { key, .. } | Self::Conflict { key, .. } => Some(key),
            Self::Game { .. } | Self::Deck { .. } => Some("game"),
            Self::Read { .. } | Self::Syntax { .. } => None,
        }
    }

    /// There is no betting tree.
    pub(crate) fn game(source: Box<HoldemError>) -> Self {
        Self::Game { place: Box::default(), source }
    }

    /// There are no cards.
    pub(crate) fn deck(source: MiniError) -> Self {
        Self::Deck { place: Box::default(), source }
    }

    /// Sets the place where it is not known yet.
    pub(super) fn at(mut self, place: Box<Place>) -> Self {
        match &mut self {
            Self::Read { .. } => {}
            Self::Syntax { place: old, .. }
            | Self::UnknownKey { place: old, .. }
            | Self::Refused { place: old, .. }
            | Self::Value { place: old, .. }
            | Self::Conflict { place: old, .. }
            | Self::Game { place: old, .. }
            | Self::Deck { place: old, .. } => *old = place,
        }
        self
    }
}
