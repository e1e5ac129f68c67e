//! Which checkpoints of a run are kept.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::PREFIX;
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

/// The checkpoints that are no longer kept: all but the newest `kept` and, if `milestones`, the first one at
/// or after each power of two of iterations that has one before the next power. A run of any length keeps
/// some dozens at most.
///
/// # Errors
/// [`TrainError::Io`].
pub fn superseded(directory: &Path, kept: usize, milestones: bool) -> Result<Vec<PathBuf>, TrainError> {
    let paths = list(directory)?;
    let firsts = first_of_each_power(&paths);
    let is_old = |path: &&PathBuf| !(milestones && firsts.contains(path));
    Ok(paths.iter().skip(kept).filter(is_old).cloned().collect())
}

/// Of paths with the newest first, the oldest between each two powers of two.
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
