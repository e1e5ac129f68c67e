//! What a training run measures by play once it has trained: the matches of `eval.match` and the local best
//! response of `eval.lbr`.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use holdem_blueprint::config::EvalConfig;
use holdem_blueprint::measure::{Met, Play};
use holdem_blueprint::progress::Observer;
use holdem_blueprint::{BlueprintError, Strategy};

use crate::lbr::{self, LbrError, LbrOptions};
use crate::matches::{Contest, ContestError, MatchError, MatchOptions};
use crate::players::{BlueprintEntrant, Entrant, OpenOptions, open};
use crate::translation::Mapping;

/// Why not everything could be measured.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// The strategy cannot be opened.
    #[error("the strategy cannot be opened")]
    Strategy(#[from] BlueprintError),
    /// A player of `eval.match` that cannot take part.
    #[error("no match against {against}")]
    Players {
        /// The player that the strategy was meant to play.
        against: String,
        /// Why not.
        #[source]
        source: Box<ContestError>,
    },
    /// A match that could not be played to its end.
    #[error("the match against {against} was not finished")]
    Match {
        /// The player that the strategy played.
        against: String,
        /// What happened.
        #[source]
        source: Box<MatchError>,
    },
    /// Local best response.
    #[error("no local best response")]
    Lbr(#[from] LbrError),
}

/// Measures a strategy in a file as the configuration asks. `found` holds what was measured, even if
/// something else could not be. A match that the observer stops counts as far as it was played.
///
/// # Errors
/// [`PlayError`]; nothing is measured after it.
pub fn measure(
    path: &Path,
    eval: &EvalConfig,
    workers: usize,
    found: &mut Play,
    observer: &mut Observer<'_>,
) -> Result<(), PlayError> {
    if eval.match_players.is_empty() && eval.lbr.is_none() {
        return Ok(());
    }
    let strategy = Arc::new(Strategy::open(path)?);
    strategy.prepare(workers, observer)?;
    for player in &eval.match_players {
        found.matches.push(meet(&strategy, player, eval, workers, observer)?);
    }
    if let Some(bets) = eval.lbr {
        let flops = Some(eval.lbr_flops);
        let options = LbrOptions { bets, flops, seed: eval.seed, workers, ..LbrOptions::default() };
        found.lbr = Some(lbr::against(&strategy, Mapping::Randomised, &options, observer)?);
    }
    Ok(())
}

/// [`measure`] with an untyped error, for trainers that know nothing of players.
///
/// # Errors
/// [`PlayError`].
pub fn hook(
    path: &Path,
    eval: &EvalConfig,
    workers: usize,
    found: &mut Play,
    observer: &mut Observer<'_>,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    Ok(measure(path, eval, workers, found, observer)?)
}

fn meet(
    strategy: &Arc<Strategy>,
    against: &str,
    eval: &EvalConfig,
    workers: usize,
    observer: &mut Observer<'_>,
) -> Result<Met, PlayError> {
    let mapping = Mapping::Randomised;
    let own: Box<dyn Entrant> = Box::new(BlueprintEntrant::new(Arc::clone(strategy), mapping)?);
    let mut how = OpenOptions { mapping, threads: workers, observer };
    let contest = open(against, &mut how)
        .map_err(ContestError::from)
        .and_then(|other| Contest::new(vec![own, other], None))
        .map_err(|source| PlayError::Players { against: against.to_owned(), source: source.into() })?;
    let options =
        MatchOptions { hands: eval.match_hands, seed: eval.seed, workers, ..MatchOptions::default() };
    let played = contest.play(&options, true, how.observer);
    let played =
        played.map_err(|source| PlayError::Match { against: against.to_owned(), source: source.into() })?;
    let score = played.players.into_iter().next().expect("two players have met");
    Ok(Met { against: against.to_owned(), hands: played.hands, score })
}
