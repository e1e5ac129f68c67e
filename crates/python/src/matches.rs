//! Players against each other.

use std::path::PathBuf;
use std::sync::Arc;

use holdem_arena::HandHistory;
use holdem_arena::matches::{Contest, MatchOptions};
use holdem_arena::players::{self, BlueprintEntrant, Entrant, OpenOptions};
use holdem_arena::translation::Mapping;
use holdem_blueprint::Strategy as Blueprint;
use holdem_blueprint::config::GameKind;
use holdem_blueprint::progress::Observer;
use holdem_store::Destination;
use pyo3::prelude::*;

use crate::errors::{HoldemError, OrRaise};
use crate::files;
use crate::measure::to_python;
use crate::strategy::Strategy;
use crate::work::{finished, threads};

/// A player: an open strategy, or a word that names one.
#[derive(FromPyObject)]
pub(crate) enum PlayerLike<'py> {
    Strategy(Bound<'py, Strategy>),
    Word(String),
}

/// A player without the interpreter.
pub(crate) enum Named {
    Strategy(Arc<Blueprint>),
    Word(String),
}

impl PlayerLike<'_> {
    pub(crate) fn named(&self) -> Named {
        match self {
            Self::Strategy(strategy) => Named::Strategy(Arc::clone(&strategy.get().inner)),
            Self::Word(word) => Named::Word(word.clone()),
        }
    }
}

/// Opens players; buckets that are missing are built.
pub(crate) fn opened(
    players: Vec<Named>,
    mapping: Mapping,
    threads: usize,
    observer: &mut Observer<'_>,
) -> PyResult<Vec<Box<dyn Entrant>>> {
    let mut how = OpenOptions { mapping, threads, observer };
    let open = |player: Named| -> PyResult<Box<dyn Entrant>> {
        match player {
            Named::Word(word) => players::open(&word, &mut how).or_raise(),
            Named::Strategy(strategy) => {
                strategy.prepare(threads, how.observer).or_raise()?;
                Ok(Box::new(BlueprintEntrant::new(strategy, mapping).or_raise()?))
            }
        }
    };
    players.into_iter().map(open).collect()
}

/// How bets are taken that a strategy does not know, by its name.
pub(crate) fn mapping(name: &str) -> PyResult<Mapping> {
    match name {
        "randomised" => Ok(Mapping::Randomised),
        "deterministic" => Ok(Mapping::Deterministic),
        other => Err(HoldemError::new_err(format!(
            "translation `{other}`, expected `randomised` or `deterministic`"
        ))),
    }
}

#[pyfunction]
#[pyo3(signature = (
    players, *, seats = None, hands = 100_000, until = None, aivat = true, translation = "randomised",
    seed = 1, phh = None, table = None, force = false, workers = 0, progress = None
))]
#[expect(clippy::too_many_arguments, reason = "keyword arguments of Python")]
pub(crate) fn match_players<'py>(
    py: Python<'py>,
    players: Vec<PlayerLike<'py>>,
    seats: Option<usize>,
    hands: u64,
    until: Option<f64>,
    aivat: bool,
    translation: &str,
    seed: u64,
    phh: Option<PathBuf>,
    table: Option<PathBuf>,
    force: bool,
    workers: usize,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    if hands == 0 || until.is_some_and(|width| !(width > 0.0 && width.is_finite())) {
        return Err(HoldemError::new_err("hands and until are numbers above 0"));
    }
    let players: Vec<Named> = players.iter().map(PlayerLike::named).collect();
    let (mapping, workers) = (mapping(translation)?, threads(workers));
    let destination = phh.map(|path| Destination::new(&path, force)).transpose().or_raise()?;
    let table = table.map(|path| files::table(&path, force)).transpose()?;
    let histories = destination.is_some();
    let options = MatchOptions { hands, until_mbb: until, seed, workers, histories };
    let found = finished(py, progress, |watcher| {
        let observer = &mut watcher.observer();
        let contest = Contest::new(opened(players, mapping, workers, observer)?, seats).or_raise()?;
        if histories && contest.table().config().kind != GameKind::Holdem {
            return Err(HoldemError::new_err("phh: hand histories are for Hold'em"));
        }
        let found = match &table {
            None => contest.play(&options, aivat, observer).or_raise()?,
            Some(table) => contest.play_into(table, &options, aivat, observer).or_raise()?,
        };
        if let Some(destination) = destination {
            let text = HandHistory::write_all(&found.histories);
            holdem_store::write_output(&destination, text.as_bytes()).or_raise()?;
        }
        serde_json::to_value(found).or_raise()
    })?;
    to_python(py, &found)
}
