//! `holdem acpc`: a player at the table of a dealer of the computer poker competition.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use holdem_arena::acpc::agent::{self, Account, ConnectOptions};
use holdem_arena::acpc::{Agent, Game};
use holdem_blueprint::measure::Value;
use holdem_telemetry::StopFlag;
use serde_json::json;

use crate::duration::parse_secs;
use crate::exit::Exit;
use crate::output::{self, Format};
use crate::players::{Opening, seconds};

/// Play at the table of a dealer of the Annual Computer Poker Competition, by protocol 2.0.0.
///
/// Limit and no-limit hold'em, 2 to 9 players. The player says nothing of the game over the wire, and neither
/// does the dealer: give both the same game file. What comes over the wire and is not understood is reported
/// and passed over; a connection that breaks in a hand is made anew; nothing that the rules forbid is sent.
#[derive(Debug, Args)]
pub(crate) struct AcpcArgs {
    /// Run directory, blueprint, snapshot, or another player of `holdem eval match`.
    #[arg(value_name = "PLAYER")]
    player: String,
    /// Where the dealer listens for this player.
    #[arg(long, value_name = "HOST:PORT")]
    connect: String,
    /// Game file of the dealer [default: heads-up no-limit, blinds 50 and 100, 20,000 chips].
    #[arg(long, value_name = "FILE")]
    game: Option<PathBuf>,
    /// How long to go on trying to connect, at the start and in the middle of a hand.
    #[arg(long, value_name = "DURATION", value_parser = parse_secs, default_value = "30s")]
    patience: f64,
    /// How long the dealer may be silent before the connection counts as broken.
    #[arg(long, value_name = "DURATION", value_parser = parse_secs, default_value = "15m")]
    silence: f64,
    /// Seed of what the player chooses.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    opening: Opening,
}

/// Runs `holdem acpc`.
pub(crate) fn run(args: &AcpcArgs) -> anyhow::Result<Exit> {
    let game = Arc::new(match &args.game {
        Some(path) => read_game(path)?,
        None => Game::heads_up_no_limit(),
    });
    let stop = StopFlag::on_signals().context("waiting for signals")?;
    let entrant = args.opening.open(&args.player)?;
    let mut agent = Agent::new(&game, Box::new(move |table| entrant.seat(table)), args.seed)?;
    let options = ConnectOptions {
        address: args.connect.clone(),
        patience: seconds(args.patience),
        silence: seconds(args.silence),
    };
    let played = agent::run(&mut agent, &options, &mut |notice| output::say(notice), &|| stop.is_set());
    report(args, &game, agent.account())?;
    played?;
    Ok(Exit::Done)
}

/// Reads a game file.
pub(crate) fn read_game(path: &Path) -> anyhow::Result<Game> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Game::parse(&text).with_context(|| path.display().to_string())
}

fn report(args: &AcpcArgs, game: &Game, account: &Account) -> anyhow::Result<()> {
    let won = Value::of_chips(account.hands.estimate(), game.big_blind().max(1));
    let text = || {
        let failures = match account.failures {
            0 => String::new(),
            failures => format!(", {failures} decisions at which the player failed"),
        };
        format!(
            "{} hands, {} actions{failures}\nwon {} chips, {won} per hand",
            account.hands.count, account.actions, account.hands.sum
        )
    };
    let value = json!({
        "player": args.player,
        "hands": account.hands.count,
        "actions": account.actions,
        "failures": account.failures,
        "chips": account.hands.sum,
        "won": won,
    });
    output::result(args.format, text, &value)
}
