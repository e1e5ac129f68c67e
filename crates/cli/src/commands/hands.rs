//! `holdem hands`: recorded hands.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use holdem_game::rules::conformance::{self, Disagreement, HandReader, Summary};
use holdem_store::open_input;
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::output::{self, Format};

/// What to do with recorded hands.
#[derive(Debug, Subcommand)]
pub(crate) enum HandsCommand {
    /// Replay hands against the rules; print each disagreement and exit with 3 if there is one.
    Check(CheckArgs),
    /// Convert recorded hands (.jsonl, .jsonl.gz) to hand histories (.phh, .phhs), or back.
    Convert(ConvertArgs),
}

/// Arguments of `holdem hands convert`.
#[derive(Debug, Args)]
pub(crate) struct ConvertArgs {
    /// The file to read.
    from: PathBuf,
    /// The file to write; its name tells the format.
    to: PathBuf,
    /// Replace a file that is there.
    #[arg(long)]
    force: bool,
}

/// Arguments of `holdem hands check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Hands, one JSON object a line, plain or compressed with gzip.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs `holdem hands`.
pub(crate) fn run(command: HandsCommand) -> anyhow::Result<Exit> {
    match command {
        HandsCommand::Check(args) => check(&args),
        HandsCommand::Convert(args) => convert(&args),
    }
}

fn convert(args: &ConvertArgs) -> anyhow::Result<Exit> {
    output::destination(&args.to, args.force)?;
    let hands = holdem_arena::convert::convert(&args.from, &args.to)?;
    output::print(&format!("{}: {hands} hands", args.to.display()))?;
    Ok(Exit::Done)
}

fn check(args: &CheckArgs) -> anyhow::Result<Exit> {
    let hands = HandReader::from_file(open_input(&args.file)?, &args.file)?;
    let mut found = Vec::new();
    let summary = conformance::check(hands, |disagreement| found.push(disagreement.clone()))
        .with_context(|| format!("{}", args.file.display()))?;
    output::result(args.format, || text(&summary, &found), &value(&summary, &found))?;
    Ok(if found.is_empty() { Exit::Done } else { Exit::Data })
}

fn text(summary: &Summary, found: &[Disagreement]) -> String {
    let mut text: String = found.iter().map(|disagreement| format!("{disagreement}\n")).collect();
    text += &format!(
        "{} hands, {} actions: {} disagreements in {} hands",
        summary.hands, summary.actions, summary.disagreements, summary.hands_disagreeing
    );
    text
}

fn value(summary: &Summary, found: &[Disagreement]) -> Value {
    let disagreements: Vec<Value> = found
        .iter()
        .map(|d| {
            json!({
                "hand": d.hand,
                "action": d.action,
                "what": d.what.to_string(),
                "expected": d.expected,
                "found": d.found,
            })
        })
        .collect();
    json!({
        "hands": summary.hands,
        "actions": summary.actions,
        "hands_disagreeing": summary.hands_disagreeing,
        "disagreements": disagreements,
    })
}
