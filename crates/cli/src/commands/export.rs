//! `holdem export`: a strategy for other programs.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};
use holdem_blueprint::Strategy;
use holdem_blueprint::export::{ExportOptions, write_json};
use holdem_store::Output;

use crate::exit::Exit;
use crate::{output, progress};

/// How a strategy is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// By betting history and hand class or bucket.
    Json,
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
    let ExportFormat::Json = args.format;
    let run = progress::open(&args.run)?;
    run.verify()?;
    let options = ExportOptions {
        from: run.node(&args.from)?,
        last_street: args.last_street.into(),
        decimals: args.decimals.into(),
    };
    match &out {
        None => write(&mut io::stdout().lock(), &run, &options).context("writing to standard output")?,
        Some(out) => {
            let mut file = Output::create(out)?;
            write(&mut file, &run, &options).context("exporting")?;
            file.finish()?;
        }
    }
    Ok(Exit::Done)
}

fn write(out: &mut dyn Write, run: &Strategy, options: &ExportOptions) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    write_json(&mut out, run.game(), run.recipe(), run.iterations(), run.table(), options)?;
    out.flush()
}
