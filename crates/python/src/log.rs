//! Logs of runs as columns and tables.

use std::path::PathBuf;

use holdem_store::Output;
use holdem_training::log;
use numpy::PyArray1;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::errors::OrRaise;
use crate::files::table;

/// The points of all charts, column by column.
#[derive(Default)]
struct Columns {
    elapsed_secs: Vec<f64>,
    step: Vec<i64>,
    tag: Vec<String>,
    value: Vec<f64>,
}

impl Columns {
    fn read(path: PathBuf) -> Result<Self, log::LogError> {
        let mut columns = Self::default();
        for scalar in log::scalars(&path)? {
            let log::Scalar { elapsed_secs, step, tag, value } = scalar?;
            columns.elapsed_secs.push(elapsed_secs);
            columns.step.push(i64::try_from(step).unwrap_or(i64::MAX));
            columns.tag.push(tag);
            columns.value.push(value);
        }
        Ok(columns)
    }
}

#[pyfunction]
pub(crate) fn read_log(py: Python<'_>, path: PathBuf) -> PyResult<Bound<'_, PyDict>> {
    let Columns { elapsed_secs, step, tag, value } = py.detach(|| Columns::read(path)).or_raise()?;
    let dict = PyDict::new(py);
    dict.set_item("elapsed_secs", PyArray1::from_vec(py, elapsed_secs))?;
    dict.set_item("step", PyArray1::from_vec(py, step))?;
    dict.set_item("tag", tag)?;
    dict.set_item("value", PyArray1::from_vec(py, value))?;
    Ok(dict)
}

#[pyfunction]
#[pyo3(signature = (path, to, *, force = false))]
pub(crate) fn write_log(py: Python<'_>, path: PathBuf, to: PathBuf, force: bool) -> PyResult<u64> {
    py.detach(|| {
        let (destination, format) = table(&to, force)?;
        let mut file = Output::create(&destination).or_raise()?;
        let rows = log::write_table(&mut file, format, &path).or_raise()?;
        file.finish().or_raise()?;
        Ok(rows)
    })
}
