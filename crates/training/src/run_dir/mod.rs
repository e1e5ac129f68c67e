//! The directory of a run: self-contained, written by one process at a time, every file either whole or
//! absent.
//!
//! ```text
//! config.yaml      resolved configuration, every key       run.json     what is known of it, and its state
//! checkpoints/     full state, the newest few               snapshots/   strategies at points in time
//! blueprint.hdm    the average strategy                     tensorboard/ event files
//! log.jsonl        one object per event                     report.md    and report.json
//! manifest.json    lengths and hashes of all of these       run.lock     held by the process that works here
//! ```
//!
//! A directory is taken by creating `run.json`, which only one process can do, after `config.yaml` is there:
//! whatever has a `run.json` can be continued. A process that continues a run takes the lock of `run.lock`,
//! which the system releases when the process ends, however it ends. A process that is killed before
//! `run.json` leaves a directory in which a run can be started.

mod manifest;
mod names;
mod places;
mod record;
mod written;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use holdem_store::{create_atomic, create_directory, remove_partial_files, try_lock, write_atomic};

use manifest::Content;
use names::{default_name, new_directory};

use crate::TrainError;
use crate::config::TrainConfig;

pub(crate) use manifest::{MANIFEST, Manifest, name_of};
pub(crate) use names::timestamp;
pub(crate) use places::numbered_files;
pub use places::{config_of, run_around, run_of};
pub use record::{RunRecord, RunState};
pub(crate) use written::Written;

/// Files and directories that make a directory a run.
const OURS: [&str; 10] = [
    RUN,
    CONFIG,
    MANIFEST,
    "blueprint.hdm",
    CHECKPOINTS,
    SNAPSHOTS,
    "tensorboard",
    "log.jsonl",
    "report.json",
    "report.md",
];
pub(crate) const RUN: &str = "run.json";
pub(crate) const CONFIG: &str = "config.yaml";
pub(crate) const LOCK: &str = "run.lock";
pub(crate) const CHECKPOINTS: &str = "checkpoints";
pub(crate) const SNAPSHOTS: &str = "snapshots";

/// A run that no other process changes, because this one holds its lock.
#[derive(Debug)]
pub(crate) struct LockedRun {
    path: PathBuf,
    /// Locked as long as it is open.
    lock: File,
}

impl LockedRun {
    /// Takes the lock of a run.
    ///
    /// # Errors
    /// [`TrainError::NotARun`], [`TrainError::Locked`], [`TrainError::Blueprint`].
    pub(crate) fn take(path: &Path) -> Result<Self, TrainError> {
        RunRecord::read(path)?;
        Ok(Self { path: path.to_path_buf(), lock: take_lock(path)? })
    }
}

/// A run directory that this process may write.
#[derive(Debug)]
pub struct RunDir {
    path: PathBuf,
    written: Written,
    /// What was found changed or missing.
    notes: Vec<String>,
    /// Locked as long as it is open.
    _lock: File,
}

impl RunDir {
    /// Makes a new run directory; an existing one may hold anything but a run.
    ///
    /// # Errors
    /// [`TrainError::Occupied`] if it holds a run or part of one, [`TrainError::InARun`] if it lies in one,
    /// [`TrainError::Locked`] if another process was faster, [`TrainError::Blueprint`], [`TrainError::Io`].
    pub fn create(path: &Path, config: &TrainConfig, record: &RunRecord) -> Result<Self, TrainError> {
        if let Some(run) = run_around(path) {
            return Err(TrainError::InARun { path: path.to_path_buf(), run });
        }
        if let Some(name) = part_of_a_run(path) {
            return Err(occupied(path, name));
        }
        create_directory(path)?;
        let (lock, written) = (take_lock(path)?, Written::nothing(path));
        let dir = Self { path: path.to_path_buf(), written, notes: Vec::new(), _lock: lock };
        dir.prepare()?;
        if path.join(RUN).exists() {
            return Err(occupied(path, RUN));
        }
        dir.config(config)?;
        let text = record.to_json();
        dir.written.expect(RUN, Content::of_text(&text))?;
        match create_atomic(path.join(RUN), text.as_bytes()) {
            Err(holdem_store::Error::AlreadyThere { .. }) => Err(occupied(path, RUN)),
            result => Ok(result.map(|()| dir)?),
        }
    }

    /// Makes a new run directory in `parent`, with a name that no other run has, however many start at the
    /// same time: `20260131-235959-holdem`, followed by a number if that exists.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`], [`TrainError::Io`], and those of [`RunDir::create`].
    pub fn create_in(parent: &Path, config: &TrainConfig, record: &RunRecord) -> Result<Self, TrainError> {
        Self::create(&new_directory(parent, &default_name(config))?, config, record)
    }

    /// Reopens a run where it was left.
    ///
    /// # Errors
    /// [`TrainError::NotARun`], [`TrainError::Locked`], [`TrainError::NewerManifest`],
    /// [`TrainError::Blueprint`], [`TrainError::Io`].
    pub fn reopen(path: &Path) -> Result<(Self, RunRecord), TrainError> {
        Self::continued(LockedRun::take(path)?)
    }

    /// Reopens a run whose lock was taken.
    pub(crate) fn continued(locked: LockedRun) -> Result<(Self, RunRecord), TrainError> {
        let LockedRun { path, lock } = locked;
        // Only now, because no other process writes it any more.
        let record = RunRecord::read(&path)?;
        let (written, notes) = Written::reopen(&path, record.manifest)?;
        let dir = Self { path, written, notes, _lock: lock };
        dir.prepare()?;
        Ok((dir, record))
    }

    /// What was changed or has gone missing since the run wrote it, one sentence each.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// What the run has written.
    pub(crate) fn written(&self) -> &Written {
        &self.written
    }

    /// Removes what a killed process left unfinished, and checks before any training whether files can be
    /// written.
    fn prepare(&self) -> Result<(), TrainError> {
        let checkpoints = self.subdirectory(CHECKPOINTS)?;
        for directory in [&self.path, &checkpoints, &self.path.join(SNAPSHOTS)] {
            remove_partial_files(directory);
        }
        let probe = checkpoints.join("probe");
        write_atomic(&probe, b"can a file be written here?")?;
        fs::remove_file(&probe).map_err(TrainError::io(&probe, "remove"))
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
    /// [`TrainError::Blueprint`].
    pub fn subdirectory(&self, name: &str) -> Result<PathBuf, TrainError> {
        let path = self.path.join(name);
        create_directory(&path)?;
        Ok(path)
    }

    /// The directory of the checkpoints, made if need be.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`].
    pub fn checkpoints(&self) -> Result<PathBuf, TrainError> {
        self.subdirectory(CHECKPOINTS)
    }

    /// The directory of the snapshots, made if need be.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`].
    pub fn snapshots(&self) -> Result<PathBuf, TrainError> {
        self.subdirectory(SNAPSHOTS)
    }

    /// Bytes that can still be written to the disk; `None` if the system does not report it.
    pub fn free_bytes(&self) -> Option<u64> {
        holdem_store::free_bytes(&self.path)
    }

    /// Writes a text file, whole or not at all.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`].
    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf, TrainError> {
        self.written.text(name, text)
    }

    /// Writes `run.json`.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`].
    pub fn record(&self, record: &RunRecord) -> Result<(), TrainError> {
        record.write(&self.written)
    }

    /// Writes `config.yaml`: every key.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`].
    pub fn config(&self, config: &TrainConfig) -> Result<(), TrainError> {
        self.write(CONFIG, &config.resolved().to_yaml()).map(drop)
    }
}

/// A file or directory that only a run can have made and that may hold work.
fn part_of_a_run(path: &Path) -> Option<&'static str> {
    let is_there = |name: &str| path.join(name).exists();
    let found = OURS.into_iter().find(|name| is_there(name))?;
    // A process killed before `run.json` leaves these, with nothing in them.
    let never_begun = is_there(LOCK)
        && !is_there(RUN)
        && OURS.into_iter().all(|name| [CONFIG, CHECKPOINTS, MANIFEST].contains(&name) || !is_there(name))
        && numbered_files(&path.join(CHECKPOINTS), "").is_ok_and(|files| files.is_empty());
    (!never_begun).then_some(found)
}

/// File systems without locks: `run.json` still keeps two new runs apart.
fn take_lock(path: &Path) -> Result<File, TrainError> {
    try_lock(path.join(LOCK))?.ok_or_else(|| TrainError::Locked { path: path.to_path_buf() })
}

fn occupied(path: &Path, name: &str) -> TrainError {
    let state = match RunRecord::read(path) {
        Ok(record) => format!("{}, {} iterations", record.state, record.iterations),
        Err(_) => format!("{name} is there"),
    };
    TrainError::Occupied { path: path.to_path_buf(), state }
}

pub(crate) fn not_a_run(path: &Path, what: &str) -> TrainError {
    TrainError::NotARun { path: path.to_path_buf(), what: what.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn create(path: &Path) -> Result<RunDir, TrainError> {
        let config = TrainConfig::default();
        RunDir::create(path, &config, &RunRecord::new(&config, "train"))
    }

    #[test]
    fn a_directory_that_holds_a_run_is_refused_and_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b");
        drop(create(&path).unwrap());
        let before = fs::read(path.join(RUN)).unwrap();
        let error = create(&path).unwrap_err();
        assert!(matches!(&error, TrainError::Occupied { state, .. } if state == "running, 0 iterations"));
        assert!(error.to_string().contains("--resume-from"), "{error}");
        assert_eq!(fs::read(path.join(RUN)).unwrap(), before);
    }

    #[test]
    fn a_part_of_a_run_is_refused_and_foreign_files_are_not() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("notes.txt"), "mine").unwrap();
        drop(create(dir.path()).unwrap());
        fs::remove_file(dir.path().join(RUN)).unwrap();
        for work in ["blueprint.hdm", "checkpoints/checkpoint-000000000008.hdm"] {
            fs::write(dir.path().join(work), "work of hours").unwrap();
            let error = create(dir.path()).unwrap_err();
            assert!(matches!(error, TrainError::Occupied { .. }), "{work}");
            fs::remove_file(dir.path().join(work)).unwrap();
        }
    }

    #[test]
    fn a_configuration_that_no_run_has_made_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(CONFIG), "seed: 3 # mine").unwrap();
        assert!(matches!(create(dir.path()), Err(TrainError::Occupied { .. })));
        assert_eq!(fs::read_to_string(dir.path().join(CONFIG)).unwrap(), "seed: 3 # mine");
    }

    #[test]
    fn a_start_that_was_killed_at_any_moment_can_be_started_again_or_continued() {
        let whole = tempfile::tempdir().unwrap();
        drop(create(whole.path()).unwrap());
        // In the order in which they appear.
        let steps = [LOCK, CHECKPOINTS, CONFIG, MANIFEST, RUN];
        for made in 0..=steps.len() {
            let dir = tempfile::tempdir().unwrap();
            for name in &steps[..made] {
                match *name {
                    CHECKPOINTS => fs::create_dir(dir.path().join(name)).unwrap(),
                    name => drop(fs::copy(whole.path().join(name), dir.path().join(name)).unwrap()),
                }
            }
            fs::write(dir.path().join(".run.json.partial-1-1"), "{").unwrap();
            if made == steps.len() {
                assert!(matches!(create(dir.path()), Err(TrainError::Occupied { .. })));
                assert!(RunDir::reopen(dir.path()).is_ok() && config_of(dir.path()).is_ok());
            } else {
                drop(create(dir.path()).unwrap_or_else(|error| panic!("after {made} steps: {error}")));
            }
            assert!(!dir.path().join(".run.json.partial-1-1").exists());
        }
    }

    #[test]
    fn a_run_has_one_writer() {
        let dir = tempfile::tempdir().unwrap();
        let first = create(dir.path()).unwrap();
        assert!(matches!(RunDir::reopen(dir.path()), Err(TrainError::Locked { .. })));
        drop(first);
        let (_, found) = RunDir::reopen(dir.path()).unwrap();
        assert_eq!(found.state, RunState::Running);
    }

    #[test]
    fn no_run_is_made_in_a_run_however_deep() {
        let dir = tempfile::tempdir().unwrap();
        let run = dir.path().join("run");
        drop(create(&run).unwrap());
        for inside in ["new", "checkpoints", "checkpoints/new", "snapshots/a/b/c"] {
            let error = create(&run.join(inside)).unwrap_err();
            assert!(matches!(error, TrainError::InARun { .. }), "{inside}: {error}");
        }
        assert!(!run.join("new").exists() && !run.join("snapshots").exists());
        create(&dir.path().join("beside")).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_in_place_of_the_lock_is_named_and_not_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        drop(create(dir.path()).unwrap());
        let lock = dir.path().join(LOCK);
        fs::remove_file(&lock).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&lock).status().unwrap().success());
        let error = RunDir::reopen(dir.path()).unwrap_err().to_string();
        assert!(error.contains("run.lock: not a regular file"), "{error}");
    }

    #[test]
    fn what_is_not_a_run_cannot_be_reopened() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(RunDir::reopen(dir.path()), Err(TrainError::NotARun { .. })));
        assert!(matches!(config_of(dir.path()), Err(TrainError::NotARun { .. })));
    }
}
