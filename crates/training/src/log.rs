//! The log of a run as a table: one row for each point of a chart, in the order in which they were written.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `elapsed_secs` | number | seconds of all sessions of the run until then |
//! | `step` | whole number | iterations |
//! | `tag` | text | the chart: `Convergence/Exploitability` |
//! | `value` | number | the point; NaN where it is not finite |

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use holdem_store::columns::{Column, TableFormat, TableWriter};
use holdem_store::open_regular;
use holdem_telemetry::EventKind;
use holdem_telemetry::log::{LogReadError, LogReader, Logged};

/// The columns, in order.
pub const COLUMNS: [Column; 4] =
    [Column::number("elapsed_secs"), Column::whole("step"), Column::text("tag"), Column::number("value")];

/// Why a log is not read or written as a table.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// It is not there, or no regular file.
    #[error(transparent)]
    Store(#[from] holdem_store::Error),
    /// It is no log, or damaged.
    #[error("{path}: {source}", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: LogReadError,
    },
    /// The table cannot be written.
    #[error("cannot write the table")]
    Write(#[source] io::Error),
}

/// A point of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// Seconds of all sessions of the run until then.
    pub elapsed_secs: f64,
    /// Iterations.
    pub step: u64,
    /// The chart.
    pub tag: String,
    /// The point; NaN where it is not finite.
    pub value: f64,
}

/// The points of all charts in the log of a run, read as they are asked for: `path` is the run, or the log
/// itself. A line that a kill has cut has none.
///
/// # Errors
/// [`LogError::Store`] at once; [`LogError::Read`] among the points.
pub fn scalars(path: &Path) -> Result<impl Iterator<Item = Result<Scalar, LogError>> + use<>, LogError> {
    let path = if path.is_dir() { path.join("log.jsonl") } else { path.to_path_buf() };
    let log = opened(&path)?;
    let named = move |source| LogError::Read { path: path.clone(), source };
    Ok(log.filter_map(move |event| event.map(scalar).map_err(&named).transpose()))
}

fn opened(path: &Path) -> Result<LogReader<BufReader<File>>, LogError> {
    Ok(LogReader::new(BufReader::new(open_regular(path)?.0)))
}

fn scalar(Logged { secs, kind }: Logged) -> Option<Scalar> {
    let EventKind::Scalar { tag, step, value } = kind else { return None };
    Some(Scalar { elapsed_secs: secs, step, tag, value })
}

/// Writes the points of all charts in the log of a run as a table; returns the rows.
///
/// # Errors
/// As [`scalars`]; [`LogError::Write`].
pub fn write_table(out: impl Write + Send, format: TableFormat, path: &Path) -> Result<u64, LogError> {
    let scalars = scalars(path)?;
    let mut table = TableWriter::new(out, &COLUMNS, format).map_err(LogError::Write)?;
    for scalar in scalars {
        let Scalar { elapsed_secs, step, tag, value } = scalar?;
        let step = i64::try_from(step).unwrap_or(i64::MAX);
        let cells = [elapsed_secs.into(), step.into(), (&tag).into(), value.into()];
        table.row(&cells).map_err(LogError::Write)?;
    }
    table.finish().map_err(LogError::Write)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const LOG: &str = r#"{"elapsed_secs":0.0,"event":"run_started","command":"c","version":"v","unix_secs":1}
{"elapsed_secs":1.5,"event":"scalar","tag":"Training/Utility","step":100,"value":0.1}
{"elapsed_secs":2.0,"event":"message","text":"t"}
{"elapsed_secs":2.5,"event":"scalar","tag":"regret_slope/flop","step":200,"value":null}
"#;

    fn written(path: &Path) -> Result<String, LogError> {
        let mut table = Vec::new();
        write_table(&mut table, TableFormat::Csv, path)?;
        Ok(String::from_utf8(table).unwrap())
    }

    #[test]
    fn a_log_is_a_table_of_its_points() {
        let run = tempfile::tempdir().unwrap();
        let log = run.path().join("log.jsonl");
        assert!(matches!(written(run.path()), Err(LogError::Store(_))));
        fs::write(&log, [LOG, &LOG[..LOG.len() - 20]].concat()).unwrap();
        let rows =
            "elapsed_secs,step,tag,value\n1.5,100,Training/Utility,0.1\n2.5,200,regret_slope/flop,NaN\n";
        // The second start was killed within its second point.
        assert_eq!(written(run.path()).unwrap(), format!("{rows}4.0,100,Training/Utility,0.1\n"));
        assert_eq!(written(&log).unwrap(), written(run.path()).unwrap());
        fs::write(&log, format!("no\nlog\n{LOG}")).unwrap();
        let error = written(&log).unwrap_err().to_string();
        assert!(error.ends_with("log.jsonl: line 1 is no event"), "{error}");
    }
}
