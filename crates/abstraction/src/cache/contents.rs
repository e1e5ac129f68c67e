//! What is in a cache, and what can be removed.

use std::fs;
use std::path::{Path, PathBuf};

use holdem_cards::Street;
use holdem_store::{Container, PartialFile, is_partial_name, partial_files};

use crate::{BucketFile, BucketParams, Error, part_path};

/// A file in a cache.
#[derive(Clone, Debug, PartialEq)]
pub struct CachedFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its length in bytes.
    pub bytes: u64,
    /// What it is.
    pub what: Cached,
}

/// What a file in a cache is.
#[derive(Clone, Debug, PartialEq)]
pub enum Cached {
    /// Buckets; header and table are sound, the rest was not checked.
    Buckets(BucketParams),
    /// A bucket file that cannot be used, and why.
    Unusable(String),
    /// A street that an interrupted build finished, for the next build to continue from.
    Street(Street),
    /// Being written by a running process.
    BeingWritten,
    /// Left by a process that was killed.
    Leftover,
    /// Not one of ours.
    Foreign,
}

/// The files in a cache, by name; none if there is no such directory.
///
/// # Errors
/// [`Error::ReadDir`] if it cannot be read.
pub fn contents(dir: &Path) -> Result<Vec<CachedFile>, Error> {
    let unreadable = |source| Error::ReadDir { path: dir.to_path_buf(), source };
    let entries = match fs::read_dir(dir) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(unreadable)?,
    };
    let partial = partial_files(dir);
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(unreadable)?;
        // Removed meanwhile, or a directory: not part of the cache.
        let Some(meta) = entry.metadata().ok().filter(fs::Metadata::is_file) else { continue };
        let path = entry.path();
        let what = what_is(&path, &partial);
        found.push(CachedFile { path, bytes: meta.len(), what });
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn what_is(path: &Path, partial: &[PartialFile]) -> Cached {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return Cached::Foreign };
    if is_partial_name(name) {
        let alive = partial.iter().any(|file| file.path == path && file.in_use);
        return if alive { Cached::BeingWritten } else { Cached::Leftover };
    }
    if let Some((built, street)) = street_of_part(path) {
        return if is_being_built(&built, partial) { Cached::BeingWritten } else { Cached::Street(street) };
    }
    match BucketFile::open(path) {
        Ok(file) => Cached::Buckets(*file.params()),
        Err(_) if !name.ends_with(".hdm") && Container::open_any(path).is_err() => Cached::Foreign,
        Err(error) => Cached::Unusable(error.to_string()),
    }
}

/// The file that a part belongs to, and its street.
fn street_of_part(path: &Path) -> Option<(PathBuf, Street)> {
    let text = path.to_str()?;
    let part = |street: Street| text.strip_suffix(&format!(".{street}.part")).map(PathBuf::from);
    [Street::Flop, Street::Turn, Street::River].into_iter().find_map(|street| Some((part(street)?, street)))
}

fn is_being_built(path: &Path, partial: &[PartialFile]) -> bool {
    partial.iter().any(|file| file.in_use && file.final_name() == path.file_name().and_then(|n| n.to_str()))
}

/// Removes what killed and interrupted builds have left: temporary files, and streets that the next build
/// would continue from. Files being written now stay. Returns what was removed.
///
/// # Errors
/// [`Error::ReadDir`] if the directory cannot be read, [`Error::Remove`] for the first file that cannot be
/// removed.
pub fn clean(dir: &Path) -> Result<Vec<CachedFile>, Error> {
    let mut gone = contents(dir)?;
    gone.retain(|file| matches!(file.what, Cached::Leftover | Cached::Street(_)));
    holdem_store::remove_partial_files(dir);
    gone.iter()
        .filter(|file| matches!(file.what, Cached::Street(_)))
        .try_for_each(|file| remove_file(&file.path))?;
    Ok(gone)
}

/// Removes the buckets of `params`, usable or not, with the streets of an interrupted build; processes that
/// have the file open can still use it. Returns its length in bytes, `None` if there was none.
///
/// # Errors
/// [`Error::Remove`].
pub fn remove(dir: &Path, params: &BucketParams) -> Result<Option<u64>, Error> {
    let path = dir.join(params.file_name());
    let streets = [Street::Flop, Street::Turn, Street::River].map(|street| part_path(&path, street));
    let bytes = fs::symlink_metadata(&path).ok().map(|meta| meta.len());
    streets.iter().chain([&path]).try_for_each(|path| remove_file(path))?;
    Ok(bytes)
}

fn remove_file(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::Remove { path: path.to_path_buf(), source })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_and_only_leftovers_are_cleaned() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str| fs::write(dir.path().join(name), "text").unwrap();
        let names = ["a.hdm.river.part", "b.hdm.turn.part", "broken.hdm", "notes.txt", ".a.hdm.partial-1-0"];
        names.into_iter().for_each(write);
        let alive = fs::File::create(dir.path().join(".b.hdm.partial-2-0")).unwrap();
        alive.lock().unwrap();
        fs::create_dir(dir.path().join("below")).unwrap();
        let found = contents(dir.path()).unwrap();
        let kinds: Vec<_> = found.iter().map(|file| &file.what).collect();
        let Cached::Unusable(why) = kinds[4] else { panic!("{kinds:?}") };
        assert!(why.contains("broken.hdm: not a holdem file"), "{why}");
        let expected = [&Cached::Leftover, &Cached::BeingWritten, &Cached::Street(Street::River)];
        assert_eq!(
            (&kinds[..3], kinds[3], kinds[5]),
            (&expected[..], &Cached::BeingWritten, &Cached::Foreign)
        );
        assert_eq!(clean(dir.path()).unwrap().len(), 2);
        assert_eq!(contents(dir.path()).unwrap().len(), 4);
        assert_eq!(contents(&dir.path().join("none")).unwrap(), []);
    }

    #[test]
    fn buckets_are_removed_by_their_parameters_with_their_streets() {
        let dir = tempfile::tempdir().unwrap();
        let params = BucketParams::default();
        assert_eq!(remove(dir.path(), &params).unwrap(), None);
        let path = dir.path().join(params.file_name());
        fs::write(&path, "damaged").unwrap();
        fs::write(part_path(&path, Street::River), "street").unwrap();
        assert_eq!(remove(dir.path(), &params).unwrap(), Some(7));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }
}
