//! The commands: each parses no text and holds no algorithm; it calls a library and prints.

pub(crate) mod acpc;
pub(crate) mod average;
pub(crate) mod bench;
pub(crate) mod buckets;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod dealer;
pub(crate) mod equity;
pub(crate) mod estimate;
pub(crate) mod eval;
pub(crate) mod export;
pub(crate) mod hands;
pub(crate) mod man;
pub(crate) mod play;
pub(crate) mod review;
pub(crate) mod runs;
pub(crate) mod search;
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod slumbot;
pub(crate) mod solve;
pub(crate) mod train;

use crate::args::Command;
use crate::exit::Exit;

/// Runs a command.
pub(crate) fn run(command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Train(args) => train::run(&args),
        Command::Buckets(command) => buckets::run(command),
        Command::BuildBuckets(args) => buckets::build(&args),
        Command::Eval(command) => eval::run(command),
        Command::Check(args) => check::run(&args),
        Command::Review(args) => review::run(&args),
        Command::Runs(args) => runs::run(&args),
        Command::Play(args) => play::run(&args),
        Command::Serve(args) => serve::run(args),
        Command::Show(args) => show::run(&args),
        Command::Search(args) => search::run(&args),
        Command::Solve(args) => solve::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Average(args) => average::run(&args),
        Command::Estimate(args) => estimate::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Equity(args) => equity::run(&args),
        Command::Acpc(args) => acpc::run(&args),
        Command::Dealer(args) => dealer::run(&args),
        Command::Slumbot(command) => slumbot::run(command),
        Command::Hands(command) => hands::run(command),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}
