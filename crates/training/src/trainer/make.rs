//! Where the engine of a run comes from.

use std::ops::{Deref, DerefMut};
use std::path::Path;

use holdem_blueprint::Game;
use holdem_cfr::Engine;

use crate::TrainError;
use crate::checkpoint::{Share, ShareOrder};
use crate::config::TrainConfig;
use crate::plan::estimate::Estimate;

/// Makes the engine of a run.
pub trait MakeEngine {
    /// This machine's share of what the whole run needs.
    fn estimate(&self, whole: &Estimate) -> Estimate;

    /// Makes an engine that trains a game as configured; everything in the configuration is decided.
    ///
    /// # Errors
    /// [`TrainError::Engine`] if it cannot be made.
    fn make(&self, config: &TrainConfig, game: &Game) -> Result<RunEngine, TrainError>;
}

/// Makes engines that live in this process alone.
#[derive(Clone, Copy, Debug)]
pub struct OneProcess;

impl MakeEngine for OneProcess {
    fn estimate(&self, whole: &Estimate) -> Estimate {
        whole.clone()
    }

    fn make(&self, config: &TrainConfig, game: &Game) -> Result<RunEngine, TrainError> {
        Ok(RunEngine::Whole(config.engine_options().engine(&game.tree, &game.cards)?))
    }
}

/// The engine of a run.
pub enum RunEngine {
    /// All tables are in this process.
    Whole(Box<dyn Engine>),
    /// Several processes hold them.
    Shared(Box<dyn SharedEngine>),
}

/// An engine whose tables are held by several processes, each of which can write its own share of a
/// checkpoint.
pub trait SharedEngine: Engine {
    /// How many processes there are.
    fn ranks(&self) -> usize;

    /// Whether all of them see a directory of this machine and can write there.
    ///
    /// # Errors
    /// Those that cannot, in words. The tables are then sent to this process, which writes them alone.
    fn reach(&mut self, directory: &Path) -> Result<(), String>;

    /// [`Engine::average_strategy`] piece by piece, in its order, so that it need not fit into the memory of
    /// one process.
    fn export_strategy(&self, write: &mut dyn FnMut(&[f32]));

    /// Has every process write its share: from a copy, so that training goes on meanwhile, or directly from
    /// the tables, after which training can go on at once. With `last` nothing is copied. Returns the
    /// processes that go on training only after they have written.
    fn begin_shares(&mut self, order: &ShareOrder, last: bool) -> Vec<String>;

    /// The shares that were begun, once all of them are safe; `None` as long as one of them is not, unless
    /// told to `wait`. To be called between two calls of [`Engine::run`], until it has an answer.
    ///
    /// # Errors
    /// In the answer: the error of every process that could not write its share. All have finished by then.
    fn poll_shares(&mut self, wait: bool) -> Option<Result<Vec<Share>, TrainError>>;
}

impl Deref for RunEngine {
    type Target = dyn Engine;

    fn deref(&self) -> &Self::Target {
        match self {
            Self::Whole(engine) => &**engine,
            Self::Shared(engine) => &**engine,
        }
    }
}

impl DerefMut for RunEngine {
    fn deref_mut(&mut self) -> &mut Self::Target {
        match self {
            Self::Whole(engine) => &mut **engine,
            Self::Shared(engine) => &mut **engine,
        }
    }
}
