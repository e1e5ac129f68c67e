//! The `holdem` binary: parse, call, print.
//!
//! Results go to standard output, everything said to a person to standard error. What can go wrong is sorted
//! into exit codes in one place, [`exit`].

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

pub(crate) use holdem_blueprint::duration;

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::time::Instant;

use crate::args::Cli;
use crate::exit::Exit;
use crate::output::Voice;

fn main() -> ExitCode {
    let started = Instant::now();
    let cli = Cli::from_command_line();
    // The default hook has printed the panic by then.
    let result = panic::catch_unwind(AssertUnwindSafe(|| commands::run(cli.command)));
    let voice = if cli.json { Voice::Json { started } } else { Voice::Plain };
    exit::report(result.unwrap_or(Ok(Exit::Bug)), voice).into()
}
