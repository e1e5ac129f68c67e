//! `holdem export`: a strategy for other programs.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};
use holdem_blueprint::Strategy;
use holdem_blueprint::export::{ExportOptions, write_csv, write_json};
use holdem_store::Output;

use crate::exit::{Exit, UsageError};
use crate::{output, progress};

/// How a strategy is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// A document by betting history and hand class or bucket.
    Json,
    /// One row for each information set and action.
    Csv,
    /// The same in columns (Apache Parquet), if the program was built with the feature `parquet`.
    Parquet,
}

/// Write a strategy by betting history and hand class (later streets: bucket).
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Run directory, blueprint or snapshot.
    run: PathBuf,
    /// The format.
    #[arg(long, value_enum, default_value = "json")]
    format: ExportFormat,
    /// The file; standard output without it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace a file that stands at --out.
    #[arg(long, requires = "out")]
    force: bool,
    /// Start from this betting history (see `holdem show`).
    #[arg(long, value_name = "HISTORY", default_value = "", hide_default_value = true)]
    from: String,
    /// Last street written, 0 for preflop only.
    #[arg(long, value_name = "0..3", default_value_t = 3)]
    #[arg(value_parser = clap::value_parser!(u8).range(0..=3))]
    last_street: u8,
    /// Decimals of a probability.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=9))]
    decimals: u8,
}

/// Runs `holdem export`.
pub(crate) fn run(args: &ExportArgs) -> anyhow::Result<Exit> {
    let out = args.out.as_deref().map(|out| output::destination(out, args.force)).transpose()?;
    if args.format == ExportFormat::Parquet {
        expect_parquet(out.is_some())?;
    }
    let run = progress::open(&args.run)?;
    run.verify()?;
    let options = ExportOptions {
        from: run.node(&args.from)?,
        last_street: args.last_street.into(),
        decimals: args.decimals.into(),
    };
    match &out {
        None => write(io::stdout(), &run, args.format, &options).context("writing to standard output")?,
        Some(out) => {
            let mut file = Output::create(out)?;
            write(&mut file, &run, args.format, &options).context("exporting")?;
            file.finish()?;
        }
    }
    Ok(Exit::Done)
}

fn write(
    out: impl Write + Send,
    run: &Strategy,
    format: ExportFormat,
    options: &ExportOptions,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let (game, table) = (run.game(), run.table());
    match format {
        ExportFormat::Json => write_json(&mut out, game, run.recipe(), run.iterations(), table, options)?,
        ExportFormat::Csv => drop(write_csv(&mut out, game, table, options)?),
        #[cfg(feature = "parquet")]
        ExportFormat::Parquet => {
            drop(holdem_blueprint::export::write_parquet(&mut out, game, table, options)?)
        }
        #[cfg(not(feature = "parquet"))]
        ExportFormat::Parquet => unreachable!("refused before"),
    }
    out.flush()
}

/// Refuses Parquet where it cannot be written, and where it makes no sense.
fn expect_parquet(has_file: bool) -> Result<(), UsageError> {
    crate::output::expect_parquet("--format parquet")?;
    match has_file {
        true => Ok(()),
        false => Err(UsageError("--format parquet needs a file: add --out FILE".to_owned())),
    }
}
