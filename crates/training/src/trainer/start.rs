//! Where a run begins: in a new directory, in that of a continued run, or from one checkpoint.
//!
//! A run that is continued in its place is locked before its checkpoints are looked for: what was found
//! before could be removed, or no longer the newest, by the time the lock is there.

use std::fs;
use std::path::{Path, PathBuf};

use holdem_blueprint::Blueprint;

use super::{BLUEPRINT, TrainOptions};
use crate::TrainError;
use crate::checkpoint::{self, Checkpoint};
use crate::config::TrainConfig;
use crate::run_dir::{CHECKPOINTS, LockedRun, Manifest, RunDir, RunRecord, RunState, run_of};

/// Where a run begins.
pub(super) struct Start {
    /// `None` for one that is made and named on use.
    logdir: Option<PathBuf>,
    /// The run, if it is continued in its place.
    continued: Option<LockedRun>,
    pub(super) checkpoint: Option<Checkpoint>,
    /// Newer checkpoints that are damaged.
    damaged: Vec<PathBuf>,
    /// What the user should know about the checkpoints.
    pub(super) notes: Vec<String>,
}

impl Start {
    /// Finds the checkpoint to continue from, if requested, and refuses one that does not fit.
    pub(super) fn find(config: &TrainConfig, options: &TrainOptions) -> Result<Self, TrainError> {
        let Some(from) = &options.resume_from else {
            return Ok(Self {
                logdir: options.logdir.clone(),
                continued: None,
                checkpoint: None,
                damaged: Vec::new(),
                notes: Vec::new(),
            });
        };
        let start = match from.is_file() {
            true => Self::at_checkpoint(from, options.logdir.as_deref())?,
            false => Self::at_newest(from, options.logdir.as_deref())?,
        };
        if let Some(checkpoint) = &start.checkpoint {
            checkpoint.expect_recipe(&config.recipe())?;
        }
        Ok(start)
    }

    /// At the newest usable checkpoint of a run; at the beginning if it has none yet.
    fn at_newest(run: &Path, logdir: Option<&Path>) -> Result<Self, TrainError> {
        let logdir = logdir.unwrap_or(run).to_path_buf();
        let continued = lock_in_place(run, &logdir)?;
        let record = RunRecord::read(run)?;
        let (checkpoint, errors) = newest_checkpoint(run)?;
        let mut notes: Vec<_> =
            errors.iter().map(|(_, error)| format!("{error}; continuing from an older checkpoint")).collect();
        let found = checkpoint.as_ref().map(Checkpoint::iterations);
        if let Some(found) = found.filter(|&found| found < record.iterations && errors.is_empty()) {
            notes.push(format!(
                "{}: the run had come to {} iterations; its newest checkpoint is of {found}",
                run.display(),
                record.iterations
            ));
        }
        if found.is_none() {
            refuse_if_trained(run, &record)?;
            notes.push(format!("{}: no checkpoint yet; starting from the beginning", run.display()));
        }
        let damaged = errors.into_iter().map(|(path, _)| path).collect();
        Ok(Self { logdir: Some(logdir), continued, checkpoint, damaged, notes })
    }

    /// At a certain checkpoint; in place only if it is the newest.
    fn at_checkpoint(path: &Path, logdir: Option<&Path>) -> Result<Self, TrainError> {
        let checkpoint = Checkpoint::open(path)?;
        let run = run_of(path);
        let homeless = || TrainError::Homeless { path: path.to_path_buf() };
        let logdir = logdir.or(run.as_deref()).ok_or_else(homeless)?.to_path_buf();
        let (mut continued, mut damaged) = (None, Vec::new());
        if let Some(run) = run.filter(|run| same_directory(&logdir, run)) {
            continued = Some(LockedRun::take(&run)?);
            let (newest, errors) = newest_checkpoint(&run)?;
            damaged.extend(errors.into_iter().map(|(path, _)| path));
            let newest = newest.map_or(0, |newest| newest.iterations());
            if newest > checkpoint.iterations() {
                return Err(TrainError::NewerCheckpoint { path: path.to_path_buf(), newest });
            }
        }
        Ok(Self { logdir: Some(logdir), continued, checkpoint: Some(checkpoint), damaged, notes: Vec::new() })
    }

    /// Takes the directory.
    pub(super) fn take(
        &mut self,
        config: &TrainConfig,
        options: &TrainOptions,
    ) -> Result<(RunDir, RunRecord), TrainError> {
        let Some(continued) = self.continued.take() else {
            let record = RunRecord::new(config, &options.command);
            let dir = match &self.logdir {
                Some(logdir) => RunDir::create(logdir, config, &record)?,
                None => RunDir::create_in(&options.runs_dir, config, &record)?,
            };
            return Ok((dir, record));
        };
        let (dir, record) = RunDir::continued(continued)?;
        self.notes.extend(dir.notes().iter().map(|note| format!("{}: {note}", dir.path().display())));
        self.set_damaged_aside(&dir)?;
        // Shares of checkpoints that were never finished.
        dir.written().remove(&checkpoint::orphans(&dir.file(CHECKPOINTS))?)?;
        let mut record = record.next_session(config, &options.command);
        if self.checkpoint.is_none() {
            record.set_progress(RunState::Running, 0, 0.0);
        }
        dir.config(config)?;
        dir.record(&record)?;
        Ok((dir, record))
    }
}

impl Start {
    /// Renames damaged checkpoints, so that they no longer count as the newest but can still be examined.
    fn set_damaged_aside(&self, dir: &RunDir) -> Result<(), TrainError> {
        let files = self.damaged.iter().map(|path| checkpoint::files_of(path));
        let files = files.collect::<Result<Vec<_>, _>>()?.concat();
        dir.written().forget(&files)?;
        files.iter().try_for_each(|path| {
            let mut aside = path.clone().into_os_string();
            aside.push(".damaged");
            fs::rename(path, aside).map_err(TrainError::io(path, "rename"))
        })
    }
}

/// A run that has trained and has no checkpoint is not restarted in its place, because its results would be
/// lost.
fn refuse_if_trained(run: &Path, record: &RunRecord) -> Result<(), TrainError> {
    let blueprint =
        Blueprint::open_at_once(run.join(BLUEPRINT)).map_or(0, |blueprint| blueprint.iterations());
    let iterations = record.iterations.max(blueprint);
    // A failed run has saved nothing unless its manifest lists it: a full disk is no reason to block the run
    // for ever.
    let manifest = Manifest::read(run).ok().flatten();
    let saved = manifest.is_some_and(|m| m.files().any(|(name, _)| Path::new(name).starts_with(CHECKPOINTS)));
    let trained = iterations > 0 && record.state != RunState::Failed;
    match trained || saved || run.join(BLUEPRINT).exists() {
        true => Err(TrainError::NoCheckpoint { path: run.to_path_buf(), iterations }),
        false => Ok(()),
    }
}

/// A file and what is wrong with it.
type Damaged = (PathBuf, TrainError);

/// The newest usable checkpoint, and the newer damaged ones; the error of the newest if all are damaged.
fn newest_checkpoint(run: &Path) -> Result<(Option<Checkpoint>, Vec<Damaged>), TrainError> {
    let mut damaged: Vec<Damaged> = Vec::new();
    for path in checkpoint::list(&run.join("checkpoints"))? {
        match Checkpoint::open(&path) {
            Ok(checkpoint) => return Ok((Some(checkpoint), damaged)),
            Err(error) if error.is_damage() => damaged.push((path, error)),
            Err(error) => return Err(error),
        }
    }
    match damaged.into_iter().next() {
        Some((_, error)) => Err(error),
        None => Ok((None, Vec::new())),
    }
}

/// Takes the lock of a run, if that is where it goes on.
fn lock_in_place(run: &Path, logdir: &Path) -> Result<Option<LockedRun>, TrainError> {
    same_directory(logdir, run).then(|| LockedRun::take(run)).transpose()
}

fn same_directory(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}
