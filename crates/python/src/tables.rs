//! Many hands side by side: an environment for those who learn by play.

use std::sync::{Mutex, MutexGuard, PoisonError};

use holdem_arena::batch::{ActionMenu, Batch, BatchOptions, Encoding, View as Seen};
use holdem_arena::table::Table;
use holdem_arena::translation::Mapping;
use holdem_blueprint::config::GameConfig;
use numpy::ndarray::{Array1, Array2};
use numpy::{IntoPyArray, PyArray1, PyArray2, PyReadonlyArray1};
use pyo3::prelude::*;

use crate::errors::{HoldemError, OrRaise};
use crate::matches::{PlayerLike, opened};
use crate::work::{finished, threads};

/// Tables that are stepped together.
#[pyclass(module = "holdem_solver")]
pub(crate) struct Tables {
    /// Players are of one thread at a time.
    batch: Mutex<Batch>,
    seed: u64,
    workers: usize,
}

#[pymethods]
impl Tables {
    #[new]
    #[pyo3(signature = (
        tables, players = Vec::new(), *, agents = None, seats = None, stack = 100.0, small_blind = 1,
        big_blind = 2, ante = 0, sizes = vec![0.5, 1.0], seed = 1, workers = 1
    ))]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments of Python")]
    fn new(
        py: Python<'_>,
        tables: usize,
        players: Vec<PlayerLike<'_>>,
        agents: Option<usize>,
        seats: Option<u8>,
        stack: f64,
        small_blind: u32,
        big_blind: u32,
        ante: u32,
        sizes: Vec<f64>,
        seed: u64,
        workers: usize,
    ) -> PyResult<Self> {
        if sizes.iter().any(|size| !(*size > 0.0 && size.is_finite())) {
            return Err(HoldemError::new_err("sizes are shares of the pot above 0"));
        }
        let players: Vec<_> = players.iter().map(PlayerLike::named).collect();
        let batch = finished(py, None, |watcher| {
            let observer = &mut watcher.observer();
            let players = opened(players, Mapping::Randomised, 0, observer)?;
            let known = players.iter().find_map(|player| player.table()).cloned();
            let table = match known {
                Some(known) if seats.is_some_and(|seats| usize::from(seats) != known.num_seats()) => {
                    return Err(HoldemError::new_err(format!(
                        "{} seats, the strategies are for {}",
                        seats.unwrap_or(0),
                        known.num_seats()
                    )));
                }
                Some(known) => known,
                None => Table::new(&GameConfig {
                    num_players: seats.or(Some(2)),
                    stack: Some(stack),
                    small_blind: Some(small_blind),
                    big_blind: Some(big_blind),
                    ante: Some(ante),
                    ..GameConfig::default()
                })
                .or_raise()?,
            };
            let agents = agents.unwrap_or(if players.is_empty() { table.num_seats() } else { 1 });
            let menu = ActionMenu::new(&sizes);
            Batch::new(&table, &players, BatchOptions { tables, agents, menu, seed }).or_raise()
        })?;
        Ok(Self { batch: Mutex::new(batch), seed, workers: threads(workers) })
    }

    #[getter]
    fn num_tables(&self) -> usize {
        self.locked().num_tables()
    }

    #[getter]
    fn num_seats(&self) -> usize {
        self.locked().table().num_seats()
    }

    #[getter]
    fn num_agents(&self) -> usize {
        self.locked().agents()
    }

    #[getter]
    fn num_actions(&self) -> usize {
        self.locked().menu().len()
    }

    #[getter]
    fn big_blind(&self) -> u32 {
        self.locked().table().unit()
    }

    #[pyo3(signature = (seed = None))]
    fn reset(&mut self, py: Python<'_>, seed: Option<u64>) -> PyResult<View> {
        self.seed = seed.unwrap_or(self.seed);
        let seed = self.seed;
        py.detach(|| self.locked().reset(seed)).or_raise().map(View)
    }

    fn look(&self, py: Python<'_>) -> View {
        py.detach(|| View(self.locked().look()))
    }

    fn step(&self, py: Python<'_>, actions: PyReadonlyArray1<'_, i64>) -> PyResult<View> {
        self.go_on(py, &actions, Encoding::Menu)
    }

    fn step_chips(&self, py: Python<'_>, chips: PyReadonlyArray1<'_, i64>) -> PyResult<View> {
        self.go_on(py, &chips, Encoding::Chips)
    }

    fn __repr__(&self) -> String {
        format!("Tables({} tables of {} seats)", self.num_tables(), self.num_seats())
    }
}

impl Tables {
    fn locked(&self) -> MutexGuard<'_, Batch> {
        self.batch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn go_on(
        &self,
        py: Python<'_>,
        actions: &PyReadonlyArray1<'_, i64>,
        encoding: Encoding,
    ) -> PyResult<View> {
        let actions = actions.as_array().to_vec();
        py.detach(|| self.locked().step(&actions, encoding, self.workers)).or_raise().map(View)
    }
}

/// What the agents in turn see, and what the last step brought.
#[pyclass(module = "holdem_solver", frozen)]
pub(crate) struct View(Seen);

impl View {
    fn column<'py, T: numpy::Element + Copy>(py: Python<'py>, values: &[T]) -> Bound<'py, PyArray1<T>> {
        Array1::from(values.to_vec()).into_pyarray(py)
    }

    fn grid<'py, T: numpy::Element + Copy>(
        &self,
        py: Python<'py>,
        values: &[T],
        width: usize,
    ) -> Bound<'py, PyArray2<T>> {
        let shape = (self.0.num_tables(), width);
        Array2::from_shape_vec(shape, values.to_vec()).expect("all rows have this length").into_pyarray(py)
    }
}

#[pymethods]
impl View {
    #[getter]
    fn player<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<u8>> {
        Self::column(py, &self.0.player)
    }

    #[getter]
    fn seat<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<u8>> {
        Self::column(py, &self.0.seat)
    }

    #[getter]
    fn street<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<u8>> {
        Self::column(py, &self.0.street)
    }

    #[getter]
    fn cards<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<u8>> {
        self.grid(py, &self.0.cards, self.0.num_cards())
    }

    #[getter]
    fn chips<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<i32>> {
        self.grid(py, &self.0.chips, self.0.num_chips())
    }

    #[getter]
    fn live<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<bool>> {
        self.grid(py, &self.0.live, self.0.num_seats())
    }

    #[getter]
    fn mask<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<bool>> {
        self.grid(py, &self.0.mask, self.0.num_actions())
    }

    #[getter]
    fn won<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<i64>> {
        self.grid(py, &self.0.won, self.0.num_seats())
    }

    #[getter]
    fn finished<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<u32>> {
        Self::column(py, &self.0.finished)
    }

    fn __repr__(&self) -> String {
        format!("View({} tables)", self.0.num_tables())
    }
}
