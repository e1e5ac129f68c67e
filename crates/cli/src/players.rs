//! Players on the command line.

use std::path::Path;
use std::time::Duration;

use clap::Args;
use holdem_arena::players::{self, Entrant, OpenOptions, SpecError};
use holdem_arena::translation::Mapping;
use holdem_telemetry::StopFlag;
use holdem_training::observer;

use crate::progress::{self, ProgressArgs};
use crate::words::{MAPPINGS, one_of};

/// Opens the player that a word names; says so if its strategy is on the way to a blueprint that is not there
/// yet.
pub(crate) fn open(spec: &str, options: &mut OpenOptions<'_, '_>) -> Result<Box<dyn Entrant>, SpecError> {
    let entrant = players::open(spec, options)?;
    say_if_provisional(&*entrant);
    Ok(entrant)
}

/// Says so if a player's strategy is on the way to a blueprint that is not there yet.
pub(crate) fn say_if_provisional(entrant: &dyn Entrant) {
    if let Some(strategy) = entrant.strategy().filter(|strategy| strategy.is_provisional()) {
        let name = entrant.name();
        progress::say_provisional(Path::new(&name), strategy.path(), strategy.iterations());
    }
}

/// How bets are taken that a strategy does not know.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Translation {
    /// A bet between two sizes that a strategy knows is either by chance, or always the likelier one.
    #[arg(long, value_name = "HOW", value_parser = one_of(MAPPINGS), default_value = "randomised")]
    translation: Mapping,
}

impl Translation {
    pub(crate) fn mapping(self) -> Mapping {
        self.translation
    }
}

/// How players are opened.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Opening {
    #[command(flatten)]
    translation: Translation,
    #[command(flatten)]
    pub(crate) progress: ProgressArgs,
}

impl Opening {
    /// Opens the player that a word names; buckets that are missing are built, with progress.
    pub(crate) fn open(self, player: &str) -> Result<Box<dyn Entrant>, SpecError> {
        let (mut reporter, stop) = (self.progress.reporter(), StopFlag::new());
        let observer = &mut observer(&mut reporter, &stop);
        open(player, &mut OpenOptions { mapping: self.translation.mapping(), threads: 0, observer })
    }
}

/// Seconds of the command line as a duration; more than there are years are as good as for ever.
pub(crate) fn seconds(secs: f64) -> Duration {
    Duration::try_from_secs_f64(secs).unwrap_or(Duration::MAX)
}
