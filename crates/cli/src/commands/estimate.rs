//! `holdem estimate`: what a configuration needs, before anything is allocated.

use std::path::{Path, PathBuf};

use clap::Args;
use holdem_telemetry::units;
use holdem_training::config::auto::MEMORY_SHARE;
use holdem_training::{Estimate, TrainConfig};

use crate::exit::Exit;
use crate::output::{self, Format};
use crate::table::Table;

/// Show the size of the betting tree by street, and the memory that training and measuring need.
#[derive(Debug, Args)]
pub(crate) struct EstimateArgs {
    /// Configuration in YAML [default: that of `holdem train`].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// How the result is written.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs `holdem estimate`.
pub(crate) fn run(args: &EstimateArgs) -> anyhow::Result<Exit> {
    let config = args.config.as_ref().map_or(Ok(TrainConfig::default()), TrainConfig::from_yaml_path)?;
    let config = with_bucket_counts(&config, None)?;
    let estimate = holdem_training::estimate(&config)?;
    output::result(args.format, || text(&estimate), &estimate)?;
    Ok(Exit::Done)
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
        output::say(&format!("buckets: auto: {counts} (flop/turn/river), {why}"));
    }
    Ok(settled)
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
        ("peak while training", Some(estimate.training_bytes)),
        ("peak while measuring", Some(estimate.measuring_bytes)),
        ("available now", estimate.available_bytes),
    ];
    for (name, bytes) in rows {
        memory.row([name.to_owned(), bytes.map_or("unknown".to_owned(), units::bytes)]);
    }
    let (nodes, tasks, workers) = (estimate.nodes, estimate.tasks, estimate.workers);
    format!(
        "{}\n{nodes} nodes, cut into {tasks} subtrees for {workers} workers\n\n{}",
        streets.render(),
        memory.render()
    )
}
