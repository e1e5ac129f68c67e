//! The `holdem` binary: parse, call, print.
//!
//! Results go to standard output, everything said to a person to standard error. Errors are mapped to exit
//! codes in one place, `exit.rs`.
//!
//! The library is for programs that do the work of a command in another way: `holdem-mpi` trains on many
//! machines, with the command line, the messages and the exit codes of `holdem train` ([`TrainArgs`],
//! [`lead`], [`end`]).

mod args;
mod commands;
mod config_args;
mod examples;
mod exit;
mod output;
mod players;
mod progress;
mod summary;
mod table;
mod version;
mod words;

pub(crate) use holdem_blueprint::duration;

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::time::Instant;

use crate::args::Cli;
use crate::output::Voice;

pub use crate::commands::train::{TrainArgs, lead};
pub use crate::exit::{Exit, UsageError};
pub use crate::output::say;

/// Runs the command that the command line names; returns how the program ends.
pub fn main() -> ExitCode {
    let started = Instant::now();
    // Without it, a limit on the size of files would end the process and leave half a file.
    let _ = holdem_telemetry::signals::survive_limits();
    let cli = Cli::from_command_line();
    // The default hook has printed the panic by then.
    let result = panic::catch_unwind(AssertUnwindSafe(|| commands::run(cli.command)));
    end(result.unwrap_or(Ok(Exit::Bug)), cli.json, started).into()
}

/// Tells the user what went wrong, as a line of JSON if that was asked for; returns how the program ends.
pub fn end(result: anyhow::Result<Exit>, json: bool, started: Instant) -> Exit {
    exit::report(result, if json { Voice::Json { started } } else { Voice::Plain })
}
