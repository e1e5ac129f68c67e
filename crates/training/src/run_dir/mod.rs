//! The directory of a run: self-contained, written by one process at a time, every file whole or not there.
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
//! whatever has a `run.json` can be continued. Who continues a run takes the lock of `run.lock`, which the
//! system releases when the process ends, however it ends. A process that is killed before `run.json` leaves
//! a directory in which a run can be started.

mod manifest;
mod record;
mod written;

use std::fs::{self, File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use holdem_store::{create_atomic, create_directory, remove_partial_files, write_atomic};

use manifest::Content;

use crate::TrainError;
use crate::config::TrainConfig;

pub(crate) use manifest::{MANIFEST, Manifest, name_of};
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

/// A run directory that this process may write.
#[derive(Debug)]
pub struct RunDir {
    path: PathBuf,
    written: Written,
    /// What was found changed or gone.
    notes: Vec<String>,
    /// Locked as long as it is open.
    _lock: File,
}

impl RunDir {
    /// Makes a new run directory; an existing one may hold anything but a run.
    ///
    /// # Errors
    /// [`TrainError::Occupied`] if it holds a run or part of one, [`TrainError::Locked`] if another process
    /// was faster, [`TrainError::Blueprint`], [`TrainError::Io`].
    pub fn create(path: &Path, config: &TrainConfig, record: &RunRecord) -> Result<Self, TrainError> {
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

    /// Makes a new run directory in `parent`, of a name that no other run has, however many start at the same
    /// time: `20260131-235959-holdem`, with a number behind it if that exists.
    ///
    /// # Errors
    /// [`TrainError::Blueprint`], [`TrainError::Io`], and those of [`RunDir::create`].
    pub fn create_in(parent: &Path, config: &TrainConfig, record: &RunRecord) -> Result<Self, TrainError> {
        Self::create(&new_directory(parent, &default_name(config))?, config, record)
    }

    /// Takes up a run where it was left.
    ///
    /// # Errors
    /// [`TrainError::NotARun`], [`TrainError::Locked`], [`TrainError::NewerManifest`],
    /// [`TrainError::Blueprint`], [`TrainError::Io`].
    pub fn reopen(path: &Path) -> Result<(Self, RunRecord), TrainError> {
        RunRecord::read(path)?;
        let lock = take_lock(path)?;
        // Again, because now nobody else writes it.
        let record = RunRecord::read(path)?;
        let (written, notes) = Written::reopen(path, record.manifest)?;
        let dir = Self { path: path.to_path_buf(), written, notes, _lock: lock };
        dir.prepare()?;
        Ok((dir, record))
    }

    /// What of the run was changed or is gone since it was written, one sentence each.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// What the run has written.
    pub(crate) fn written(&self) -> &Written {
        &self.written
    }

    /// Removes what a killed process left unfinished, and finds out before any training whether files can be
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

    /// Bytes that can still be written to the disk; `None` if the system does not tell.
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

/// Reads the configuration of a run.
///
/// # Errors
/// [`TrainError::NotARun`] if there is none, [`TrainError::Config`].
pub fn config_of(path: &Path) -> Result<TrainConfig, TrainError> {
    let file = path.join(CONFIG);
    if !file.is_file() {
        return Err(not_a_run(path, "config.yaml is missing"));
    }
    Ok(TrainConfig::from_yaml_path(file)?)
}

/// The run that a path belongs to: the directory itself, or that of a checkpoint in its place.
pub fn run_of(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        return Some(path.to_path_buf());
    }
    let path = path.canonicalize().ok()?;
    let checkpoints = path.parent().filter(|directory| directory.ends_with(CHECKPOINTS))?;
    checkpoints.parent().filter(|run| run.join(RUN).is_file()).map(Path::to_path_buf)
}

/// A file or directory that only a run can have made and that may hold work.
fn part_of_a_run(path: &Path) -> Option<&'static str> {
    let is_there = |name: &str| path.join(name).exists();
    let found = OURS.into_iter().find(|name| is_there(name))?;
    // Whoever was killed before `run.json` has left these, and nothing in them.
    let never_begun = is_there(LOCK)
        && !is_there(RUN)
        && OURS.into_iter().all(|name| [CONFIG, CHECKPOINTS, MANIFEST].contains(&name) || !is_there(name))
        && numbered_files(&path.join(CHECKPOINTS), "").is_ok_and(|files| files.is_empty());
    (!never_begun).then_some(found)
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

/// The run that a path lies in: its directory, at most one level up from that of the path. Links are
/// followed.
pub fn run_around(path: &Path) -> Option<PathBuf> {
    let real = path.canonicalize().or_else(|error| {
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let name = path.file_name().ok_or(error)?;
        Ok::<_, std::io::Error>(directory.unwrap_or(Path::new(".")).canonicalize()?.join(name))
    });
    let is_run = |directory: &&Path| [RUN, CONFIG].iter().all(|name| directory.join(name).is_file());
    real.ok()?.ancestors().skip(1).take(2).find(is_run).map(Path::to_path_buf)
}

/// What a run is called that nobody named: `20260131-235959-holdem`.
fn default_name(config: &TrainConfig) -> String {
    let secs = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |t| t.as_secs());
    format!("{}-{}", timestamp(secs), config.game.kind)
}

/// Makes a directory of this name, or of the first with a number behind it that nobody has made yet.
fn new_directory(parent: &Path, name: &str) -> Result<PathBuf, TrainError> {
    create_directory(parent)?;
    let numbered = (2u64..).map(|n| format!("{name}-{n}"));
    for path in std::iter::once(name.to_owned()).chain(numbered).map(|name| parent.join(name)) {
        match fs::create_dir(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            result => return result.map(|()| path.clone()).map_err(TrainError::io(&path, "create")),
        }
    }
    unreachable!("the numbers never end")
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

pub(crate) fn not_a_run(path: &Path, what: &str) -> TrainError {
    TrainError::NotARun { path: path.to_path_buf(), what: what.to_owned() }
}

/// `20260131-235959` in UTC (days to civil date after Howard Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms").
pub(crate) fn timestamp(unix_secs: u64) -> String {
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

    fn create(path: &Path) -> Result<RunDir, TrainError> {
        let config = TrainConfig::default();
        RunDir::create(path, &config, &RunRecord::new(&config, "train"))
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
    fn runs_that_start_in_the_same_moment_have_directories_of_their_own() {
        let dir = tempfile::tempdir().unwrap();
        let make = || new_directory(&dir.path().join("runs"), "20260131-235959-holdem").unwrap();
        let mut made: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(make)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        made.sort();
        made.dedup();
        assert_eq!(made.len(), 8);
        assert!(made.iter().all(|path| path.is_dir()));
    }

    #[test]
    fn a_path_in_a_run_is_known_by_whatever_way_it_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let run = dir.path().join("run");
        drop(create(&run).unwrap());
        let real = run.canonicalize().unwrap();
        for inside in ["blueprint.hdm", "new.hdm", "checkpoints/new.hdm", "checkpoints/../run.json"] {
            assert_eq!(run_around(&run.join(inside)), Some(real.clone()), "{inside}");
        }
        for outside in ["new.hdm", "run", "missing/new.hdm"] {
            assert_eq!(run_around(&dir.path().join(outside)), None, "{outside}");
        }
        #[cfg(unix)]
        {
            let link = dir.path().join("link.hdm");
            std::os::unix::fs::symlink(run.join("run.json"), &link).unwrap();
            assert_eq!(run_around(&link), Some(real));
        }
    }

    #[test]
    fn a_checkpoint_belongs_to_the_run_it_lies_in() {
        let dir = tempfile::tempdir().unwrap();
        drop(create(dir.path()).unwrap());
        let inside = dir.path().join("checkpoints/checkpoint-000000000008.hdm");
        let outside = dir.path().join("checkpoint-000000000008.hdm");
        [&inside, &outside].into_iter().for_each(|path| fs::write(path, "").unwrap());
        let run = dir.path().canonicalize().unwrap();
        assert_eq!((run_of(&inside), run_of(&outside)), (Some(run), None));
        assert_eq!(run_of(dir.path()), Some(dir.path().to_path_buf()));
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
    fn what_is_not_a_run_cannot_be_reopened() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(RunDir::reopen(dir.path()), Err(TrainError::NotARun { .. })));
        assert!(matches!(config_of(dir.path()), Err(TrainError::NotARun { .. })));
    }
}
