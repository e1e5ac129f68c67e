//! `holdem solve compare`: two solutions at one decision.

use std::path::PathBuf;

use clap::Args;
use holdem_blueprint::solution::{Solution, compare};

use super::{text, value, workers};
use crate::exit::Exit;
use crate::output::{self, Format};

/// Compare two solutions at one decision: EV, frequencies, and the hands that act most differently.
#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// Solution file.
    first: PathBuf,
    /// Another one.
    second: PathBuf,
    /// Line to the decision (see `holdem solve show`).
    #[arg(default_value = "", hide_default_value = true)]
    line: String,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs `holdem solve compare`.
pub(crate) fn run(args: &CompareArgs) -> anyhow::Result<Exit> {
    let first = Solution::open(&args.first, workers(0))?;
    let second = Solution::open(&args.second, workers(0))?;
    let found = compare(&first, &second, &args.line)?;
    output::result(args.format, || text::comparison(&found), &value::comparison(&args.line, &found))?;
    Ok(Exit::Done)
}
