//! How a game is solved, when to stop, and what is reported.

use super::schedule::Variant;
use crate::tables::storage::Storage;
use std::time::Duration;

/// How a game is solved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExactOptions {
    /// The variant of CFR.
    pub variant: Variant,
    /// How tables are kept.
    pub storage: Storage,
    /// Threads.
    pub workers: usize,
}

impl Default for ExactOptions {
    /// The fastest variant, 32 bits, one worker.
    fn default() -> Self {
        Self { variant: Variant::default(), storage: Storage::F32, workers: 1 }
    }
}

/// When to stop: at whichever comes first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StopAt {
    /// Exploitability in percent of the pot at the root; 0: never.
    pub target_pct: f64,
    /// Iterations in all.
    pub iterations: Option<u64>,
    /// Time of this call.
    pub time: Option<Duration>,
}

impl Default for StopAt {
    /// 0.3 % of the pot.
    fn default() -> Self {
        Self { target_pct: 0.3, iterations: None, time: None }
    }
}

/// How far the solver is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExactProgress {
    /// Iterations in all.
    pub iterations: u64,
    /// The mean of what both players gain by best responses, in chips, if it has just been computed.
    pub exploitability: Option<f64>,
    /// The same in percent of the pot.
    pub exploitability_pct: Option<f64>,
    /// Expected chips of both players, if exploitability has just been computed; accurate to within it.
    pub ev: Option<[f64; 2]>,
    /// Time of this call.
    pub elapsed: Duration,
    /// Iteration at which the target is expected to be reached.
    pub expected: Option<u64>,
}

/// Why a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The target is reached.
    Target,
    /// This many iterations are done.
    Iterations,
    /// The time is over.
    Time,
    /// The caller asked for it.
    Asked,
}

/// What a call came to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Why it ended.
    pub stopped: Stopped,
    /// Iterations in all.
    pub iterations: u64,
    /// The mean of what both players gain by best responses to the average strategies, in chips.
    pub exploitability: f64,
    /// The same in percent of the pot.
    pub exploitability_pct: f64,
}

/// Memory that a game needs, known before it is allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExactEstimate {
    /// Bytes of the tables in 32 bits.
    pub f32_bytes: u64,
    /// Bytes of the tables in 16 bits.
    pub i16_bytes: u64,
    /// Boards that are walked.
    pub boards: usize,
}
