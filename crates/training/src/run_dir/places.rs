//! Runs and their files, found by a path.

use std::fs;
use std::path::{Path, PathBuf};

use super::{CHECKPOINTS, CONFIG, RUN, not_a_run};
use holdem_blueprint::sampling::{HandSampling, Sampler};

use crate::TrainError;
use crate::config::TrainConfig;

/// Reads the configuration of a run.
///
/// # Errors
/// [`TrainError::NotARun`] if there is none, [`TrainError::Config`].
pub fn config_of(path: &Path) -> Result<TrainConfig, TrainError> {
    let file = path.join(CONFIG);
    if !file.is_file() {
        return Err(not_a_run(path, "config.yaml is missing"));
    }
    let mut config = TrainConfig::from_yaml_path(file)?;
    if config.sampler() == Sampler::PublicChance && config.hands_per_board.0.is_some() {
        // Runs from before there was a choice do not name it.
        config.hand_sampling.get_or_insert(HandSampling::Uniform);
    }
    Ok(config)
}

/// The run that a path belongs to: the directory itself, or for a checkpoint the run whose checkpoint it is.
pub fn run_of(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        return Some(path.to_path_buf());
    }
    let path = path.canonicalize().ok()?;
    let checkpoints = path.parent().filter(|directory| directory.ends_with(CHECKPOINTS))?;
    checkpoints.parent().filter(|run| run.join(RUN).is_file()).map(Path::to_path_buf)
}

/// The run in whose directory a path lies, at any depth, whether it exists or not. Links are followed.
pub fn run_around(path: &Path) -> Option<PathBuf> {
    let (real, rest) = path.ancestors().find_map(|there| {
        let named = if there.as_os_str().is_empty() { Path::new(".") } else { there };
        Some((named.canonicalize().ok()?, path.strip_prefix(there).ok()?))
    })?;
    let is_run = |directory: &&Path| [RUN, CONFIG].iter().all(|name| directory.join(name).is_file());
    real.join(rest).parent()?.ancestors().find(is_run).map(Path::to_path_buf)
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

#[cfg(test)]
mod tests {
    use super::super::tests::create;
    use super::*;

    #[test]
    fn a_path_in_a_run_is_known_by_whatever_way_it_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let run = dir.path().join("run");
        drop(create(&run).unwrap());
        let real = run.canonicalize().unwrap();
        let names =
            ["blueprint.hdm", "new.hdm", "checkpoints/new.hdm", "checkpoints/../run.json", "new/new/new"];
        for inside in names {
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
}
