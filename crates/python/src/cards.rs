//! Cards, hand strengths, ranges and equities.

use holdem_cards::canonical::BoardIndex;
use holdem_cards::parallel::in_parallel;
use holdem_cards::{Card, CardSet, Combo, EquityOptions, Range as Weights, Street, equity as equities};
use numpy::ndarray::{ArrayD, IxDyn};
use numpy::{
    IntoPyArray, PyArray1, PyArray2, PyArrayDyn, PyReadonlyArray1, PyReadonlyArray2, PyReadonlyArrayDyn,
    PyUntypedArrayMethods,
};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::errors::{HoldemError, OrRaise};
use crate::work::threads;

/// Hands that a thread ranks at a time.
const HANDS_AT_ONCE: usize = 1 << 16;

fn refused<T>(text: String) -> PyResult<T> {
    Err(HoldemError::new_err(text))
}

/// The strength of one hand of card indices.
fn strength(cards: &[u8]) -> Option<u16> {
    let mut set = 0u64;
    for &card in cards {
        set |= 1u64.checked_shl(u32::from(card)).filter(|_| card < 52)?;
    }
    let set = CardSet::from_bits(set).filter(|set| set.len() == cards.len())?;
    Some(holdem_cards::evaluate(set).0)
}

#[pyfunction]
#[pyo3(signature = (cards, *, workers = 0))]
pub(crate) fn evaluate<'py>(
    py: Python<'py>,
    cards: PyReadonlyArrayDyn<'py, u8>,
    workers: usize,
) -> PyResult<Bound<'py, PyArrayDyn<u16>>> {
    let Some((&held, shape)) = cards.shape().split_last() else {
        return refused("an array without axes, expected [..., cards]".to_owned());
    };
    if !(5..=7).contains(&held) {
        return refused(format!("hands of {held} cards along the last axis, expected 5, 6 or 7"));
    }
    let cards = cards.as_array();
    let flat = cards.as_standard_layout();
    let flat = flat.as_slice().expect("the standard layout is contiguous");
    let hands = flat.len() / held;
    let threads = threads(workers).min(hands.div_ceil(HANDS_AT_ONCE)).max(1);
    let ranked = py.detach(|| {
        let chunks: Vec<&[u8]> = flat.chunks(HANDS_AT_ONCE * held).collect();
        in_parallel(threads, chunks.len(), |chunk| -> Vec<u16> {
            chunks[chunk].chunks_exact(held).map(|hand| strength(hand).unwrap_or(0)).collect()
        })
        .concat()
    });
    if let Some(wrong) = ranked.iter().position(|&rank| rank == 0) {
        let hand = &flat[wrong * held..(wrong + 1) * held];
        return refused(format!("hand {wrong}: {hand:?} are not {held} different cards from 0 to 51"));
    }
    let ranked = ArrayD::from_shape_vec(IxDyn(shape), ranked).expect("one rank for each hand");
    Ok(ranked.into_pyarray(py))
}

#[pyfunction]
pub(crate) fn parse_cards<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyArray1<u8>>> {
    let letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    let cards = letters.chunks(2).map(|card| card.iter().collect::<String>().parse::<Card>());
    let cards: Vec<u8> =
        cards.map(|card| card.map(|card| card.index() as u8)).collect::<Result<_, _>>().or_raise()?;
    Ok(PyArray1::from_vec(py, cards))
}

#[pyfunction]
pub(crate) fn card_names(cards: PyReadonlyArrayDyn<'_, u8>) -> PyResult<Vec<String>> {
    let name = |&card: &u8| match Card::from_index(card) {
        Some(card) => Ok(card.to_string()),
        None => refused(format!("card {card}, expected 0 to 51")),
    };
    cards.as_array().iter().map(name).collect()
}

#[pyfunction]
pub(crate) fn combo_names() -> Vec<String> {
    Combo::all().map(|combo| combo.to_string()).collect()
}

#[pyfunction]
pub(crate) fn canonical_board(board: &str) -> PyResult<(u32, String, [u8; 4])> {
    let cards: CardSet = board.parse().or_raise()?;
    let Some(street) = Street::of_board_len(cards.len()).filter(|&street| street != Street::Preflop) else {
        return refused(format!("`{board}` has {} cards, expected 3, 4 or 5", cards.len()));
    };
    let (row, suits) = BoardIndex::for_street(street).index(cards);
    Ok((row, suits.set(cards).to_string(), suits.images()))
}

/// Weights of the 1,326 hands.
#[pyclass(module = "holdem_solver", eq, frozen)]
#[derive(Clone, PartialEq)]
pub(crate) struct Range(pub(crate) Weights);

#[pymethods]
impl Range {
    #[new]
    #[pyo3(signature = (text = ""))]
    fn new(text: &str) -> PyResult<Self> {
        if text.trim().is_empty() {
            return Ok(Self(Weights::empty()));
        }
        match text.parse::<Weights>() {
            Ok(range) => Ok(Self(range)),
            Err(error) => refused(format!("{error}\n\n{}", error.caret(text))),
        }
    }

    #[staticmethod]
    fn from_weights(weights: PyReadonlyArray1<'_, f32>) -> PyResult<Self> {
        let weights = weights.as_array().to_vec();
        let found = weights.len();
        match <[f32; Combo::COUNT]>::try_from(weights) {
            Ok(weights) => Weights::from_weights(&weights).or_raise().map(Self),
            Err(_) => refused(format!("{found} weights, expected {}", Combo::COUNT)),
        }
    }

    #[staticmethod]
    fn from_grid(grid: PyReadonlyArray2<'_, f32>) -> PyResult<Self> {
        let view = grid.as_array();
        if view.shape() != [13, 13] {
            return refused(format!("a grid of shape {:?}, expected [13, 13]", view.shape()));
        }
        let grid = std::array::from_fn(|row| std::array::from_fn(|column| view[[row, column]]));
        Weights::from_grid(&grid).or_raise().map(Self)
    }

    #[getter]
    fn weights<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f32>> {
        PyArray1::from_slice(py, self.0.weights())
    }

    #[getter]
    fn grid<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray2<f32>> {
        let rows: Vec<Vec<f32>> = self.0.grid().iter().map(|row| row.to_vec()).collect();
        PyArray2::from_vec2(py, &rows).expect("all rows are 13 long")
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("Range({:?})", self.0.to_string())
    }
}

/// A range, or its text.
#[derive(FromPyObject)]
pub(crate) enum RangeLike<'py> {
    Range(Bound<'py, Range>),
    Text(String),
}

impl RangeLike<'_> {
    pub(crate) fn weights(&self) -> PyResult<Weights> {
        match self {
            Self::Range(range) => Ok(range.get().0.clone()),
            Self::Text(text) => Range::new(text).map(|range| range.0),
        }
    }
}

#[pyfunction]
#[pyo3(signature = (ranges, board = "", *, dead = "", samples = None, seed = None, workers = 0))]
pub(crate) fn equity<'py>(
    py: Python<'py>,
    ranges: Vec<RangeLike<'py>>,
    board: &str,
    dead: &str,
    samples: Option<u64>,
    seed: Option<u64>,
    workers: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let ranges: Vec<Weights> = ranges.iter().map(RangeLike::weights).collect::<PyResult<_>>()?;
    let default = EquityOptions::default();
    let options = EquityOptions {
        board: board.parse().or_raise()?,
        dead: dead.parse().or_raise()?,
        samples: samples.unwrap_or(default.samples),
        seed: seed.unwrap_or(default.seed),
        num_threads: workers,
        ..default
    };
    let report = py.detach(|| equities(&ranges, &options)).or_raise()?;
    let result = PyDict::new(py);
    result.set_item("deals", report.deals)?;
    result.set_item("exact", report.exact)?;
    let shares = PyList::empty(py);
    for share in &report.shares {
        let one = PyDict::new(py);
        one.set_item("equity", share.equity)?;
        one.set_item("win", share.win)?;
        one.set_item("tie", share.tie)?;
        one.set_item("standard_error", share.standard_error)?;
        shares.append(one)?;
    }
    result.set_item("shares", shares)?;
    Ok(result)
}
