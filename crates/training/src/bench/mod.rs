//! A fixed workload for every sampler: how fast this machine trains, how good the result is, and whether it
//! is still the recorded one.
//!
//! *Speed*: the game of `holdem train` without a configuration, for a fixed time. Its buckets are those of
//! the cached file if there is one, otherwise the coarse ones of [`stand_in`], which cost the same to look
//! up.
//!
//! *Fixed work*: small games with buckets that need no file, a fixed seed and a fixed number of iterations.
//! The strategy is then judged, and its bits are hashed: the [`signature`]. It is compared with the one on
//! record.
//!
//! | module | holds |
//! |---|---|
//! | [`workload`] | samplers and games |
//! | [`speed`] | rates for a fixed time |
//! | [`fixed`] | quality and signature of fixed work |
//! | [`signature`] | the hash, and the record |
//! | [`calibration`] | how fast a configuration is trained here |
//! | [`stand_in`], `deck` | buckets as large as those of a file, without one; which of them are used |

pub mod calibration;
pub(crate) mod deck;
pub mod fixed;
pub mod signature;
pub mod speed;
pub mod stand_in;
pub mod workload;

use holdem_cfr::kernels::Kernels;
use holdem_telemetry::Reporter;
use holdem_telemetry::resources::Machine;
use serde::Serialize;

use crate::TrainError;
use holdem_blueprint::sampling::Sampler;

pub use fixed::{FixedWork, Judgement};
pub use signature::{Signature, record_line};
pub use speed::{Rates, SamplerSpeed, SpeedBench};
pub use workload::{BenchGame, SAMPLERS};

/// What is measured, and with what.
#[derive(Clone, Debug, PartialEq)]
pub struct BenchOptions {
    /// Which samplers, in this order.
    pub samplers: Vec<Sampler>,
    /// Seconds for which the speed of each sampler is measured; 0 to skip it.
    pub seconds: f64,
    /// Threads.
    pub workers: usize,
    /// Whether to ignore the cached bucket file.
    pub stand_in: bool,
    /// Whether the strategies of the fixed work are judged; their signatures are compared in any case.
    pub judge: bool,
}

impl Default for BenchOptions {
    fn default() -> Self {
        Self {
            samplers: workload::SAMPLERS.to_vec(),
            seconds: 4.0,
            workers: std::thread::available_parallelism().map_or(1, usize::from),
            stand_in: false,
            judge: true,
        }
    }
}

/// Everything that was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BenchReport {
    /// Version of the program.
    pub version: String,
    /// The machine.
    pub machine: Machine,
    /// Name of the inner loops in use.
    pub kernels: String,
    /// Threads; the fixed work of samplers that walk one hand at a time is done by one.
    pub workers: usize,
    /// Speed; `None` if not requested.
    pub speed: Option<SpeedBench>,
    /// Fixed work.
    pub fixed_work: Vec<FixedWork>,
}

impl BenchReport {
    /// Whether every signature is the one on record.
    pub fn is_as_recorded(&self) -> bool {
        self.fixed_work.iter().all(FixedWork::is_as_recorded)
    }
}

/// Runs the workloads, each as a phase of the reporter.
///
/// # Complexity
/// [`BenchOptions::seconds`] and a quarter more for each sampler, and about ten seconds on two cores for
/// everything else.
///
/// # Errors
/// [`TrainError::Engine`] if memory is refused, [`TrainError::Blueprint`] if the cached bucket file cannot be
/// used.
pub fn bench(options: &BenchOptions, reporter: &mut Reporter) -> Result<BenchReport, TrainError> {
    let speed = match options.seconds > 0.0 {
        true => Some(speed::measure(options, reporter)?),
        false => None,
    };
    let mut fixed_work = Vec::new();
    for &sampler in &options.samplers {
        for game in workload::games(sampler) {
            let phase = format!("fixed work: {sampler}, {game}");
            reporter.phase_started(&phase);
            fixed_work.push(fixed::work(sampler, *game, options)?);
            reporter.phase_finished(&phase);
        }
    }
    Ok(BenchReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        machine: Machine::this(),
        kernels: Kernels::detect().name.to_owned(),
        workers: options.workers,
        speed,
        fixed_work,
    })
}
