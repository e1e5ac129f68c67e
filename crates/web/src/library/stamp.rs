//! What tells one state of a file from another without reading it.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use holdem_store::hash64;

use super::{Found, Kind};
use crate::files::FileId;

/// When a file was written, how long it is, and which file it is: one that is put in its place is another,
/// even within the same moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
    id: FileId,
}

impl Stamp {
    /// Of a file; none if it is not there.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        let (modified, bytes) = (metadata.modified().ok(), metadata.len());
        Some(Self { modified, bytes, id: FileId::of(&metadata) })
    }

    /// Of the file that a source is opened from; a run without a blueprint goes by its newest snapshot.
    pub(crate) fn of_source(found: &Found) -> Self {
        if found.kind != Kind::Run {
            return Self::of(&found.path).unwrap_or_default();
        }
        let blueprint = Self::of(&found.path.join("blueprint.hdm"));
        blueprint.or_else(|| Self::of(&newest_snapshot(&found.path)?)).unwrap_or_default()
    }
}

/// As text, which says nothing but whether it is the same.
impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = self.modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let nanos = since.map_or(0, |since| since.as_nanos());
        let all = [nanos.to_le_bytes(), u128::from(self.bytes).to_le_bytes(), self.id.to_bytes()];
        write!(f, "{:016x}", hash64(all.as_flattened()))
    }
}

/// The snapshot that a run is opened from: the one with the most iterations.
fn newest_snapshot(run: &Path) -> Option<PathBuf> {
    let iterations = |path: &PathBuf| -> Option<u64> {
        path.file_name()?.to_str()?.strip_prefix("snapshot-")?.strip_suffix(".hdm")?.parse().ok()
    };
    let entries = fs::read_dir(run.join("snapshots")).ok()?.flatten();
    entries.map(|entry| entry.path()).filter(|path| iterations(path).is_some()).max_by_key(iterations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::SourceId;

    #[test]
    fn every_strategy_of_a_path_has_a_stamp_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let (name, shown) = ("run".to_owned(), "runs".to_owned());
        let path = folder.path().to_path_buf();
        let found =
            Found { id: SourceId::of(&path), kind: Kind::Run, path: path.clone(), name, folder: shown };
        let stamp = || Stamp::of_source(&found).to_string();
        let mut stamps = vec![stamp()];
        let mut write = |file: &str| {
            fs::write(path.join("new"), "same length").unwrap();
            fs::rename(path.join("new"), path.join(file)).unwrap();
            let (now, before) = (stamp(), stamps.last().unwrap().clone());
            stamps.push(now.clone());
            now != before
        };
        fs::create_dir(path.join("snapshots")).unwrap();
        assert!(write("snapshots/snapshot-9.hdm") && write("snapshots/snapshot-10.hdm"));
        // Neither an older one nor one that is being written is what a run is opened from.
        assert!(!write("snapshots/snapshot-8.hdm") && !write("snapshots/.snapshot-11.hdm.partial-1-1"));
        // At once, one behind the other, as files are put in the place of others.
        assert!((0..20).all(|_| write("blueprint.hdm")));
    }
}
