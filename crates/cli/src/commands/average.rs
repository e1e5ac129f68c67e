//! `holdem average`: strategies of one game joined to one.

use std::path::PathBuf;

use clap::Args;
use holdem_blueprint::average::{Averaged, ReachSample, Weights};
use holdem_blueprint::file::AveragedPart;
use holdem_telemetry::units;
use holdem_training::observer;
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, Format};
use crate::progress::{self, ProgressArgs};
use crate::table::Table;

/// Average strategies of one betting tree and the same buckets: snapshots of a run, or runs with different
/// seeds.
///
/// Each strategy counts at a decision by its weight and by how often its own play leads there, so that the
/// average is worth what drawing one of them before each hand is worth. How often is measured with sampled
/// hands, the same for all.
#[derive(Debug, Args)]
pub(crate) struct AverageArgs {
    /// The blueprint to write.
    out: PathBuf,
    /// Run directories, blueprints or snapshots.
    #[arg(required = true, num_args = 2.., value_name = "RUN")]
    runs: Vec<PathBuf>,
    /// `equal`, `iterations` (by how long each was trained), or a weight for each: `1,1,2`.
    #[arg(long, value_name = "WEIGHTS", default_value = "equal")]
    weights: Weights,
    /// Boards of the sample, with 128 hands each.
    #[arg(long, value_name = "N", default_value_t = ReachSample::default().boards as u64,
          value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    boards: u64,
    /// Seed of the sample.
    #[arg(long, value_name = "N", default_value_t = ReachSample::default().seed)]
    seed: u64,
    /// Threads, 0 for one per core. The result does not depend on it.
    #[arg(long, value_name = "N", default_value_t = 0)]
    num_workers: usize,
    /// Replace a file that stands at OUT.
    #[arg(long)]
    force: bool,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    progress: ProgressArgs,
}

/// What was written.
#[derive(Serialize)]
struct Written<'a> {
    file: String,
    bytes: u64,
    iterations: u64,
    parts: &'a [AveragedPart],
}

/// Runs `holdem average`.
pub(crate) fn run(args: &AverageArgs) -> anyhow::Result<Exit> {
    let out = output::destination(&args.out, args.force)?;
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let sample = ReachSample {
        seed: args.seed,
        boards: args.boards as usize,
        workers: if args.num_workers == 0 { cores() } else { args.num_workers },
        ..ReachSample::default()
    };
    let (mut reporter, stop) = (args.progress.reporter(), progress::stop_on_signals()?);
    let averaged =
        holdem_blueprint::average(&args.runs, &args.weights, sample, &mut observer(&mut reporter, &stop))?;
    let bytes = averaged.write(&out)?;
    let Averaged { iterations, parts, .. } = &averaged;
    let file = args.out.display().to_string();
    let written = Written { file, bytes, iterations: *iterations, parts };
    output::result(args.format, || text(args, &written), &written)?;
    Ok(Exit::Done)
}

fn text(args: &AverageArgs, written: &Written<'_>) -> String {
    let mut table = Table::new(["strategy", "seed", "boards", "share"]);
    for (run, part) in args.runs.iter().zip(written.parts) {
        let share = format!("{:.1} %", 100.0 * part.weight);
        table.row([run.display().to_string(), part.seed.to_string(), part.iterations.to_string(), share]);
    }
    format!("{}: {}, average of\n\n{}", written.file, units::bytes(written.bytes), table.render())
}
