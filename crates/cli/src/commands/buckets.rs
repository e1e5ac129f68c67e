//! `holdem buckets`: card abstractions.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use holdem_abstraction::percentile::BucketStats;
use holdem_abstraction::{BucketFile, BucketParams, build_file, cache_dir, open_or_build};
use holdem_cards::Street;
use holdem_telemetry::units;
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, Format};
use crate::progress::{self, ProgressArgs};
use crate::table::Table;

/// What to do with bucket files.
#[derive(Debug, Subcommand)]
pub(crate) enum BucketsCommand {
    /// Build a bucket file, in the cache unless another place is named.
    Build(BuildArgs),
    /// Show parameters, sizes, hashes and quality of a bucket file.
    Show(FileArgs),
    /// Verify checksums and invariants of a bucket file.
    Check(FileArgs),
}

/// Arguments of `holdem buckets build`.
#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// Buckets on the flop, the turn and the river: `200`, `200/150/100` or `169/200/150/100`.
    #[arg(long, value_name = "COUNTS", default_value = "200")]
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

/// A bucket file that is there.
#[derive(Debug, Args)]
pub(crate) struct FileArgs {
    /// The file; without it, the one in the cache with the parameters of `--buckets`.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Parameters of the file in the cache.
    #[arg(long, value_name = "COUNTS", default_value = "200", conflicts_with = "file")]
    buckets: BucketParams,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs `holdem buckets`.
pub(crate) fn run(command: BucketsCommand) -> anyhow::Result<Exit> {
    match command {
        BucketsCommand::Build(args) => build(&args),
        BucketsCommand::Show(args) => show(&args),
        BucketsCommand::Check(args) => check(&args),
    }
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
            output::may_write(out, args.force)?;
            build_file(&args.buckets, out, args.num_workers, &mut progress)?;
            out.clone()
        }
    };
    drop(progress);
    reporter.phase_finished("buckets");
    let bytes = fs::metadata(&path).with_context(|| format!("{}", path.display()))?.len();
    reporter.file_written(&args.buckets.to_string(), &path, bytes);
    output::print(&path.display().to_string())?;
    Ok(Exit::Done)
}

impl FileArgs {
    fn open(&self) -> anyhow::Result<BucketFile> {
        let path = self.file.clone().unwrap_or_else(|| cache_dir().join(self.buckets.file_name()));
        BucketFile::open(&path).map_err(|error| match (&error, &self.file) {
            (holdem_abstraction::Error::Store(holdem_store::Error::NotFound { .. }), None) => {
                let build = "it has not been built; `holdem buckets build` does";
                anyhow::Error::new(error).context(format!("{}: {build}", self.buckets))
            }
            _ => error.into(),
        })
    }
}

fn check(args: &FileArgs) -> anyhow::Result<Exit> {
    let file = args.open()?;
    file.check()?;
    let summary = Summary::of(&file);
    let text = || format!("{}: {}: sound ({})", summary.path, summary.params, units::bytes(summary.bytes));
    output::result(args.format, text, &summary)?;
    Ok(Exit::Done)
}

fn show(args: &FileArgs) -> anyhow::Result<Exit> {
    let summary = Summary::of(&args.open()?);
    output::result(args.format, || summary.text(), &summary)?;
    Ok(Exit::Done)
}

/// What a bucket file says of itself.
#[derive(Debug, Serialize)]
struct Summary {
    path: String,
    params: String,
    params_hash: String,
    content_hash: String,
    bytes: u64,
    streets: Vec<StreetSummary>,
}

/// The buckets of one street. Strengths are expected hand strengths against a uniform hand, 0 to 1.
#[derive(Debug, Serialize)]
struct StreetSummary {
    street: String,
    buckets: usize,
    /// Share of the deals in the smallest and in the largest bucket.
    smallest_share: f64,
    largest_share: f64,
    /// Standard deviation of strength within a bucket and between buckets.
    strength_deviation_within: f64,
    strength_deviation_between: f64,
}

impl Summary {
    fn of(file: &BucketFile) -> Self {
        let streets = Street::ALL.map(|street| StreetSummary::of(street, &file.stats(street)));
        Self {
            path: file.path().display().to_string(),
            params: file.params().to_string(),
            params_hash: format!("{:016x}", file.params_hash()),
            content_hash: format!("{:016x}", file.content_hash()),
            bytes: file.file_bytes(),
            streets: streets.into(),
        }
    }

    fn text(&self) -> String {
        let Self { path, params, params_hash, content_hash, bytes, streets } = self;
        let bytes = units::bytes(*bytes);
        let mut table = Table::new([
            "street",
            "buckets",
            "smallest %",
            "largest %",
            "strength: deviation within",
            "between",
        ]);
        for s in streets {
            table.row([
                s.street.clone(),
                s.buckets.to_string(),
                format!("{:.3}", s.smallest_share * 100.0),
                format!("{:.3}", s.largest_share * 100.0),
                format!("{:.4}", s.strength_deviation_within),
                format!("{:.4}", s.strength_deviation_between),
            ]);
        }
        format!(
            "{path}\nparameters    {params} (hash {params_hash})\ncontent hash  {content_hash}\nsize          \
             {bytes}\n\n{}",
            table.render()
        )
    }
}

impl StreetSummary {
    fn of(street: Street, stats: &[BucketStats]) -> Self {
        let total: f64 = stats.iter().map(|s| s.mass as f64).sum();
        let share = |s: &BucketStats| s.mass as f64 / total;
        let weighted =
            |value: &dyn Fn(&BucketStats) -> f64| stats.iter().map(|s| share(s) * value(s)).sum::<f64>();
        let mean = weighted(&|s| s.mean);
        Self {
            street: street.to_string(),
            buckets: stats.len(),
            smallest_share: stats.iter().map(share).fold(1.0, f64::min),
            largest_share: stats.iter().map(share).fold(0.0, f64::max),
            strength_deviation_within: weighted(&|s| s.variance).sqrt(),
            strength_deviation_between: weighted(&|s| (s.mean - mean).powi(2)).sqrt(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deviations_within_and_between_add_up_to_the_whole() {
        // Strengths 0, 0.2 | 0.6, 1.0: the whole variance is 0.1475.
        let stats = [
            BucketStats { mass: 2, mean: 0.1, variance: 0.01 },
            BucketStats { mass: 2, mean: 0.8, variance: 0.04 },
        ];
        let street = StreetSummary::of(Street::Flop, &stats);
        let whole = street.strength_deviation_within.powi(2) + street.strength_deviation_between.powi(2);
        assert!((whole - 0.1475).abs() < 1e-12, "{whole}");
        assert_eq!((street.smallest_share, street.largest_share), (0.5, 0.5));
    }
}
