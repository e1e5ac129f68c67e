//! `holdem eval search`: what search gains over its own blueprint.

use clap::Args;
use holdem_arena::matches::{Gain, MatchOptions, gain};
use holdem_arena::players::{OpenOptions, SearchEntrant, StreetTimes};
use holdem_arena::translation::Mapping;
use holdem_blueprint::measure::Value;
use serde::Serialize;

use super::{Bench, Common};
use crate::exit::Exit;
use crate::output;
use crate::table::Table;
use holdem_training::observer;

/// Arguments of `holdem eval search`.
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// Run directory, blueprint or snapshot, with options of search: RUN,iterations=100,from=river.
    run: String,
    /// Hands played, each deal from both seats.
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    #[arg(value_parser = clap::value_parser!(u64).range(4..=1_000_000_000))]
    hands: u64,
    #[command(flatten)]
    common: Common,
}

/// What is written as JSON.
#[derive(Serialize)]
struct Measured<'a> {
    run: &'a str,
    seed: u64,
    hands: u64,
    gain: Value,
    deviation_mbb: f64,
    streets: &'a [StreetTimes],
}

/// Runs `holdem eval search`.
pub(super) fn run(args: &SearchArgs) -> anyhow::Result<Exit> {
    let mut bench = Bench::new(&args.common);
    let seed = args.common.seed.unwrap_or(MatchOptions::default().seed);
    let options = MatchOptions { hands: args.hands, seed, workers: bench.workers, ..MatchOptions::default() };
    let (workers, mapping) = (bench.workers, Mapping::default());
    let found = {
        let mut observer = observer(&mut bench.reporter, &bench.stop);
        let mut how = OpenOptions { mapping, threads: workers, observer: &mut observer };
        let search = SearchEntrant::open(&args.run, &mut how)?;
        gain(search, &options, &mut observer)?
    };
    let score = &found.standing.scores[0];
    let value = Measured {
        run: &args.run,
        seed,
        hands: found.standing.hands,
        gain: score.won,
        deviation_mbb: score.deviation_mbb,
        streets: &found.times,
    };
    output::result(args.common.format, || text(&found), &value)?;
    Ok(Exit::Done)
}

fn text(found: &Gain) -> String {
    let mut table = Table::new(["street", "searched", "refused", "median", "99th percentile"]);
    for at in &found.times {
        table.row([
            ["preflop", "flop", "turn", "river"][at.street].to_owned(),
            at.searched.to_string(),
            at.refused.to_string(),
            format!("{:.3} s", at.median_secs),
            format!("{:.3} s", at.p99_secs),
        ]);
    }
    let (standing, score) = (&found.standing, &found.standing.scores[0]);
    format!("search gains {} over its blueprint, {} hands\n\n{}", score.won, standing.hands, table.render())
}
