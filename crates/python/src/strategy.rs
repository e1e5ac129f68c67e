//! A strategy that answers.

use std::path::PathBuf;
use std::sync::Arc;

use holdem_blueprint::export::{ExportOptions, write_parquet};
use holdem_blueprint::strategy::{ActionAt, PublicCards, ValueOptions, Values as Found};
use holdem_blueprint::{BlueprintError, Strategy as Blueprint};
use holdem_game::tree::{Action as TreeAction, NodeId};
use holdem_store::{Destination, Output};
use numpy::ndarray::{Array2, ArrayView2};
use numpy::{IntoPyArray, PyArray1, PyArray2, PyArrayMethods};
use pyo3::prelude::*;

use crate::errors::OrRaise;
use crate::work::{finished, threads};

/// An action of a decision.
#[pyclass(module = "holdem_solver", frozen, get_all, eq)]
#[derive(Clone, PartialEq)]
pub(crate) struct Action {
    /// As in a line.
    token: String,
    /// For people.
    label: String,
    /// `fold`, `check`, `call`, `raise` or `all-in`.
    kind: &'static str,
    /// Chips on this street that a raise goes to.
    to: Option<u32>,
    /// The line with this action at its end.
    line: String,
}

impl Action {
    pub(crate) fn new(token: String, label: String, action: TreeAction, line: String) -> Self {
        let (kind, to) = match action {
            TreeAction::Fold => ("fold", None),
            TreeAction::Check => ("check", None),
            TreeAction::Call => ("call", None),
            TreeAction::RaiseTo(to) => ("raise", Some(to)),
            TreeAction::AllIn(to) => ("all-in", Some(to)),
        };
        Self { token, label, kind, to, line }
    }
}

#[pymethods]
impl Action {
    fn __repr__(&self) -> String {
        format!("Action({:?}, {:?})", self.token, self.label)
    }
}

/// A strategy in a file, mapped.
#[pyclass(module = "holdem_solver", frozen)]
pub(crate) struct Strategy {
    pub(crate) inner: Arc<Blueprint>,
}

/// Vectors of one length as an array; `width` is the length where there are none.
pub(crate) fn stacked<T: Copy>(rows: &[Vec<T>], width: usize) -> Array2<T> {
    Array2::from_shape_vec((rows.len(), width), rows.concat()).expect("all rows have this length")
}

#[pymethods]
impl Strategy {
    #[staticmethod]
    fn open(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let inner = Arc::new(py.detach(|| Blueprint::open(&path)).or_raise()?);
        Ok(Self { inner })
    }

    #[pyo3(signature = (*, workers = 0, progress = None))]
    fn prepare(&self, py: Python<'_>, workers: usize, progress: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        finished(py, progress, |watcher| {
            self.inner.prepare(threads(workers), &mut watcher.observer()).or_raise()
        })
    }

    #[getter]
    fn path(&self) -> PathBuf {
        self.inner.path().to_path_buf()
    }

    #[getter]
    fn game(&self) -> String {
        self.inner.game().kind.to_string()
    }

    #[getter]
    fn num_players(&self) -> usize {
        self.inner.tree().num_players()
    }

    #[getter]
    fn num_hands(&self) -> usize {
        self.inner.game().cards.num_hands()
    }

    #[getter]
    fn hand_names(&self) -> Vec<String> {
        let cards = &self.inner.game().cards;
        (0..cards.num_hands()).map(|hand| cards.hand_name(hand)).collect()
    }

    #[getter]
    fn iterations(&self) -> u64 {
        self.inner.iterations()
    }

    #[getter]
    fn unit(&self) -> u32 {
        self.inner.game().unit
    }

    fn player(&self, line: &str) -> PyResult<usize> {
        Ok(self.inner.decision(line).or_raise()?.1)
    }

    fn lines(&self, py: Python<'_>) -> Vec<String> {
        let tree = self.inner.tree();
        let decides = |&node: &NodeId| tree.node(node).num_actions > 0;
        py.detach(|| {
            (0..tree.nodes().len() as NodeId).filter(decides).map(|node| tree.history_text(node)).collect()
        })
    }

    fn actions(&self, line: &str) -> PyResult<Vec<Action>> {
        let actions = self.inner.actions(line).or_raise()?;
        let tree = self.inner.tree();
        let action = |at: ActionAt| Action::new(at.token, at.label, at.action, tree.history_text(at.child));
        Ok(actions.into_iter().map(action).collect())
    }

    #[pyo3(signature = (line, board = ""))]
    fn probabilities<'py>(
        &self,
        py: Python<'py>,
        line: &str,
        board: &str,
    ) -> PyResult<Bound<'py, PyArray2<f32>>> {
        let found = py.detach(|| {
            let board = self.inner.board(board)?;
            self.inner.all_probabilities(line, &board)
        });
        Ok(stacked(&found.or_raise()?.probabilities, self.num_hands()).into_pyarray(py))
    }

    #[pyo3(signature = (line, board = ""))]
    fn ranges<'py>(&self, py: Python<'py>, line: &str, board: &str) -> PyResult<Bound<'py, PyArray2<f32>>> {
        let found = py.detach(|| {
            let board = self.inner.board(board)?;
            self.inner.ranges(line, &board)
        });
        Ok(stacked(&found.or_raise()?, self.num_hands()).into_pyarray(py))
    }

    #[pyo3(signature = (board = ""))]
    fn buckets<'py>(&self, py: Python<'py>, board: &str) -> PyResult<Bound<'py, PyArray1<i32>>> {
        let board = self.inner.board(board).or_raise()?;
        let bucket = |hand| self.bucket(hand, &board);
        let found = py.detach(|| (0..self.num_hands()).map(bucket).collect::<Result<Vec<_>, _>>());
        Ok(PyArray1::from_vec(py, found.or_raise()?))
    }

    fn rows<'py>(slf: &Bound<'py, Self>, line: &str) -> PyResult<Bound<'py, PyArray2<f32>>> {
        let strategy = slf.get();
        let (node, _) = strategy.inner.decision(line).or_raise()?;
        let at = strategy.inner.tree().node(node);
        let shape = (strategy.inner.game().buckets.counts[usize::from(at.street)], at.num_actions.into());
        let rows = strategy.inner.table().rows(node);
        let view = ArrayView2::from_shape(shape, rows).expect("rows of a node follow each other");
        Ok(lent(&view, slf))
    }

    #[pyo3(signature = (line, board = "", *, boards = None, seed = 1, workers = 0, progress = None))]
    #[expect(clippy::too_many_arguments, reason = "keyword arguments of Python")]
    fn values(
        &self,
        py: Python<'_>,
        line: &str,
        board: &str,
        boards: Option<usize>,
        seed: u64,
        workers: usize,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Values> {
        let board = self.inner.board(board).or_raise()?;
        let options = ValueOptions { boards, seed, workers: threads(workers) };
        finished(py, progress, |watcher| {
            let found = self.inner.values(line, &board, &options, &mut watcher.observer());
            found.map(|found| Values { found, num_hands: self.num_hands() }).or_raise()
        })
    }

    #[pyo3(signature = (path, *, line = "", last_street = 3, force = false))]
    fn to_parquet(
        &self,
        py: Python<'_>,
        path: PathBuf,
        line: &str,
        last_street: usize,
        force: bool,
    ) -> PyResult<u64> {
        let from = self.inner.node(line).or_raise()?;
        let options = ExportOptions { from, last_street, ..ExportOptions::default() };
        py.detach(|| {
            let mut file = Output::create(&Destination::new(&path, force).or_raise()?).or_raise()?;
            let (game, table) = (self.inner.game(), self.inner.table());
            let rows = write_parquet(&mut file, game, table, &options).or_raise()?;
            file.finish().or_raise()?;
            Ok(rows)
        })
    }

    fn __repr__(&self) -> String {
        format!("Strategy({:?}, {} players)", self.inner.path().display().to_string(), self.num_players())
    }
}

impl Strategy {
    /// The bucket of a hand; -1 where the board takes one of its cards.
    fn bucket(&self, hand: usize, board: &PublicCards) -> Result<i32, BlueprintError> {
        use holdem_blueprint::AskError;
        match self.inner.bucket(hand, board) {
            Ok(bucket) => Ok(bucket as i32),
            Err(BlueprintError::Ask(AskError::Collision { .. })) => Ok(-1),
            Err(error) => Err(error),
        }
    }
}

/// A strategy's own memory as a read-only array that keeps the strategy alive.
#[allow(unsafe_code)]
fn lent<'py>(view: &ArrayView2<'_, f32>, owner: &Bound<'py, Strategy>) -> Bound<'py, PyArray2<f32>> {
    // SAFETY: the view borrows from `owner`, a frozen class: its tables are neither moved nor changed while
    // it lives, and the array holds a reference to it. Nobody writes: the array is made read-only at once.
    let array = unsafe { PyArray2::borrow_from_array(view, owner.clone().into_any()) };
    array.readwrite().make_nonwriteable();
    array
}

/// What hands and actions are worth.
#[pyclass(module = "holdem_solver", frozen)]
pub(crate) struct Values {
    found: Found,
    num_hands: usize,
}

#[pymethods]
impl Values {
    #[getter]
    fn player(&self) -> usize {
        self.found.player
    }

    #[getter]
    fn mean(&self) -> [f64; 2] {
        self.found.mean
    }

    #[getter]
    fn hands<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<f64>> {
        let value = |player, hand| self.found.of_hand(player, hand).unwrap_or(f64::NAN);
        Array2::from_shape_fn((2, self.num_hands), |(player, hand)| value(player, hand)).into_pyarray(py)
    }

    #[getter]
    fn actions<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<f64>> {
        let value = |action, hand| self.found.of_action(action, hand).unwrap_or(f64::NAN);
        let shape = (self.found.actions.len(), self.num_hands);
        Array2::from_shape_fn(shape, |(action, hand)| value(action, hand)).into_pyarray(py)
    }

    fn costs<'py>(&self, py: Python<'py>) -> (Bound<'py, PyArray2<f64>>, Bound<'py, PyArray2<f64>>) {
        let shape = (self.found.actions.len(), self.num_hands);
        let cost = Array2::from_shape_fn(shape, |(action, hand)| self.found.cost(action, hand));
        let mean = cost.map(|cost| cost.map_or(f64::NAN, |cost| cost.mean));
        let half = cost.map(|cost| cost.and_then(|cost| cost.interval()).unwrap_or(f64::NAN));
        (mean.into_pyarray(py), half.into_pyarray(py))
    }

    #[getter]
    fn weights<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<f64>> {
        stacked(&self.found.beside, self.num_hands).into_pyarray(py)
    }
}
