//! `holdem dealer`: a match by the protocol of the computer poker competition.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use holdem_arena::acpc::dealer::{self, Limits, Listening, MatchOptions, Records, Score, Seat, Sitting};
use holdem_arena::acpc::{Game, Interpreter};
use holdem_arena::process::{ConnectedProgram, ProcessWire};
use holdem_telemetry::StopFlag;
use serde_json::json;

use super::acpc::read_game;
use crate::duration::parse_secs;
use crate::exit::{Exit, UsageError};
use crate::output::{self, Format};
use crate::players::{Opening, seconds};

/// Deal a match by the protocol of the Annual Computer Poker Competition, 2.0.0.
///
/// The same cards under the same seed, the same lines in the log, the same rules for time and mistakes as the
/// competition's dealer: what is no action, or none that is allowed, is taken as a call, a raise of a wrong
/// size as the nearest; whoever leaves or takes too long ends the match. Ports of players who connect are
/// printed on one line, in their order; the score is the last line.
#[derive(Debug, Args)]
pub(crate) struct DealerArgs {
    /// Game file.
    #[arg(value_name = "GAME")]
    game: PathBuf,
    /// Players in the order of their seats, each perhaps with a name in front (`Ann=tcp`): `tcp` or
    /// `tcp:PORT` waits for a connection, `start:COMMAND` starts a program that connects to the host and port
    /// behind its arguments, `exec:COMMAND` one that plays over its standard input and output, anything else
    /// is a player of `holdem eval match`.
    #[arg(long, value_name = "PLAYER", num_args = 1.., required = true)]
    players: Vec<String>,
    /// Hands of the match.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    hands: u32,
    /// Seed of the cards.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u32,
    /// Name of the match in its log.
    #[arg(long, value_name = "NAME", default_value = "match")]
    name: String,
    /// Write hands and score to this file.
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Write every line sent and received, with its time, to this file, and header and score.
    #[arg(long, value_name = "FILE")]
    transcript: Option<PathBuf>,
    /// Replace files that are there.
    #[arg(long)]
    force: bool,
    /// Address to listen on; others than loopback let anybody in who can reach them.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: IpAddr,
    /// Players keep their seats instead of moving on by one after every hand.
    #[arg(long)]
    fixed_seats: bool,
    /// Longest answer.
    #[arg(long, value_name = "DURATION", value_parser = parse_secs, default_value = "10m")]
    t_response: f64,
    /// Longest time of a player in one hand.
    #[arg(long, value_name = "DURATION", value_parser = parse_secs, default_value = "10m")]
    t_hand: f64,
    /// Longest time of a player in a hand, in the mean of the match.
    #[arg(long, value_name = "DURATION", value_parser = parse_secs, default_value = "7s")]
    t_per_hand: f64,
    /// How long to wait for players to connect and to greet [default: as long as it takes].
    #[arg(long, value_name = "DURATION", value_parser = parse_secs)]
    start_timeout: Option<f64>,
    /// Mistakes of a player that are taken as calls; one more ends the match [default: any number].
    #[arg(long, value_name = "N")]
    max_mistakes: Option<u32>,
    /// Hands in play at once on the same connections: faster, for players that answer each line by itself.
    #[arg(long, value_name = "N", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1024))]
    tables: u16,
    /// How the score is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    opening: Opening,
}

/// How a player is reached.
enum Who {
    Port(Listening),
    Connecting(Listening, String),
    Program(String),
    Inside(String),
}

/// Runs `holdem dealer`.
pub(crate) fn run(args: &DealerArgs) -> anyhow::Result<Exit> {
    let game = read_game(&args.game)?;
    let options = options(args);
    let mut players = args.players.iter().enumerate().map(|(index, text)| player(args, index, text));
    let players: Vec<(String, Who)> = players.by_ref().collect::<anyhow::Result<_>>()?;
    if players.len() != game.players {
        let (found, expected) = (players.len(), game.players);
        return Err(UsageError(format!("{found} players, the game has {expected}")).into());
    }
    let stop = StopFlag::on_signals().context("waiting for signals")?;
    let stop = || stop.is_set();
    let mut log = file(args.log.as_deref(), args.force)?;
    let mut transcript = file(args.transcript.as_deref(), args.force)?;
    print_ports(&players)?;
    let seats = seats(args, &game, &options, players, &stop)?;
    let started = Instant::now();
    let mut nowhere = io::sink();
    let records = Records {
        log: log.as_mut().map_or(&mut nowhere as &mut dyn Write, |log| log),
        transcript: transcript.as_mut().map(|transcript| transcript as &mut dyn Write),
        notice: &mut |notice| output::say(notice),
    };
    let score = dealer::run(&game, &options, seats, records, &stop)?;
    report(args, &score, started.elapsed().as_secs_f64())?;
    Ok(Exit::Done)
}

fn options(args: &DealerArgs) -> MatchOptions {
    MatchOptions {
        name: args.name.clone(),
        game_name: args.game.display().to_string(),
        hands: args.hands,
        seed: args.seed,
        fixed_seats: args.fixed_seats,
        limits: Limits {
            response: seconds(args.t_response),
            hand: seconds(args.t_hand),
            per_hand: seconds(args.t_per_hand),
            invalid_actions: args.max_mistakes.unwrap_or(u32::MAX),
        },
        tables: args.tables.into(),
        start_timeout: args.start_timeout.map(seconds),
    }
}

/// Name of a player and how it is reached; ports are opened.
fn player(args: &DealerArgs, index: usize, text: &str) -> anyhow::Result<(String, Who)> {
    let (name, word) = match text.split_once('=') {
        Some((name, word)) if !name.is_empty() && !name.contains([':', '/']) => (Some(name), word),
        _ => (None, text),
    };
    let unnamed = || format!("{}-{}", plain(word), index + 1);
    let name = name.map_or_else(unnamed, plain);
    let port = |text: &str| text.parse().map_err(|_| UsageError(format!("`{text}` is not a port")));
    let who = match word.split_once(':') {
        _ if word == "tcp" => Who::Port(Listening::open(args.host, 0)?),
        Some(("tcp", text)) => Who::Port(Listening::open(args.host, port(text)?)?),
        Some(("start", command)) => Who::Connecting(Listening::open(args.host, 0)?, command.to_owned()),
        Some(("exec", command)) => Who::Program(command.to_owned()),
        _ => Who::Inside(word.to_owned()),
    };
    Ok((name, who))
}

/// A name that does not break the lines of a log.
fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || "._-+".contains(c) { c } else { '_' }).collect()
}

fn file(path: Option<&Path>, force: bool) -> anyhow::Result<Option<BufWriter<File>>> {
    let Some(path) = path else { return Ok(None) };
    output::destination(path, force)?;
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(Some(BufWriter::new(file)))
}

fn print_ports(players: &[(String, Who)]) -> anyhow::Result<()> {
    let ports = players.iter().filter_map(|(_, who)| match who {
        Who::Port(listening) => Some(listening.address().port().to_string()),
        _ => None,
    });
    match ports.collect::<Vec<_>>() {
        none if none.is_empty() => Ok(()),
        ports => output::print(&ports.join(" ")),
    }
}

fn seats(
    args: &DealerArgs,
    game: &Game,
    options: &MatchOptions,
    players: Vec<(String, Who)>,
    stop: &dyn Fn() -> bool,
) -> anyhow::Result<Vec<Seat>> {
    let sit = |(name, who): (String, Who)| {
        let sitting = match who {
            Who::Port(listening) => Sitting::Wire(listening.accept(&name, options.start_timeout, stop)?),
            Who::Connecting(listening, command) => {
                let timeout = options.start_timeout;
                Sitting::Wire(Box::new(ConnectedProgram::start(&command, listening, &name, timeout, stop)?))
            }
            Who::Program(command) => {
                let wire = ProcessWire::start(&command).with_context(|| format!("cannot start {command}"))?;
                Sitting::Wire(Box::new(wire))
            }
            Who::Inside(word) => {
                let interpreter = Interpreter::new(&Arc::new(game.clone()))?;
                let entrant = args.opening.open(&word)?;
                let seat = |_| entrant.seat(interpreter.table());
                Sitting::Players((0..options.tables).map(seat).collect::<Result<_, _>>()?)
            }
        };
        Ok(Seat { name, sitting })
    };
    players.into_iter().map(sit).collect()
}

fn report(args: &DealerArgs, score: &Score, secs: f64) -> anyhow::Result<()> {
    output::say(&format!(
        "{} hands in {secs:.3} s: {:.0} a second",
        score.hands,
        f64::from(score.hands) / secs
    ));
    let value = json!({
        "name": args.name,
        "hands": score.hands,
        "seed": args.seed,
        "players": score.names,
        "chips": score.totals,
        "mistakes": score.invalid_actions,
    });
    output::result(args.format, || score.line(), &value)
}
