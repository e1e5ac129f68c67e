//! How fast a configuration is trained on this machine, measured by training it for a moment.
//!
//! The betting tree, the number of buckets, the sampler and the number of workers are those of the
//! configuration; nothing is kept. A missing bucket file is not built: coarse buckets of the same number and
//! size in memory stand in for it ([`super::stand_in`]).
//!
//! Vector training begins with full batches, as it would have after its ramp. Sampled walks get longer while
//! strategies form, so a run is somewhat slower than its first seconds.

use std::sync::Arc;

use serde::Serialize;

use super::deck::Deck;
use super::speed::{Rates, rates, skip_ramp};
use crate::TrainError;
use crate::plan::Plan;

/// Seconds of training that are enough for a rate.
pub const CALIBRATION_SECS: f64 = 2.0;
/// The share of them that is measured; the beginning is not, because touching memory for the first time is
/// slow.
const MEASURED: f64 = 0.8;

/// What a run of a configuration can be expected to do here.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// The buckets in words.
    pub buckets: String,
    /// Whether coarse buckets stood in for a missing bucket file.
    pub stands_in: bool,
    /// Threads.
    pub workers: usize,
    /// Seconds of training that were measured.
    pub secs: f64,
    /// How fast it was.
    #[serde(flatten)]
    pub rates: Rates,
    /// Seconds that a run may take, if they are limited.
    pub time_budget_secs: Option<f64>,
    /// Iterations that can be expected within them.
    pub iterations_in_budget: Option<u64>,
    /// Seconds that the requested number of iterations can be expected to take, if there is one.
    pub secs_for_iterations: Option<f64>,
}

/// Trains the plan for about `secs` seconds and discards the result.
///
/// # Errors
/// [`TrainError::Memory`] before anything is allocated if a run would not fit; [`TrainError::Config`] if
/// there is no tree; [`TrainError::Blueprint`] for a bucket file that cannot be used.
pub fn calibrate(plan: &Plan, secs: f64) -> Result<Calibration, TrainError> {
    let Plan { config, tree, estimate, .. } = plan;
    estimate.check()?;
    let deck = Deck::of(config, Arc::clone(tree), config.workers(), false)?;
    let options = config.recipe().engine_options();
    let mut engine = options.engine(&deck.tree, &deck.cards)?;
    skip_ramp(&options, &mut *engine);
    let workers = config.workers().min(engine.most_workers());
    let rates = rates(&mut *engine, workers, secs * MEASURED);
    let per_sec = rates.iterations_per_sec.max(f64::MIN_POSITIVE);
    Ok(Calibration {
        buckets: deck.buckets,
        stands_in: deck.stands_in,
        workers,
        secs: secs * MEASURED,
        rates,
        time_budget_secs: config.time_budget(),
        iterations_in_budget: config.time_budget().map(|budget| (budget * per_sec) as u64),
        secs_for_iterations: config.num_iterations.map(|iterations| iterations as f64 / per_sec),
    })
}
