//! The strategy of an unfinished run.

use std::path::Path;

use holdem_blueprint::progress::Observer;
use holdem_blueprint::{BlueprintError, Game, OpenStrategy};

use super::{Checkpoint, list};
use crate::TrainError;
use crate::config::TrainConfig;
use crate::run_dir::{CHECKPOINTS, config_of};

/// Opens the strategy of a run directory or of a file: the blueprint or, for a run without one, its newest
/// snapshot, or else the strategy of its newest checkpoint. [`OpenStrategy::path`] says which it is.
///
/// # Complexity
/// A blueprint or a snapshot is mapped; a checkpoint is read whole, and takes the memory of training.
///
/// # Errors
/// Those of [`OpenStrategy::open`], of [`Checkpoint::open`] and of [`Checkpoint::restore`].
pub fn open_run(
    path: &Path,
    threads: usize,
    observer: &mut Observer<'_>,
) -> Result<OpenStrategy, TrainError> {
    match OpenStrategy::open(path, threads, observer) {
        Err(error @ BlueprintError::NotARun { .. }) => {
            let newest = list(&path.join(CHECKPOINTS))?.iter().find_map(|path| Checkpoint::open(path).ok());
            let newest = newest.ok_or(error)?;
            of_checkpoint(&newest, path, threads, observer)
        }
        opened => Ok(opened?),
    }
}

/// The average strategy of a checkpoint of this run.
fn of_checkpoint(
    checkpoint: &Checkpoint,
    run: &Path,
    threads: usize,
    observer: &mut Observer<'_>,
) -> Result<OpenStrategy, TrainError> {
    let mut config = TrainConfig::from(checkpoint.recipe());
    config.buckets.cache_dir = config_of(run).ok().and_then(|config| config.buckets.cache_dir);
    let game = Game::build(&config.game(), &config.buckets, threads, observer)?;
    let mut engine = config.engine_options().engine(&game.tree, &game.cards)?;
    checkpoint.restore(&game, &mut *engine)?;
    let strategy = engine.average_strategy();
    drop(engine);
    let (path, recipe) = (checkpoint.path().to_path_buf(), checkpoint.recipe().clone());
    Ok(OpenStrategy::of_checkpoint(path, recipe, checkpoint.iterations(), game, strategy))
}
