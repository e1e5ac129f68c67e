//! `holdem show`: what a strategy does after a betting history.

mod bucket;
mod grid;
mod hand;
mod range;

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args;
use holdem_blueprint::config::GameKind;
use holdem_blueprint::{PublicCards, Strategy};
use holdem_game::tree::{NodeId, NodeKind};
use serde_json::{Value, json};

use crate::exit::{Exit, UsageError};
use crate::output::{self, Format};
use crate::progress;

/// Show a strategy at one decision: before the flop and on a board as a 13x13 grid, else by bucket.
///
/// A history is a row of actions: `f` fold, `k` check, `c` call, `b4` bet to 4 chips, `r12` raise to 12
/// chips, `a` all-in, with `/` between streets (which may be left out): `r5c/kb8`. Amounts are totals on the
/// street. Without one, the first decision.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Run directory, blueprint or snapshot.
    run: PathBuf,
    /// Betting history.
    #[arg(default_value = "", hide_default_value = true)]
    history: String,
    /// Public cards, the flop first: AhKd7c, AhKd7c2s on the turn; Q1 in Leduc.
    #[arg(long, value_name = "CARDS")]
    board: Option<String>,
    /// One hand, such as AsKs: what it does, its bucket, and what each action is worth if both play on (two
    /// players; payoffs of the whole hand).
    #[arg(long, value_name = "HAND", conflicts_with = "range")]
    hand: Option<String>,
    /// Value the hand on so many boards, drawn where more may follow. Without it nothing is valued before the
    /// flop, which needs no buckets then.
    #[arg(long, value_name = "N", requires = "hand", value_parser = clap::value_parser!(u32).range(16..))]
    boards: Option<u32>,
    /// The ranges that all players come here with, in the syntax of `holdem equity`.
    #[arg(long)]
    range: bool,
    /// Columns that a grid may take: 54 at least, 130 for names of hands; the terminal's, or 80.
    #[arg(long, value_name = "COLUMNS", conflicts_with_all = ["hand", "range"])]
    width: Option<u16>,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Longest file whose checksums are compared before anything is shown; of longer ones only what is shown is
/// looked at.
const VERIFIED_BYTES: u64 = 32 << 20;

/// Runs `holdem show`.
pub(crate) fn run(args: &ShowArgs) -> anyhow::Result<Exit> {
    let strategy = progress::open(&args.run)?;
    if std::fs::metadata(strategy.path()).is_ok_and(|file| file.len() <= VERIFIED_BYTES) {
        strategy.verify()?;
    }
    let (node, player) = strategy.decision(&args.history)?;
    let spot = Spot { strategy: &strategy, node, player };
    let board = args.board(&spot)?;
    if board.as_ref().is_some_and(|board| board.street() > 0) || args.boards.is_some() {
        progress::with_buckets(&strategy)?;
    }
    match (&args.hand, board) {
        (Some(hand), board) => {
            let boards = args.boards.map(|boards| boards as usize);
            hand::show(&spot, hand, &needed(board)?, boards, args.format)?;
        }
        (None, board) if args.range => range::show(&spot, &needed(board)?, args.format)?,
        (None, Some(board)) if strategy.game().kind == GameKind::Holdem => {
            grid::show(&spot, &board, usize::from(args.width.unwrap_or(0)), args.format)?;
        }
        (None, Some(board)) if args.board.is_some() => hand::show_all(&spot, &board, args.format)?,
        _ => bucket::show(&spot, args.format)?,
    }
    Ok(Exit::Done)
}

impl ShowArgs {
    /// The board that was asked for, or that there is none yet.
    fn board(&self, spot: &Spot<'_>) -> anyhow::Result<Option<PublicCards>> {
        match &self.board {
            Some(text) => Ok(Some(spot.strategy.board(text)?)),
            None => Ok((spot.street() == 0).then(PublicCards::default)),
        }
    }
}

fn needed(board: Option<PublicCards>) -> Result<PublicCards, UsageError> {
    board.ok_or_else(|| UsageError("after the first street hands need a board: add --board".to_owned()))
}

/// A decision of a strategy.
struct Spot<'s> {
    strategy: &'s Strategy,
    node: NodeId,
    player: usize,
}

impl Spot<'_> {
    fn street(&self) -> usize {
        usize::from(self.strategy.tree().node(self.node).street)
    }

    fn history(&self) -> String {
        self.strategy.tree().history_text(self.node)
    }

    fn player_name(&self) -> &'static str {
        self.strategy.game().player_name(self.player)
    }

    /// `big blind after `r5`, preflop`.
    fn title(&self) -> String {
        let history = self.history();
        let after = if history.is_empty() { "to open".to_owned() } else { format!("after `{history}`") };
        format!("{} {after}, {}", self.player_name(), self.strategy.game().street_name(self.street()))
    }

    /// What may follow.
    fn continuations(&self) -> anyhow::Result<String> {
        let mut text = "next:\n".to_owned();
        for action in self.strategy.actions(self.node)? {
            let behind = match self.strategy.tree().node(action.child).kind {
                NodeKind::Decision { player } => {
                    format!("then the {} acts", self.strategy.game().player_name(usize::from(player)))
                }
                NodeKind::Fold { .. } | NodeKind::Showdown => "the hand is over".to_owned(),
            };
            writeln!(text, "  {:<6} {}; {behind}", action.token, action.label)?;
        }
        Ok(text)
    }

    /// What every JSON document begins with.
    fn value(&self, board: Option<&PublicCards>) -> anyhow::Result<Value> {
        let actions = self.strategy.actions(self.node)?;
        let actions: Vec<Value> =
            actions.iter().map(|a| json!({"action": a.token, "label": a.label, "ends": a.ends})).collect();
        let mut value = json!({
            "history": self.history(),
            "street": self.strategy.game().street_name(self.street()),
            "player": self.player,
            "player_name": self.player_name(),
            "actions": actions,
        });
        if let Some(board) = board.filter(|board| !board.as_str().is_empty()) {
            value["board"] = json!(board.as_str());
        }
        Ok(value)
    }
}

/// Writes what was made of a spot.
fn write(format: Format, text: impl FnOnce() -> anyhow::Result<String>, value: &Value) -> anyhow::Result<()> {
    match format {
        Format::Text => output::print(&text()?),
        Format::Json => output::result(format, String::new, value),
    }
}
