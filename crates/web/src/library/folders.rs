//! The declared folders, and what lies in them.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use holdem_store::{Container, hash64};

/// How deep below a folder files are looked for.
const DEEPEST: usize = 4;
/// Most files that are listed.
const MOST: usize = 10_000;
/// How long a listing is taken for the truth.
const FRESH: Duration = Duration::from_millis(700);
/// What marks a run directory.
const RUN: &str = "run.json";

/// Names a source: a hash of its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SourceId(pub(crate) u64);

impl SourceId {
    /// Of a path, as the folder that it was found in has it.
    pub(crate) fn of(path: &Path) -> Self {
        Self(hash64(path.as_os_str().as_encoded_bytes()))
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for SourceId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let number = u64::from_str_radix(text, 16).map_err(|_| ())?;
        if digits { Ok(Self(number)) } else { Err(()) }
    }
}

/// What a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A run directory.
    Run,
    /// The file of a strategy.
    Blueprint,
    /// The file of a solved spot.
    Solution,
}

/// Something in a declared folder.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Its id.
    pub(crate) id: SourceId,
    /// What it is.
    pub(crate) kind: Kind,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Its path below the folder.
    pub(crate) name: String,
    /// The folder's name.
    pub(crate) folder: String,
}

/// A file with the ending of ours that cannot be read.
#[derive(Clone, Debug)]
pub(crate) struct Unreadable {
    /// Its path below the folder.
    pub(crate) name: String,
    /// The folder's name.
    pub(crate) folder: String,
    /// What is wrong.
    pub(crate) reason: String,
}

/// What lies in the folders.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listing {
    /// Runs, strategies, solutions, by folder and name.
    pub(crate) found: Vec<Found>,
    /// What cannot be read.
    pub(crate) unreadable: Vec<Unreadable>,
}

/// The declared folders.
#[derive(Debug)]
pub(crate) struct Folders {
    /// Name and path, without links.
    folders: Vec<(String, PathBuf)>,
    /// Folders that may still come: where new things are written.
    later: Vec<(String, PathBuf)>,
    listed: Mutex<Option<(Instant, Arc<Listing>)>>,
}

impl Folders {
    /// Folders, runs or files; links are followed here and nowhere else. Those of `later` need not be there
    /// yet.
    ///
    /// # Errors
    /// If one of `paths` is not there.
    pub(crate) fn new(paths: &[PathBuf], later: &[PathBuf]) -> Result<Self, std::io::Error> {
        let name = |path: &Path| {
            path.file_name().map_or_else(|| "/".to_owned(), |name| name.to_string_lossy().into_owned())
        };
        let mut folders: Vec<(String, PathBuf)> = Vec::new();
        for path in paths {
            let path = path.canonicalize()?;
            if folders.iter().all(|(_, known)| *known != path) {
                folders.push((name(&path), path));
            }
        }
        let is_new = |path: &&PathBuf| folders.iter().all(|(_, known)| !path.starts_with(known));
        let later = later.iter().filter(is_new).map(|path| (name(path), path.clone())).collect();
        Ok(Self { folders, later, listed: Mutex::default() })
    }

    /// Name of each folder.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.folders.iter().map(|(name, _)| name.as_str())
    }

    /// What lies there; looked up anew if the last look was a moment ago.
    pub(crate) fn list(&self) -> Arc<Listing> {
        let mut listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        match &*listed {
            Some((when, listing)) if when.elapsed() < FRESH => Arc::clone(listing),
            _ => {
                let listing = Arc::new(self.look());
                *listed = Some((Instant::now(), Arc::clone(&listing)));
                listing
            }
        }
    }

    /// Forgets the last look: something was written.
    pub(crate) fn changed(&self) {
        *self.listed.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// What has this id.
    pub(crate) fn find(&self, id: SourceId) -> Option<Found> {
        let find = |listing: &Listing| listing.found.iter().find(|found| found.id == id).cloned();
        find(&self.list()).or_else(|| {
            self.changed();
            find(&self.list())
        })
    }

    fn look(&self) -> Listing {
        let mut listing = Listing::default();
        for (name, path) in self.folders.iter().chain(&self.later) {
            let mut search = Search { folder: name, root: path, listing: &mut listing };
            search.look_at(path, DEEPEST);
        }
        let mut seen = std::collections::HashSet::new();
        listing.found.retain(|found| seen.insert(found.id));
        listing
    }
}

/// A look into one folder.
struct Search<'a> {
    folder: &'a str,
    root: &'a Path,
    listing: &'a mut Listing,
}

impl Search<'_> {
    fn look_at(&mut self, path: &Path, depth: usize) {
        if path.join(RUN).is_file() {
            return self.found(path, Kind::Run);
        }
        if path.is_file() {
            return self.file(path);
        }
        let entries = fs::read_dir(path).into_iter().flatten().flatten();
        // Links lead out of the folder: they are passed by.
        let mut below: Vec<_> = entries
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir() || kind.is_file()))
            .map(|entry| entry.path())
            .filter(|path| !is_hidden(path))
            .collect();
        below.sort();
        for path in below {
            if self.listing.found.len() >= MOST {
                return;
            }
            match path.is_dir() {
                true if depth > 0 => self.look_at(&path, depth - 1),
                true => {}
                false => self.file(&path),
            }
        }
    }

    fn file(&mut self, path: &Path) {
        if path.extension().is_none_or(|ending| ending != "hdm") {
            return;
        }
        match Container::open_any(path).map(|container| container.kind().to_owned()) {
            Ok(kind) if kind == holdem_blueprint::file::KIND.tag() => self.found(path, Kind::Blueprint),
            Ok(kind) if kind == holdem_blueprint::solution::file::KIND.tag() => {
                self.found(path, Kind::Solution)
            }
            Ok(_) => {}
            Err(error) => {
                let unreadable = Unreadable {
                    name: self.name(path),
                    folder: self.folder.to_owned(),
                    reason: error.to_string(),
                };
                self.listing.unreadable.push(unreadable);
            }
        }
    }

    fn found(&mut self, path: &Path, kind: Kind) {
        let found = Found {
            id: SourceId::of(path),
            kind,
            path: path.to_path_buf(),
            name: self.name(path),
            folder: self.folder.to_owned(),
        };
        self.listing.found.push(found);
    }

    fn name(&self, path: &Path) -> String {
        let below = path.strip_prefix(self.root).ok().filter(|below| !below.as_os_str().is_empty());
        let name = below.or(path.file_name().map(Path::new)).unwrap_or(path);
        name.to_string_lossy().into_owned()
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().first() == Some(&b'.'))
}
