//! `holdem slumbot`: Slumbot's interface over HTTP, both ends of it.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Subcommand};
use holdem_arena::slumbot::BLINDS;
use holdem_arena::slumbot::client::{Client, ClientOptions, Kept, SessionDirectory};
use holdem_arena::slumbot::server::{HttpOptions, Server, serve};
use holdem_blueprint::measure::Value;
use holdem_telemetry::StopFlag;
use serde_json::json;

use crate::duration::parse_secs;
use crate::exit::Exit;
use crate::output::{self, Format};
use crate::players::{Opening, seconds};

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum SlumbotCommand {
    /// Serve a player on a port, for clients of Slumbot: heads-up, blinds 50 and 100, 20,000 chips.
    Serve(ServeArgs),
    /// Play a session against Slumbot, or another server of its interface.
    Play(PlayArgs),
}

/// Arguments of `holdem slumbot serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Run directory, blueprint, snapshot, or another player of `holdem eval match`; a strategy must be for
    /// 200 big blinds.
    #[arg(value_name = "PLAYER")]
    player: String,
    /// Port; 0 is any that is free. The address is printed.
    #[arg(long, value_name = "PORT", default_value_t = 8017)]
    port: u16,
    /// Address to listen on; others than loopback let anybody in who can reach them.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Connections at a time; more wait.
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..))]
    connections: u16,
    /// Seed of cards and player.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    opening: Opening,
}

/// Arguments of `holdem slumbot play`.
#[derive(Debug, Args)]
pub(crate) struct PlayArgs {
    /// Run directory, blueprint, snapshot, or another player of `holdem eval match`; a strategy must be for
    /// 200 big blinds.
    #[arg(value_name = "PLAYER")]
    player: String,
    /// Where the server is; https needs a build with `--features tls`.
    #[arg(long, value_name = "URL", default_value = "https://slumbot.com")]
    url: String,
    /// Hands to come to, those of earlier calls in the same directory included.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    hands: u64,
    /// Directory that keeps the session: its sums and every hand (PHH). A session that is there goes on.
    #[arg(long, value_name = "DIR")]
    session: Option<PathBuf>,
    /// How long a server that does not answer, or is busy, is waited for.
    #[arg(long, value_name = "DURATION", value_parser = parse_secs, default_value = "10m")]
    patience: f64,
    /// Seed of what the player chooses.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    opening: Opening,
}

/// Runs `holdem slumbot`.
pub(crate) fn run(command: SlumbotCommand) -> anyhow::Result<Exit> {
    match command {
        SlumbotCommand::Serve(args) => run_serve(&args),
        SlumbotCommand::Play(args) => run_play(&args),
    }
}

fn run_serve(args: &ServeArgs) -> anyhow::Result<Exit> {
    let stop = StopFlag::on_signals().context("waiting for signals")?;
    let entrant = args.opening.open(&args.player)?;
    let server = Server::new(Box::new(move |table| entrant.seat(table)), args.seed)?;
    let address = SocketAddr::new(args.host, args.port);
    let listener = TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
    output::print(&format!("http://{}", listener.local_addr().context("the port of a listener")?))?;
    let options = HttpOptions { connections: args.connections.into() };
    serve(listener, Arc::new(server), options, &|| stop.is_set()).context("serving")?;
    Ok(Exit::Interrupted)
}

fn run_play(args: &PlayArgs) -> anyhow::Result<Exit> {
    if let Some(directory) = &args.session {
        output::not_a_run(directory)?;
    }
    let stop = StopFlag::on_signals().context("waiting for signals")?;
    let stop = || stop.is_set();
    let entrant = args.opening.open(&args.player)?;
    let options = ClientOptions {
        url: args.url.trim_end_matches('/').to_owned(),
        hands: args.hands,
        seed: args.seed,
        patience: seconds(args.patience),
    };
    let directory = SessionDirectory::new(args.session.as_deref());
    let mut notice = |text: &str| output::say(text);
    let mut client = Client::new(&options, |table| entrant.seat(table), directory, &mut notice, &stop)?;
    let mut next = next_report(client.kept().won.count);
    let played = client.play(&mut |kept| {
        if kept.won.count >= next {
            output::say(&summary(kept));
            next = next_report(kept.won.count);
        }
    });
    report(args, client.kept())?;
    played?;
    Ok(Exit::Done)
}

/// Hands after which the result is said again: a tenth more, and at least a hundred.
fn next_report(hands: u64) -> u64 {
    hands + (hands / 10).max(100)
}

fn won(tally: &holdem_arena::tally::Tally) -> Value {
    Value::of_chips(tally.estimate(), BLINDS[1])
}

fn summary(kept: &Kept) -> String {
    let beyond = match &kept.beyond_baseline {
        Some(tally) => format!("\nbeyond the server's baseline {}", won(tally)),
        None => String::new(),
    };
    let given_up = match kept.given_up {
        0 => String::new(),
        hands => format!(", {hands} given up"),
    };
    format!(
        "{} hands{given_up}: won {} chips, {} per hand{beyond}",
        kept.won.count,
        kept.won.sum,
        won(&kept.won)
    )
}

fn report(args: &PlayArgs, kept: &Kept) -> anyhow::Result<()> {
    let value = json!({
        "player": args.player,
        "url": kept.url,
        "hands": kept.won.count,
        "given_up": kept.given_up,
        "chips": kept.won.sum,
        "won": won(&kept.won),
        "beyond_baseline": kept.beyond_baseline.as_ref().map(won),
    });
    output::result(args.format, || summary(kept), &value)
}
