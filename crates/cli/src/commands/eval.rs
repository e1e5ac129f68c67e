//! `holdem eval`: what a strategy is worth.

mod compare;
mod exploitability;
mod lbr;
mod matches;
mod search;
mod subgames;

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use holdem_blueprint::config::EvalConfig;
use holdem_blueprint::measure::{self, Exploiter, Measure, Value, VersusResult, sample};
use holdem_blueprint::multiway::{self, Deviations, SeatValues};
use holdem_blueprint::{BlueprintError, OpenStrategy};
use holdem_telemetry::{Reporter, StopFlag};
use holdem_training::observer;
use serde::Serialize;

use crate::duration::parse_secs;
use crate::exit::{Exit, UsageError};
use crate::output::{self, Format};
use crate::progress::{self, ProgressArgs};

/// What to measure. Strategies are run directories, blueprints or snapshots.
#[derive(Debug, Subcommand)]
pub(crate) enum EvalCommand {
    /// What the best response with real cards wins: exact on all turns and rivers of a seeded sample of
    /// flops.
    ///
    /// For a coarse abstraction it measures the abstraction as much as the training.
    Exploitability(exploitability::ExploitabilityArgs),
    /// What a player of the same abstraction learns to win: convergence. With three and more players, what
    /// each of them learns to win more alone.
    Exploiter(ExploiterArgs),
    /// What every seat wins: by dealing and playing, for any number of players.
    Seats(SeatsArgs),
    /// Two strategies of one tree against each other: exact over hands, on a seeded sample of boards. For
    /// strategies of different trees see `holdem eval match`.
    Versus(VersusArgs),
    /// Any players against each other: hands dealt and played, by all seats in turn.
    ///
    /// Raw results and, for two seats, results with luck taken out (AIVAT) side by side.
    Match(matches::MatchArgs),
    Lbr(lbr::LbrArgs),
    /// Whether a strategy is better than the one before it: against that one and against others, on the same
    /// boards.
    ///
    /// Exit code 3 if it is worse: if the whole 95 % interval of a difference lies below minus the tolerance.
    Compare(compare::CompareArgs),
    /// Draws a file that `compare` has added its results to.
    Ledger(compare::LedgerArgs),
    /// What search gains: a match against its own blueprint, and the time of decisions by street. For hold'em
    /// with two players.
    Search(search::SearchArgs),
    Subgames(subgames::SubgamesArgs),
}

/// Arguments of `holdem eval exploiter`.
#[derive(Debug, Args)]
pub(crate) struct ExploiterArgs {
    /// Run directory, blueprint or snapshot.
    run: PathBuf,
    /// How long the exploiter of each seat is trained [default: 10s].
    #[arg(long, value_name = "DURATION", value_parser = parse_secs, conflicts_with = "iters")]
    time_budget: Option<f64>,
    /// Boards that the exploiter of each seat is trained on; for two players the same result for any number
    /// of workers.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    iters: Option<u64>,
    /// Boards on which the exploiters are valued [default: 300].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=100_000_000))]
    boards: Option<u64>,
    /// Three and more players: deals on which they are valued [default: 1000000].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=1_000_000_000_000))]
    deals: Option<u64>,
    #[command(flatten)]
    common: Common,
}

/// Arguments of `holdem eval versus`.
#[derive(Debug, Args)]
pub(crate) struct VersusArgs {
    /// The strategy whose gain is measured.
    a: PathBuf,
    /// The strategy that it plays against.
    b: PathBuf,
    /// Boards played [default: 300].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=100_000_000))]
    boards: Option<u64>,
    #[command(flatten)]
    common: Common,
}

/// Arguments of `holdem eval seats`.
#[derive(Debug, Args)]
pub(crate) struct SeatsArgs {
    /// Run directory, blueprint or snapshot.
    run: PathBuf,
    /// Deals played [default: 1000000].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=1_000_000_000_000))]
    deals: Option<u64>,
    #[command(flatten)]
    common: Common,
}

/// Arguments of all measurements.
#[derive(Debug, Args)]
struct Common {
    /// Seed of flops, boards and exploiters; comparisons with the same seed share them [default: 20240229].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Threads, 0 for one per core.
    #[arg(long, value_name = "N", default_value_t = 0)]
    num_workers: usize,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    progress: ProgressArgs,
}

/// A measurement under way.
struct Bench {
    eval: EvalConfig,
    workers: usize,
    reporter: Reporter,
    stop: StopFlag,
}

impl Bench {
    fn new(common: &Common) -> Self {
        let default = EvalConfig::default();
        Self {
            eval: EvalConfig { seed: common.seed.unwrap_or(default.seed), ..default },
            workers: workers(common.num_workers),
            reporter: common.progress.reporter(),
            // There is nothing to save: Ctrl-C ends the process as it is.
            stop: StopFlag::new(),
        }
    }

    fn open(&mut self, path: &Path) -> Result<OpenStrategy, BlueprintError> {
        let opened = OpenStrategy::open(path, self.workers, &mut observer(&mut self.reporter, &self.stop))?;
        if opened.is_provisional {
            progress::say_provisional(path, &opened.path, opened.iterations);
        }
        Ok(opened)
    }

    /// Measures with the settings and the reporter of this bench.
    fn measure<T>(&mut self, measure: impl FnOnce(&mut Measure<'_>) -> T) -> T {
        let observer = &mut observer(&mut self.reporter, &self.stop);
        measure(&mut Measure { eval: &self.eval, workers: self.workers, observer })
    }
}

/// A width in mbb per hand: `20`, `±20`.
fn positive(text: &str) -> Result<f64, String> {
    let number: f64 =
        text.trim_start_matches("+-").trim_start_matches('±').parse().map_err(|_| "not a number")?;
    if number > 0.0 && number.is_finite() { Ok(number) } else { Err("expected a number above 0".to_owned()) }
}

/// Threads for a number of the command line: 0 is one for each core.
fn workers(asked: usize) -> usize {
    if asked == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { asked }
}

/// A result with what it is of.
#[derive(Serialize)]
struct Measured<'a, T> {
    runs: Vec<String>,
    seed: u64,
    #[serde(flatten)]
    result: &'a T,
}

/// Runs `holdem eval`.
pub(crate) fn run(command: EvalCommand) -> anyhow::Result<Exit> {
    match command {
        EvalCommand::Exploitability(args) => exploitability::run(&args),
        EvalCommand::Exploiter(args) => exploiter(&args),
        EvalCommand::Seats(args) => seats(&args),
        EvalCommand::Versus(args) => versus(&args),
        EvalCommand::Compare(args) => compare::run(&args),
        EvalCommand::Ledger(args) => compare::ledger(&args),
        EvalCommand::Match(args) => matches::run(&args),
        EvalCommand::Lbr(args) => lbr::run(&args),
        EvalCommand::Search(args) => search::run(&args),
        EvalCommand::Subgames(args) => subgames::run(&args),
    }
}

fn exploiter(args: &ExploiterArgs) -> anyhow::Result<Exit> {
    let mut bench = Bench::new(&args.common);
    set(&mut bench.eval.boards, args.boards);
    bench.eval.exploiter_iterations = args.iters;
    if let Some(secs) = args.time_budget {
        if secs <= 0.0 {
            return Err(UsageError("--time-budget 0: an exploiter needs time to learn".to_owned()).into());
        }
        bench.eval.exploiter_seconds = secs;
    }
    if let Some(deals) = args.deals {
        bench.eval.deals = deals;
    }
    let run = bench.open(&args.run)?;
    if run.game.tree.num_players() > 2 {
        let result = bench.measure(|how| multiway::deviations(&run.game, &run.strategy, how))?;
        let text = |r: &Deviations| {
            let head = format!("what each player learns to win more alone, on {} deals", r.deals);
            by_seat(&run, &head, &r.by_seat)
        };
        return finish(&args.common, &bench, &[&args.run], result, text);
    }
    let result =
        bench.measure(|how| measure::exploiter(&run.game, &run.strategy, &run.solver_options(), how))?;
    finish(&args.common, &bench, &[&args.run], result, |r: &Exploiter| {
        let [first, second] = r.iterations;
        let warning = r.warning().map(|text| format!("\nwarning: {text}")).unwrap_or_default();
        format!(
            "exploiter {}, {}, trained on {first} and {second} boards\nfirst seat  {}; learned: {}\n\
             second seat {}; learned: {}{warning}",
            r.gain,
            sample(r.boards, "board"),
            r.by_seat[0],
            r.curve(0),
            r.by_seat[1],
            r.curve(1)
        )
    })
}

fn versus(args: &VersusArgs) -> anyhow::Result<Exit> {
    let mut bench = Bench::new(&args.common);
    set(&mut bench.eval.boards, args.boards);
    let a = bench.open(&args.a)?;
    for_two(&a, "versus")?;
    let b = a.opponent(&args.b, bench.workers, &mut observer(&mut bench.reporter, &bench.stop))?;
    let result = bench.measure(|how| measure::versus(&a.game, &a.strategy, &b, how));
    finish(&args.common, &bench, &[&args.a, &args.b], result, |r: &VersusResult| {
        format!(
            "{} wins {} from {}, {}\nin the first seat  {}\nin the second seat {}",
            args.a.display(),
            r.gain,
            args.b.display(),
            sample(r.boards, "board"),
            r.as_first,
            r.as_second
        )
    })
}

fn seats(args: &SeatsArgs) -> anyhow::Result<Exit> {
    let mut bench = Bench::new(&args.common);
    if let Some(deals) = args.deals {
        bench.eval.deals = deals;
    }
    let run = bench.open(&args.run)?;
    let result = bench.measure(|how| multiway::seat_values(&run.game, &run.strategy, how));
    finish(&args.common, &bench, &[&args.run], result, |r: &SeatValues| {
        by_seat(&run, &format!("won by each seat, {} deals", r.deals), &r.by_seat)
    })
}

fn by_seat(run: &OpenStrategy, head: &str, values: &[Value]) -> String {
    let lines = values
        .iter()
        .enumerate()
        .map(|(player, value)| format!("\n{:<16} {}", run.game.player_name(player), value));
    head.to_owned() + &lines.collect::<String>()
}

/// Refuses a strategy for more players than a measurement is for.
fn for_two(run: &OpenStrategy, what: &str) -> Result<(), UsageError> {
    match run.game.tree.num_players() {
        2 => Ok(()),
        players => Err(UsageError(format!(
            "{}: a strategy for {players} players, and {what} is for two; see `holdem eval exploiter` and \
             `holdem eval seats`",
            run.path.display()
        ))),
    }
}

/// Prints a result; there is none if the user stopped it.
fn finish<T: Serialize>(
    common: &Common,
    bench: &Bench,
    runs: &[&PathBuf],
    result: Option<T>,
    text: impl FnOnce(&T) -> String,
) -> anyhow::Result<Exit> {
    let result = result.ok_or(BlueprintError::Interrupted).context("measuring")?;
    let runs = runs.iter().map(|run| run.display().to_string()).collect();
    let value = Measured { runs, seed: bench.eval.seed, result: &result };
    output::result(common.format, || text(&result), &value)?;
    Ok(Exit::Done)
}

fn set(to: &mut usize, from: Option<u64>) {
    if let Some(value) = from {
        *to = value as usize;
    }
}
