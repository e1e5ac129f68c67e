//! What can go wrong with a run.

use std::io;
use std::path::{Path, PathBuf};

use holdem_cfr::engine::EngineError;
use holdem_cfr::pinning::PinError;
use holdem_cfr::solver::SolverError;
use holdem_cfr::strategy::WrongSize;
use holdem_telemetry::units;

use crate::config::{ConfigError, Difference};

/// What kind of mistake an error is: the exit code of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitClass {
    /// Usage or configuration: 2.
    Usage,
    /// Bad or missing data: 3.
    Data,
    /// Ended by the user before there was anything to save: 130.
    Interrupted,
}

impl ExitClass {
    /// The exit code.
    pub const fn code(self) -> i32 {
        match self {
            Self::Usage => 2,
            Self::Data => 3,
            Self::Interrupted => holdem_telemetry::signals::INTERRUPTED,
        }
    }
}

/// A run could not be started, continued, opened or measured.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The configuration does not fit in memory.
    #[error(
        "not enough memory: {what} needs {needed}, {available} are available ({parts}); {advice}",
        needed = units::bytes(*needed_bytes),
        available = units::bytes(*available_bytes)
    )]
    Memory {
        /// `training` or `measuring`.
        what: &'static str,
        /// Bytes needed.
        needed_bytes: u64,
        /// Bytes there are.
        available_bytes: u64,
        /// Where the bytes go.
        parts: String,
        /// What to reduce.
        advice: &'static str,
    },
    /// The directory holds a run, or a part of one.
    #[error(
        "{path}: already holds a run ({state}); continue it with --resume-from {path}, or choose another --logdir",
        path = path.display()
    )]
    Occupied {
        /// The directory.
        path: PathBuf,
        /// What is known of the run there.
        state: String,
    },
    /// Another process is writing this run.
    #[error("{path}: another process is working on this run", path = path.display())]
    Locked {
        /// The directory.
        path: PathBuf,
    },
    /// The directory is not a run.
    #[error("{path}: not a run directory: {what}", path = path.display())]
    NotARun {
        /// The directory.
        path: PathBuf,
        /// What is missing.
        what: String,
    },
    /// A file or directory could not be made or read.
    #[error("{path}: cannot {action}", path = path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What was being done.
        action: &'static str,
        /// The error of the operating system.
        source: io::Error,
    },
    /// A file is absent, foreign, damaged or too new.
    #[error(transparent)]
    Store(#[from] holdem_store::Error),
    /// The buckets cannot be had.
    #[error(transparent)]
    Buckets(#[from] holdem_abstraction::Error),
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
    /// A file was made for another game, other buckets or another configuration.
    #[error(
        "{path}: made with other settings: {}; go on with the settings it was made with, or start anew in another directory",
        list(differences),
        path = path.display()
    )]
    Mismatch {
        /// The file.
        path: PathBuf,
        /// Every difference.
        differences: Vec<Difference>,
    },
    /// A checkpoint was asked for in a run that has newer ones.
    #[error(
        "{path}: the run goes on to {newest} iterations; to go back to this checkpoint name a new directory with --logdir",
        path = path.display()
    )]
    NewerCheckpoint {
        /// The checkpoint asked for.
        path: PathBuf,
        /// Iterations of the newest one.
        newest: u64,
    },
    /// A checkpoint that lies in no run is continued in a directory of its own.
    #[error("{path}: this checkpoint lies in no run; name a new directory for it with --logdir", path = path.display())]
    Homeless {
        /// The checkpoint.
        path: PathBuf,
    },
    /// Two runs that cannot be compared.
    #[error("{a} and {b} cannot play each other: {}", list(differences), a = a.display(), b = b.display())]
    Incomparable {
        /// One run.
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
    /// The tables cannot be made.
    #[error(transparent)]
    Solver(#[from] SolverError),
    /// The tables cannot be made.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Workers cannot be kept on cores.
    #[error("pin_workers: {0}")]
    Pinning(#[from] PinError),
    /// Text that is not a betting history of the tree.
    #[error("history `{history}`: {source}")]
    History {
        /// The text.
        history: String,
        /// What is wrong.
        source: holdem_game::tree::HistoryError,
    },
    /// A grid was asked for where there is none.
    #[error("no 13x13 grid: {what}")]
    NoGrid {
        /// Why.
        what: String,
    },
    /// A stop was asked for before there was anything to save.
    #[error("interrupted")]
    Interrupted,
}

impl TrainError {
    /// What kind of mistake it is.
    pub fn exit_class(&self) -> ExitClass {
        match self {
            Self::Config(_) | Self::Memory { .. } | Self::Occupied { .. } | Self::Locked { .. } => {
                ExitClass::Usage
            }
            Self::Solver(SolverError::Memory { .. }) => ExitClass::Usage,
            Self::Engine(error) if error.is_memory() => ExitClass::Usage,
            Self::NewerCheckpoint { .. } | Self::Homeless { .. } | Self::Pinning(_) => ExitClass::Usage,
            Self::History { .. } | Self::NoGrid { .. } => ExitClass::Usage,
            Self::Incomparable { .. } | Self::Unalike { .. } | Self::NoAverage { .. } => ExitClass::Usage,
            Self::Interrupted | Self::Buckets(holdem_abstraction::Error::Interrupted) => {
                ExitClass::Interrupted
            }
            _ => ExitClass::Data,
        }
    }

    /// Whether a file is damaged or foreign, so that one before it may be used instead; not if it is absent, newer than this
    /// program, or cannot be read.
    pub fn is_damage(&self) -> bool {
        use holdem_store::Error as Store;
        match self {
            Self::Unreadable { .. } => true,
            Self::Store(error) => !matches!(
                error,
                Store::NotFound { .. }
                    | Store::NotAFile { .. }
                    | Store::NewerVersion { .. }
                    | Store::Io { .. }
            ),
            _ => false,
        }
    }

    pub(crate) fn io(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { path, action, source }
    }
}

fn list(differences: &[Difference]) -> String {
    differences.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
