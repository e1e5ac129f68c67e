//! One decision of a hand in play, searched.

use std::sync::Arc;

use holdem_blueprint::solution::ExactProgress;
use holdem_cards::Card;
use holdem_game::rules::Move;
use holdem_search::holdem::{Decision, Hand, Mixed, SearchOptions, Searcher, Source};
use holdem_search::{Method, SolveOptions, small};
use numpy::{IntoPyArray, PyArray1, PyArray2};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::errors::{HoldemError, OrRaise};
use crate::measure::to_python;
use crate::solution::told;
use crate::strategy::{Strategy, stacked};
use crate::work::{Told, finished, threads};

/// Hands of hold'em.
const HANDS: usize = holdem_cards::Combo::COUNT;

#[pyfunction]
#[pyo3(signature = (
    strategy, line = "", board = "", *, think = None, iterations = None, method = "mixed",
    from_street = "turn", menu = None, memory_mb = 1024, workers = 0, progress = None
))]
#[expect(clippy::too_many_arguments, reason = "keyword arguments of Python")]
pub(crate) fn search(
    py: Python<'_>,
    strategy: &Bound<'_, Strategy>,
    line: &str,
    board: &str,
    think: Option<f64>,
    iterations: Option<u64>,
    method: &str,
    from_street: &str,
    menu: Option<&str>,
    memory_mb: usize,
    workers: usize,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Searched> {
    let budget = match (think, iterations) {
        (Some(_), Some(_)) => return Err(HoldemError::new_err("think or iterations, not both")),
        (None, Some(iterations)) => format!("iterations={iterations}"),
        (think, None) => format!("think={}s", think.unwrap_or(2.0)),
    };
    let mut options = SearchOptions::default();
    for option in [
        budget,
        method.to_owned(),
        format!("from={from_street}"),
        format!("memory={memory_mb}"),
        format!("workers={}", threads(workers)),
    ] {
        options.set(&option).or_raise()?;
    }
    if let Some(menu) = menu {
        options.set_menu(menu).or_raise()?;
    }
    let board = cards(board)?;
    let (strategy, line) = (Arc::clone(&strategy.get().inner), line.to_owned());
    finished(py, progress, |watcher| {
        strategy.prepare(options.workers, &mut watcher.observer()).or_raise()?;
        let searcher = Searcher::new(strategy, options).or_raise()?;
        let mut hand = searcher.hand().or_raise()?;
        hand.read(&line).or_raise()?;
        hand.show(&board).or_raise()?;
        let mut seat = searcher.seat(hand.decision().or_raise()?);
        let mut watch = |at: &ExactProgress| {
            watcher.tell(Told { phase: "search".to_owned(), ..told(at) });
            watcher.flow()
        };
        let decision = seat.explain_watched(&hand, &mut watch).or_raise()?;
        Ok(Searched { decision, hand, line })
    })
}

#[pyfunction]
#[pyo3(signature = (
    strategy, street = 1, *, method = "mixed", iterations = 200, workers = 0, progress = None
))]
pub(crate) fn search_street<'py>(
    py: Python<'py>,
    strategy: &Bound<'py, Strategy>,
    street: usize,
    method: &str,
    iterations: u64,
    workers: usize,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let method: Method = method.parse().or_raise()?;
    let mut options = SolveOptions { method, workers: threads(workers), ..SolveOptions::default() };
    options.stop.iterations = Some(iterations.max(1));
    let strategy = Arc::clone(&strategy.get().inner);
    let found = finished(py, progress, |watcher| {
        let observer = &mut watcher.observer();
        strategy.prepare(options.workers, observer).or_raise()?;
        let found = small::search_street(&strategy, street, &options, observer).or_raise()?;
        serde_json::to_value(found).or_raise()
    })?;
    to_python(py, &found)
}

/// Cards in the order in which they were dealt.
fn cards(text: &str) -> PyResult<Vec<Card>> {
    let letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    letters.chunks(2).map(|card| card.iter().collect::<String>().parse().or_raise()).collect()
}

/// A decision that was searched, or why it was not.
#[pyclass(module = "holdem_solver", frozen)]
pub(crate) struct Searched {
    decision: Decision,
    hand: Hand,
    line: String,
}

#[pymethods]
impl Searched {
    #[getter]
    fn player(&self) -> usize {
        self.decision.player
    }

    #[getter]
    fn street(&self) -> usize {
        self.decision.street.index()
    }

    #[getter]
    fn pot(&self) -> u32 {
        self.decision.pot
    }

    #[getter]
    fn refused(&self) -> Option<String> {
        match &self.decision.source {
            Source::Search => None,
            Source::Blueprint(why) => Some(why.to_string()),
        }
    }

    #[getter]
    fn moves(&self) -> Vec<String> {
        self.tokens(&self.decision.played)
    }

    #[getter]
    fn probabilities<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<f32>> {
        stacked(&self.decision.played.strategy, HANDS).into_pyarray(py)
    }

    #[getter]
    fn values<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyArray1<f64>>> {
        let values = self.decision.played.evs.as_ref()?;
        Some(PyArray1::from_slice(py, values))
    }

    #[getter]
    fn move_values<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyArray2<f64>>> {
        let values = self.decision.played.move_evs.as_ref()?;
        Some(stacked(values, HANDS).into_pyarray(py))
    }

    #[getter]
    fn blueprint_moves(&self) -> Option<Vec<String>> {
        self.decision.blueprint.as_ref().map(|mixed| self.tokens(mixed))
    }

    #[getter]
    fn blueprint_probabilities<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyArray2<f32>>> {
        let mixed = self.decision.blueprint.as_ref()?;
        Some(stacked(&mixed.strategy, HANDS).into_pyarray(py))
    }

    #[getter]
    fn ranges<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyArray2<f32>>> {
        let ranges = self.decision.ranges.as_ref()?;
        Some(stacked(ranges, HANDS).into_pyarray(py))
    }

    #[getter]
    fn found<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let Some(found) = &self.decision.found else { return Ok(None) };
        let dict = PyDict::new(py);
        dict.set_item("method", found.method.name())?;
        dict.set_item("iterations", found.iterations)?;
        dict.set_item("secs", found.time.as_secs_f64())?;
        dict.set_item("decisions", found.decisions)?;
        dict.set_item("table_bytes", found.table_bytes)?;
        dict.set_item("exploitability_pct", found.exploitability_pct)?;
        dict.set_item("margin_least_chips", found.margin.map(|margin| margin.least))?;
        dict.set_item("margin_excess_chips", found.margin.map(|margin| margin.excess))?;
        Ok(Some(dict))
    }

    fn __repr__(&self) -> String {
        let source = if self.decision.source == Source::Search { "searched" } else { "blueprint" };
        format!("Searched({:?}, {:?}, {source})", self.line, self.moves())
    }
}

impl Searched {
    /// Moves as in a line.
    fn tokens(&self, mixed: &Mixed) -> Vec<String> {
        let unopened = self.hand.state().hand().bet() == 0;
        mixed.moves.iter().map(|&step| token(step, unopened)).collect()
    }
}

/// A move as in a line: `b` for the first bet of a street.
pub(crate) fn token(step: Move, unopened: bool) -> String {
    match step {
        Move::Fold => "f".to_owned(),
        Move::Check => "k".to_owned(),
        Move::Call => "c".to_owned(),
        Move::RaiseTo(to) if unopened => format!("b{to}"),
        Move::RaiseTo(to) => format!("r{to}"),
    }
}
