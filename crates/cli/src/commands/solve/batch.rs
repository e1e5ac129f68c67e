//! `holdem solve batch`: one spot on many flops.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;
use holdem_blueprint::solution::batch::{
    Batch, FlopResult, Means, Solving, WeightedFlop, all_flops, by_part, by_texture, csv, parts_csv,
    read_flops, representative_flops, write_flops, write_parts,
};
use holdem_blueprint::solution::{Keep, NamedVariant, StorageChoice};
use holdem_store::columns::TableFormat;
use holdem_store::{read_text, write_atomic};
use holdem_telemetry::resources::Memory;
use serde_json::{Value, json};

use super::run::Limits;
use super::spot_args::SpotArgs;
use super::workers;
use crate::exit::{Exit, UsageError};
use crate::output::{self, Format};
use crate::progress::stop_on_signals;
use crate::table::Table;
use crate::words::{KEEPS, STORAGES, one_of};

/// Longest file that is read, in bytes.
const LONGEST: u64 = 16 << 20;

/// Solve a spot on many flops and report by flop, by texture, and by made hands, draws and equity. Each flop
/// is kept as soon as it is done: the same command goes on where an earlier one ended. The spot's own board
/// does not count.
#[derive(Debug, Args)]
pub(crate) struct BatchArgs {
    #[command(flatten)]
    spot: SpotArgs,
    /// Which flops: `all` (1,755), a number of representative ones (25, 49, 85, 184 or any other), or a file
    /// with one a line.
    #[arg(long, value_name = "FLOPS")]
    flops: String,
    /// Directory for the results: a file a flop, and the summaries.
    #[arg(long, value_name = "DIRECTORY")]
    dir: PathBuf,
    /// Decision that is reported, pooled over the cards that can come on the way; can be repeated [default:
    /// the root].
    #[arg(long, value_name = "LINE")]
    line: Vec<String>,
    #[command(flatten)]
    limits: Limits,
    /// How tables are kept.
    #[arg(long, value_parser = one_of(STORAGES), default_value = "f32")]
    storage: StorageChoice,
    /// Variant of CFR: dcfr-fast, dcfr-restarts, dcfr, hs-dcfr, cfr+, pcfr+, pdcfr+ or cfr+whole.
    #[arg(long, value_name = "NAME", default_value_t)]
    variant: NamedVariant,
    /// Threads, 0 for one per core; the result is the same.
    #[arg(long, value_name = "N", default_value_t = 0)]
    workers: usize,
    /// Keep a solution file of every flop as well.
    #[arg(long, value_parser = one_of(KEEPS), value_name = "WHAT")]
    solutions: Option<Keep>,
    /// Write the summaries in columns as well (Apache Parquet), if the program was built with the feature
    /// `parquet`.
    #[arg(long)]
    parquet: bool,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs `holdem solve batch`.
pub(crate) fn run(args: &BatchArgs) -> anyhow::Result<Exit> {
    if args.parquet {
        crate::output::expect_parquet("--parquet")?;
    }
    output::not_a_run(&args.dir)?;
    let flops = flops(&args.flops)?;
    let batch = batch(args)?;
    let stop = stop_on_signals()?;
    let mut results = Vec::new();
    for (number, flop) in flops.iter().enumerate() {
        let found = batch.results(flop, &mut |_| match stop.is_set() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        })?;
        let Some(found) = found else {
            output::say(&format!("interrupted: {number} of {} flops are done", flops.len()));
            return Ok(Exit::Interrupted);
        };
        output::say(&format!("{}/{}: {}", number + 1, flops.len(), said(&found)));
        results.push(found);
    }
    report(args, batch.lines(), &results)?;
    Ok(Exit::Done)
}

fn batch(args: &BatchArgs) -> anyhow::Result<Batch> {
    let solving = Solving {
        stop_at: args.limits.stop_at()?,
        storage: args.storage,
        variant: args.variant,
        workers: workers(args.workers),
        available: Memory::now().map(|memory| memory.available_bytes),
    };
    let batch = Batch::new(&args.spot.spot()?, solving, &args.line);
    Ok(batch.kept_in(&args.dir, args.solutions)?)
}

fn flops(which: &str) -> anyhow::Result<Vec<WeightedFlop>> {
    match (which, which.parse::<usize>()) {
        ("all", _) => Ok(all_flops()),
        (_, Ok(0)) => Err(UsageError("--flops 0: expected at least one flop".to_owned()).into()),
        (_, Ok(count)) => Ok(representative_flops(count)),
        (file, Err(_)) => {
            let text = read_text(file, LONGEST)?;
            Ok(read_flops(&text).map_err(|error| UsageError(format!("{file}: {error}")))?)
        }
    }
}

/// One flop in a line.
fn said(results: &[FlopResult]) -> String {
    let first = &results[0];
    let actions: Vec<String> =
        first.actions.iter().map(|(name, share)| format!("{name} {:.1} %", 100.0 * share)).collect();
    format!("{} EV oop {:.2}, ip {:.2}; {}", first.flop, first.ev.oop, first.ev.ip, actions.join(", "))
}

/// Writes the summaries and prints the means.
fn report(args: &BatchArgs, lines: &[String], results: &[Vec<FlopResult>]) -> anyhow::Result<()> {
    let mut all = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let results: Vec<FlopResult> = results.iter().map(|flop| flop[at].clone()).collect();
        let means = by_texture(&results);
        let name = match line.as_str() {
            "" => "summary".to_owned(),
            line => format!("summary-{}", line.replace(' ', "-")),
        };
        let value = value(line, &results, &means);
        write_atomic(args.dir.join(format!("{name}.csv")), csv(&results).as_bytes())?;
        write_atomic(args.dir.join(format!("{name}-parts.csv")), parts_csv(&results).as_bytes())?;
        write_atomic(args.dir.join(format!("{name}.json")), output::json(&value)?.as_bytes())?;
        if args.parquet {
            write_columns(&args.dir.join(&name), &results)?;
        }
        all.push((text(line, &means), value));
    }
    let (texts, values): (Vec<String>, Vec<Value>) = all.into_iter().unzip();
    output::result(args.format, || texts.join("\n"), &values)
}

/// Writes the summaries in columns, to two files whose names begin so.
fn write_columns(name: &Path, results: &[FlopResult]) -> anyhow::Result<()> {
    let [mut flops, mut parts] = [Vec::new(), Vec::new()];
    write_flops(&mut flops, results, TableFormat::Parquet)?;
    write_parts(&mut parts, results, TableFormat::Parquet)?;
    write_atomic(name.with_extension("parquet"), &flops)?;
    let file_name = name.file_name().unwrap_or_default().to_string_lossy();
    write_atomic(name.with_file_name(format!("{file_name}-parts.parquet")), &parts)?;
    Ok(())
}

fn value(line: &str, results: &[FlopResult], means: &[Means]) -> Value {
    json!({"line": line, "by_texture": means, "by_part": by_part(results), "flops": results})
}

fn text(line: &str, means: &[Means]) -> String {
    let mut table = Table::default();
    let names = means.first().map_or(&[][..], |mean| &mean.actions).iter().map(|(name, _)| name.clone());
    let header = ["texture", "flops", "share", "EV oop", "EV ip", "equity oop"].map(str::to_owned);
    table.row(header.into_iter().chain(names));
    let total = means.first().map_or(1.0, |mean| mean.weight);
    for mean in means {
        let cells = [
            mean.texture.clone(),
            mean.flops.to_string(),
            format!("{:.1} %", 100.0 * mean.weight / total),
            format!("{:.2}", mean.ev.oop),
            format!("{:.2}", mean.ev.ip),
            format!("{:.1} %", 100.0 * mean.equity.oop),
        ];
        let shares = mean.actions.iter().map(|(_, share)| format!("{:.1} %", 100.0 * share));
        table.row(cells.into_iter().chain(shares));
    }
    let at = if line.is_empty() { "the root".to_owned() } else { format!("`{line}`") };
    format!("at {at}:\n\n{}", table.render())
}
