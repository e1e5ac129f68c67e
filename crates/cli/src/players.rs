//! Players on the command line.

use std::path::Path;

use clap::{Args, ValueEnum};
use holdem_arena::players::{self, Entrant, OpenOptions, SpecError};
use holdem_arena::translation::Mapping;

use crate::progress;

/// Opens the player that a word names; says so if its strategy is on the way to a blueprint that is not there
/// yet.
pub(crate) fn open(spec: &str, options: &mut OpenOptions<'_, '_>) -> Result<Box<dyn Entrant>, SpecError> {
    let entrant = players::open(spec, options)?;
    if let Some(strategy) = entrant.strategy().filter(|strategy| strategy.is_provisional()) {
        progress::say_provisional(Path::new(spec), strategy.path(), strategy.iterations());
    }
    Ok(entrant)
}

/// How bets are taken that a strategy does not know.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Translation {
    /// A bet between two sizes that a strategy knows is either by chance, or always the likelier one.
    #[arg(long, value_enum, value_name = "HOW", default_value_t)]
    translation: How,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum How {
    /// By chance.
    #[default]
    Randomised,
    /// The likelier one.
    Deterministic,
}

impl Translation {
    pub(crate) fn mapping(self) -> Mapping {
        match self.translation {
            How::Randomised => Mapping::Randomised,
            How::Deterministic => Mapping::Deterministic,
        }
    }
}
