//! What can go wrong with a run.

use std::io;
use std::path::{Path, PathBuf};

use holdem_blueprint::{BlueprintError, ErrorClass};
use holdem_cfr::engine::EngineError;
use holdem_cfr::vector::solver::SolverError;
use holdem_telemetry::units;

use crate::config::ConfigError;

/// A run could not be started, continued, opened or measured.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrainError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A game, a blueprint or a measurement.
    #[error(transparent)]
    Blueprint(BlueprintError),
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
        "{path}: already holds a run ({state}); continue it with --resume-from {path}, or choose another \
         --logdir",
        path = path.display()
    )]
    Occupied {
        /// The directory.
        path: PathBuf,
        /// What is known about the run there.
        state: String,
    },
    /// A new run would lie in another one.
    #[error(
        "{path}: lies in the run {run}, which nothing but its training writes into; choose another --logdir",
        path = path.display(), run = run.display()
    )]
    InARun {
        /// The directory.
        path: PathBuf,
        /// The run around it.
        run: PathBuf,
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
    /// A checkpoint was requested in a run that has newer ones.
    #[error(
        "{path}: the run goes on to {newest} iterations; to go back to this checkpoint name a new \
         directory with --logdir",
        path = path.display()
    )]
    NewerCheckpoint {
        /// The checkpoint asked for.
        path: PathBuf,
        /// Iterations of the newest one.
        newest: u64,
    },
    /// A run that has trained has no checkpoint left.
    #[error(
        "{path}: the run has trained {iterations} iterations and has no checkpoint to go on from; nothing \
         was changed: \
         bring back its checkpoints/ from a copy, or start a new run with another --logdir",
        path = path.display()
    )]
    NoCheckpoint {
        /// The directory.
        path: PathBuf,
        /// How far the run was.
        iterations: u64,
    },
    /// The manifest of a run was written by a newer program.
    #[error("{path}: {why}; nothing was changed", path = path.display())]
    NewerManifest {
        /// The manifest.
        path: PathBuf,
        /// Its version, and what to do.
        why: String,
    },
    /// A checkpoint outside a run is continued in a directory of its own.
    #[error("{path}: this checkpoint lies in no run; name a new directory for it with \
         --logdir", path = path.display())]
    Homeless {
        /// The checkpoint.
        path: PathBuf,
    },
    /// The tables cannot be made.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A stop was requested before there was anything to save.
    #[error("interrupted")]
    Interrupted,
}

impl TrainError {
    /// What kind of mistake it is.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::Config(_) | Self::Memory { .. } | Self::Occupied { .. } | Self::Locked { .. } => {
                ErrorClass::Usage
            }
            Self::NewerCheckpoint { .. } | Self::Homeless { .. } | Self::InARun { .. } => ErrorClass::Usage,
            Self::Engine(error) if error.is_memory() => ErrorClass::Usage,
            Self::Blueprint(error) => error.class(),
            Self::Interrupted => ErrorClass::Interrupted,
            Self::NotARun { .. }
            | Self::NoCheckpoint { .. }
            | Self::NewerManifest { .. }
            | Self::Io { .. }
            | Self::Engine(_) => ErrorClass::Data,
        }
    }

    /// Whether a file is damaged or foreign, see [`BlueprintError::is_damage`].
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Blueprint(error) if error.is_damage())
    }

    pub(crate) fn io(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { path, action, source }
    }
}

/// A game that cannot be built is a mistake in the configuration.
impl From<BlueprintError> for TrainError {
    fn from(error: BlueprintError) -> Self {
        match error {
            BlueprintError::Game(source) => Self::Config(ConfigError::game(source)),
            BlueprintError::Deck(source) => Self::Config(ConfigError::deck(source)),
            BlueprintError::Interrupted => Self::Interrupted,
            error => Self::Blueprint(error),
        }
    }
}

impl From<SolverError> for TrainError {
    fn from(error: SolverError) -> Self {
        BlueprintError::from(error).into()
    }
}

impl From<holdem_store::Error> for TrainError {
    fn from(error: holdem_store::Error) -> Self {
        BlueprintError::from(error).into()
    }
}

impl From<holdem_abstraction::Error> for TrainError {
    fn from(error: holdem_abstraction::Error) -> Self {
        BlueprintError::from(error).into()
    }
}
