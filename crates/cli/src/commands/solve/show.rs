//! `holdem solve show`: walks through a solution.

use std::path::PathBuf;

use clap::Args;
use holdem_blueprint::solution::file::holds_game;
use holdem_blueprint::solution::{Solution, SolutionError, SolvedGame, runouts};

use super::blinds::{self, At};
use super::{text, value, workers};
use crate::exit::{Exit, UsageError};
use crate::output::{self, Format};

/// Show a decision of a solution: grid, actions, hands by what they have made; where a card is dealt, what
/// each card brings.
///
/// A line is a row of actions and cards: `x` check, `c` call, `f` fold, `b50` bet or raise to 50 chips on the
/// street, `Qc` the card dealt between streets: `x b50 c Qc x`. Without one, the root. Of a game from the
/// blinds the line is a betting history (see `holdem show`), and --board says the cards.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Solution file.
    file: PathBuf,
    /// Line to the decision.
    #[arg(default_value = "", hide_default_value = true)]
    line: String,
    /// Public cards; for games from the blinds only.
    #[arg(long, value_name = "CARDS")]
    board: Option<String>,
    /// List every hand of both players.
    #[arg(long)]
    combos: bool,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Refuses public cards beside a spot, which has them in its lines.
pub(super) fn expect_no_board(board: Option<&str>) -> Result<(), UsageError> {
    let message = "--board is for games from the blinds: name the cards of a spot in the line";
    board.map_or(Ok(()), |_| Err(UsageError(message.to_owned())))
}

/// Runs `holdem solve show`.
pub(crate) fn run(args: &ShowArgs) -> anyhow::Result<Exit> {
    if holds_game(&args.file)? {
        let at = At { history: &args.line, board: args.board.as_deref().unwrap_or_default() };
        return blinds::show(&SolvedGame::open(&args.file, workers(0))?, &at, args.format);
    }
    expect_no_board(args.board.as_deref())?;
    let solution = Solution::open(&args.file, workers(0))?;
    match solution.node(&args.line) {
        Ok(report) => {
            let text = || {
                let mut text = text::shown(&solution, &report);
                let players = if args.combos { &[report.player, 1 - report.player][..] } else { &[] };
                players.iter().for_each(|&player| text += &format!("\n{}", text::combos(&report, player)));
                text
            };
            let shown = value::Shown { combos: args.combos };
            output::result(args.format, text, &value::shown(&solution, &report, shown))?;
        }
        Err(SolutionError::CardMissing { line }) => {
            let found = runouts(&solution, &line)?;
            output::result(args.format, || text::runouts(&line, &found), &value::runouts(&line, &found))?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Exit::Done)
}
