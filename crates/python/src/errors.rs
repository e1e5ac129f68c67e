//! What goes wrong, as Python sees it.

use std::error::Error;

use pyo3::create_exception;
use pyo3::exceptions::{PyKeyboardInterrupt, PyValueError};
use pyo3::prelude::*;

create_exception!(holdem_solver, HoldemError, PyValueError, "What was asked cannot be done; says why.");

/// An error with all its causes.
pub(crate) fn raised(error: &dyn Error) -> PyErr {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        let more = source.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = source.source();
    }
    HoldemError::new_err(text)
}

/// Something that was stopped before there was a result.
pub(crate) fn stopped() -> PyErr {
    PyKeyboardInterrupt::new_err("stopped before there was a result")
}

/// Turns errors of the crates into Python's.
pub(crate) trait OrRaise<T> {
    /// The value, or the exception.
    fn or_raise(self) -> PyResult<T>;
}

impl<T, E: Error> OrRaise<T> for Result<T, E> {
    fn or_raise(self) -> PyResult<T> {
        self.map_err(|error| raised(&error))
    }
}
