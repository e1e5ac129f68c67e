//! What is measured by play: matches and local best response. Players belong to a crate that this one does
//! not depend on; the caller that starts a run provides the measurement.

use std::error::Error;
use std::path::Path;

use holdem_blueprint::config::EvalConfig;
use holdem_blueprint::measure::Play;
use holdem_blueprint::progress::Observer;

use super::{BLUEPRINT, Run};
use crate::observer::observer;
use crate::report::{Measurements, Trained};

/// Why something could not be measured by play.
pub type PlayFailure = Box<dyn Error + Send + Sync>;

/// Measures the strategy in a file as configured, on this many threads. The [`Play`] holds what was measured,
/// even if something else could not be.
pub type MeasurePlay = fn(&Path, &EvalConfig, usize, &mut Play, &mut Observer<'_>) -> Result<(), PlayFailure>;

impl Run<'_> {
    /// Measures what `eval.match` and `eval.lbr` request. Being stopped is not a failure.
    pub(super) fn measure_play(
        &mut self,
        trained: &Trained,
        measured: &mut Measurements,
    ) -> Option<PlayFailure> {
        let (eval, workers) = (&self.config.eval, self.config.workers());
        let is_asked_for = !eval.match_players.is_empty() || eval.lbr.is_some();
        // The file holds the strategy of another session of the run, whose report is kept.
        if !is_asked_for || self.trained_longer(trained.work.iterations).is_some() {
            return None;
        }
        let note = |text: &str| Some(text.to_owned());
        let Some(play) = self.play else {
            measured.play_note = note("nobody was there to play");
            return None;
        };
        if trained.paused || self.stop.is_set() {
            measured.play_note = note(if trained.paused { "end of a chunk" } else { "interrupted" });
            return None;
        }
        let mut found = Play::default();
        let path = self.dir.file(BLUEPRINT);
        let result = play(&path, eval, workers, &mut found, &mut observer(self.reporter, self.stop));
        measured.play = (found != Play::default()).then_some(found);
        let failure = result.err()?;
        if self.stop.is_set() {
            measured.play_note = note("interrupted");
            return None;
        }
        measured.play_note = Some(with_causes(&*failure));
        Some(failure)
    }
}

/// An error with all its causes.
fn with_causes(error: &dyn Error) -> String {
    let causes = std::iter::successors(Some(error), |error| (*error).source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
