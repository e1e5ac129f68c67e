//! What can go wrong with a blueprint.

use std::io;
use std::path::PathBuf;

use holdem_cfr::engine::EngineError;
use holdem_cfr::tables::strategy::WrongSize;
use holdem_cfr::vector::solver::SolverError;
use holdem_game::deal::MiniError;
use holdem_game::tree::{HistoryError, HoldemError};

use crate::ask::AskError;
use crate::recipe::Difference;

/// A game could not be built, or a strategy could not be opened, joined, shown or measured.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BlueprintError {
    /// The betting tree cannot be built.
    #[error("game: {0}")]
    Game(Box<HoldemError>),
    /// The cards of mini hold'em cannot be dealt.
    #[error("game: {0}")]
    Deck(#[from] MiniError),
    /// A file is absent, foreign, damaged or too new.
    #[error(transparent)]
    Store(#[from] holdem_store::Error),
    /// The buckets are not available.
    #[error(transparent)]
    Buckets(#[from] holdem_abstraction::Error),
    /// A file cannot be read.
    #[error("{path}: cannot read", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// A file holds something that cannot be read.
    #[error("{path}: {section} unreadable: {reason}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The part of it.
        section: &'static str,
        /// Why.
        reason: String,
    },
    /// The directory is not a run, or is a run without a blueprint.
    #[error("{path}: not a run directory: {what}", path = path.display())]
    NotARun {
        /// The directory.
        path: PathBuf,
        /// What is missing.
        what: String,
    },
    /// A file was made for another game, other buckets or another configuration.
    #[error(
        "{path}: made with other settings: {}; go on with the settings it was made with, or start anew in \
         another directory",
        list(differences),
        path = path.display()
    )]
    Mismatch {
        /// The file.
        path: PathBuf,
        /// Every difference.
        differences: Vec<Difference>,
    },
    /// Two strategies that cannot be compared.
    #[error("{a} and {b} cannot play each other: {}", list(differences), a = a.display(), b = b.display())]
    Incomparable {
        /// One strategy.
        a: PathBuf,
        /// The other.
        b: PathBuf,
        /// Every difference: found in `b`, expected as in `a`.
        differences: Vec<Difference>,
    },
    /// Two strategies that cannot be averaged.
    #[error("{a} and {b} cannot be averaged: {}", list(differences), a = a.display(), b = b.display())]
    Unalike {
        /// One strategy.
        a: PathBuf,
        /// The other.
        b: PathBuf,
        /// Every difference: found in `b`, expected as in `a`.
        differences: Vec<Difference>,
    },
    /// Nothing that could be averaged.
    #[error("no average: {what}")]
    NoAverage {
        /// Why.
        what: String,
    },
    /// The probabilities do not fit the tree.
    #[error("{path}: {source}", path = path.display())]
    WrongSize {
        /// The blueprint.
        path: PathBuf,
        /// What was found and expected.
        source: WrongSize,
    },
    /// The tables of an exploiter cannot be made.
    #[error(transparent)]
    Solver(#[from] SolverError),
    /// The tables of an exploiter cannot be made.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Text that is not a betting history of the tree.
    #[error("history `{history}`: {source}")]
    History {
        /// The text.
        history: String,
        /// What is wrong.
        source: HistoryError,
    },
    /// A query that the strategy cannot answer.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// There is no grid there.
    #[error("no 13x13 grid: {what}")]
    NoGrid {
        /// Why.
        what: String,
    },
    /// Stopped before there was a result.
    #[error("interrupted")]
    Interrupted,
}

/// What kind of mistake an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// Usage or configuration.
    Usage,
    /// Bad or missing data.
    Data,
    /// Ended by the user before there was anything to save.
    Interrupted,
}

impl BlueprintError {
    /// What kind of mistake it is.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Game(_) | Self::Deck(_) | Self::Solver(SolverError::Memory { .. }) => ErrorClass::Usage,
            Self::Engine(error) if error.is_memory() => ErrorClass::Usage,
            Self::History { .. } | Self::NoGrid { .. } => ErrorClass::Usage,
            Self::Ask(error) if !error.is_of_data() => ErrorClass::Usage,
            Self::Incomparable { .. } | Self::Unalike { .. } | Self::NoAverage { .. } => ErrorClass::Usage,
            Self::Interrupted | Self::Buckets(holdem_abstraction::Error::Interrupted) => {
                ErrorClass::Interrupted
            }
            _ => ErrorClass::Data,
        }
    }

    /// Whether a file is damaged or foreign, so that an earlier one may be used instead; false if it is
    /// absent, newer than this program, or cannot be read.
    pub fn is_damage(&self) -> bool {
        use holdem_store::Error as Store;
        match self {
            Self::Unreadable { .. } => true,
            Self::Store(error) => !matches!(
                error,
                Store::NotFound { .. }
                    | Store::NotAFile { .. }
                    | Store::IsADirectory { .. }
                    | Store::NoName { .. }
                    | Store::NewerVersion { .. }
                    | Store::Io { .. }
            ),
            _ => false,
        }
    }
}

fn list(differences: &[Difference]) -> String {
    differences.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
