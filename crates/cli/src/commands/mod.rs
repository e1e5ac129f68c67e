//! The commands: each parses no text and holds no algorithm; it calls a library and prints.

pub(crate) mod hands;

use crate::args::Command;
use crate::exit::Exit;

/// Runs a command.
pub(crate) fn run(command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Hands(command) => hands::run(command),
    }
}
