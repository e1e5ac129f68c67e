//! `holdem equity`: all-in equities of ranges.

use clap::Args;
use holdem_cards::CardSet;
use holdem_cards::equity::{EquityOptions, EquityReport, equity};
use holdem_cards::range::Range;
use serde_json::{Value, json};

use crate::exit::Exit;
use crate::output::{self, Format};
use crate::table::Table;

/// Compute all-in equities of two to nine ranges: exact where enumeration is feasible, else sampled from a
/// fixed seed.
///
/// Ranges are written as in `AA,KQs:0.5,A5s-A2s,76s+,AhKh`; weights are from 0 to 1.
#[derive(Debug, Args)]
pub(crate) struct EquityArgs {
    /// Two to nine ranges.
    #[arg(value_name = "RANGE", required = true, num_args = 2..)]
    ranges: Vec<String>,
    /// Public cards, three to five: `AhKd7c`.
    #[arg(long, value_name = "CARDS")]
    board: Option<CardSet>,
    /// Cards that are in nobody's hand and will not come.
    #[arg(long, value_name = "CARDS")]
    dead: Option<CardSet>,
    /// Deals to sample where enumeration is not feasible.
    #[arg(long, value_name = "N", default_value_t = EquityOptions::default().samples)]
    samples: u64,
    /// Seed of the samples.
    #[arg(long, value_name = "N", default_value_t = EquityOptions::default().seed)]
    seed: u64,
    /// Most comparisons of hands to enumerate; 0 to always sample.
    #[arg(long, value_name = "N", default_value_t = EquityOptions::default().exact_limit)]
    exact_limit: u64,
    /// Threads, 0 for one per core; the result is the same.
    #[arg(long, value_name = "N", default_value_t = 0)]
    num_workers: usize,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs `holdem equity`.
pub(crate) fn run(args: &EquityArgs) -> anyhow::Result<Exit> {
    let ranges = args.ranges.iter().map(|text| parse(text)).collect::<anyhow::Result<Vec<_>>>()?;
    let options = EquityOptions {
        board: args.board.unwrap_or(CardSet::EMPTY),
        dead: args.dead.unwrap_or(CardSet::EMPTY),
        exact_limit: args.exact_limit,
        samples: args.samples,
        seed: args.seed,
        num_threads: args.num_workers,
    };
    let report = equity(&ranges, &options)?;
    output::result(args.format, || text(args, &report), &value(args, &report))?;
    Ok(Exit::Done)
}

/// A range, or an error that points at the mistake.
fn parse(text: &str) -> anyhow::Result<Range> {
    text.parse::<Range>().map_err(|error| {
        let caret = error.caret(text).replace('\n', "\n  ");
        crate::exit::UsageError(format!("{error}\n\n  {caret}")).into()
    })
}

fn text(args: &EquityArgs, report: &EquityReport) -> String {
    let mut table = Table::new(["range", "equity %", "win %", "tie %"]);
    let percent = |share: f64| format!("{:.3}", 100.0 * share);
    for (range, share) in args.ranges.iter().zip(&report.shares) {
        let equity = match report.exact {
            true => percent(share.equity),
            false => format!("{} ± {:.3}", percent(share.equity), 196.0 * share.standard_error),
        };
        table.row([range.clone(), equity, percent(share.win), percent(share.tie)]);
    }
    let how = if report.exact { "exact" } else { "sampled; ± is the 95 % interval" };
    format!("{}\n{} deals, {how}", table.render(), report.deals)
}

fn value(args: &EquityArgs, report: &EquityReport) -> Value {
    let ranges = args.ranges.iter().zip(&report.shares).map(|(range, share)| {
        json!({
            "range": range,
            "equity": share.equity,
            "win": share.win,
            "tie": share.tie,
            "wins": share.wins,
            "ties": share.ties(),
            "ties_among": share.ties_among,
            "standard_error": share.standard_error,
        })
    });
    json!({
        "board": args.board.map(|board| board.to_string()),
        "exact": report.exact,
        "deals": report.deals,
        "seed": (!report.exact).then_some(args.seed),
        "ranges": ranges.collect::<Vec<_>>(),
    })
}
