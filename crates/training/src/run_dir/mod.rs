//! The directory of a run: self-contained, written by one process at a time, every file whole or not there.
//!
//! ```text
//! config.yaml      resolved configuration, every key       run.json     what is known of the run, and its state
//! checkpoints/     full state, the newest few               snapshots/   strategies at points in time
//! blueprint.hdm    the average strategy                     tensorboard/ event files
//! log.jsonl        one object per event                     report.md    and report.json
//! run.lock         held by the process that works here
//! ```
//!
//! A directory is taken by creating `run.json`, which only one process can do; who continues a run takes the lock of
//! `run.lock`, which the system releases when the process ends, however it ends.

mod record;

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use holdem_store::write_atomic;

use crate::TrainError;
use crate::config::TrainConfig;

pub(crate) use record::hex;
pub use record::{RunRecord, RunState};

/// Files and directories that make a directory a run.
const OURS: [&str; 9] = [
    RUN,
    "config.yaml",
    "blueprint.hdm",
    "checkpoints",
    "snapshots",
    "tensorboard",
    "log.jsonl",
    "report.json",
    "report.md",
];
const RUN: &str = "run.json";
const LOCK: &str = "run.lock";

/// A run directory that this process may write.
#[derive(Debug)]
pub struct RunDir {
    path: PathBuf,
    /// Locked as long as it is open.
    _lock: File,
}

impl RunDir {
    /// Makes a new run directory; an existing one may hold anything but a run.
    ///
    /// # Errors
    /// [`TrainError::Occupied`] if it holds a run or part of one, [`TrainError::Locked`] if another process was faster,
    /// [`TrainError::Io`].
    pub fn create(path: &Path, record: &RunRecord) -> Result<Self, TrainError> {
        if let Some(name) = OURS.iter().find(|name| path.join(name).exists()) {
            return Err(occupied(path, name));
        }
        fs::create_dir_all(path).map_err(TrainError::io(path, "create this directory"))?;
        let lock = take_lock(path)?;
        let run = path.join(RUN);
        let mut file = match OpenOptions::new().write(true).create_new(true).open(&run) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(occupied(path, RUN)),
            result => result.map_err(TrainError::io(&run, "create"))?,
        };
        file.write_all(record.to_json().as_bytes()).map_err(TrainError::io(&run, "write"))?;
        Ok(Self { path: path.to_path_buf(), _lock: lock })
    }

    /// Takes up a run where it was left.
    ///
    /// # Errors
    /// [`TrainError::NotARun`], [`TrainError::Locked`], [`TrainError::Unreadable`], [`TrainError::Io`].
    pub fn reopen(path: &Path) -> Result<(Self, RunRecord), TrainError> {
        let record = RunRecord::read(path)?;
        let lock = take_lock(path)?;
        Ok((Self { path: path.to_path_buf(), _lock: lock }, record))
    }

    /// The directory.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// A directory in it, made if need be.
    ///
    /// # Errors
    /// [`TrainError::Io`].
    pub fn subdirectory(&self, name: &str) -> Result<PathBuf, TrainError> {
        let path = self.path.join(name);
        fs::create_dir_all(&path).map_err(TrainError::io(&path, "create this directory"))?;
        Ok(path)
    }

    /// Writes a text file, whole or not at all.
    ///
    /// # Errors
    /// [`TrainError::Store`].
    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf, TrainError> {
        let path = self.file(name);
        write_atomic(&path, text.as_bytes())?;
        Ok(path)
    }

    /// Writes `run.json`.
    ///
    /// # Errors
    /// [`TrainError::Store`].
    pub fn record(&self, record: &RunRecord) -> Result<(), TrainError> {
        self.write(RUN, &record.to_json()).map(drop)
    }

    /// Writes `config.yaml`: every key.
    ///
    /// # Errors
    /// [`TrainError::Store`].
    pub fn config(&self, config: &TrainConfig) -> Result<(), TrainError> {
        self.write("config.yaml", &config.resolved().to_yaml()).map(drop)
    }
}

/// Reads the configuration of a run.
///
/// # Errors
/// [`TrainError::NotARun`] if there is none, [`TrainError::Config`].
pub fn config_of(path: &Path) -> Result<TrainConfig, TrainError> {
    let file = path.join("config.yaml");
    if !file.is_file() {
        return Err(not_a_run(path, "config.yaml is missing"));
    }
    Ok(TrainConfig::from_yaml_path(file)?)
}

/// The files `<prefix><iterations>.hdm` of a directory, oldest first; none if it does not exist.
pub(crate) fn numbered_files(directory: &Path, prefix: &str) -> Result<Vec<PathBuf>, TrainError> {
    if !directory.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(directory).map_err(TrainError::io(directory, "read this directory"))?;
    let is_ours = |name: &str| name.starts_with(prefix) && name.ends_with(".hdm");
    let mut paths: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(is_ours))
        .map(|entry| entry.path())
        .collect();
    // Numbers of equal length sort as texts do, and a longer one is larger.
    paths.sort_by_key(|path| (path.as_os_str().len(), path.clone()));
    Ok(paths)
}

/// A directory for a run that nobody named: `runs/20260131-235959-holdem`, with a number behind it if that exists.
pub fn default_logdir(parent: &Path, config: &TrainConfig) -> PathBuf {
    let secs = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |t| t.as_secs());
    let name = format!("{}-{}", timestamp(secs), config.game.kind);
    let numbered = (2..).map(|n| format!("{name}-{n}"));
    let mut names = std::iter::once(name.clone()).chain(numbered).map(|name| parent.join(name));
    names.find(|path| !path.exists()).expect("the numbers never end")
}

fn take_lock(path: &Path) -> Result<File, TrainError> {
    let file = path.join(LOCK);
    let lock = OpenOptions::new().write(true).create(true).truncate(false).open(&file);
    let lock = lock.map_err(TrainError::io(&file, "create"))?;
    match lock.try_lock() {
        Err(fs::TryLockError::WouldBlock) => Err(TrainError::Locked { path: path.to_path_buf() }),
        // File systems without locks: `run.json` still keeps two new runs apart.
        Ok(()) | Err(fs::TryLockError::Error(_)) => Ok(lock),
    }
}

fn occupied(path: &Path, name: &str) -> TrainError {
    let state = match RunRecord::read(path) {
        Ok(record) => format!("{}, {} iterations", record.state, record.iterations),
        Err(_) => format!("{name} is there"),
    };
    TrainError::Occupied { path: path.to_path_buf(), state }
}

fn not_a_run(path: &Path, what: &str) -> TrainError {
    TrainError::NotARun { path: path.to_path_buf(), what: what.to_owned() }
}

/// `20260131-235959` in UTC (days to civil date after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
fn timestamp(unix_secs: u64) -> String {
    let (days, secs) = (unix_secs / 86_400, unix_secs % 86_400);
    let z = days + 719_468;
    let (era, day_of_era) = (z / 146_097, z % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}{month:02}{day:02}-{:02}{:02}{:02}", secs / 3600, secs / 60 % 60, secs % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> RunRecord {
        RunRecord::new(&TrainConfig::default(), "train")
    }

    #[test]
    fn timestamps_are_civil_dates() {
        assert_eq!(timestamp(0), "19700101-000000");
        assert_eq!(timestamp(951_782_400), "20000229-000000");
        assert_eq!(timestamp(1_769_903_999), "20260131-235959");
    }

    #[test]
    fn a_directory_that_holds_a_run_is_refused_and_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b");
        drop(RunDir::create(&path, &record()).unwrap());
        let before = fs::read(path.join(RUN)).unwrap();
        let error = RunDir::create(&path, &record()).unwrap_err();
        assert!(matches!(&error, TrainError::Occupied { state, .. } if state == "running, 0 iterations"));
        assert!(error.to_string().contains("--resume-from"), "{error}");
        assert_eq!(fs::read(path.join(RUN)).unwrap(), before);
    }

    #[test]
    fn a_part_of_a_run_is_refused_and_foreign_files_are_not() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("notes.txt"), "mine").unwrap();
        drop(RunDir::create(dir.path(), &record()).unwrap());
        fs::remove_file(dir.path().join(RUN)).unwrap();
        fs::write(dir.path().join("blueprint.hdm"), "work of hours").unwrap();
        let error = RunDir::create(dir.path(), &record()).unwrap_err();
        assert!(matches!(error, TrainError::Occupied { .. }));
    }

    #[test]
    fn a_run_has_one_writer() {
        let dir = tempfile::tempdir().unwrap();
        let first = RunDir::create(dir.path(), &record()).unwrap();
        assert!(matches!(RunDir::reopen(dir.path()), Err(TrainError::Locked { .. })));
        drop(first);
        let (_, found) = RunDir::reopen(dir.path()).unwrap();
        assert_eq!(found.state, RunState::Running);
    }

    #[test]
    fn what_is_not_a_run_cannot_be_reopened() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(RunDir::reopen(dir.path()), Err(TrainError::NotARun { .. })));
        assert!(matches!(config_of(dir.path()), Err(TrainError::NotARun { .. })));
    }
}
