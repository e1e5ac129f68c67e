//! `holdem eval match`: players against each other, dealt and counted.

use std::path::PathBuf;

use clap::{ArgGroup, Args, ValueEnum};
use holdem_arena::HandHistory;
use holdem_arena::matches::{Contest, Corrected, MatchOptions, MatchResult};
use holdem_arena::players::OpenOptions;
use holdem_blueprint::config::GameKind;
use holdem_blueprint::measure::Value;
use holdem_blueprint::progress::Observer;
use holdem_training::observer;

use super::{positive, workers};
use crate::exit::{Exit, UsageError};
use crate::output;
use crate::players::{Translation, say_if_provisional};
use crate::progress::{self, ProgressArgs};
use crate::table::Table as Columns;

/// Arguments of `holdem eval match`.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("files").args(["phh", "table"]).multiple(true)))]
pub(crate) struct MatchArgs {
    /// Players: run directories, blueprints, snapshots, or one of uniform, call, raise, fold, random,
    /// pot-odds, tight, exec:COMMAND. Where there are fewer than seats, the last one takes all that are
    /// left.
    #[arg(value_name = "PLAYER", num_args = 2.., required = true)]
    players: Vec<String>,
    /// Seats at the table, where no player is a strategy [default: one for each player].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(2..=9))]
    seats: Option<u8>,
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
    /// File for the results of every deal, a row for each player: `.csv`, `.json`, or `.parquet` if the
    /// program was built with that feature.
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
    /// Replace files that are there.
    #[arg(long, requires = "files")]
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

/// Runs `holdem eval match`.
pub(super) fn run(args: &MatchArgs) -> anyhow::Result<Exit> {
    let destination = args.phh.as_ref().map(|path| output::destination(path, args.force)).transpose()?;
    let table = args.table.as_ref().map(|path| output::table("--table", path, args.force)).transpose()?;
    let (mut reporter, stop) = (args.progress.reporter(), progress::stop_on_signals()?);
    let mut observer = observer(&mut reporter, &stop);
    let options = MatchOptions {
        hands: args.hands,
        until_mbb: args.until,
        seed: args.seed,
        workers: workers(args.num_workers),
        histories: destination.is_some(),
    };
    let contest = open(args, options.workers, &mut observer)?;
    if options.histories && contest.table().config().kind != GameKind::Holdem {
        return Err(UsageError("--phh: hand histories are for Hold'em".to_owned()).into());
    }
    let found = match &table {
        None => contest.play(&options, !args.no_aivat, &mut observer)?,
        Some(table) => contest.play_into(table, &options, !args.no_aivat, &mut observer)?,
    };
    if let Some(why) = &found.raw_only {
        output::say(&format!("raw results only: {why}"));
    }
    if let Some(destination) = destination {
        let text = HandHistory::write_all(&found.histories);
        holdem_store::write_output(&destination, text.as_bytes())?;
    }
    match args.format {
        MatchFormat::Text => output::print(&text(&found))?,
        MatchFormat::Json => output::print(&output::json(&found)?)?,
        MatchFormat::Csv => output::print(&found.csv())?,
    }
    Ok(if found.interrupted { Exit::Interrupted } else { Exit::Done })
}

/// Opens the players; says so of those whose strategy is on the way to a blueprint.
fn open(args: &MatchArgs, threads: usize, observer: &mut Observer<'_>) -> anyhow::Result<Contest> {
    let mut how = OpenOptions { mapping: args.translation.mapping(), threads, observer };
    let contest = Contest::open(&args.players, args.seats.map(usize::from), &mut how)?;
    contest.entrants().iter().for_each(|entrant| say_if_provisional(&**entrant));
    Ok(contest)
}

fn text(found: &MatchResult) -> String {
    let seats = match found.seats {
        2 => "both seats".to_owned(),
        seats => format!("all {seats} seats"),
    };
    let head =
        format!("{} hands: {} deals, each from {seats}, seed {}\n", found.hands, found.deals, found.seed);
    let mut columns = Columns::new(["player", "", "mbb per hand", "95 %", "bb/100", "95 %", "deviation"]);
    for score in &found.players {
        columns.row(cells(&score.player, "raw", &score.won, score.deviation_mbb));
        if let Some(Corrected { won, deviation_mbb }) = &score.aivat {
            columns.row(cells("", "AIVAT", won, *deviation_mbb));
        }
    }
    head + &columns.render() + &note(found)
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
fn note(found: &MatchResult) -> String {
    let Some(score) = found.players.first() else { return String::new() };
    let Some(corrected) = score.aivat.as_ref().filter(|_| score.deviation_mbb > 0.0) else {
        return String::new();
    };
    let cut = 100.0 * (1.0 - corrected.deviation_mbb / score.deviation_mbb);
    format!("AIVAT takes {cut:.0} % off the standard deviation of a deal\n")
}
