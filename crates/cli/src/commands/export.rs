//! `holdem export`: a strategy for other programs.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};
use holdem_blueprint::OpenStrategy;
use holdem_blueprint::export::{ExportOptions, write_json};

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
    #[arg(long, value_name = "0..3", default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=3))]
    last_street: u8,
    /// Decimals of a probability.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=9))]
    decimals: u8,
}

/// Runs `holdem export`.
pub(crate) fn run(args: &ExportArgs) -> anyhow::Result<Exit> {
    args.out.as_deref().map_or(Ok(()), |out| output::may_write(out, args.force))?;
    let ExportFormat::Json = args.format;
    let run = progress::open_quietly(&args.run)?;
    let options = ExportOptions {
        from: run.game.find(&args.from)?,
        last_street: args.last_street.into(),
        decimals: args.decimals.into(),
    };
    match &args.out {
        None => write(&mut io::stdout().lock(), &run, &options).context("writing to standard output")?,
        Some(out) => {
            to_file(out, &run, &options).with_context(|| format!("{}: cannot write", out.display()))?
        }
    }
    Ok(Exit::Done)
}

fn write(out: &mut dyn Write, run: &OpenStrategy, options: &ExportOptions) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    write_json(&mut out, &run.game, &run.recipe, run.iterations, &run.strategy, options)?;
    out.flush()
}

/// Writes beside the final name first, so that it never holds half an export.
fn to_file(path: &Path, run: &OpenStrategy, options: &ExportOptions) -> io::Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let written = File::create(&partial).and_then(|mut file| {
        write(&mut file, run, options)?;
        file.sync_all()
    });
    let moved = written.and_then(|()| std::fs::rename(&partial, path));
    if moved.is_err() {
        let _ = std::fs::remove_file(&partial);
    }
    moved
}
