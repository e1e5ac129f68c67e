//! `holdem eval match`: players against each other, dealt and counted.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use holdem_arena::HandHistory;
use holdem_arena::aivat::{Aivat, AivatOptions, Baseline, BaselineError, BaselineOptions};
use holdem_arena::matches::{Corrected, Match, MatchError, MatchOptions, Score, Standing};
use holdem_arena::players::{Entrant, OpenOptions};
use holdem_arena::table::Table;
use holdem_arena::translation::Mapping;
use holdem_blueprint::config::{GameConfig, GameKind};
use holdem_blueprint::measure::Value;
use holdem_blueprint::progress::Observer;
use holdem_training::observer;
use serde::Serialize;

use crate::exit::{Exit, UsageError};
use crate::output;
use crate::players::{Translation, open};
use crate::progress::{self, ProgressArgs};
use crate::table::Table as Columns;

/// Arguments of `holdem eval match`.
#[derive(Debug, Args)]
pub(crate) struct MatchArgs {
    /// Players: run directories, blueprints, snapshots, or one of uniform, call, raise, fold, random,
    /// pot-odds, tight, exec:COMMAND. Where there are fewer than seats, the last one takes all that are
    /// left.
    #[arg(value_name = "PLAYER", num_args = 2.., required = true)]
    players: Vec<String>,
    /// Hands played; every deal is played once from each seat.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=1_000_000_000_000))]
    hands: u64,
    /// Ends sooner, once every 95 % interval is no wider than this on either side, in mbb per hand.
    #[arg(long, value_name = "MBB", value_parser = positive)]
    until: Option<f64>,
    /// Seed of cards and players.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Raw results only: faster by two orders of magnitude.
    #[arg(long)]
    no_aivat: bool,
    /// File for the hand histories (PHH), `.phhs`; Hold'em only.
    #[arg(long, value_name = "FILE")]
    phh: Option<PathBuf>,
    /// Replace a file that is there.
    #[arg(long, requires = "phh")]
    force: bool,
    #[command(flatten)]
    translation: Translation,
    /// Threads, 0 for one per core. The result does not depend on them.
    #[arg(long, value_name = "N", default_value_t = 0)]
    num_workers: usize,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: MatchFormat,
    #[command(flatten)]
    progress: ProgressArgs,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum MatchFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
    /// A line for each player.
    Csv,
}

fn positive(text: &str) -> Result<f64, String> {
    let number: f64 =
        text.trim_start_matches("+-").trim_start_matches('±').parse().map_err(|_| "no number")?;
    if number > 0.0 && number.is_finite() { Ok(number) } else { Err("expected a number above 0".to_owned()) }
}

/// A match as JSON.
#[derive(Serialize)]
struct MatchResult<'a> {
    hands: u64,
    deals: u64,
    seed: u64,
    interrupted: bool,
    players: &'a [Score],
}

/// A match to be played.
pub(crate) struct Asked {
    /// Words of the players.
    pub(crate) players: Vec<String>,
    /// How long it goes on.
    pub(crate) options: MatchOptions,
    /// How strategies take bets that they do not know.
    pub(crate) mapping: Mapping,
    /// Whether luck is taken out too.
    pub(crate) aivat: bool,
}

/// Opens the players and lets them play; the table that they played at.
pub(crate) fn play(asked: &Asked, observer: &mut Observer<'_>) -> anyhow::Result<(Table, Standing)> {
    let workers = asked.options.workers;
    let mut options = OpenOptions { mapping: asked.mapping, threads: workers, observer };
    let entrants =
        asked.players.iter().map(|player| open(player, &mut options)).collect::<Result<Vec<_>, _>>()?;
    let table = match entrants.iter().find_map(|entrant| entrant.table()) {
        Some(table) => table.clone(),
        None => Table::new(&GameConfig::default())?,
    };
    if asked.options.histories && table.config().kind != GameKind::Holdem {
        return Err(UsageError("--phh: hand histories are for Hold'em".to_owned()).into());
    }
    let aivat = if asked.aivat { aivat(&entrants, &table, &asked.options, observer)? } else { None };
    let standing = Match::new(&table, &entrants)?.with_aivat(aivat).play(&asked.options, observer)?;
    Ok((table, standing))
}

/// What takes luck out, learned from the first strategy that takes part; none where it cannot be.
fn aivat(
    entrants: &[Box<dyn Entrant>],
    table: &Table,
    options: &MatchOptions,
    observer: &mut Observer<'_>,
) -> Result<Option<Aivat>, MatchError> {
    let Some(strategy) = entrants.iter().find_map(|entrant| entrant.strategy()) else { return Ok(None) };
    let learned = BaselineOptions { workers: options.workers, ..BaselineOptions::default() };
    let baseline = match Baseline::learn(Arc::clone(strategy), learned, observer) {
        Ok(baseline) => Arc::new(baseline),
        Err(BaselineError::Interrupted) => return Err(MatchError::Interrupted),
        Err(error) => {
            output::say(&format!("raw results only: {error}"));
            return Ok(None);
        }
    };
    Ok(Aivat::new(baseline, table, AivatOptions { seed: options.seed, ..AivatOptions::default() }))
}

/// Runs `holdem eval match`.
pub(crate) fn run(args: &MatchArgs) -> anyhow::Result<Exit> {
    let destination = args.phh.as_ref().map(|path| output::destination(path, args.force)).transpose()?;
    let (mut reporter, stop) = (args.progress.reporter(), progress::stop_on_signals()?);
    let asked = Asked {
        players: args.players.clone(),
        options: MatchOptions {
            hands: args.hands,
            until_mbb: args.until,
            seed: args.seed,
            workers: if args.num_workers == 0 { cores() } else { args.num_workers },
            histories: destination.is_some(),
        },
        mapping: args.translation.mapping(),
        aivat: !args.no_aivat,
    };
    let (table, standing) = play(&asked, &mut observer(&mut reporter, &stop))?;
    if let Some(destination) = destination {
        let text = HandHistory::write_all(&standing.histories);
        holdem_store::write_output(&destination, text.as_bytes())?;
    }
    print(args, &table, &standing)?;
    Ok(if standing.interrupted { Exit::Interrupted } else { Exit::Done })
}

/// One worker per core.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn print(args: &MatchArgs, table: &Table, standing: &Standing) -> anyhow::Result<()> {
    let Standing { scores, hands, deals, interrupted, .. } = standing;
    match args.format {
        MatchFormat::Text => output::print(&text(args, table, standing)),
        MatchFormat::Json => output::print(&output::json(&MatchResult {
            hands: *hands,
            deals: *deals,
            seed: args.seed,
            interrupted: *interrupted,
            players: scores,
        })?),
        MatchFormat::Csv => output::print(&csv(args, standing)),
    }
}

fn text(args: &MatchArgs, table: &Table, standing: &Standing) -> String {
    let seats = match table.num_seats() {
        2 => "both seats".to_owned(),
        seats => format!("all {seats} seats"),
    };
    let head = format!(
        "{} hands: {} deals, each from {seats}, seed {}\n",
        standing.hands, standing.deals, args.seed
    );
    let mut columns = Columns::new(["player", "", "mbb per hand", "95 %", "bb/100", "95 %", "deviation"]);
    for score in &standing.scores {
        columns.row(cells(&score.player, "raw", &score.won, score.deviation_mbb));
        if let Some(Corrected { won, deviation_mbb }) = &score.aivat {
            columns.row(cells("", "AIVAT", won, *deviation_mbb));
        }
    }
    head + &columns.render() + &note(standing)
}

fn cells(player: &str, kind: &str, won: &Value, deviation: f64) -> [String; 7] {
    let half =
        |factor: f64| won.half_width_mbb().map_or("-".to_owned(), |half| format!("± {:.1}", half * factor));
    [
        player.to_owned(),
        kind.to_owned(),
        format!("{:+.1}", won.mbb),
        half(1.0),
        format!("{:+.2}", won.mbb / 10.0),
        won.half_width_mbb().map_or("-".to_owned(), |half| format!("± {:.2}", half / 10.0)),
        format!("{deviation:.0}"),
    ]
}

/// How much luck was taken out.
fn note(standing: &Standing) -> String {
    let Some(score) = standing.scores.first() else { return String::new() };
    let Some(corrected) = score.aivat.as_ref().filter(|_| score.deviation_mbb > 0.0) else {
        return String::new();
    };
    let cut = 100.0 * (1.0 - corrected.deviation_mbb / score.deviation_mbb);
    format!("AIVAT takes {cut:.0} % off the standard deviation of a deal\n")
}

fn csv(args: &MatchArgs, standing: &Standing) -> String {
    let mut text = "player,hands,seed,raw_mbb,raw_low,raw_high,raw_deviation,aivat_mbb,aivat_low,aivat_high,\
                    aivat_deviation\n"
        .to_owned();
    let value = |won: &Value, deviation: f64| {
        let [low, high] = won
            .interval95_mbb
            .map_or([String::new(), String::new()], |ends| ends.map(|end| format!("{end:.3}")));
        format!("{:.3},{low},{high},{deviation:.3}", won.mbb)
    };
    for score in &standing.scores {
        let player = match score.player.contains([',', '"']) {
            true => format!("\"{}\"", score.player.replace('"', "\"\"")),
            false => score.player.clone(),
        };
        let raw = value(&score.won, score.deviation_mbb);
        let aivat = score.aivat.as_ref().map_or(",,,".to_owned(), |c| value(&c.won, c.deviation_mbb));
        text += &format!("{player},{},{},{raw},{aivat}\n", standing.hands, args.seed);
    }
    text
}
