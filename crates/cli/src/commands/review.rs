//! `holdem review`: recorded hands under review.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, ValueEnum};
use holdem_arena::HandHistory;
use holdem_arena::review::{self, Review, ReviewOptions};
use holdem_telemetry::StopFlag;
use holdem_training::observer;

use crate::exit::Exit;
use crate::output;
use crate::progress::{self, ProgressArgs};

/// Review recorded hands: what a strategy does at each decision, and what the choice cost by its values.
///
/// Reads hand histories (.phh, .phhs; `holdem hands convert` makes them). Values are for two players, and
/// before the flop on sampled boards, with an interval. Bets that the strategy does not know are taken as the
/// likelier of its own that they lie between, which is said; hands at other stakes or depths are skipped.
#[derive(Debug, Args)]
pub(crate) struct ReviewArgs {
    /// Hand histories.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The strategy: a run directory, blueprint or snapshot.
    #[arg(long, value_name = "RUN")]
    strategy: PathBuf,
    /// Whose decisions: a name in the file, or p1, p2, ... for a seat [default: everybody's].
    #[arg(long, value_name = "NAME")]
    player: Option<String>,
    /// Most boards that a decision is valued on; where more may follow, so many are sampled [default: 1024
    /// before the flop, all after it].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(16..))]
    boards: Option<u32>,
    /// How far stacks may be from the strategy's, in per cent.
    #[arg(long, value_name = "PERCENT", default_value_t = 5)]
    #[arg(value_parser = clap::value_parser!(u8).range(0..=99))]
    depth_tolerance: u8,
    /// Threads, 0 for one per core; the result does not depend on them.
    #[arg(long, value_name = "N", default_value_t = 0)]
    num_workers: usize,
    /// How the review is written.
    #[arg(long, value_enum, default_value_t)]
    format: Form,
    #[command(flatten)]
    progress: ProgressArgs,
}

/// How a review is written.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Form {
    /// A page in Markdown: the summary and the costliest decisions.
    #[default]
    Markdown,
    /// One JSON document with every decision.
    Json,
    /// A line for each action of each decision.
    Csv,
}

/// Runs `holdem review`.
pub(crate) fn run(args: &ReviewArgs) -> anyhow::Result<Exit> {
    let hands = HandHistory::read(&args.file)?;
    let strategy = progress::open(&args.strategy)?;
    progress::with_buckets(&strategy)?;
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let options = ReviewOptions {
        player: args.player.clone(),
        boards: args.boards.map(|boards| boards as usize),
        depth_tolerance: f64::from(args.depth_tolerance) / 100.0,
        workers: if args.num_workers == 0 { cores() } else { args.num_workers },
    };
    // There is nothing to save: Ctrl-C ends the process as it is.
    let (mut reporter, stop) = (args.progress.reporter(), StopFlag::new());
    let found = review::review(&hands, &Arc::new(strategy), &options, &mut observer(&mut reporter, &stop));
    let found = found.with_context(|| format!("{}", args.file.display()))?;
    output::print(&written(&found, args.format)?)?;
    Ok(Exit::Done)
}

fn written(review: &Review, form: Form) -> anyhow::Result<String> {
    match form {
        Form::Markdown => Ok(review.markdown()),
        Form::Json => output::json(review),
        Form::Csv => Ok(review.csv()),
    }
}
