//! `holdem estimate`: what a configuration needs, before anything is allocated.

use clap::Args;
use holdem_blueprint::sampling::Sampler;
use holdem_telemetry::units;
use holdem_training::bench::calibration::CALIBRATION_SECS;
use holdem_training::{Calibration, Estimate, Plan, TrainConfig, TrainError, calibrate};
use serde::Serialize;

use crate::config_args::ConfigArgs;
use crate::exit::Exit;
use crate::output::{self, Format};
use crate::table::Table;

/// Show the size of the betting tree by street, the memory that a run needs, and how fast it would be trained
/// here.
///
/// The speed is measured: the configuration is trained for two seconds and the result thrown away. Where its
/// bucket file is not built yet, coarse buckets stand in, as many and as large in memory. A run that would
/// not fit in memory is not tried.
#[derive(Debug, Args)]
pub(crate) struct EstimateArgs {
    #[command(flatten)]
    config: ConfigArgs,
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
    let plan = Plan::new(&args.config.read(|| Ok(TrainConfig::default()))?, None)?;
    plan.notes.iter().for_each(|text| output::say(text));
    let measured = match args.no_calibration {
        true => Err("switched off by --no-calibration".to_owned()),
        false => calibration(&plan)?,
    };
    let estimate = plan.estimate;
    let (calibration, calibration_note) = match measured {
        Ok(calibration) => (Some(calibration), None),
        Err(note) => (None, Some(note)),
    };
    let outlook = Outlook { estimate, calibration, calibration_note };
    output::result(args.format, || outlook_text(&outlook), &outlook)?;
    Ok(Exit::Done)
}

/// Trains for a moment; says why not if the run would not fit.
fn calibration(plan: &Plan) -> anyhow::Result<Result<Calibration, String>> {
    match calibrate(plan, CALIBRATION_SECS) {
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
        "{}\nmeasured in {secs} of training with {workers} workers and {buckets}; quarters within \
         {spread:.1} %",
        table.render()
    )
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
        ("subtrees that several workers walk", Some(estimate.open_bytes)),
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
