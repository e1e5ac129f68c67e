//! `holdem eval compare` and `holdem eval ledger`: is a strategy better than the one before it?

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use clap::Args;
use holdem_blueprint::ledger::{self, Entry, MeasuredFile, Number};
use holdem_blueprint::measure::{self, Comparison, Difference, sample};
use holdem_blueprint::open::Opponent;
use holdem_blueprint::{Blueprint, BlueprintError, hex};
use holdem_cfr::Strategy;
use holdem_cfr::tables::layout::bucket_counts;
use holdem_store::write_output;
use holdem_training::observer;

use super::{Bench, Common, Measured, for_two, set};
use crate::exit::{Exit, UsageError};
use crate::output::{self, Format};

/// Arguments of `holdem eval compare`.
#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    /// The strategy before: a run directory, blueprint or snapshot.
    before: PathBuf,
    /// The strategy after, for the same betting tree; its buckets may be others.
    after: PathBuf,
    /// Another strategy that both play against; may be given more than once [default: one that plays every
    /// action as likely].
    #[arg(long, value_name = "RUN")]
    against: Vec<PathBuf>,
    /// How much worse AFTER may be, in mbb per hand.
    #[arg(long, value_name = "MBB", default_value_t = 0.0, value_parser = parse_tolerance)]
    tolerance: f64,
    /// Boards played, the same for all [default: 300].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..=100_000_000))]
    boards: Option<u64>,
    /// Adds the result as a line to this file: see `holdem eval ledger`.
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// Arguments of `holdem eval ledger`.
#[derive(Debug, Args)]
pub(crate) struct LedgerArgs {
    /// A file that `holdem eval compare --ledger` has written.
    file: PathBuf,
    /// Draws it into this file as well.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Replace a file that is there.
    #[arg(long, requires = "svg")]
    force: bool,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

fn parse_tolerance(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(tolerance) if tolerance >= 0.0 && tolerance.is_finite() => Ok(tolerance),
        _ => Err("expected 0 or a positive number of thousandths of a big blind".to_owned()),
    }
}

/// Runs `holdem eval compare`.
pub(super) fn run(args: &CompareArgs) -> anyhow::Result<Exit> {
    let mut bench = Bench::new(&args.common);
    set(&mut bench.eval.boards, args.boards);
    if let Some(path) = &args.ledger {
        output::not_in_a_run(path)?;
        if path.exists() {
            read(path)?;
        }
    }
    let run = bench.open(&args.before)?;
    for_two(&run, "compare")?;
    let open = |path: &PathBuf, bench: &mut Bench| -> anyhow::Result<Opponent> {
        let observer = &mut observer(&mut bench.reporter, &bench.stop);
        Ok(run.opponent(path, bench.workers, observer)?)
    };
    let after = open(&args.after, &mut bench)?;
    let mut others = Vec::new();
    for path in &args.against {
        others.push((path.display().to_string(), open(path, &mut bench)?));
    }
    if others.is_empty() {
        let uniform = Strategy::uniform(&run.game.tree, &bucket_counts(&*run.game.cards));
        others.push(("uniform play".to_owned(), uniform.into()));
    }
    let before: Opponent = run.strategy.clone().into();
    let both = [&before, &after];
    let result = bench.measure(|how| measure::compare(&run.game, both, &others, args.tolerance, how));
    let result = result.ok_or(BlueprintError::Interrupted).context("measuring")?;
    if let Some(path) = &args.ledger {
        entry(args, bench.eval.seed, &result)?.append(path)?;
    }
    let runs = [&args.before, &args.after].map(|path| path.display().to_string()).to_vec();
    let value = Measured { runs, seed: bench.eval.seed, result: &result };
    output::result(args.common.format, || text(&result), &value)?;
    Ok(if result.is_worse() { Exit::Data } else { Exit::Done })
}

/// What a difference is called.
fn name(difference: &Difference) -> String {
    format!("against {}", difference.against.as_deref().unwrap_or("the strategy before"))
}

fn text(result: &Comparison) -> String {
    let line = |difference: &Difference| format!("\n{:<28} {difference}", name(difference));
    let lines: String = result.differences.iter().map(line).collect();
    format!("what the strategy after wins more, {}{lines}", sample(result.boards, "board"))
}

/// A line of the ledger.
fn entry(args: &CompareArgs, seed: u64, result: &Comparison) -> anyhow::Result<Entry> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let mut entry = Entry::new("compare", now, seed, result.boards);
    let files = [&args.before, &args.after].into_iter().chain(&args.against);
    entry.files = files.map(|path| measured(path)).collect::<Result<_, BlueprintError>>()?;
    let number = |difference: &Difference| Number {
        name: name(difference),
        value: difference.gain,
        p_value: difference.p_value,
    };
    entry.numbers = result.differences.iter().map(number).collect();
    Ok(entry)
}

fn measured(path: &Path) -> Result<MeasuredFile, BlueprintError> {
    let strategy = holdem_blueprint::Strategy::open(path)?;
    let hash = Blueprint::open_at_once(strategy.path())?.content_hash();
    Ok(MeasuredFile { path: path.to_path_buf(), hash: Some(hex(hash)) })
}

/// Reads a ledger, and says what in it does not count.
fn read(path: &Path) -> anyhow::Result<Vec<Entry>> {
    let (entries, note) = ledger::read_noting(path)?;
    note.iter().for_each(|note| output::say(note));
    Ok(entries)
}

/// Runs `holdem eval ledger`.
pub(super) fn ledger(args: &LedgerArgs) -> anyhow::Result<Exit> {
    let entries = read(&args.file)?;
    if entries.is_empty() {
        return Err(UsageError(format!("{}: no measurement yet", args.file.display())).into());
    }
    if let Some(path) = &args.svg {
        let destination = output::destination(path, args.force)?;
        write_output(&destination, ledger::svg_plot(&entries).as_bytes())?;
    }
    output::result(args.format, || ledger::text_plot(&entries, output::columns()), &entries)?;
    Ok(Exit::Done)
}
