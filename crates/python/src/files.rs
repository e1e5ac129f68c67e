//! Where tables go.

use std::path::Path;

use holdem_store::Destination;
use holdem_store::columns::TableFormat;
use pyo3::prelude::*;

use crate::errors::{HoldemError, OrRaise};

/// Where a table is to go and how it is written, by the ending of its name.
pub(crate) fn table(path: &Path, force: bool) -> PyResult<(Destination, TableFormat)> {
    let unknown = || {
        let path = path.display();
        HoldemError::new_err(format!("{path}: expected a name that ends in .csv, .json or .parquet"))
    };
    let format = TableFormat::of(path).ok_or_else(unknown)?;
    Ok((Destination::new(path, force).or_raise()?, format))
}
