//! Which checkpoints of a run are kept, and which files belong to each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use holdem_store::Container;

use super::{KIND, PREFIX, shares};
use crate::TrainError;
use crate::run_dir::numbered_files;

/// The checkpoints of a directory, newest first; none if it does not exist.
///
/// # Errors
/// [`TrainError::Io`] if the directory cannot be read.
pub fn list(directory: &Path) -> Result<Vec<PathBuf>, TrainError> {
    let mut paths = numbered_files(directory, PREFIX)?;
    paths.retain(|path| iterations_of(path).is_some());
    paths.reverse();
    Ok(paths)
}

/// The iterations in the name of a checkpoint; `None` for any other name.
pub fn iterations_of(path: &Path) -> Option<u64> {
    path.file_name()?.to_str()?.strip_prefix(PREFIX)?.strip_suffix(".hdm")?.parse().ok()
}

/// Iterations and attempt in the name of a share; `None` for any other name.
fn share_of(path: &Path) -> Option<(u64, u64)> {
    let name = path.file_name()?.to_str()?.strip_prefix(PREFIX)?.strip_suffix(".hdm")?;
    let (iterations, set) = name.split_once(".set-")?;
    let (set, _) = set.split_once(".rank-")?;
    Some((iterations.parse().ok()?, set.parse().ok()?))
}

/// The shares of a directory.
fn shares_in(directory: &Path) -> Result<impl Iterator<Item = (PathBuf, u64, u64)>, TrainError> {
    let paths = numbered_files(directory, PREFIX)?.into_iter();
    Ok(paths.filter_map(|path| share_of(&path).map(|(iterations, set)| (path, iterations, set))))
}

/// The number of an attempt to write a checkpoint that no file in its directory has yet.
pub(super) fn next_set(directory: &Path, iterations: u64) -> Result<u64, TrainError> {
    let sets = shares_in(directory)?.filter(|(_, of, _)| *of == iterations).map(|(_, _, set)| set);
    Ok(sets.max().unwrap_or(0) + 1)
}

/// All files of a checkpoint: the checkpoint itself, then its shares beside it.
///
/// # Errors
/// [`TrainError::Io`] if the directory cannot be read.
pub fn files_of(path: &Path) -> Result<Vec<PathBuf>, TrainError> {
    let directory = path.parent().unwrap_or(Path::new(""));
    let mine = |iterations: &u64| iterations_of(path) == Some(*iterations);
    let shares = shares_in(directory)?.filter(|(_, iterations, _)| mine(iterations)).map(|(path, ..)| path);
    Ok(std::iter::once(path.to_path_buf()).chain(shares).collect())
}

/// The shares of a directory that no checkpoint lists: those of a checkpoint that was never finished, or is
/// being written. Shares of an unreadable checkpoint are not among them.
///
/// # Errors
/// [`TrainError::Io`] if the directory cannot be read.
pub fn orphans(directory: &Path) -> Result<Vec<PathBuf>, TrainError> {
    let mut listed: BTreeMap<u64, Option<Vec<String>>> = BTreeMap::new();
    let mut found = Vec::new();
    for (path, iterations, _) in shares_in(directory)? {
        let head = directory.join(format!("{PREFIX}{iterations:012}.hdm"));
        let listed = listed.entry(iterations).or_insert_with(|| names_in(&head));
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if listed.as_ref().is_some_and(|names| !names.iter().any(|listed| listed == name)) {
            found.push(path);
        }
    }
    Ok(found)
}

/// The shares that a checkpoint lists, none if it does not exist; `None` if it cannot be read.
fn names_in(head: &Path) -> Option<Vec<String>> {
    match Container::open(head, KIND) {
        Err(holdem_store::Error::NotFound { .. }) => Some(Vec::new()),
        Err(_) => None,
        Ok(head) => Some(shares::list(&head).ok()?.into_iter().map(|share| share.file).collect()),
    }
}

/// The files of checkpoints that are no longer kept: all but the newest `kept` and, if `milestones`, the
/// first one at or after each power of two of iterations that has one before the next power. A run of any
/// length keeps a few dozen at most.
///
/// # Errors
/// [`TrainError::Io`].
pub fn superseded(directory: &Path, kept: usize, milestones: bool) -> Result<Vec<PathBuf>, TrainError> {
    let paths = list(directory)?;
    let firsts = first_of_each_power(&paths);
    let is_old = |path: &&PathBuf| !(milestones && firsts.contains(path));
    let old = paths.iter().skip(kept).filter(is_old).map(|path| files_of(path));
    // Without its head a share is removed by the next process.
    Ok(old.collect::<Result<Vec<_>, _>>()?.concat())
}

/// From paths sorted newest first, the oldest between each two powers of two.
fn first_of_each_power(paths: &[PathBuf]) -> Vec<&PathBuf> {
    let mut firsts = BTreeMap::new();
    for path in paths {
        // Older ones come later and take the place of newer ones.
        firsts.insert(iterations_of(path).and_then(u64::checked_ilog2), path);
    }
    firsts.into_values().collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn remove_old(directory: &Path, kept: usize, milestones: bool) {
        superseded(directory, kept, milestones)
            .unwrap()
            .iter()
            .for_each(|path| fs::remove_file(path).unwrap());
    }

    fn left(iterations: &[u64], kept: usize, milestones: bool) -> Vec<u64> {
        let dir = tempfile::tempdir().unwrap();
        for n in iterations {
            fs::write(dir.path().join(format!("{PREFIX}{n:012}.hdm")), "").unwrap();
        }
        fs::write(dir.path().join("checkpoint-notes.hdm"), "mine").unwrap();
        remove_old(dir.path(), kept, milestones);
        assert!(dir.path().join("checkpoint-notes.hdm").exists());
        list(dir.path()).unwrap().iter().map(|path| iterations_of(path).unwrap()).collect()
    }

    #[test]
    fn the_newest_are_kept_and_the_first_after_each_power_of_two() {
        let all: Vec<u64> = (1..=100).map(|i| i * 10).collect();
        assert_eq!(left(&all, 3, false), [1000, 990, 980]);
        assert_eq!(left(&all, 2, true), [1000, 990, 520, 260, 130, 70, 40, 20, 10]);
        assert_eq!(left(&[0, 1, 2, 3], 1, true), [3, 2, 1, 0]);
        assert_eq!(left(&[5], 1, false), [5]);
    }

    #[test]
    fn a_checkpoint_goes_with_its_shares_and_others_stay() {
        let dir = tempfile::tempdir().unwrap();
        let names = [
            "checkpoint-000000000010.hdm",
            "checkpoint-000000000010.set-1.rank-0-of-2.hdm",
            "checkpoint-000000000010.set-2.rank-1-of-2.hdm",
            "checkpoint-000000000020.hdm",
            "checkpoint-000000000020.set-1.rank-0-of-2.hdm",
            "checkpoint-000000000030.set-7.rank-0-of-1.hdm",
        ];
        names.iter().for_each(|name| fs::write(dir.path().join(name), "").unwrap());
        let sets = [10, 20, 30, 40].map(|iterations| next_set(dir.path(), iterations).unwrap());
        assert_eq!(sets, [3, 2, 8, 1]);
        // What an unreadable head lists is unknown.
        assert_eq!(orphans(dir.path()).unwrap(), [dir.path().join(names[5])]);
        remove_old(dir.path(), 1, false);
        assert!(names[..3].iter().all(|name| !dir.path().join(name).exists()));
        assert!(names[3..].iter().all(|name| dir.path().join(name).exists()));
        assert_eq!(list(dir.path()).unwrap(), [dir.path().join(names[3])]);
    }

    #[test]
    fn removing_step_by_step_keeps_what_removing_at_once_would() {
        let dir = tempfile::tempdir().unwrap();
        for n in (1..=300).map(|i| i * 7) {
            fs::write(dir.path().join(format!("{PREFIX}{n:012}.hdm")), "").unwrap();
            remove_old(dir.path(), 2, true);
        }
        let paths = list(dir.path()).unwrap();
        let found: Vec<_> = paths.iter().filter_map(|path| iterations_of(path)).collect();
        assert_eq!(found, [2100, 2093, 2051, 1029, 518, 259, 133, 70, 35, 21, 14, 7]);
    }
}
