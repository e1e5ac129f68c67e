//! `holdem buckets build`.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use holdem_abstraction::{BucketParams, build_at, cache_dir, open_or_build};

use crate::exit::Exit;
use crate::output;
use crate::progress::{self, ProgressArgs};

/// Arguments of `holdem buckets build`.
#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// Buckets on the flop, the turn and the river: `500`, `500/300/200` or `169/500/300/200`; a street may
    /// name its family, as in `potential:200/histogram:200/ochs:200`.
    ///
    /// Families: `histogram` (flop, turn: clusters of river strength distributions; the default there),
    /// `ochs` (river: clusters of equities against eight kinds of opponents; the default there), `potential`
    /// (flop, turn: clusters of distributions over the buckets of the next street), `percentile` (equal
    /// masses along expected hand strength: built in seconds), `percentile-squared` (along its expected
    /// square), `nested` (so many buckets on each board apart), `lossless` (flop: every hand that differs by
    /// more than suits; written without a number).
    #[arg(long, value_name = "BUCKETS", default_value_t)]
    buckets: BucketParams,
    /// Where to write the file instead of the cache.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace a file that stands at `--out`.
    #[arg(long, requires = "out")]
    force: bool,
    /// Threads, 0 for one per core.
    #[arg(long, value_name = "N", default_value_t = 0)]
    num_workers: usize,
    #[command(flatten)]
    progress: ProgressArgs,
}

/// Runs `holdem buckets build`; prints the path of the file.
pub(crate) fn build(args: &BuildArgs) -> anyhow::Result<Exit> {
    let stop = progress::stop_on_signals()?;
    let mut reporter = args.progress.reporter();
    reporter.phase_started("buckets");
    let mut progress = progress::of_buckets(&mut reporter, &stop);
    let path = match &args.out {
        None => {
            open_or_build(&args.buckets, &cache_dir(), args.num_workers, &mut progress)?.path().to_owned()
        }
        Some(out) => {
            let out = output::destination(out, args.force)?;
            build_at(&args.buckets, &out, args.num_workers, &mut progress)?;
            if out.is_stream() {
                return Ok(Exit::Done);
            }
            out.path().to_owned()
        }
    };
    drop(progress);
    reporter.phase_finished("buckets");
    let bytes = fs::metadata(&path).with_context(|| format!("{}", path.display()))?.len();
    reporter.file_written(&args.buckets.to_string(), &path, bytes);
    output::print(&path.display().to_string())?;
    Ok(Exit::Done)
}
