//! `holdem solve`: spots, solved exactly.

mod batch;
mod blinds;
mod compare;
mod exploit;
mod run;
mod show;
mod small;
mod spot_args;
mod text;
mod value;

use clap::{Args, Subcommand};

use crate::exit::Exit;

/// Solve a spot exactly: a board after the flop, two ranges and a menu of bets, from a file or by options.
///
/// Every key of a spot file stands in configs/spot.yaml. Options go over the file. What counts: EV is the
/// chips that a hand gets out of the pot less those it puts in from there on; exploitability is the mean of
/// what both players could gain.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct SolveArgs {
    #[command(subcommand)]
    command: Option<SolveCommand>,
    #[command(flatten)]
    run: run::RunArgs,
}

/// What to do with solutions.
#[derive(Debug, Subcommand)]
enum SolveCommand {
    Batch(Box<batch::BatchArgs>),
    Show(show::ShowArgs),
    Compare(compare::CompareArgs),
    Exploit(exploit::ExploitArgs),
}

/// Runs `holdem solve`.
pub(crate) fn run(args: &SolveArgs) -> anyhow::Result<Exit> {
    match &args.command {
        None => run::run(&args.run),
        Some(SolveCommand::Batch(args)) => batch::run(args),
        Some(SolveCommand::Show(args)) => show::run(args),
        Some(SolveCommand::Compare(args)) => compare::run(args),
        Some(SolveCommand::Exploit(args)) => exploit::run(args),
    }
}

/// Threads: those asked for, 0 for one per core.
pub(super) fn workers(asked: usize) -> usize {
    match asked {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        some => some,
    }
}
