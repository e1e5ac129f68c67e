//! The commands: each parses no text and holds no algorithm; it calls a library and prints.

pub(crate) mod buckets;
pub(crate) mod hands;

use crate::args::Command;
use crate::exit::Exit;

/// Runs a command.
pub(crate) fn run(command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Buckets(command) => buckets::run(command),
        Command::BuildBuckets(args) => buckets::build(&args),
        Command::Hands(command) => hands::run(command),
    }
}
