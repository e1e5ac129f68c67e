//! A strategy by betting history and hand class or bucket.

use std::io::{self, BufWriter, Write};

use anyhow::Context;
use holdem_blueprint::Strategy;
use holdem_blueprint::export::{ExportOptions, write_csv, write_json};
use holdem_store::Destination;

use super::{ExportArgs, ExportFormat};
use crate::progress;

/// Writes the strategy of a run, blueprint or snapshot.
pub(super) fn write(args: &ExportArgs, out: Option<&Destination>) -> anyhow::Result<()> {
    let run = progress::open(&args.run)?;
    run.verify()?;
    let options = ExportOptions {
        from: run.node(&args.from)?,
        last_street: args.last_street.unwrap_or(3).into(),
        decimals: args.decimals.unwrap_or(4).into(),
    };
    let what = if out.is_some() { "exporting" } else { "writing to standard output" };
    super::put(out, |file| formatted(file, &run, args.format, &options).context(what))
}

fn formatted(
    out: impl Write + Send,
    run: &Strategy,
    format: ExportFormat,
    options: &ExportOptions,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let (game, table) = (run.game(), run.table());
    match format {
        ExportFormat::Json => write_json(&mut out, game, run.recipe(), run.iterations(), table, options)?,
        ExportFormat::Csv => write_csv(&mut out, game, table, options).map(drop)?,
        #[cfg(feature = "parquet")]
        ExportFormat::Parquet => {
            holdem_blueprint::export::write_parquet(&mut out, game, table, options).map(drop)?;
        }
        #[cfg(not(feature = "parquet"))]
        ExportFormat::Parquet => unreachable!("refused before"),
    }
    out.flush()
}
