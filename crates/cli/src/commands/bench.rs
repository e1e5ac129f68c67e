//! `holdem bench`: the same work for every sampler, on every machine.

use clap::Args;
use holdem_blueprint::sampling::Sampler;
use holdem_telemetry::units;
use holdem_training::bench::{
    BenchOptions, BenchReport, FixedWork, Judgement, SAMPLERS, SamplerSpeed, SpeedBench, bench, record_line,
};

use crate::duration::parse_secs;
use crate::exit::Exit;
use crate::output::{self, Format};
use crate::progress::ProgressArgs;
use crate::table::Table;

/// Measure how fast this machine trains, and check that it trains as it should.
///
/// Speed: the game of `holdem train` without a configuration, a fixed time for each sampler, after a warm-up
/// of a quarter of it. Its buckets are those of the cached file if there is one; otherwise coarse ones stand
/// in, as many and as large in memory.
///
/// Fixed work: small games, a fixed seed, a fixed number of iterations. The strategies are judged (Leduc:
/// exact exploitability; hold'em: what an exploiter learns to gain), and the bits of each are hashed. The
/// signature is the same on every x86-64, and compared with the one on record.
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// Samplers: public-chance, external, outcome [default: all].
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    sampler: Vec<Sampler>,
    /// How long the speed of each sampler is measured; 0 for fixed work only.
    #[arg(long, value_name = "DURATION", value_parser = parse_secs, default_value = "4s")]
    #[arg(conflicts_with = "check")]
    seconds: f64,
    /// Threads, 0 for one per core. Samplers that walk one hand at a time do the fixed work with one.
    #[arg(long, value_name = "N", default_value_t = 0)]
    workers: usize,
    /// Measure the speed without the bucket file, even if it is cached.
    #[arg(long)]
    stand_in: bool,
    /// Only do the fixed work and compare the signatures; exit code 1 if one differs from the record.
    #[arg(long)]
    check: bool,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    progress: ProgressArgs,
}

/// Runs `holdem bench`.
pub(crate) fn run(args: &BenchArgs) -> anyhow::Result<Exit> {
    let default = BenchOptions::default();
    let options = BenchOptions {
        samplers: if args.sampler.is_empty() { SAMPLERS.to_vec() } else { args.sampler.clone() },
        seconds: if args.check { 0.0 } else { args.seconds },
        workers: if args.workers == 0 { default.workers } else { args.workers },
        stand_in: args.stand_in,
        judge: !args.check,
    };
    let report = bench(&options, &mut args.progress.reporter())?;
    output::result(args.format, || text(&report), &report)?;
    if report.is_as_recorded() {
        return Ok(Exit::Done);
    }
    output::say(&differences(&report));
    Ok(if args.check { Exit::Bug } else { Exit::Done })
}

fn text(report: &BenchReport) -> String {
    let machine = &report.machine;
    let head = format!(
        "holdem {}, {}, {} cores, {} kernels, {} workers",
        report.version,
        machine.cpu_model.as_deref().unwrap_or(&machine.system),
        machine.cores.map_or("unknown".to_owned(), |cores| cores.to_string()),
        report.kernels,
        report.workers,
    );
    let speed = report.speed.as_ref().map(speed_text);
    let parts = [Some(head), speed, Some(fixed_text(&report.fixed_work))];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

fn speed_text(speed: &SpeedBench) -> String {
    let mut table = Table::new([
        "speed",
        "iterations/s",
        "nodes/s",
        "hand-node visits/s",
        "spread",
        "busy cores",
        "tables",
        "peak memory",
    ]);
    for row in &speed.rates {
        table.row(speed_row(row));
    }
    let buckets = match speed.stands_in {
        true => format!("coarse buckets {} in the place of a bucket file", speed.buckets),
        false => format!("bucket file {}", speed.buckets),
    };
    let (game, nodes, secs) = (&speed.game, speed.nodes, units::duration(speed.secs));
    format!("{}{game}, {nodes} nodes, {buckets}; {secs} each", table.render())
}

fn speed_row(row: &SamplerSpeed) -> [String; 8] {
    let rates = &row.rates;
    let unknown = || "unknown".to_owned();
    [
        row.sampler.to_string(),
        units::si(rates.iterations_per_sec),
        units::si(rates.nodes_per_sec),
        units::si(rates.hand_node_visits_per_sec),
        format!("{:.1} %", rates.spread_percent),
        rates.busy_cores.map_or_else(unknown, |cores| format!("{cores:.2}")),
        units::bytes(row.table_bytes),
        row.peak_resident_bytes.map_or_else(unknown, units::bytes),
    ]
}

fn fixed_text(works: &[FixedWork]) -> String {
    let mut table =
        Table::new(["fixed work", "iterations", "workers", "time", "mbb/h", "measured by", "signature", ""]);
    for work in works {
        let judged = work.judgement.as_ref();
        table.row([
            format!("{}, {}", work.sampler, work.game),
            work.iterations.to_string(),
            work.workers.to_string(),
            units::duration(work.secs),
            judged.map_or("-".to_owned(), mbb),
            judged.map_or("-".to_owned(), |judged| judged.measure.to_owned()),
            work.signature.to_string(),
            match work.recorded {
                None => "not on record".to_owned(),
                Some(recorded) if recorded == work.signature => "as recorded".to_owned(),
                Some(recorded) => format!("recorded: {recorded}"),
            },
        ]);
    }
    table.render()
}

fn mbb(judged: &Judgement) -> String {
    match judged.interval95_mbb {
        Some(0.0) => format!("{:.1}", judged.mbb),
        Some(half) => format!("{:.1} ± {half:.1}", judged.mbb),
        None => format!("{:.1} (no interval)", judged.mbb),
    }
}

/// What to put on record if the difference was meant.
fn differences(report: &BenchReport) -> String {
    let differ = report.fixed_work.iter().filter(|work| !work.is_as_recorded());
    let lines: Vec<_> = differ.map(|work| record_line(work.sampler, work.game, work.signature)).collect();
    format!(
        "signatures differ: something trains otherwise than it did. If that is meant, say so in the commit \
         and put into \
         crates/training/src/bench/signatures.txt:\n{}",
        lines.join("\n")
    )
}
