//! `holdem eval subgames`: search on a small game, measured exactly.

use std::path::PathBuf;

use clap::Args;
use holdem_search::small::{StreetSearch, search_street};
use holdem_search::{Method, SolveOptions};
use holdem_training::observer;
use serde::Serialize;

use super::{Bench, Common};
use crate::exit::Exit;
use crate::table::Table;
use crate::{output, progress};

/// Solve all subgames that begin with a street anew, put them into the strategy, and compare: exploitability
/// over all boards before and after, by every method of search. For Leduc and mini hold'em.
///
/// What is found is what search comes to online, decision by decision. The residual is what best responses
/// can take beyond the promises; a safe method raises exploitability by no more.
#[derive(Debug, Args)]
pub(crate) struct SubgamesArgs {
    /// Run directory, blueprint or snapshot of a small game.
    run: PathBuf,
    /// The street that subgames begin with, 1 for the second.
    #[arg(long, value_name = "N", default_value_t = 1)]
    street: usize,
    /// Method: unsafe, resolve (or safe), reach, max-margin or mixed; can be repeated [default: all].
    #[arg(long, value_name = "METHOD")]
    method: Vec<Method>,
    /// Iterations in each subgame.
    #[arg(long, value_name = "N", default_value_t = 200)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    iterations: u64,
    #[command(flatten)]
    common: Common,
}

/// Results with what they are of.
#[derive(Serialize)]
struct Measured<'a> {
    run: String,
    methods: &'a [StreetSearch],
}

/// Runs `holdem eval subgames`.
pub(super) fn run(args: &SubgamesArgs) -> anyhow::Result<Exit> {
    let strategy = progress::open(&args.run)?;
    progress::with_buckets(&strategy)?;
    let mut bench = Bench::new(&args.common);
    let methods = if args.method.is_empty() { Method::ALL.to_vec() } else { args.method.clone() };
    let mut found = Vec::new();
    for method in methods {
        let mut options = SolveOptions { method, workers: bench.workers, ..SolveOptions::default() };
        options.stop.iterations = Some(args.iterations);
        let observer = &mut observer(&mut bench.reporter, &bench.stop);
        found.push(search_street(&strategy, args.street, &options, observer)?);
    }
    let value = Measured { run: args.run.display().to_string(), methods: &found };
    output::result(args.common.format, || text(&found), &value)?;
    Ok(Exit::Done)
}

fn text(found: &[StreetSearch]) -> String {
    let Some(first) = found.first() else { return String::new() };
    let mut table = Table::default();
    table.row(["method", "exploitability", "residual", "subgames", "seconds"].map(str::to_owned));
    table.row(["none", &number(first.before.mbb), "", "", ""].map(str::to_owned));
    for one in found {
        // Without promises there is nothing to be left of them.
        let promises = one.method != Method::Unsafe.name();
        table.row([
            one.method.clone(),
            number(one.after.mbb),
            if promises { number(one.residual.mbb) } else { String::new() },
            one.subgames.to_string(),
            format!("{:.1}", one.secs),
        ]);
    }
    let head = format!("mbb per hand, exact; subgames from the {} on solved anew", first.street);
    format!("{head}, {} iterations each\n\n{}", first.iterations, table.render())
}

fn number(mbb: f64) -> String {
    format!("{mbb:.2}")
}
