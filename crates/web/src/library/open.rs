//! Strategies and solutions that are open. Opening maps a file; the ones asked about last stay open.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use holdem_blueprint::Strategy;
use holdem_blueprint::solution::Solution;

use super::solved::Solved;
use super::stamp::Stamp;
use super::{Folders, Found, Kind, SourceId};
use crate::error::ApiError;

/// Most files that stay open.
const MOST_OPEN: usize = 24;

/// A source that can be asked. A clone shares it.
#[derive(Clone, Debug)]
pub(crate) enum Opened {
    /// The strategy of a run, or of a file.
    Strategy(Arc<Strategy>),
    /// A solved spot.
    Solution(Arc<Solved>),
}

#[derive(Debug)]
struct Entry {
    id: SourceId,
    stamp: Stamp,
    opened: Opened,
}

/// The declared folders, and what of them is open.
#[derive(Debug)]
pub(crate) struct Library {
    /// The folders.
    pub(crate) folders: Folders,
    /// The one used last stands last.
    open: Mutex<Vec<Entry>>,
    /// Threads for walks over solutions.
    workers: usize,
}

impl Library {
    /// Nothing is open yet.
    pub(crate) fn new(folders: Folders, workers: usize) -> Self {
        Self { folders, open: Mutex::default(), workers }
    }

    /// Finds a source.
    ///
    /// # Errors
    /// If there is none with this id.
    pub(crate) fn find(&self, id: SourceId) -> Result<Found, ApiError> {
        self.folders.find(id).ok_or_else(|| ApiError::not_found("there is no such source"))
    }

    /// Opens a source, or takes the one that is open if its file is still the same.
    ///
    /// # Errors
    /// If there is none with this id, or it cannot be read.
    pub(crate) fn open(&self, id: SourceId) -> Result<(Found, Opened), ApiError> {
        let found = self.find(id)?;
        let stamp = Stamp::of_source(&found);
        if let Some(opened) = self.known(id, stamp) {
            return Ok((found, opened));
        }
        let opened = match found.kind {
            Kind::Run | Kind::Blueprint => Opened::Strategy(Arc::new(Strategy::open(&found.path)?)),
            Kind::Solution => {
                Opened::Solution(Arc::new(Solved::new(Solution::open(&found.path, self.workers)?)))
            }
        };
        self.keep(Entry { id, stamp, opened: opened.clone() });
        Ok((found, opened))
    }

    fn known(&self, id: SourceId, stamp: Stamp) -> Option<Opened> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let at = open.iter().position(|entry| entry.id == id)?;
        let entry = open.remove(at);
        if entry.stamp != stamp {
            return None;
        }
        let opened = entry.opened.clone();
        open.push(entry);
        Some(opened)
    }

    fn keep(&self, entry: Entry) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|known| known.id != entry.id);
        open.push(entry);
        if open.len() > MOST_OPEN {
            open.remove(0);
        }
    }
}

/// Whether a run has a strategy to be looked at.
pub(crate) fn has_strategy(run: &Path) -> bool {
    let is_snapshot = |entry: fs::DirEntry| entry.path().extension().is_some_and(|ending| ending == "hdm");
    run.join("blueprint.hdm").is_file()
        || fs::read_dir(run.join("snapshots")).into_iter().flatten().flatten().any(is_snapshot)
}
