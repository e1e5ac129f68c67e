//! `holdem eval search`: what search gains over its own blueprint.

use std::fmt::Write as _;

use clap::Args;
use holdem_arena::lbr::{self, LbrBets, LbrChange, LbrOptions};
use holdem_arena::matches::{Corrected, MatchOptions, Standing, gain};
use holdem_arena::players::{OpenOptions, SearchEntrant, StreetTimes};
use holdem_arena::subgames::{GainOptions, SearchGain, of_search};
use holdem_arena::translation::Mapping;
use holdem_blueprint::measure::Value;
use holdem_cards::Street;
use holdem_telemetry::resources::peak_resident_bytes;
use holdem_telemetry::units;
use serde::Serialize;

use super::lbr::From;
use super::{Bench, Common};
use crate::duration::parse_secs;
use crate::exit::Exit;
use crate::output;
use crate::table::Table;
use crate::words::{LBR_BETS, one_of};
use holdem_training::observer;

/// Hands of a match where nothing is said.
const HANDS: u64 = 1_000;
/// Lines of so little weight are followed at random where a river is solved for each of them.
const RARE_RIVERS: f64 = 0.05;
/// The same where a turn is, which takes thirty times as long.
const RARE_TURNS: f64 = 1.0;

/// Arguments of `holdem eval search`.
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// Run directory, blueprint or snapshot, with options of search: RUN,iterations=100,from=river.
    run: String,
    /// Hands played, each deal from both seats; 0 for no match [default: 1000, with --gain 0].
    #[arg(long, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u64).range(0..=1_000_000_000))]
    hands: Option<u64>,
    /// Boards on which the gain is measured exactly over all hands in the subgames that play leads to, one
    /// for each board: in place of a match, and much narrower.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=1_000_000_000))]
    gain: Option<u64>,
    /// Begin no more subgames of --gain after so long.
    #[arg(long, value_name = "DURATION", value_parser = parse_secs, requires = "gain")]
    time_budget: Option<f64>,
    /// Flops on which local best response is measured without and with search, with one turn and one river
    /// each [default: not at all].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    lbr_flops: Option<u64>,
    /// What local best response may bet.
    #[arg(long, value_parser = one_of(LBR_BETS), default_value = "fcpa", requires = "lbr_flops")]
    lbr_bets: LbrBets,
    /// The first street on which it responds.
    #[arg(long, value_enum, default_value_t = From::Turn, requires = "lbr_flops")]
    lbr_from: From,
    #[command(flatten)]
    common: Common,
}

/// What is written as JSON.
#[derive(Serialize)]
struct Measured<'a> {
    run: &'a str,
    seed: u64,
    gain: Option<&'a SearchGain>,
    #[serde(rename = "match")]
    played: Option<Played<'a>>,
    lbr: Option<&'a LbrChange>,
    streets: &'a [StreetTimes],
    peak_memory_bytes: Option<u64>,
}

/// A match as JSON.
#[derive(Serialize)]
struct Played<'a> {
    hands: u64,
    gain: Value,
    deviation_mbb: f64,
    aivat: Option<&'a Corrected>,
}

/// What was measured.
struct Found {
    gain: Option<SearchGain>,
    standing: Option<Standing>,
    lbr: Option<LbrChange>,
    times: Vec<StreetTimes>,
    peak_bytes: Option<u64>,
}

/// Runs `holdem eval search`.
pub(super) fn run(args: &SearchArgs) -> anyhow::Result<Exit> {
    let mut bench = Bench::new(&args.common);
    let seed = args.common.seed.unwrap_or(MatchOptions::default().seed);
    let found = args.measure(seed, &mut bench)?;
    let played = found.standing.as_ref().map(|standing| {
        let score = &standing.scores[0];
        let aivat = score.aivat.as_ref();
        Played { hands: standing.hands, gain: score.won, deviation_mbb: score.deviation_mbb, aivat }
    });
    let value = Measured {
        run: &args.run,
        seed,
        gain: found.gain.as_ref(),
        played,
        lbr: found.lbr.as_ref(),
        streets: &found.times,
        peak_memory_bytes: found.peak_bytes,
    };
    output::result(args.common.format, || text(&found), &value)?;
    Ok(Exit::Done)
}

impl SearchArgs {
    fn measure(&self, seed: u64, bench: &mut Bench) -> anyhow::Result<Found> {
        let (workers, mapping) = (bench.workers, Mapping::default());
        let mut observer = observer(&mut bench.reporter, &bench.stop);
        let mut how = OpenOptions { mapping, threads: workers, observer: &mut observer };
        let search = SearchEntrant::open(&self.run, &mut how)?;
        let (times, options) = (search.times_later(), self.lbr(&search, workers, seed));
        let lbr =
            options.map(|options| lbr::change(&search, mapping, &options, &mut observer)).transpose()?;
        let gained = self.gain(seed, workers);
        let gained =
            gained.map(|options| of_search(&search, mapping, &options, &mut observer)).transpose()?;
        let hands = self.hands.unwrap_or(if self.gain.is_some() { 0 } else { HANDS });
        let played = MatchOptions { hands, seed, workers, ..MatchOptions::default() };
        let standing = match hands {
            0 => None,
            _ => Some(gain(search, &played, &mut observer)?),
        };
        Ok(Found { gain: gained, standing, lbr, times: times(), peak_bytes: peak_resident_bytes() })
    }

    fn gain(&self, seed: u64, workers: usize) -> Option<GainOptions> {
        let boards = self.gain? as usize;
        Some(GainOptions { boards, secs: self.time_budget, seed, workers, ..GainOptions::default() })
    }

    fn lbr(&self, search: &SearchEntrant, workers: usize, seed: u64) -> Option<LbrOptions> {
        let rare = match search.options().from {
            Street::River => RARE_RIVERS,
            Street::Preflop | Street::Flop | Street::Turn => RARE_TURNS,
        };
        Some(LbrOptions {
            bets: self.lbr_bets,
            from: self.lbr_from as usize,
            flops: Some(self.lbr_flops? as usize),
            runouts: [1, 1],
            rare,
            seed,
            workers,
            ..LbrOptions::default()
        })
    }
}

fn text(found: &Found) -> String {
    let mut text = String::new();
    if let Some(gained) = &found.gain {
        let _ = write!(text, "search gains {} over its blueprint", gained.gain);
        let _ = writeln!(text, ", {} subgames, each in both seats", gained.boards);
        let [button, blind] = gained.by_seat;
        let _ = writeln!(text, "on the button {button}\nin the big blind {blind}");
        for at in &gained.by_street {
            let _ = writeln!(text, "{} adds {}", at.street, at.gain);
        }
        let deviation = gained.deviation_mbb;
        let _ = writeln!(text, "deviation from board to board {deviation:.0} mbb/h");
        let _ = writeln!(text, "measured in {}\n", units::duration(gained.secs));
    }
    if let Some(standing) = &found.standing {
        let score = &standing.scores[0];
        let _ = write!(text, "search gains {} over its blueprint, {} hands", score.won, standing.hands);
        if let Some(aivat) = &score.aivat {
            let _ = write!(text, "\nwith luck taken out {}", aivat.won);
        }
        text.push_str("\n\n");
    }
    if let Some(LbrChange { before, after, less }) = &found.lbr {
        let _ = write!(text, "without search: {before}\nwith search:    {after}\nless by {less}\n\n");
    }
    let mut table =
        Table::new(["street", "searched", "by resolve", "blueprint", "median", "99th percentile"]);
    for at in &found.times {
        table.row([
            ["preflop", "flop", "turn", "river"][at.street].to_owned(),
            at.searched.to_string(),
            at.gave_way.to_string(),
            at.refused.to_string(),
            format!("{:.3} s", at.median_secs),
            format!("{:.3} s", at.p99_secs),
        ]);
    }
    text.push_str(&table.render());
    if let Some(bytes) = found.peak_bytes {
        let _ = writeln!(text, "peak memory {}", units::bytes(bytes));
    }
    text
}
