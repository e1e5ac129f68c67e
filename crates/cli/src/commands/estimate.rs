//! `holdem estimate`: what a configuration needs, before anything is allocated.

use std::path::{Path, PathBuf};

use clap::Args;
use holdem_abstraction::BucketCount;
use holdem_blueprint::sampling::Sampler;
use holdem_telemetry::units;
use holdem_training::bench::calibration::CALIBRATION_SECS;
use holdem_training::plan::buckets::{HANDS_PER_BUCKET, MEMORY_SHARE};
use holdem_training::{Calibration, Estimate, TrainConfig, TrainError, calibrate};
use serde::Serialize;

use crate::exit::Exit;
use crate::output::{self, Format};
use crate::table::Table;

/// Show the size of the betting tree by street, the memory that a run needs, and how fast it would be trained here.
///
/// The speed is measured: the configuration is trained for two seconds and the result thrown away. Where its bucket file is not
/// built yet, coarse buckets stand in, as many and as large in memory. A run that would not fit in memory is not tried.
#[derive(Debug, Args)]
pub(crate) struct EstimateArgs {
    /// Configuration in YAML [default: that of `holdem train`].
    #[arg(value_name = "CONFIG")]
    file: Option<PathBuf>,
    /// The same as CONFIG.
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    config: Option<PathBuf>,
    /// Skip the two seconds of training.
    #[arg(long)]
    no_calibration: bool,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What is written as JSON: an estimate, and how fast the run would be.
#[derive(Debug, Serialize)]
struct Outlook {
    #[serde(flatten)]
    estimate: Estimate,
    calibration: Option<Calibration>,
    /// Why there is no calibration.
    calibration_note: Option<String>,
}

/// Runs `holdem estimate`.
pub(crate) fn run(args: &EstimateArgs) -> anyhow::Result<Exit> {
    let path = args.file.as_ref().or(args.config.as_ref());
    let config = path.map_or(Ok(TrainConfig::default()), TrainConfig::from_yaml_path)?;
    config.validate()?;
    let (config, why) = config.with_sampler(None)?;
    why.iter().for_each(|why| output::say(why));
    let config = with_bucket_counts(&config, None)?;
    let estimate = holdem_training::estimate(&config)?;
    let measured = match args.no_calibration {
        true => Err("switched off by --no-calibration".to_owned()),
        false => calibration(&config)?,
    };
    let (calibration, calibration_note) = match measured {
        Ok(calibration) => (Some(calibration), None),
        Err(note) => (None, Some(note)),
    };
    let outlook = Outlook { estimate, calibration, calibration_note };
    output::result(args.format, || outlook_text(&outlook), &outlook)?;
    Ok(Exit::Done)
}

/// Trains for a moment; says why not if the run would not fit.
fn calibration(config: &TrainConfig) -> anyhow::Result<Result<Calibration, String>> {
    match calibrate(config, CALIBRATION_SECS) {
        Ok(calibration) => Ok(Ok(calibration)),
        Err(error @ TrainError::Memory { .. }) => Ok(Err(error.to_string())),
        Err(error) => Err(error.into()),
    }
}

fn outlook_text(outlook: &Outlook) -> String {
    let speed = match (&outlook.calibration, &outlook.calibration_note) {
        (Some(calibration), _) => calibration_text(calibration),
        (None, note) => format!("speed not measured: {}", note.as_deref().unwrap_or("-")),
    };
    format!("{}\n{speed}", text(&outlook.estimate))
}

fn calibration_text(calibration: &Calibration) -> String {
    let rates = &calibration.rates;
    let mut table = Table::new(["speed expected here", ""]);
    let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
    row("iterations", units::si_unit(rates.iterations_per_sec, "it/s"));
    row("nodes", units::si_unit(rates.nodes_per_sec, "nodes/s"));
    row("hand-node visits", units::si_unit(rates.hand_node_visits_per_sec, "visits/s"));
    if let (Some(secs), Some(iterations)) = (calibration.time_budget_secs, calibration.iterations_in_budget) {
        row(&format!("in {}", units::duration(secs)), units::si_unit(iterations as f64, "iterations"));
    }
    if let Some(secs) = calibration.secs_for_iterations {
        row("time for num_iterations", units::duration(secs));
    }
    let buckets = match calibration.stands_in {
        true => format!(
            "coarse buckets {} in the place of a bucket file that is not built yet",
            calibration.buckets
        ),
        false => format!("buckets {}", calibration.buckets),
    };
    let (secs, workers) = (units::duration(calibration.secs), calibration.workers);
    let spread = rates.spread_percent;
    format!(
        "{}\nmeasured in {secs} of training with {workers} workers and {buckets}; quarters within {spread:.1} %",
        table.render()
    )
}

/// Settles `buckets: auto`, and says what it came to.
pub(crate) fn with_bucket_counts(
    config: &TrainConfig,
    resumed: Option<&Path>,
) -> anyhow::Result<TrainConfig> {
    let settled = config.with_bucket_counts(resumed)?;
    if config.buckets.auto {
        let counts = settled.buckets.counts().map(|count| count.to_string()).join("/");
        let why = match (resumed, config.buckets.memory_bytes) {
            (Some(run), _) => format!("those of {}", run.display()),
            (None, Some(bytes)) => format!("for {} at the peak", units::bytes(bytes)),
            (None, None) => {
                let bytes = units::bytes(config.auto_budget_bytes());
                format!("for {bytes} at the peak, {:.0} % of what is available", MEMORY_SHARE * 100.0)
            }
        };
        let bounds = if resumed.is_some() { String::new() } else { auto_bounds(config)? };
        output::say(&format!("buckets: auto: {counts} (flop/turn/river), {why}{bounds}"));
    }
    Ok(settled)
}

/// What bounds `buckets: auto` besides memory.
fn auto_bounds(config: &TrainConfig) -> anyhow::Result<String> {
    let hands = config.expected_hands()?;
    let length = if hands.is_finite() {
        let (hands, each) = (units::si(hands), units::si(HANDS_PER_BUCKET));
        format!("about {hands} hands to be dealt, at least {each} for each bucket")
    } else {
        "a run without an end".to_owned()
    };
    Ok(format!("; {length}; at most {} on a street", BucketCount::MAX))
}

/// An estimate for people.
pub(crate) fn text(estimate: &Estimate) -> String {
    let mut streets = Table::new(["street", "decisions", "terminals", "buckets", "infosets", "tables"]);
    for street in &estimate.streets {
        streets.row([
            street.street.clone(),
            street.decisions.to_string(),
            street.terminals.to_string(),
            street.buckets.to_string(),
            units::si(street.infosets as f64),
            units::bytes(street.table_bytes),
        ]);
    }
    let mut memory = Table::new(["memory", ""]);
    let rows = [
        ("betting tree", Some(estimate.tree_bytes)),
        ("tables", Some(estimate.table_bytes)),
        ("a strategy", Some(estimate.strategy_bytes)),
        ("bucket file, mapped", Some(estimate.bucket_bytes)),
        ("peak while buckets are built", Some(estimate.build_bytes)),
        ("copy for checkpoints, if there is room", Some(estimate.checkpoint_copy_bytes)),
        ("peak while training", Some(estimate.training_bytes)),
        ("peak while measuring", Some(estimate.measuring_bytes)),
        ("available now", estimate.available_bytes),
    ];
    for (name, bytes) in rows {
        memory.row([name.to_owned(), bytes.map_or("unknown".to_owned(), units::bytes)]);
    }
    let (nodes, tasks, workers) = (estimate.nodes, estimate.tasks, estimate.workers);
    let shared = match estimate.sampler {
        Sampler::PublicChance => format!("cut into {tasks} subtrees for {workers} workers"),
        other => format!("shared by {workers} workers ({other} sampling)"),
    };
    format!("{}\n{nodes} nodes, {shared}\n\n{}", streets.render(), memory.render())
}
