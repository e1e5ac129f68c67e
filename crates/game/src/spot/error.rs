//! What can be wrong with a spot.

use super::SpotSizeError;
use crate::tree::{BuildError, Chips};
use holdem_cards::range::ParseRangeError;

/// Why a spot is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SpotError {
    /// The file does not have the right form.
    #[error("line {line}: {message}")]
    Syntax {
        /// Line, counted from 1; 0 if it is not known.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A key that no spot has.
    #[error("line {line}: unknown key `{key}`, did you mean `{nearest}`?")]
    UnknownKey {
        /// Line, counted from 1; 0 if it is not known.
        line: usize,
        /// The key.
        key: String,
        /// The known key most like it.
        nearest: String,
    },
    /// A value outside its range.
    #[error("`{key}` is {found}, expected {expected}")]
    Value {
        /// The key.
        key: &'static str,
        /// The value.
        found: String,
        /// The range.
        expected: &'static str,
    },
    /// A bet size that makes no sense in its place.
    #[error("`{key}`: {source}")]
    Size {
        /// The key.
        key: String,
        /// What is wrong with it.
        source: SpotSizeError,
    },
    /// A range that cannot be read.
    #[error("`{key}`: {source}")]
    Range {
        /// The key.
        key: &'static str,
        /// What is wrong with it.
        source: ParseRangeError,
    },
    /// The board is no board.
    #[error("`board`: {message}")]
    Board {
        /// What is wrong with it.
        message: String,
    },
    /// A range of which the board leaves nothing.
    #[error("`{key}` has no hand that the board leaves possible")]
    EmptyRange {
        /// The range.
        key: &'static str,
    },
    /// The ranges have no two hands that can be held on the board at the same time.
    #[error("no hand of `{key}` can be held on the board beside a hand of the other player")]
    NoHands {
        /// The range without a hand.
        key: &'static str,
    },
    /// A line that cannot be read or is not in the tree.
    #[error("line `{line}`: {message}")]
    Line {
        /// The line.
        line: String,
        /// What is wrong with it.
        message: String,
    },
    /// A lock that cannot be kept.
    #[error("lock on `{line}`: {message}")]
    Lock {
        /// Line of the node.
        line: String,
        /// What is wrong with it.
        message: String,
    },
    /// The rules make no tree.
    #[error(transparent)]
    Tree(#[from] BuildError),
}

impl SpotError {
    pub(super) fn value(key: &'static str, found: impl ToString, expected: &'static str) -> Self {
        Self::Value { key, found: found.to_string(), expected }
    }
}

/// Stacks must be there.
pub(super) fn positive(key: &'static str, chips: Chips) -> Result<(), SpotError> {
    match chips {
        0 => Err(SpotError::value(key, 0, "at least 1 chip")),
        _ => Ok(()),
    }
}
