//! Players on the command line.

use clap::{Args, ValueEnum};
use holdem_arena::translation::Mapping;

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
