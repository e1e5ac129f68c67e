//! One spot on many flops.

use std::ops::ControlFlow;
use std::path::PathBuf;

use holdem_blueprint::solution::NamedVariant;
use holdem_blueprint::solution::batch::{
    Batch, FlopResult, Solving, WeightedFlop, all_flops, by_part, by_texture, read_flops,
    representative_flops,
};
use holdem_game::spot::Spot;
use holdem_telemetry::resources::Memory;
use pyo3::prelude::*;
use serde_json::{Value, json};

use crate::errors::{HoldemError, OrRaise, stopped};
use crate::measure::to_python;
use crate::solution::{keep, stop_at, storage};
use crate::work::{Told, Watcher, finished, threads};

/// Which flops: a number of representative ones, `all`, or a list.
#[derive(FromPyObject)]
pub(crate) enum Flops {
    Count(usize),
    Word(String),
    List(Vec<String>),
}

impl Flops {
    fn listed(self) -> PyResult<Vec<WeightedFlop>> {
        match self {
            Self::Count(0) => Err(HoldemError::new_err("flops 0, expected at least one")),
            Self::Count(count) => Ok(representative_flops(count)),
            Self::Word(word) if word == "all" => Ok(all_flops()),
            Self::Word(word) => {
                Err(HoldemError::new_err(format!("flops `{word}`, expected `all`, a number or a list")))
            }
            Self::List(flops) => read_flops(&flops.join("\n")).or_raise(),
        }
    }
}

#[pyfunction]
#[pyo3(signature = (
    spot, flops, lines, *, target = None, time = None, iterations = None, directory = None,
    solutions = None, storage = "f32", variant = "dcfr-fast", workers = 0, progress = None
))]
#[expect(clippy::too_many_arguments, reason = "keyword arguments of Python")]
pub(crate) fn solve_batch<'py>(
    py: Python<'py>,
    spot: &str,
    flops: Flops,
    lines: Vec<String>,
    target: Option<f64>,
    time: Option<f64>,
    iterations: Option<u64>,
    directory: Option<PathBuf>,
    solutions: Option<&str>,
    storage: &str,
    variant: &str,
    workers: usize,
    progress: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let solving = Solving {
        stop_at: stop_at(target, time, iterations)?,
        storage: self::storage(storage)?,
        variant: variant.parse::<NamedVariant>().or_raise()?,
        workers: threads(workers),
        available: Memory::now().map(|memory| memory.available_bytes),
    };
    let keep = solutions.map(keep).transpose()?;
    let spot = Spot::from_yaml_str(spot).or_raise()?;
    let found = finished(py, progress, |watcher| {
        let flops = flops.listed()?;
        let mut batch = Batch::new(&spot, solving, &lines);
        batch = match &directory {
            Some(directory) => batch.kept_in(directory, keep).or_raise()?,
            None if keep.is_some() => {
                return Err(HoldemError::new_err("solutions are kept in a directory; name one"));
            }
            None => batch,
        };
        let results = solved(&batch, &flops, watcher)?;
        Ok(Value::Array(
            batch.lines().iter().enumerate().map(|(at, line)| value(line, at, &results)).collect(),
        ))
    })?;
    to_python(py, &found)
}

/// The results of each flop, by line.
fn solved(batch: &Batch, flops: &[WeightedFlop], watcher: &Watcher) -> PyResult<Vec<Vec<FlopResult>>> {
    let mut results = Vec::new();
    for flop in flops {
        let told = Told {
            phase: format!("flop {}", flop.cards),
            done: results.len() as u64,
            total: Some(flops.len() as u64),
            unit: "flops".to_owned(),
            numbers: Vec::new(),
        };
        watcher.tell(told);
        let found = batch.results(flop, &mut |_| watcher.flow()).or_raise()?;
        results.push(found.ok_or_else(stopped)?);
        if let ControlFlow::Break(()) = watcher.flow() {
            return Err(stopped());
        }
    }
    Ok(results)
}

/// As `holdem solve batch --format json` has it.
fn value(line: &str, at: usize, results: &[Vec<FlopResult>]) -> Value {
    let results: Vec<FlopResult> = results.iter().map(|flop| flop[at].clone()).collect();
    json!({
        "line": line,
        "by_texture": by_texture(&results),
        "by_part": by_part(&results),
        "flops": results,
    })
}
