//! Strategies measured.

use holdem_blueprint::OpenStrategy;
use holdem_blueprint::config::EvalConfig;
use holdem_blueprint::measure::{self, Measure};
use pyo3::prelude::*;

use crate::errors::{HoldemError, OrRaise, stopped};
use crate::strategy::Strategy;
use crate::work::{finished, threads};

/// JSON as Python's dicts, lists and numbers.
pub(crate) fn to_python<'py>(py: Python<'py>, value: &serde_json::Value) -> PyResult<Bound<'py, PyAny>> {
    let json = py.import("json")?;
    json.call_method1("loads", (value.to_string(),))
}

/// Sample sizes and a seed as they are asked for.
fn eval(seed: Option<u64>, flops: Option<usize>, boards: Option<usize>) -> PyResult<EvalConfig> {
    for (name, count) in [("flops", flops), ("boards", boards)] {
        if count == Some(0) {
            return Err(HoldemError::new_err(format!("{name} 0, expected at least 1")));
        }
    }
    let default = EvalConfig::default();
    Ok(EvalConfig {
        seed: seed.unwrap_or(default.seed),
        flops: flops.or(default.flops),
        boards: boards.unwrap_or(default.boards),
        ..default
    })
}

#[pyfunction]
#[pyo3(signature = (strategy, *, flops = None, seed = None, workers = 0, progress = None))]
pub(crate) fn exploitability<'py>(
    py: Python<'py>,
    strategy: &Bound<'py, Strategy>,
    flops: Option<usize>,
    seed: Option<u64>,
    workers: usize,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (eval, workers, path) = (eval(seed, flops, None)?, threads(workers), strategy.get().inner.path());
    let found = finished(py, progress, |watcher| {
        let mut observer = watcher.observer();
        let opened = OpenStrategy::open(path, workers, &mut observer).or_raise()?;
        let how = &mut Measure { eval: &eval, workers, observer: &mut observer };
        let found = measure::exploitability(&opened.game, &opened.strategy, how).ok_or_else(stopped)?;
        serde_json::to_value(found).or_raise()
    })?;
    to_python(py, &found)
}

#[pyfunction]
#[pyo3(signature = (strategy, *, boards = None, seed = None, workers = 0, progress = None))]
pub(crate) fn game_value<'py>(
    py: Python<'py>,
    strategy: &Bound<'py, Strategy>,
    boards: Option<usize>,
    seed: Option<u64>,
    workers: usize,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (eval, workers, path) = (eval(seed, None, boards)?, threads(workers), strategy.get().inner.path());
    let found = finished(py, progress, |watcher| {
        let mut observer = watcher.observer();
        let opened = OpenStrategy::open(path, workers, &mut observer).or_raise()?;
        let how = &mut Measure { eval: &eval, workers, observer: &mut observer };
        let found = measure::game_value(&opened.game, &opened.strategy, how).ok_or_else(stopped)?;
        serde_json::to_value(found).or_raise()
    })?;
    to_python(py, &found)
}

#[pyfunction]
#[pyo3(signature = (strategy, other, *, boards = None, seed = None, workers = 0, progress = None))]
pub(crate) fn versus<'py>(
    py: Python<'py>,
    strategy: &Bound<'py, Strategy>,
    other: &Bound<'py, Strategy>,
    boards: Option<usize>,
    seed: Option<u64>,
    workers: usize,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (eval, workers) = (eval(seed, None, boards)?, threads(workers));
    let (path, other) = (strategy.get().inner.path(), other.get().inner.path());
    let found = finished(py, progress, |watcher| {
        let mut observer = watcher.observer();
        let a = OpenStrategy::open(path, workers, &mut observer).or_raise()?;
        let b = a.opponent(other, workers, &mut observer).or_raise()?;
        let how = &mut Measure { eval: &eval, workers, observer: &mut observer };
        let found = measure::versus(&a.game, &a.strategy, &b, how).ok_or_else(stopped)?;
        serde_json::to_value(found).or_raise()
    })?;
    to_python(py, &found)
}
