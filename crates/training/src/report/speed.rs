//! What is reported about the speed of a session.

use holdem_cfr::tables::storage::Losses;
use holdem_cfr::vector::solver::Work;
use serde::{Deserialize, Serialize};

use super::ExploitabilityPoint;

/// Deviation of a tenth from the median of all but the first, in percent, above which a run is said to drift.
pub const DRIFT_PERCENT: f64 = 3.0;

/// One tenth of the training time of a session.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tenth {
    /// Boards per second.
    pub iterations_per_sec: f64,
    /// Nodes per second.
    pub nodes_per_sec: f64,
    /// Nodes per second over the median of the tenths after the first.
    pub ratio_to_median: f64,
}

/// Largest deviation from the median among the tenths after the first, in percent.
pub fn max_deviation_percent(tenths: &[Tenth]) -> f64 {
    tenths.iter().skip(1).map(|tenth| 100.0 * (tenth.ratio_to_median - 1.0).abs()).fold(0.0, f64::max)
}

/// How even the rate was after the first tenth of a session.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evenness {
    /// Seconds of a window.
    pub window_secs: f64,
    /// Windows.
    pub windows: usize,
    /// Coefficient of variation of nodes per second over the windows, in percent.
    pub variation_percent: f64,
    /// Slope of nodes per second by least squares, in percent of the mean per hour.
    pub slope_percent_per_hour: f64,
    /// Standard error of the slope.
    pub slope_standard_error: f64,
}

/// Times of batches, in milliseconds; percentiles to 5 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchTimes {
    /// Median.
    pub p50_ms: f64,
    /// Nine of ten take no longer.
    pub p90_ms: f64,
    /// 99 of 100 take no longer.
    pub p99_ms: f64,
    /// The longest.
    pub max_ms: f64,
    /// Batches counted.
    pub batches: u64,
}

/// Speed and stability of a session, over the time spent training: without checkpoints, snapshots and charts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SpeedReport {
    /// Seconds of training since the last start.
    pub training_secs: f64,
    /// Seconds that training waited for checkpoints and snapshots since the last start.
    #[serde(default)]
    pub saving_secs: f64,
    /// Boards per second.
    pub iterations_per_sec: f64,
    /// Nodes entered per second, terminal ones included: once per node and board.
    pub nodes_per_sec: f64,
    /// Hand-node visits per second.
    pub hand_node_visits_per_sec: f64,
    /// How often training waited for checkpoints and snapshots.
    #[serde(default)]
    pub saves: u64,
    /// The longest of these waits, in seconds.
    #[serde(default)]
    pub longest_save_secs: f64,
    /// How long batches took; absent where there are none.
    #[serde(default)]
    pub batch_times: Option<BatchTimes>,
    /// Slope and variation of the rate; absent if the session was too short.
    #[serde(default)]
    pub evenness: Option<Evenness>,
    /// Rates by tenths of the session; absent if it was too short.
    pub rate_by_tenth: Option<Vec<Tenth>>,
    /// Largest deviation of a tenth after the first from their median, in percent.
    pub tenths_max_deviation_percent: Option<f64>,
    /// Cores kept busy.
    pub busy_cores: Option<f64>,
    /// Share of the CPU time spent in the kernel, in percent.
    pub system_cpu_percent: Option<f64>,
    /// Voluntary context switches per second, all threads.
    pub voluntary_context_switches_per_sec: Option<f64>,
    /// The same per worker.
    pub voluntary_context_switches_per_sec_per_worker: Option<f64>,
    /// Involuntary context switches per second, all threads.
    pub involuntary_context_switches_per_sec: Option<f64>,
    /// Involuntary context switches per second and worker.
    pub involuntary_context_switches_per_sec_per_worker: Option<f64>,
    /// Page faults that did not read from a disk.
    pub minor_page_faults: Option<u64>,
    /// Page faults that read from a disk.
    pub major_page_faults: Option<u64>,
    /// Resident memory when training began, in bytes.
    pub resident_start_bytes: Option<u64>,
    /// Resident memory when training ended, in bytes.
    pub resident_end_bytes: Option<u64>,
    /// Peak of resident memory seen during training, in bytes.
    pub resident_training_peak_bytes: Option<u64>,
}

/// What a session leaves behind.
#[derive(Clone, Debug)]
pub(crate) struct Trained {
    pub(crate) work: Work,
    /// Seconds of all sessions, everything between two segments included.
    pub(crate) elapsed_secs: f64,
    pub(crate) infosets: u64,
    pub(crate) speed: SpeedReport,
    pub(crate) workers: usize,
    pub(crate) losses: Option<Losses>,
    pub(crate) interrupted: bool,
    pub(crate) paused: bool,
    /// Exploitability during training.
    pub(crate) milestones: Vec<ExploitabilityPoint>,
}
