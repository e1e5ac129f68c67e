//! `run.json`: what is known about a run.

use std::fmt;
use std::io::ErrorKind;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use holdem_blueprint::{BlueprintError, Game, hex};
use holdem_store::read_text;
use holdem_telemetry::resources::Machine;
use serde::{Deserialize, Serialize};

use super::{RUN, Written, not_a_run};
use crate::TrainError;
use crate::config::TrainConfig;

/// Version of `run.json`.
const FORMAT: u32 = 1;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// A process works on it, or did until it was killed.
    Running,
    /// Trained as long as asked for.
    Finished,
    /// Stopped by the user, with everything saved.
    Interrupted,
    /// Stopped at the end of a chunk, with everything saved.
    Paused,
    /// Ended by an error.
    Failed,
}

impl fmt::Display for RunState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Running => "running",
            Self::Finished => "finished",
            Self::Interrupted => "interrupted",
            Self::Paused => "paused",
            Self::Failed => "failed",
        })
    }
}

/// Versions, seed, machine, hashes and state of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Version of this file.
    pub format: u32,
    /// Version of the program.
    pub version: String,
    /// The command.
    pub command: String,
    /// How far it is.
    pub state: RunState,
    /// When it was first started, in seconds since 1970-01-01 UTC.
    pub started_unix_secs: u64,
    /// When this file was written, in seconds since 1970-01-01 UTC.
    pub updated_unix_secs: u64,
    /// How often it was started.
    pub sessions: u32,
    /// Which game.
    pub game: String,
    /// Seed of boards and hands.
    pub seed: u64,
    /// Threads of the last session.
    pub workers: usize,
    /// Boards trained on.
    pub iterations: u64,
    /// Seconds of training, all sessions.
    pub elapsed_secs: f64,
    /// Hash of what the tables depend on, see [`holdem_blueprint::Recipe`].
    pub config_hash: String,
    /// Fingerprint of the betting tree, once it is built.
    pub tree_hash: Option<String>,
    /// Hash of the buckets, once they are available.
    pub bucket_hash: Option<String>,
    /// The buckets in words.
    pub buckets: Option<String>,
    /// The machine of the last session.
    pub machine: Machine,
    /// Whether there is a `manifest.json`; runs of older versions have none.
    #[serde(default)]
    pub manifest: bool,
}

/// A record is a page of text.
const MOST_BYTES: u64 = 1 << 20;

/// Whether there is no such file, or a file in place of its directory.
fn is_absence(error: &holdem_store::Error) -> bool {
    match error {
        holdem_store::Error::NotFound { .. } => true,
        holdem_store::Error::Io { source, .. } => source.kind() == ErrorKind::NotADirectory,
        _ => false,
    }
}

impl RunRecord {
    /// A run that begins.
    pub fn new(config: &TrainConfig, command: &str) -> Self {
        let now = unix_secs();
        Self {
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: command.to_owned(),
            state: RunState::Running,
            started_unix_secs: now,
            updated_unix_secs: now,
            sessions: 1,
            game: config.game.kind.to_string(),
            seed: config.seed,
            workers: config.workers(),
            iterations: 0,
            elapsed_secs: 0.0,
            config_hash: hex(config.recipe().hash()),
            tree_hash: None,
            bucket_hash: None,
            buckets: None,
            machine: Machine::this(),
            manifest: true,
        }
    }

    /// The same run in another session.
    #[must_use]
    pub fn next_session(self, config: &TrainConfig, command: &str) -> Self {
        let Self { started_unix_secs, sessions, iterations, elapsed_secs, .. } = self;
        let new = Self::new(config, command);
        Self { started_unix_secs, sessions: sessions + 1, iterations, elapsed_secs, ..new }
    }

    /// Records the hashes of the game.
    pub fn set_game(&mut self, game: &Game) {
        self.tree_hash = Some(hex(game.tree.fingerprint()));
        self.bucket_hash = Some(hex(game.buckets.hash));
        self.buckets = Some(game.buckets.name.clone());
    }

    /// Notes how far the run is.
    pub fn set_progress(&mut self, state: RunState, iterations: u64, elapsed_secs: f64) {
        (self.state, self.iterations, self.elapsed_secs) = (state, iterations, elapsed_secs);
        self.updated_unix_secs = unix_secs();
    }

    /// Reads the record of a run directory.
    ///
    /// # Errors
    /// [`TrainError::NotARun`] if there is none, [`TrainError::Blueprint`] if it is damaged or newer,
    /// [`TrainError::Io`].
    pub fn read(directory: &Path) -> Result<Self, TrainError> {
        let path = directory.join(RUN);
        let text = match read_text(&path, MOST_BYTES) {
            Ok(text) => text,
            Err(error) if is_absence(&error) => {
                let what =
                    if directory.exists() { "run.json is missing" } else { "there is no such directory" };
                return Err(not_a_run(directory, what));
            }
            Err(error) => return Err(error.into()),
        };
        let unreadable =
            |reason| BlueprintError::Unreadable { path: path.clone(), section: "record", reason };
        let record: Self = serde_json::from_str(&text).map_err(|e| unreadable(e.to_string()))?;
        if record.format > FORMAT {
            let newer = format!(
                "format {} of a newer holdem (this one knows {FORMAT}); update holdem",
                record.format
            );
            return Err(unreadable(newer).into());
        }
        Ok(record)
    }

    /// Writes the record of a run, whole or not at all.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`].
    pub(crate) fn write(&self, written: &Written) -> Result<(), TrainError> {
        written.text(RUN, &self.to_json()).map(drop)
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a record holds nothing that JSON cannot") + "\n"
    }
}

fn unix_secs() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |t| t.as_secs())
}
