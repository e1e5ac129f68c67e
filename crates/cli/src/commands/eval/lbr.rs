//! `holdem eval lbr`: local best response.

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use holdem_arena::lbr::{self, LbrBets, LbrOptions, LbrResult};
use holdem_training::observer;
use serde::Serialize;

use super::{Bench, Common, positive};
use crate::duration::parse_secs;
use crate::exit::{Exit, UsageError};
use crate::output;
use crate::players::Translation;
use crate::progress;
use crate::words::{LBR_BETS, one_of};

/// What local best response wins from a strategy for two, at any size of bet: a lower bound on
/// exploitability.
///
/// The responder knows how likely its opponent holds each hand, and does what is worth most if a bet is
/// folded to or called and nobody bets any more (Lisy and Bowling 2017). All hands are played on flops that
/// are drawn, in both seats; before the street of --from it checks and calls. Bets that the strategy does not
/// know are taken as in play. Without --time-budget the result does not depend on the number of threads.
#[derive(Debug, Args)]
pub(crate) struct LbrArgs {
    /// Run directory, blueprint or snapshot.
    run: PathBuf,
    /// What it may bet.
    #[arg(long, value_parser = one_of(LBR_BETS), default_value = "fcpa")]
    bets: LbrBets,
    /// The first street on which it responds.
    #[arg(long, value_enum, default_value_t = From::Preflop)]
    from: From,
    /// Flops that are drawn [default: as many as --until or --time-budget ask for; without them 64].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=1_000_000))]
    flops: Option<u64>,
    /// End when the 95 % interval is no wider than this to either side, in mbb per hand.
    #[arg(long, value_name = "MBB", value_parser = positive)]
    until: Option<f64>,
    /// End after so long.
    #[arg(long, value_name = "DURATION", value_parser = parse_secs)]
    time_budget: Option<f64>,
    #[command(flatten)]
    translation: Translation,
    #[command(flatten)]
    common: Common,
}

/// Streets.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum From {
    /// Before the flop.
    Preflop,
    /// On the flop.
    Flop,
    /// On the turn.
    Turn,
    /// On the river.
    River,
}

/// Flops where nothing says how many.
const FLOPS: usize = 64;

/// Runs `holdem eval lbr`.
pub(super) fn run(args: &LbrArgs) -> anyhow::Result<Exit> {
    let strategy = progress::open(&args.run)?;
    let streets = strategy.tree().num_streets();
    if args.from as usize >= streets {
        let name = args.run.display();
        return Err(UsageError(format!("--from: {name} is of a game of {streets} streets")).into());
    }
    progress::with_buckets(&strategy)?;
    let mut bench = Bench::new(&args.common);
    let options = args.options(&bench);
    let observer = &mut observer(&mut bench.reporter, &bench.stop);
    let result = lbr::against(&Arc::new(strategy), args.translation.mapping(), &options, observer)?;
    let value = Measured { run: args.run.display().to_string(), result: &result };
    output::result(args.common.format, || text(&result), &value)?;
    Ok(Exit::Done)
}

/// A result with what it is of.
#[derive(Serialize)]
struct Measured<'a> {
    run: String,
    #[serde(flatten)]
    result: &'a LbrResult,
}

impl LbrArgs {
    fn options(&self, bench: &Bench) -> LbrOptions {
        let is_open = self.until.is_none() && self.time_budget.is_none();
        LbrOptions {
            bets: self.bets,
            from: self.from as usize,
            flops: self.flops.map(|flops| flops as usize).or(is_open.then_some(FLOPS)),
            until_mbb: self.until,
            secs: self.time_budget,
            seed: bench.eval.seed,
            workers: bench.workers,
            ..LbrOptions::default()
        }
    }
}

fn text(result: &LbrResult) -> String {
    let [first, second] = result.by_seat;
    format!("{result}\nin the first seat  {first}\nin the second seat {second}")
}
