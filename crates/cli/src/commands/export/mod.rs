//! `holdem export`: strategies, solutions and logs for other programs.

mod strategy;
mod tables;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use holdem_blueprint::solution::file::KIND;
use holdem_store::columns::TableFormat;
use holdem_store::{Container, Destination, Output};

use crate::exit::{Exit, UsageError};
use crate::output;

/// How tables are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// A strategy: a document by betting history and hand class or bucket. Other tables: an array with an
    /// object for each row.
    Json,
    /// Comma-separated values with a head.
    Csv,
    /// Columns (Apache Parquet), if the program was built with the feature `parquet`.
    Parquet,
}

impl From<ExportFormat> for TableFormat {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Json => Self::Json,
            ExportFormat::Csv => Self::Csv,
            ExportFormat::Parquet => Self::Parquet,
        }
    }
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TableOf {
    /// Of a run, blueprint or snapshot the strategy, of a solution its decisions.
    Decisions,
    /// The points of all charts in the log of a run: seconds, iterations, chart, value.
    Log,
}

/// Write a strategy, a solution or the log of a run for other programs.
///
/// A strategy has a row for each information set and action, named by betting history and hand class (later
/// streets: bucket); a solution of `holdem solve` for each decision, hand in range and action. Their columns
/// stand in docs/formats.md.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Run directory, blueprint, snapshot or solution; of a log the run or the file.
    run: PathBuf,
    /// What is written.
    #[arg(long, value_enum, default_value = "decisions")]
    table: TableOf,
    /// The format.
    #[arg(long, value_enum, default_value = "json")]
    format: ExportFormat,
    /// The file; standard output without it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace a file that stands at --out.
    #[arg(long, requires = "out")]
    force: bool,
    /// Start from this betting history (see `holdem show`), in a solution from this line (see `holdem solve
    /// show`).
    #[arg(long, value_name = "HISTORY", default_value = "", hide_default_value = true)]
    from: String,
    /// Last street written, 0 for preflop only [default: 3; of a solution the street that --from leads to,
    /// because each later street multiplies rows and time by up to 49 cards and by its decisions].
    #[arg(long, value_name = "0..3", value_parser = clap::value_parser!(u8).range(0..=3))]
    last_street: Option<u8>,
    /// Decimals of a probability in the text of a strategy [default: 4].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=9))]
    decimals: Option<u8>,
}

/// Runs `holdem export`.
pub(crate) fn run(args: &ExportArgs) -> anyhow::Result<Exit> {
    let out = args.out.as_deref().map(|out| output::destination(out, args.force)).transpose()?;
    if args.format == ExportFormat::Parquet {
        expect_parquet(out.is_some())?;
    }
    match args.table {
        TableOf::Log => {
            args.expect_no_decisions()?;
            tables::log(args, out.as_ref())?;
        }
        TableOf::Decisions if is_solution(&args.run) => {
            args.expect_no_decimals("a solution")?;
            tables::solution(args, out.as_ref())?;
        }
        TableOf::Decisions => strategy::write(args, out.as_ref())?,
    }
    Ok(Exit::Done)
}

impl ExportArgs {
    fn expect_no_decimals(&self, of: &str) -> Result<(), UsageError> {
        let message = || format!("--decimals is for strategies; numbers of {of} are written in full");
        self.decimals.map_or(Ok(()), |_| Err(UsageError(message())))
    }

    /// Refuses what says which decisions are written.
    fn expect_no_decisions(&self) -> Result<(), UsageError> {
        if !self.from.is_empty() || self.last_street.is_some() {
            let message = "--from and --last-street are for decisions, not for --table log";
            return Err(UsageError(message.to_owned()));
        }
        self.expect_no_decimals("a log")
    }
}

/// Whether a path is the file of a solution. What cannot be opened is none, and is named as what it is taken
/// for.
fn is_solution(path: &Path) -> bool {
    path.is_file() && Container::open_any(path).is_ok_and(|file| file.kind() == KIND.tag())
}

/// Writes to a file, which appears whole or not at all, or to standard output.
fn put<T>(
    out: Option<&Destination>,
    write: impl FnOnce(&mut (dyn Write + Send)) -> anyhow::Result<T>,
) -> anyhow::Result<()> {
    match out {
        None => drop(output::written(write(&mut io::stdout()))?),
        Some(out) => {
            let mut file = Output::create(out)?;
            write(&mut file)?;
            file.finish()?;
        }
    }
    Ok(())
}

/// Refuses Parquet where it cannot be written, and where it makes no sense.
fn expect_parquet(has_file: bool) -> Result<(), UsageError> {
    output::expect_parquet("--format parquet")?;
    match has_file {
        true => Ok(()),
        false => Err(UsageError("--format parquet needs a file: add --out FILE".to_owned())),
    }
}
