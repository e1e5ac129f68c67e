//! What was found in the files of a run.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::run_dir::RunState;

/// The state of a file of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FileState {
    /// Whole, and it belongs to this run.
    Good,
    /// Good as far as it goes: a kill has cut off its last line or record.
    Cut,
    /// Left by a killed process, or set aside as damaged; nobody reads it.
    Leftover,
    /// It should exist and does not.
    Missing,
    /// Whole in itself, but not what the run wrote.
    Changed,
    /// Not what it should be.
    Bad,
}

impl fmt::Display for FileState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Good => "good",
            Self::Cut => "cut",
            Self::Leftover => "leftover",
            Self::Missing => "missing",
            Self::Changed => "changed",
            Self::Bad => "bad",
        })
    }
}

/// A file, and what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileCheck {
    /// The file, below the directory of the run.
    #[serde(serialize_with = "holdem_blueprint::paths::lossy")]
    pub file: PathBuf,
    /// What it is worth.
    pub state: FileState,
    /// What it holds, or what is wrong with it.
    pub detail: String,
}

/// Every file of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunCheck {
    /// The directory.
    #[serde(serialize_with = "holdem_blueprint::paths::lossy")]
    pub run: PathBuf,
    /// The state of the run, if `run.json` says so.
    pub state: Option<RunState>,
    /// How far the run had come when `run.json` was written.
    pub iterations: Option<u64>,
    /// Iterations of the newest good checkpoint.
    pub resumes_at: Option<u64>,
    /// Whether there was a manifest to compare with; without one, missing or changed files cannot be noticed.
    pub compared: bool,
    /// Files that are bad, missing or changed.
    pub bad: usize,
    /// The files.
    pub files: Vec<FileCheck>,
}
