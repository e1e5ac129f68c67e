//! Spots solved exactly.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, TryLockError};
use std::time::Duration;

use holdem_blueprint::solution::{
    ByPlayer, ComboReport, ExactProgress, ExploitReport, Keep, NamedVariant, Needed, NodeReport, Record,
    Solution as Solved, StopAt, StorageChoice, exploit, file, table,
};
use holdem_cards::{Combo, Street};
use holdem_game::spot::{Spot, SpotGame};
use holdem_store::columns::TableFormat;
use holdem_store::{Destination, Output};
use holdem_telemetry::resources::Memory;
use numpy::ndarray::Array2;
use numpy::{IntoPyArray, PyArray1, PyArray2};
use pyo3::prelude::*;

use crate::errors::{HoldemError, OrRaise};
use crate::strategy::Action;
use crate::work::{Told, Watcher, finished, threads, watched};

/// A spot with its solver.
///
/// While it solves, the solver belongs to the thread that does the work. What is told meanwhile is a copy
/// beside it, which no thread holds for longer than a moment: Python's lock may be held where it is read.
#[pyclass(module = "holdem_solver", frozen)]
pub(crate) struct Solution {
    solver: RwLock<Solved>,
    solving: AtomicBool,
    name: String,
    spot: String,
    progress: Mutex<Progress>,
}

/// How far a solution is.
#[derive(Clone, Copy)]
struct Progress {
    iterations: u64,
    /// Percent of the pot, once it has been measured.
    exploitability_pct: Option<f64>,
    memory_bytes: u64,
}

impl Progress {
    fn of(solved: &Solved) -> Self {
        let record = solved.record();
        let pct = record.exploitability_pct_of_pot;
        let is_measured = record.iterations > 0 || pct > 0.0;
        Self {
            iterations: record.iterations,
            exploitability_pct: is_measured.then_some(pct),
            memory_bytes: solved.memory_bytes(),
        }
    }
}

/// The right to solve on; given back when it is dropped.
struct Turn<'s>(&'s AtomicBool);

impl<'s> Turn<'s> {
    fn take(solving: &'s AtomicBool) -> PyResult<Self> {
        // It guards no memory: the solver has a lock of its own.
        let taken = solving.compare_exchange(false, true, Ordering::Relaxed, Ordering::Relaxed);
        taken.map(|_| Self(solving)).map_err(|_| is_being_solved())
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

fn is_being_solved() -> PyErr {
    HoldemError::new_err("the solution is being solved; ask again when it has stopped")
}

/// How tables are kept, by its name.
pub(crate) fn storage(name: &str) -> PyResult<StorageChoice> {
    name.parse().map_err(|error: String| HoldemError::new_err(format!("storage {error}")))
}

/// What a file keeps, by its name.
pub(crate) fn keep(name: &str) -> PyResult<Keep> {
    name.parse().map_err(|error: String| HoldemError::new_err(format!("keep {error}")))
}

/// When to stop; the usual target if nothing is said.
pub(crate) fn stop_at(target: Option<f64>, time: Option<f64>, iterations: Option<u64>) -> PyResult<StopAt> {
    let ends = time.is_some() || iterations.is_some();
    let target_pct = target.unwrap_or(if ends { 0.0 } else { StopAt::default().target_pct });
    if !(target_pct >= 0.0 && target_pct.is_finite()) {
        return Err(HoldemError::new_err(format!("target {target_pct}, expected 0 or more % of the pot")));
    }
    let time = time.map(Duration::try_from_secs_f64).transpose().or_raise()?;
    Ok(StopAt { target_pct, iterations, time })
}

/// A spot as text of a spot file.
fn prepared(yaml: &str, choice: &str, variant: &str, workers: usize) -> PyResult<Solved> {
    let spot = Spot::from_yaml_str(yaml).or_raise()?;
    let variant = variant.parse::<NamedVariant>().or_raise()?;
    let needed = Needed::of(&SpotGame::new(&spot).or_raise()?, variant).or_raise()?;
    let available = Memory::now().map(|memory| memory.available_bytes);
    let storage = needed.choose(storage(choice)?, available).or_raise()?;
    Solved::prepare(&spot, Record { variant, storage, ..Record::default() }, threads(workers)).or_raise()
}

pub(crate) fn told(at: &ExactProgress) -> Told {
    let numbers = [
        ("elapsed_secs", Some(at.elapsed.as_secs_f64())),
        ("exploitability_pct", at.exploitability_pct),
        ("ev_oop", at.ev.map(|ev| ev[0])),
        ("ev_ip", at.ev.map(|ev| ev[1])),
    ];
    Told {
        phase: "solve".to_owned(),
        done: at.iterations,
        total: at.expected,
        unit: "it".to_owned(),
        numbers: numbers.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
    }
}

/// A street by its number.
fn street(number: usize) -> PyResult<Street> {
    let unknown = || HoldemError::new_err(format!("last_street {number}, expected 1 (flop) to 3 (river)"));
    Street::from_index(number).ok_or_else(unknown)
}

impl Solution {
    fn of(solved: Solved) -> Self {
        Self {
            solving: AtomicBool::new(false),
            name: solved.spot().name.clone(),
            spot: file::spot_yaml(solved.spot()),
            progress: Mutex::new(Progress::of(&solved)),
            solver: RwLock::new(solved),
        }
    }

    /// The solver, to be asked.
    fn solver(&self) -> PyResult<RwLockReadGuard<'_, Solved>> {
        if self.solving.load(Ordering::Relaxed) {
            return Err(is_being_solved());
        }
        match self.solver.try_read() {
            Ok(solver) => Ok(solver),
            Err(TryLockError::Poisoned(solver)) => Ok(solver.into_inner()),
            Err(TryLockError::WouldBlock) => Err(is_being_solved()),
        }
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Solution {
    #[new]
    #[pyo3(signature = (spot, *, storage = "f32", variant = "dcfr-fast", workers = 0))]
    fn new(py: Python<'_>, spot: &str, storage: &str, variant: &str, workers: usize) -> PyResult<Self> {
        py.detach(|| prepared(spot, storage, variant, workers)).map(Self::of)
    }

    #[staticmethod]
    #[pyo3(signature = (path, *, resume = false, workers = 0))]
    fn open(py: Python<'_>, path: PathBuf, resume: bool, workers: usize) -> PyResult<Self> {
        let open = if resume { Solved::resume } else { Solved::open };
        py.detach(|| open(&path, threads(workers))).or_raise().map(Self::of)
    }

    #[pyo3(signature = (target = None, *, time = None, iterations = None, progress = None))]
    fn solve(
        &self,
        py: Python<'_>,
        target: Option<f64>,
        time: Option<f64>,
        iterations: Option<u64>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<f64> {
        let stop_at = stop_at(target, time, iterations)?;
        let turn = Turn::take(&self.solving)?;
        let work = |watcher: &Watcher| {
            let mut solved = self.solver.write().unwrap_or_else(PoisonError::into_inner);
            solved.solve(&stop_at, &mut |at| {
                let mut progress = self.progress();
                progress.iterations = at.iterations;
                progress.exploitability_pct = at.exploitability_pct.or(progress.exploitability_pct);
                drop(progress);
                watcher.tell(told(at));
                watcher.flow()
            });
            *self.progress() = Progress::of(&solved);
            let pct = solved.record().exploitability_pct_of_pot;
            drop(solved);
            drop(turn);
            pct
        };
        match watched(py, progress, work) {
            (_, Some(raised)) => Err(raised),
            (exploitability, None) => Ok(exploitability),
        }
    }

    #[getter]
    fn spot(&self) -> &str {
        &self.spot
    }

    #[getter]
    fn iterations(&self) -> u64 {
        self.progress().iterations
    }

    #[getter]
    fn exploitability_pct(&self) -> Option<f64> {
        self.progress().exploitability_pct
    }

    #[getter]
    fn memory_bytes(&self) -> u64 {
        self.progress().memory_bytes
    }

    #[pyo3(signature = (line = ""))]
    fn node(&self, py: Python<'_>, line: &str) -> PyResult<Node> {
        py.detach(|| self.solver()?.node(line).or_raise()).map(|report| Node { report })
    }

    #[pyo3(signature = (player, line = ""))]
    fn exploit<'py>(
        &self,
        py: Python<'py>,
        player: usize,
        line: &str,
    ) -> PyResult<Bound<'py, PyArray1<f64>>> {
        if player > 1 {
            return Err(HoldemError::new_err(format!("player {player}, expected 0 (oop) or 1 (ip)")));
        }
        let ExploitReport { combos, .. } =
            py.detach(|| exploit(&*self.solver()?, player, line).or_raise())?;
        let mut gains = vec![f64::NAN; Combo::COUNT];
        combos.iter().for_each(|hand| gains[hand.combo.index()] = hand.best - hand.ev);
        Ok(PyArray1::from_vec(py, gains))
    }

    #[pyo3(signature = (path, *, keep = "all", force = false))]
    fn save(&self, py: Python<'_>, path: PathBuf, keep: &str, force: bool) -> PyResult<u64> {
        let keep = self::keep(keep)?;
        py.detach(|| self.solver()?.write(&Destination::new(&path, force).or_raise()?, keep).or_raise())
    }

    #[pyo3(signature = (path, *, line = "", last_street = None, force = false, progress = None))]
    fn to_parquet(
        &self,
        py: Python<'_>,
        path: PathBuf,
        line: &str,
        last_street: Option<usize>,
        force: bool,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<u64> {
        let last_street = last_street.map(street).transpose()?;
        let options = table::TableOptions { from: line.to_owned(), last_street };
        let destination = Destination::new(&path, force).or_raise()?;
        finished(py, progress, |watcher| {
            let solver = self.solver()?;
            let (mut file, observer) = (Output::create(&destination).or_raise()?, &mut watcher.observer());
            let format = TableFormat::Parquet;
            let rows = table::write_table(&mut file, format, &solver, &options, observer).or_raise()?;
            file.finish().or_raise()?;
            Ok(rows)
        })
    }

    fn __repr__(&self) -> String {
        let (name, Progress { iterations, exploitability_pct, .. }) = (&self.name, *self.progress());
        match exploitability_pct {
            Some(pct) => format!("Solution({name:?}, {iterations} iterations, {pct:.3} % of the pot)"),
            None if iterations == 0 => format!("Solution({name:?}, not solved yet)"),
            None => format!("Solution({name:?}, {iterations} iterations)"),
        }
    }
}

/// What a solution says about a decision.
#[pyclass(module = "holdem_solver", frozen)]
pub(crate) struct Node {
    report: NodeReport,
}

/// A number of each hand of both players; `elsewhere` for hands outside their ranges.
fn by_hand<'py>(
    py: Python<'py>,
    combos: &ByPlayer<Vec<ComboReport>>,
    elsewhere: f64,
    value: impl Fn(&ComboReport) -> f64,
) -> Bound<'py, PyArray2<f64>> {
    let mut all = Array2::from_elem((2, Combo::COUNT), elsewhere);
    for player in 0..2 {
        for hand in combos.get(player) {
            all[[player, hand.combo.index()]] = value(hand);
        }
    }
    all.into_pyarray(py)
}

#[pymethods]
impl Node {
    #[getter]
    fn line(&self) -> &str {
        &self.report.line
    }

    #[getter]
    fn board(&self) -> &str {
        &self.report.board
    }

    #[getter]
    fn player(&self) -> usize {
        self.report.player
    }

    #[getter]
    fn pot(&self) -> u32 {
        self.report.pot
    }

    #[getter]
    fn to_call(&self) -> u32 {
        self.report.to_call
    }

    #[getter]
    fn ev(&self) -> [f64; 2] {
        [self.report.ev.oop, self.report.ev.ip]
    }

    #[getter]
    fn equity(&self) -> [f64; 2] {
        [self.report.equity.oop, self.report.equity.ip]
    }

    #[getter]
    fn actions(&self) -> Vec<Action> {
        let actions = self.report.actions.iter().zip(&self.report.moves);
        let line = |token: &str| format!("{} {token}", self.report.line).trim_start().to_owned();
        actions
            .map(|(at, &step)| Action::new(at.action.clone(), at.label.clone(), step, line(&at.action)))
            .collect()
    }

    #[getter]
    fn frequencies<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        PyArray1::from_vec(py, self.report.actions.iter().map(|action| action.frequency).collect())
    }

    #[getter]
    fn probabilities<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<f32>> {
        let mut all = Array2::zeros((self.report.actions.len(), Combo::COUNT));
        for hand in self.report.combos.get(self.report.player) {
            for (action, &chance) in hand.strategy.iter().enumerate() {
                all[[action, hand.combo.index()]] = chance;
            }
        }
        all.into_pyarray(py)
    }

    #[getter]
    fn ranges<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<f64>> {
        by_hand(py, &self.report.combos, 0.0, |hand| hand.reach)
    }

    #[getter]
    fn weights<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<f64>> {
        by_hand(py, &self.report.combos, 0.0, |hand| hand.weight)
    }

    #[getter]
    fn hand_ev<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<f64>> {
        by_hand(py, &self.report.combos, f64::NAN, |hand| hand.ev)
    }

    #[getter]
    fn hand_equity<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<f64>> {
        by_hand(py, &self.report.combos, f64::NAN, |hand| hand.equity)
    }

    fn __repr__(&self) -> String {
        let actions: Vec<&str> = self.report.actions.iter().map(|action| &*action.action).collect();
        format!("Node({:?}, {}, {})", self.report.line, self.report.player_name(), actions.join(" "))
    }
}
