//! Strategies checked from outside: local best response, recorded hands under review.

use std::path::PathBuf;
use std::sync::Arc;

use holdem_arena::HandHistory;
use holdem_arena::lbr::{LbrBets, LbrOptions, against};
use holdem_arena::review::{ReviewOptions, review as reviewed};
use holdem_arena::translation::Mapping;
use pyo3::prelude::*;

use crate::errors::{HoldemError, OrRaise};
use crate::measure::to_python;
use crate::strategy::Strategy;
use crate::work::{finished, threads};

#[pyfunction]
#[pyo3(signature = (
    strategy, *, bets = "fcpa", street = 0, flops = None, until = None, time = None, seed = None, workers = 0,
    progress = None
))]
#[expect(clippy::too_many_arguments, reason = "keyword arguments of Python")]
pub(crate) fn lbr<'py>(
    py: Python<'py>,
    strategy: &Bound<'py, Strategy>,
    bets: &str,
    street: usize,
    flops: Option<usize>,
    until: Option<f64>,
    time: Option<f64>,
    seed: Option<u64>,
    workers: usize,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let strategy = Arc::clone(&strategy.get().inner);
    let streets = strategy.tree().num_streets();
    if street >= streets {
        return Err(HoldemError::new_err(format!("street {street} of a game of {streets} streets")));
    }
    let default = LbrOptions::default();
    let options = LbrOptions {
        bets: bets.parse::<LbrBets>().map_err(HoldemError::new_err)?,
        from: street,
        flops: flops.or((until.is_none() && time.is_none()).then_some(FLOPS)),
        until_mbb: until,
        secs: time,
        seed: seed.unwrap_or(default.seed),
        workers: threads(workers),
        ..default
    };
    let found = finished(py, progress, |watcher| {
        let observer = &mut watcher.observer();
        strategy.prepare(options.workers, observer).or_raise()?;
        let found = against(&strategy, Mapping::default(), &options, observer).or_raise()?;
        serde_json::to_value(found).or_raise()
    })?;
    to_python(py, &found)
}

/// Flops where nothing says how many.
const FLOPS: usize = 64;

#[pyfunction]
#[pyo3(signature = (path, strategy, *, player = None, boards = None, workers = 0, progress = None))]
pub(crate) fn review<'py>(
    py: Python<'py>,
    path: PathBuf,
    strategy: &Bound<'py, Strategy>,
    player: Option<String>,
    boards: Option<usize>,
    workers: usize,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let strategy = Arc::clone(&strategy.get().inner);
    let options = ReviewOptions { player, boards, workers: threads(workers), ..ReviewOptions::default() };
    let found = finished(py, progress, |watcher| {
        let observer = &mut watcher.observer();
        let hands = HandHistory::read(&path).or_raise()?;
        strategy.prepare(options.workers, observer).or_raise()?;
        let found = reviewed(&hands, &strategy, &options, observer).or_raise()?;
        serde_json::to_value(found).or_raise()
    })?;
    to_python(py, &found)
}
