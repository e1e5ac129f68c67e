//! A run from beginning to end, as rank 0 executes it.

use std::sync::Arc;

use holdem_telemetry::{Reporter, StopFlag};
use holdem_training::{TrainConfig, TrainError, TrainOptions, TrainOutcome, train_with};

use crate::engine::Ranks;
use crate::exchange::Traffic;
use crate::greeting::Place;
use crate::message::Command;
use crate::transport::{Transport, send_value};

/// Trains, measures and reports on all ranks, which [serve](crate::serve()): to be called by rank 0. Also
/// returns what each rank has exchanged.
///
/// The other ranks are still there afterwards, for the next run or to be [dismissed](dismiss).
///
/// # Errors
/// As [`holdem_training::train`]; [`TrainError::Engine`] for a configuration that is not for several ranks,
/// and for ranks that do not fit together, with their names.
pub fn train(
    transport: &Arc<dyn Transport>,
    places: &[Place],
    config: &TrainConfig,
    options: &TrainOptions,
    reporter: &mut Reporter,
    stop: &StopFlag,
) -> Result<(TrainOutcome, Vec<Traffic>), TrainError> {
    let ranks = Ranks::new(transport, places.to_vec(), config.num_workers);
    let config = TrainConfig { num_workers: ranks.workers(0), ..config.clone() };
    for (rank, place) in places.iter().enumerate() {
        reporter.message(format!("rank {rank} on {}: {} workers", place.host, ranks.workers(rank)));
    }
    let outcome = train_with(&ranks, &config, options, reporter, stop)?;
    Ok((outcome, ranks.traffic()))
}

/// Tells the other ranks to end with an exit code.
pub fn dismiss(transport: &dyn Transport, code: u8) {
    (1..transport.size()).for_each(|rank| send_value(transport, rank, &Command::Bye { code }));
}
