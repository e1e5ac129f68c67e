//! The report of a run: `report.json` for programs, `report.md` for people.

mod markdown;
mod measurements;
mod speed;

use holdem_blueprint::measure::Exploiter;
use holdem_blueprint::sampling::Sampler;
use holdem_blueprint::{Game, hex};
use holdem_cfr::tables::storage::Losses;
use holdem_telemetry::resources::{self, Machine};
use serde::{Deserialize, Serialize};

use crate::config::TrainConfig;

pub use markdown::markdown;
pub use measurements::{ExploitabilityPoint, MeasuredAt, Measurements, kept};
pub(crate) use speed::Trained;
pub use speed::{BatchTimes, DRIFT_PERCENT, Evenness, SpeedReport, Tenth, max_deviation_percent};

/// What a hand-node visit is.
pub const VISIT: &str =
    "one hand of one player valued at one node of the betting tree on one board; terminal nodes count";

/// Everything that is reported about a run. Fields that were not measured are `null`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of the program.
    pub version: String,
    /// Which game.
    pub game: String,
    /// The unit that `_mbb` values are thousandths of.
    pub unit: String,
    /// The buckets in words.
    pub buckets: String,
    /// Hash of what the tables depend on: the same for equal strategies, whatever the command, the machine
    /// and the workers.
    pub config_hash: String,
    /// Fingerprint of the betting tree.
    pub tree_hash: String,
    /// Hash of the buckets.
    pub bucket_hash: String,
    /// Seed of boards and hands.
    pub seed: u64,
    /// Seed of the measurements.
    pub eval_seed: u64,
    /// Whether anything was cut short by the user.
    pub interrupted: bool,
    /// Whether training was.
    pub training_interrupted: bool,
    /// How deals were drawn and walked.
    #[serde(default = "public_chance")]
    pub sampler: String,
    /// Seats.
    #[serde(default = "two")]
    pub players: usize,
    /// Boards trained on, all sessions; sampled deals for external and outcome sampling.
    pub iterations: u64,
    /// Batches of all sessions.
    pub batches: u64,
    /// Seconds of all sessions, checkpoints and snapshots included.
    pub elapsed_secs: f64,
    /// Information sets that were trained.
    pub infosets: u64,
    /// Information sets of the game; untrained ones play all actions with equal probability. 0 in older
    /// reports.
    #[serde(default)]
    pub all_infosets: u64,
    /// Nodes of the betting tree.
    pub nodes: usize,
    /// Value of the first seat under the average strategies.
    pub game_value_mbb: Option<f64>,
    /// Its standard error; 0 where all boards were played, `None` if there is none.
    pub game_value_standard_error_mbb: Option<f64>,
    /// The same in chips.
    pub game_value_chips: Option<f64>,
    /// What best responses with real cards win, half the sum over both seats.
    pub exploitability_mbb: Option<f64>,
    /// Its standard error; 0 where all boards were played, `None` if there is none.
    pub exploitability_standard_error_mbb: Option<f64>,
    /// The same in chips.
    pub exploitability_chips: Option<f64>,
    /// The same as `exploitability_mbb` with the choices before the flop made on other flops: a lower
    /// estimate.
    pub exploitability_held_out_mbb: Option<f64>,
    /// What players with the same abstraction learn to win, half the sum over both seats.
    pub exploiter_mbb: Option<f64>,
    /// Its standard error; 0 where all boards were played, `None` if there is none.
    pub exploiter_standard_error_mbb: Option<f64>,
    /// The same in chips.
    pub exploiter_chips: Option<f64>,
    /// What keeping the numbers in 16 bits has lost; absent with 32.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage_losses: Option<StorageLosses>,
    /// Threads that trained: no more than the tree has subtrees.
    pub workers: usize,
    /// Speed and stability of the last session.
    #[serde(flatten)]
    pub speed: SpeedReport,
    /// What a hand-node visit is.
    pub hand_node_visit: String,
    /// Peak of the process's resident memory in bytes, buckets and measurements included.
    pub peak_resident_bytes: Option<u64>,
    /// Warnings that should not be missed.
    pub warnings: Vec<String>,
    /// The measurements in full.
    pub measurements: Measurements,
    /// The machine.
    pub machine: Machine,
}

impl Report {
    pub(crate) fn new(
        config: &TrainConfig,
        game: &Game,
        trained: &Trained,
        measurements: Measurements,
    ) -> Self {
        let unit = if game.unit == 1 { "1 chip" } else { "the big blind" };
        let mut measurements = measurements;
        measurements.date(MeasuredAt::now(trained.work.iterations));
        let mut report = Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            game: game.kind.to_string(),
            unit: unit.to_owned(),
            buckets: game.buckets.name.clone(),
            config_hash: hex(config.recipe().hash()),
            tree_hash: hex(game.tree.fingerprint()),
            bucket_hash: hex(game.buckets.hash),
            seed: config.seed,
            eval_seed: config.eval.seed,
            interrupted: trained.interrupted,
            training_interrupted: trained.interrupted,
            sampler: config.sampler().to_string(),
            players: config.players(),
            iterations: trained.work.iterations,
            batches: trained.work.batches,
            elapsed_secs: trained.elapsed_secs,
            infosets: trained.infosets,
            all_infosets: game.num_infosets(),
            nodes: game.tree.nodes().len(),
            game_value_mbb: None,
            game_value_standard_error_mbb: None,
            game_value_chips: None,
            exploitability_mbb: None,
            exploitability_standard_error_mbb: None,
            exploitability_chips: None,
            exploitability_held_out_mbb: None,
            exploiter_mbb: None,
            exploiter_standard_error_mbb: None,
            exploiter_chips: None,
            storage_losses: trained.losses.map(StorageLosses::from),
            workers: trained.workers,
            warnings: warnings(config, trained, &measurements),
            speed: trained.speed.clone(),
            hand_node_visit: VISIT.to_owned(),
            peak_resident_bytes: resources::peak_resident_bytes(),
            measurements,
            machine: Machine::this(),
        };
        report.take_values();
        report
    }

    /// Copies the numbers from those measurements that were made after this many iterations.
    fn take_values(&mut self) {
        let m = &self.measurements;
        let of_now = |at: &Option<MeasuredAt>| at.is_some_and(|at| at.iterations == self.iterations);
        let value = m.game_value.as_ref().filter(|_| of_now(&m.game_value_at)).map(|m| m.value);
        let best = m.exploitability.as_ref().filter(|_| of_now(&m.exploitability_at));
        let exploiter = m.exploiter.as_ref().filter(|_| of_now(&m.exploiter_at)).map(|m| m.gain);
        let exploitability = best.map(|m| m.exploitability);
        self.game_value_mbb = value.map(|v| v.mbb);
        self.game_value_standard_error_mbb = value.and_then(|v| v.standard_error_mbb);
        self.game_value_chips = value.map(|v| v.chips);
        self.exploitability_mbb = exploitability.map(|v| v.mbb);
        self.exploitability_standard_error_mbb = exploitability.and_then(|v| v.standard_error_mbb);
        self.exploitability_chips = exploitability.map(|v| v.chips);
        self.exploitability_held_out_mbb = best.and_then(|m| m.held_out).map(|v| v.mbb);
        self.exploiter_mbb = exploiter.map(|v| v.mbb);
        self.exploiter_standard_error_mbb = exploiter.and_then(|v| v.standard_error_mbb);
        self.exploiter_chips = exploiter.map(|v| v.chips);
    }

    /// Keeps what the last report of the same run has and this one has not: measurements, with their dates,
    /// and speed and stability if nothing was trained.
    pub(crate) fn keep(&mut self, earlier: &Self) {
        if earlier.config_hash != self.config_hash || earlier.iterations > self.iterations {
            return;
        }
        if earlier.iterations == self.iterations && self.speed.training_secs == 0.0 {
            self.speed = earlier.speed.clone();
            self.workers = earlier.workers;
            self.elapsed_secs = earlier.elapsed_secs;
            self.peak_resident_bytes = earlier.peak_resident_bytes;
            self.machine = earlier.machine.clone();
            self.warnings.clone_from(&earlier.warnings);
        }
        self.measurements.keep(&earlier.measurements, earlier.iterations);
        self.take_values();
    }

    /// The text of `report.json`.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a report holds nothing that JSON cannot") + "\n"
    }
}

/// What keeping the numbers of the tables in 16 bits has lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StorageLosses {
    /// Numbers in the tables.
    pub numbers: u64,
    /// Regrets at the lowest representable number: saturation.
    pub floored: u64,
    /// Times that a number became 0 because the unit of its node grew: underflow. Since the last start.
    pub vanished: u64,
}

impl From<Losses> for StorageLosses {
    fn from(losses: Losses) -> Self {
        let Losses { numbers, floored, vanished } = losses;
        Self { numbers, floored, vanished }
    }
}

fn public_chance() -> String {
    Sampler::PublicChance.to_string()
}

fn two() -> usize {
    2
}

/// Warnings about the speed and about how much was learned.
fn warnings(config: &TrainConfig, trained: &Trained, measurements: &Measurements) -> Vec<String> {
    let mut warnings = Vec::new();
    if let Some(percent) = trained.speed.tenths_max_deviation_percent.filter(|&p| p > DRIFT_PERCENT) {
        warnings.push(format!(
            "the rate was not steady: a tenth of the training time deviates {percent:.1} % from the median \
             of the \
             tenths after the first (more than {DRIFT_PERCENT} %)"
        ));
    }
    let busy = trained.speed.busy_cores.filter(|&busy| busy < 0.9 * trained.workers as f64);
    if let Some(busy) = busy.filter(|_| trained.speed.training_secs > 1.0) {
        warnings.push(format!(
            "{busy:.2} cores were busy for {} workers: other programs took the rest, so rates are lower \
             than they could be",
            trained.workers
        ));
    }
    if trained.work.batches < 100 && config.sampler() == Sampler::PublicChance {
        warnings.push(format!(
            "trained for {} batches only: a strategy is worth little before a few hundred",
            trained.work.batches
        ));
    }
    warnings.extend(measurements.exploiter.as_ref().and_then(Exploiter::warning));
    warnings
}
