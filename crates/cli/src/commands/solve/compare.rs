//! `holdem solve compare`: two solutions at one decision.

use std::path::PathBuf;

use clap::Args;
use holdem_blueprint::solution::file::holds_game;
use holdem_blueprint::solution::{Solution, compare};

use super::blinds::At;
use super::show::expect_no_board;
use super::{small, text, value, workers};
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
    /// Public cards; for games from the blinds only, whose line is a betting history.
    #[arg(long, value_name = "CARDS")]
    board: Option<String>,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs `holdem solve compare`.
pub(crate) fn run(args: &CompareArgs) -> anyhow::Result<Exit> {
    if holds_game(&args.first)? && holds_game(&args.second)? {
        let at = At { history: &args.line, board: args.board.as_deref().unwrap_or_default() };
        return small::compare([&args.first, &args.second], &at, args.format);
    }
    expect_no_board(args.board.as_deref())?;
    let first = Solution::open(&args.first, workers(0))?;
    let second = Solution::open(&args.second, workers(0))?;
    let found = compare(&first, &second, &args.line)?;
    output::result(args.format, || text::comparison(&found), &value::comparison(&args.line, &found))?;
    Ok(Exit::Done)
}
