//! What a run is continued with.

use std::path::Path;

use super::Checkpoint;
use crate::TrainError;
use crate::config::TrainConfig;
use crate::run_dir::{config_of, run_of};

/// The configuration with which a run, or one of its checkpoints, is continued by default.
///
/// # Errors
/// Those of [`config_of`] for a run; those of [`Checkpoint::open`] for a checkpoint outside a run.
pub fn config_to_resume(from: &Path) -> Result<TrainConfig, TrainError> {
    match run_of(from) {
        Some(run) => config_of(&run),
        None if from.is_file() => Ok(TrainConfig::from(Checkpoint::open(from)?.recipe())),
        None => config_of(from),
    }
}
