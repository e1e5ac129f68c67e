//! The command line: one struct per command.

use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::commands::acpc::AcpcArgs;
use crate::commands::average::AverageArgs;
use crate::commands::bench::BenchArgs;
use crate::commands::buckets::{BucketsCommand, BuildArgs};
use crate::commands::check::CheckArgs;
use crate::commands::completions::CompletionsArgs;
use crate::commands::dealer::DealerArgs;
use crate::commands::equity::EquityArgs;
use crate::commands::estimate::EstimateArgs;
use crate::commands::eval::EvalCommand;
use crate::commands::export::ExportArgs;
use crate::commands::hands::HandsCommand;
use crate::commands::man::ManArgs;
use crate::commands::play::PlayArgs;
use crate::commands::review::ReviewArgs;
use crate::commands::runs::RunsArgs;
use crate::commands::search::SearchArgs;
use crate::commands::serve::ServeArgs;
use crate::commands::show::ShowArgs;
use crate::commands::slumbot::SlumbotCommand;
use crate::commands::solve::SolveArgs;
use crate::commands::train::TrainArgs;
use crate::{examples, exit, version};

/// Texas Hold'em from rules to a measured, playable strategy.
#[derive(Debug, Parser)]
#[command(name = "holdem", version, long_version = version::long(), propagate_version = true)]
#[command(max_term_width = 110)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Whether standard error was asked for as JSON lines.
    #[arg(skip)]
    pub(crate) json: bool,
}

impl Cli {
    /// The command line with examples and exit codes in its help.
    pub(crate) fn documented() -> clap::Command {
        with_endings(Self::command(), "")
    }

    /// Reads the command line; on `--help`, `--version` or wrong usage it prints and ends the process.
    pub(crate) fn from_command_line() -> Self {
        let matches = Self::documented().get_matches();
        let cli = Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        Self { json: has_json(&matches), ..cli }
    }
}

/// Whether `--json` was given to the command, wherever it stands below the others.
fn has_json(matches: &ArgMatches) -> bool {
    matches.try_get_one("json").ok().flatten() == Some(&true)
        || matches.subcommand().is_some_and(|(_, below)| has_json(below))
}

/// Adds examples and exit codes to the help of a command and all below it; `name` is what stands behind
/// `holdem`.
fn with_endings(command: clap::Command, name: &str) -> clap::Command {
    let ending = [examples::of(name), Some(exit::HELP.to_owned())].into_iter().flatten().collect::<Vec<_>>();
    command.after_help(ending.join("\n\n")).mut_subcommands(|below| {
        let name = format!("{name} {}", below.get_name());
        with_endings(below, name.trim_start())
    })
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(visible_alias = "train-blueprint")]
    Train(Box<TrainArgs>),
    /// Card abstractions: build, show and check bucket files.
    #[command(subcommand)]
    Buckets(BucketsCommand),
    /// The same as `buckets build`.
    #[command(hide = true)]
    BuildBuckets(BuildArgs),
    /// What a strategy is worth: exploitability, exploiter, versus, local best response, matches.
    #[command(subcommand, visible_alias = "eval-blueprint")]
    Eval(EvalCommand),
    Check(CheckArgs),
    Runs(RunsArgs),
    Review(ReviewArgs),
    Serve(ServeArgs),
    Show(ShowArgs),
    Search(SearchArgs),
    Play(PlayArgs),
    Solve(Box<SolveArgs>),
    Export(ExportArgs),
    Average(AverageArgs),
    Estimate(Box<EstimateArgs>),
    Bench(BenchArgs),
    Equity(EquityArgs),
    Acpc(AcpcArgs),
    Dealer(Box<DealerArgs>),
    /// Slumbot's interface over HTTP: serve a player, or play against a server.
    #[command(subcommand)]
    Slumbot(SlumbotCommand),
    /// Recorded hands: replay them against the rules.
    #[command(subcommand)]
    Hands(HandsCommand),
    Completions(CompletionsArgs),
    Man(ManArgs),
}
