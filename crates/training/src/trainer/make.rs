//! Where the engine of a run comes from.

use holdem_blueprint::Game;
use holdem_cfr::Engine;

use crate::TrainError;
use crate::config::TrainConfig;

/// Makes the engine of a run.
pub trait MakeEngine {
    /// Which share of the tables this machine will hold; 1 for all of them.
    fn share(&self) -> f64;

    /// Makes an engine that trains a game as configured; everything in the configuration is decided.
    ///
    /// # Errors
    /// [`TrainError::Engine`] if it cannot be made.
    fn make(&self, config: &TrainConfig, game: &Game) -> Result<Box<dyn Engine>, TrainError>;
}

/// Makes engines of this process alone.
#[derive(Clone, Copy, Debug)]
pub struct OneProcess;

impl MakeEngine for OneProcess {
    fn share(&self) -> f64 {
        1.0
    }

    fn make(&self, config: &TrainConfig, game: &Game) -> Result<Box<dyn Engine>, TrainError> {
        Ok(config.engine_options().engine(&game.tree, &game.cards)?)
    }
}
