//! The state of a session on its way to the disk.
//!
//! A checkpoint of one process is one file. If several processes hold the tables, each writes its own share,
//! and the head, which turns them into a checkpoint, is written when all shares are safe.

use std::path::{Path, PathBuf};
use std::time::Instant;

use holdem_blueprint::Blueprint;
use holdem_blueprint::file::{self, Stamp};
use holdem_cfr::Strategy;
use holdem_store::SealedFile;
use holdem_telemetry::resources::Memory;
use holdem_telemetry::units;

use super::BLUEPRINT;
use super::make::{RunEngine, SharedEngine};
use super::saver::Saved;
use super::session::Session;
use crate::TrainError;
use crate::checkpoint::{self, Format, Head, ShareOrder, SharedCopy, TableCopy};

/// What a checkpoint is called in events.
const CHECKPOINT: &str = "checkpoint";

/// What is done when a checkpoint is safe.
type After = Box<dyn FnOnce() -> Result<(), TrainError> + Send>;

/// A checkpoint that is begun.
struct Begun {
    head: Head,
    directory: PathBuf,
    after: After,
    is_last: bool,
}

/// A checkpoint whose shares are being written.
pub(super) struct Sharing {
    begun: Begun,
    /// Words in each part.
    lens: Vec<usize>,
}

/// What is known about the other processes and the disk.
#[derive(Default)]
pub(super) struct Reach {
    /// Whether all can write into the run directory, once that has been checked.
    known: Option<bool>,
    /// Whether it has been reported that training waits.
    told: bool,
}

impl Session<'_, '_, '_> {
    /// Whether something is being written.
    pub(super) fn is_saving(&self) -> bool {
        self.saver.is_busy() || self.sharing.is_some()
    }

    /// Begins to save the state; [`Session::saved`] receives the outcome.
    ///
    /// During training the tables are copied and written from the copy while training goes on; without memory
    /// for a copy, and at the end, they are written directly.
    pub(super) fn checkpoint(&mut self, is_last: bool) -> Result<(), TrainError> {
        let start = Instant::now();
        let directory = self.run.dir.checkpoints()?;
        let head = Head::new(self.game.into(), self.run.config.recipe(), self.elapsed(), &*self.engine);
        let after = self.after_checkpoint(&directory);
        let is_shared = self.is_shared(&directory);
        let begun = Begun { head, directory, after, is_last };
        let begun = if is_shared { self.begin_shares(begun) } else { self.begin_whole(begun) };
        self.saves.push(start.elapsed().as_secs_f64());
        begun
    }

    /// Records how far the run has got, and removes what is no longer kept.
    fn after_checkpoint(&self, directory: &Path) -> After {
        let config = self.run.config;
        let (record, written) = (self.run.record.clone(), self.run.dir.written().clone());
        let (kept, milestones) = (config.checkpoints_kept, config.checkpoint_milestones);
        let checkpoints = directory.to_path_buf();
        Box::new(move || {
            record.write(&written)?;
            written.remove(&checkpoint::superseded(&checkpoints, kept, milestones)?)
        })
    }

    fn begin_whole(&mut self, Begun { head, directory, after, is_last }: Begun) -> Result<(), TrainError> {
        let compression = self.run.config.checkpoint_compression;
        let format = Format { compression, threads: self.workers };
        let written = self.run.dir.written().clone();
        match if is_last { None } else { self.copy() } {
            Some(copy) => {
                copy.take(&mut |write| self.engine.export(write));
                let format = Format { threads: 1, ..format };
                let seal = move || head.seal(&directory, format, &mut |write| copy.export(write));
                self.saver.start(CHECKPOINT, &written, seal, after);
            }
            None => {
                let sealed = head.seal(&directory, format, &mut |write| self.engine.export(write))?;
                self.saver.start(CHECKPOINT, &written, || Ok(sealed), after);
            }
        }
        Ok(())
    }

    /// Whether every process writes its own share. Those that cannot are reported once.
    fn is_shared(&mut self, directory: &Path) -> bool {
        let RunEngine::Shared(engine) = &mut self.engine else { return false };
        if self.reach.known.is_none() {
            let reached = engine.reach(directory);
            self.reach.known = Some(reached.is_ok());
            if let Err(who) = reached {
                self.run.reporter.message(format!(
                    "checkpoints travel to rank 0, which writes them alone: not all ranks can write into {}: \
                     {who}",
                    directory.display()
                ));
            }
        }
        self.reach.known == Some(true)
    }

    fn shared_engine(&mut self) -> &mut dyn SharedEngine {
        match &mut self.engine {
            RunEngine::Shared(engine) => &mut **engine,
            RunEngine::Whole(_) => unreachable!("one process has no shares"),
        }
    }

    fn begin_shares(&mut self, begun: Begun) -> Result<(), TrainError> {
        let Begun { head, directory, is_last, .. } = &begun;
        let (compression, is_last) = (self.run.config.checkpoint_compression, *is_last);
        let (ranks, lens) = (self.shared_engine().ranks(), self.engine.part_lens());
        let order = ShareOrder::new(directory, (head.iterations(), head.recipe_hash()), ranks, compression)?;
        let waiting = self.shared_engine().begin_shares(&order, is_last);
        if !is_last && !waiting.is_empty() && !self.reach.told {
            self.reach.told = true;
            let who = waiting.join(", ");
            self.run.reporter.message(format!(
                "training waits while checkpoints are written: there is no memory for a copy of the tables \
                 on {who}"
            ));
        }
        self.sharing = Some(Sharing { begun, lens });
        Ok(())
    }

    /// Writes the head of a checkpoint whose shares are safe by now.
    ///
    /// If some shares failed, the others are removed.
    fn gather(&mut self, wait: bool) -> Result<(), TrainError> {
        if self.sharing.is_none() {
            return Ok(());
        }
        let Some(found) = self.shared_engine().poll_shares(wait) else { return Ok(()) };
        let Some(Sharing { begun, lens }) = self.sharing.take() else { return Ok(()) };
        let Begun { head, directory, after, .. } = begun;
        let shares = found.inspect_err(|_| self.remove_orphans(&directory))?;
        let written = self.run.dir.written().clone();
        written.adopt(&shares.iter().map(|share| directory.join(&share.file)).collect::<Vec<_>>());
        self.share_bytes = shares.iter().map(|share| share.bytes).sum();
        let seal = move || head.seal_over(&directory, &lens, &shares);
        self.saver.start(CHECKPOINT, &written, seal, after);
        Ok(())
    }

    /// Removes shares of a checkpoint that cannot be finished.
    fn remove_orphans(&self, directory: &Path) {
        let written = self.run.dir.written();
        // The disk's error has already been reported; the next process that continues the run tries again.
        let _ = checkpoint::orphans(directory).and_then(|orphans| written.remove(&orphans));
    }

    /// Room for a copy of the tables, if there is memory for it.
    fn copy(&mut self) -> Option<SharedCopy> {
        let (engine, reporter, workers) = (&self.engine, &mut self.run.reporter, self.workers);
        self.copies.or_reserve(|| {
            let lens = engine.part_lens();
            let bytes = units::bytes(lens.iter().sum::<usize>() as u64 * 4);
            let room = TableCopy::with_room(lens, workers, 1);
            if room.is_none() {
                reporter.message(format!(
                    "training waits while checkpoints are written: there is no memory for a copy of the \
                     tables ({bytes})"
                ));
            }
            room
        })
    }

    /// Handles what has been finished by now.
    pub(super) fn look_at_saving(&mut self) {
        let gathered = self.gather(false);
        self.warn(gathered);
        if let Some(result) = self.saver.poll() {
            let result = self.saved(result);
            self.warn(result);
        }
    }

    /// Handles a file that has been finished, or has failed.
    fn saved(&mut self, result: Result<Saved, TrainError>) -> Result<(), TrainError> {
        let shares = std::mem::take(&mut self.share_bytes);
        let saved = match result {
            Err(error) if shares > 0 => {
                self.remove_orphans(&self.run.dir.checkpoints()?);
                return Err(error);
            }
            result => result?,
        };
        self.run.reporter.file_written(saved.what, &saved.path, saved.bytes + shares);
        if saved.what == CHECKPOINT {
            self.saved_at = checkpoint::iterations_of(&saved.path);
        }
        saved.after
    }

    /// Waits for what is being written, if anything is.
    pub(super) fn settle(&mut self) -> Result<(), TrainError> {
        self.gather(true)?;
        match self.saver.wait() {
            Some(result) => self.saved(result),
            None => Ok(()),
        }
    }

    /// The average strategy for a snapshot; `None` if several processes hold it and twice its size is not
    /// available here.
    pub(super) fn strategy_on_the_way(&self) -> Option<Strategy> {
        let bytes = self.engine.part_lens().iter().sum::<usize>() as u64 * 2;
        let available = || Memory::now().map_or(u64::MAX, |memory| memory.available_bytes);
        match &self.engine {
            RunEngine::Shared(_) if available() / 2 < bytes => None,
            _ => Some(self.engine.average_strategy()),
        }
    }

    /// The average strategy at the end; `None` if several processes hold it: then it goes to its file first.
    pub(super) fn strategy_at_the_end(&self) -> Option<Strategy> {
        match &self.engine {
            RunEngine::Shared(_) => None,
            RunEngine::Whole(engine) => Some(engine.average_strategy()),
        }
    }

    /// Writes the average strategy piece by piece.
    pub(super) fn seal_strategy(&self, path: &Path, iterations: u64) -> Result<SealedFile, TrainError> {
        let RunEngine::Shared(engine) = &self.engine else {
            unreachable!("one process holds its strategy in memory")
        };
        let mut rows = |write: &mut file::Taker<'_>| engine.export_strategy(write);
        let (stamp, recipe) = (Stamp::from(self.game), self.run.config.recipe());
        Ok(file::seal_rows(path, &stamp, &recipe, &mut rows, iterations)?)
    }

    /// Writes the blueprint, unless the existing one was trained longer. Returns the strategy; if it does not
    /// fit into memory, that of the file.
    pub(super) fn write_blueprint(
        &mut self,
        strategy: Option<Strategy>,
        iterations: u64,
    ) -> Result<Strategy, TrainError> {
        let (path, kept) = (self.run.dir.file(BLUEPRINT), self.run.keeps_blueprint(iterations));
        let sealed = match &strategy {
            _ if kept => None,
            Some(strategy) => {
                let (stamp, recipe) = (Stamp::from(self.game), self.run.config.recipe());
                Some(file::seal(&path, &stamp, &recipe, strategy, iterations)?)
            }
            None => Some(self.seal_strategy(&path, iterations)?),
        };
        if let Some(sealed) = sealed {
            let bytes = self.run.dir.written().commit(sealed)?;
            self.run.reporter.file_written("blueprint", &path, bytes);
        }
        match strategy {
            Some(strategy) => Ok(strategy),
            None if kept => Ok(self.engine.average_strategy()),
            None => Ok(Blueprint::open_at_once(&path)?.strategy(self.game)?),
        }
    }

    /// A snapshot or checkpoint that cannot be written during training is no reason to lose the run.
    pub(super) fn warn(&mut self, result: Result<(), TrainError>) {
        if let Err(error) = result {
            self.run.reporter.warning(format!("{error}; training goes on"));
        }
    }
}
