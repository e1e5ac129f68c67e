//! The configuration of a run: one struct, read from YAML, completed by defaults, checked as a whole.
//!
//! `configs/full.yaml` lists every key with its unit and default. An unknown key is an error that names the
//! nearest known one; a key of other trainers that means nothing here is refused by name with what to use
//! instead; every error from a file shows its line. Seconds can be said as a duration, `5m`.

mod compression;
mod draft;
mod error;
mod part_bytes;
mod quote;
mod recipe;
mod refused;
mod sampling;
mod validate;
mod yaml;

use holdem_blueprint::config::{
    BucketConfig, DiscountMode, EvalConfig, GameConfig, GameKind, HandsPerBoard, Opponent,
};
use holdem_blueprint::duration::{read_optional_secs, read_secs};
use holdem_blueprint::sampling::{Averaging, EpsilonSchedule, HandSampling, Sampler};
use holdem_cfr::engine::EngineOptions;
use holdem_cfr::{SolverOptions, Storage};
use serde::{Deserialize, Serialize};

pub use compression::Compression;
pub use draft::Draft;
pub use error::{ConfigError, Place};
pub use part_bytes::PartBytes;

/// Seconds that a run trains when neither a time nor a number of iterations is asked for.
pub const DEFAULT_TIME_BUDGET_SECS: f64 = 120.0;

/// Everything that can be configured about a training run.
///
/// `None` stands for "not given"; [`TrainConfig::resolved`] fills in what follows from the rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainConfig {
    /// What is played.
    pub game: GameConfig,
    /// Which hands are treated alike after the flop.
    #[serde(deserialize_with = "holdem_blueprint::config::read_buckets")]
    pub buckets: BucketConfig,
    /// Seconds of training; 120 if `num_iterations` is not given either, none if it is.
    #[serde(deserialize_with = "read_optional_secs")]
    pub time_budget_seconds: Option<f64>,
    /// Iterations to train: boards, or deals of a sampled hand for each player. With a time budget as well,
    /// whichever ends first.
    pub num_iterations: Option<u64>,
    /// Exploitability in thousandths of a big blind per hand at which training ends, measured every
    /// `eval.every` iterations: the upper end of the 95 % interval of the estimate from above.
    pub until_exploitability: Option<f64>,
    /// Seats; 2.
    pub num_players: Option<u8>,
    /// How deals are drawn and walked; public chance sampling for two players, external sampling for more.
    pub sampler: Option<Sampler>,
    /// Threads; 0 for one per core.
    pub num_workers: usize,
    /// Boards per batch, reached by a ramp.
    pub batch_size: usize,
    /// Boards in the first batches, where the ramp begins.
    pub batch_start: usize,
    /// Public chance sampling: bytes of tables that are walked for all boards of a batch before the next are
    /// entered.
    pub part_bytes: PartBytes,
    /// Private hands sampled per board.
    pub hands_per_board: HandsPerBoard,
    /// Public chance sampling: how these hands are drawn; stratified.
    pub hand_sampling: Option<HandSampling>,
    /// Outcome sampling: share of exploration, or the initial value of its schedule; 0.6.
    pub exploration_epsilon: Option<f64>,
    /// Outcome sampling: how the share changes; constant.
    pub epsilon_schedule: Option<EpsilonSchedule>,
    /// Linear and exponential schedules: the last share; 0.1.
    pub epsilon_end: Option<f64>,
    /// Linear and exponential schedules: iterations until then; 10 million.
    pub epsilon_iterations: Option<u64>,
    /// Adaptive schedule: least share; 0.1.
    pub adaptive_epsilon_min: Option<f64>,
    /// Adaptive schedule: largest share; 0.9.
    pub adaptive_epsilon_max: Option<f64>,
    /// Adaptive schedule: share of first visits above which exploration grows; 0.001.
    pub adaptive_epsilon_target: Option<f64>,
    /// Adaptive schedule: iterations from one change to the next; 100,000.
    pub adaptive_epsilon_interval: Option<u64>,
    /// External sampling: whether hopeless actions are skipped (negative-regret pruning); false.
    pub enable_pruning: Option<bool>,
    /// Pruning: regret below which an action is skipped, in big blinds per unit of the iteration's weight;
    /// -3,000.
    pub pruning_threshold: Option<f64>,
    /// Pruning: share of the iterations that prune; 0.95.
    pub pruning_probability: Option<f64>,
    /// External and outcome sampling: where the average strategy is collected.
    pub strategy_averaging: Option<Averaging>,
    /// Whether regrets are cut off at zero (regret matching+).
    pub regret_matching_plus: bool,
    /// Public chance sampling: whom each seat learns against.
    pub opponent: Opponent,
    /// Public chance sampling: how regrets and strategy sums are kept.
    pub storage_mode: Storage,
    /// Seed of all boards and hands.
    pub seed: u64,
    /// How much an iteration counts; linear by default.
    pub discount_mode: Option<DiscountMode>,
    /// Another way to say `discount_mode`: true for linear, false for none.
    pub use_linear_weighting: Option<bool>,
    /// DCFR exponent of positive regrets.
    pub regret_discount_alpha: f64,
    /// DCFR exponent of negative regrets.
    pub regret_discount_beta: f64,
    /// DCFR exponent of strategy sums.
    #[serde(alias = "strategy_discount_beta")]
    pub strategy_discount_gamma: f64,
    /// Iterations from one DCFR discount to the next.
    pub discount_interval: u64,
    /// Exponent of the weights of `discount_mode: power`.
    pub discount_exponent: f64,
    /// Seconds between the strategies kept in `snapshots/`; 0 for none.
    #[serde(deserialize_with = "read_secs")]
    pub snapshot_interval_seconds: f64,
    /// Most snapshots kept: beyond it every second one is removed and the interval doubles.
    pub snapshots_kept: usize,
    /// Seconds between checkpoints; 0 for one at the end only.
    #[serde(deserialize_with = "read_secs")]
    pub checkpoint_interval: f64,
    /// Boards between checkpoints, besides the interval in seconds.
    pub checkpoint_interval_iterations: Option<u64>,
    /// Newest checkpoints kept.
    pub checkpoints_kept: usize,
    /// Whether the first checkpoint at or after every power of two of iterations is kept as well.
    pub checkpoint_milestones: bool,
    /// How the tables in checkpoints are written.
    pub checkpoint_compression: Compression,
    /// Boards after which a checkpoint is written and the program ends, to be started again.
    pub chunk_iterations: Option<u64>,
    /// Seconds of training after which a checkpoint is written and the program ends, to be started again.
    #[serde(deserialize_with = "read_optional_secs")]
    pub chunk_seconds: Option<f64>,
    /// Whether TensorBoard event files are written.
    pub tensorboard: bool,
    /// Seconds between points of the charts.
    #[serde(deserialize_with = "read_secs")]
    pub tensorboard_log_interval: f64,
    /// Seconds between progress events.
    #[serde(deserialize_with = "read_secs")]
    pub log_interval: f64,
    /// Without effect: accepted so that configurations of earlier versions can be read.
    #[serde(skip_serializing)]
    pub pin_workers: bool,
    /// What is measured at the end.
    pub eval: EvalConfig,
}

impl Default for TrainConfig {
    fn default() -> Self {
        let solver = SolverOptions::default();
        Self {
            game: GameConfig::default(),
            buckets: BucketConfig::default(),
            time_budget_seconds: None,
            num_iterations: None,
            until_exploitability: None,
            num_players: None,
            sampler: None,
            num_workers: 0,
            batch_size: solver.batch_size,
            batch_start: solver.batch_start,
            part_bytes: PartBytes::Auto,
            hands_per_board: HandsPerBoard(Some(solver.hands.len(usize::MAX))),
            hand_sampling: None,
            exploration_epsilon: None,
            epsilon_schedule: None,
            epsilon_end: None,
            epsilon_iterations: None,
            adaptive_epsilon_min: None,
            adaptive_epsilon_max: None,
            adaptive_epsilon_target: None,
            adaptive_epsilon_interval: None,
            enable_pruning: None,
            pruning_threshold: None,
            pruning_probability: None,
            strategy_averaging: None,
            regret_matching_plus: false,
            opponent: Opponent::Itself,
            storage_mode: Storage::F32,
            seed: solver.seed,
            discount_mode: None,
            use_linear_weighting: None,
            regret_discount_alpha: 1.5,
            regret_discount_beta: 0.0,
            strategy_discount_gamma: 2.0,
            discount_interval: 1000,
            discount_exponent: 2.0,
            snapshot_interval_seconds: 60.0,
            snapshots_kept: 20,
            checkpoint_interval: 300.0,
            checkpoint_interval_iterations: None,
            checkpoints_kept: 3,
            checkpoint_milestones: true,
            checkpoint_compression: Compression::default(),
            chunk_iterations: None,
            chunk_seconds: None,
            tensorboard: true,
            tensorboard_log_interval: 5.0,
            log_interval: 1.0,
            pin_workers: false,
            eval: EvalConfig::default(),
        }
    }
}

impl TrainConfig {
    /// The same with everything filled in that follows from the rest: what `config.yaml` of a run directory
    /// holds.
    #[must_use]
    pub fn resolved(&self) -> Self {
        Self {
            game: GameConfig { num_players: None, ..self.game() },
            buckets: match self.game.kind {
                GameKind::MiniHoldem => self.buckets(),
                _ => self.buckets().resolved(),
            },
            time_budget_seconds: self.time_budget(),
            num_players: Some(self.players() as u8),
            discount_mode: Some(self.mode()),
            use_linear_weighting: None,
            ..self.with_sampling()
        }
    }

    /// Seats.
    pub fn players(&self) -> usize {
        self.num_players.or(self.game.num_players).map_or(2, usize::from)
    }

    /// What is played, every key and the number of seats included.
    pub fn game(&self) -> GameConfig {
        let num_players = Some(self.players() as u8);
        GameConfig { num_players, ..self.game.clone() }.resolved()
    }

    /// Hands that are treated alike, with the number of buckets of every street.
    pub fn buckets(&self) -> BucketConfig {
        match self.game.kind {
            // What is not given is lossless there.
            GameKind::MiniHoldem => self.buckets.clone(),
            _ => self.buckets.for_players(self.players()),
        }
    }

    /// Seconds of training, if they are limited.
    pub fn time_budget(&self) -> Option<f64> {
        match self.num_iterations {
            Some(_) => self.time_budget_seconds,
            None => Some(self.time_budget_seconds.unwrap_or(DEFAULT_TIME_BUDGET_SECS)),
        }
    }

    /// Threads to use: `num_workers`, or the number of cores.
    pub fn workers(&self) -> usize {
        match self.num_workers {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            n => n,
        }
    }

    /// Whether checkpoints are written while training goes on.
    pub fn has_checkpoints_on_the_way(&self) -> bool {
        self.checkpoint_interval > 0.0 || self.checkpoint_interval_iterations.is_some()
    }

    pub(crate) fn mode(&self) -> DiscountMode {
        match (self.discount_mode, self.use_linear_weighting) {
            (Some(mode), _) => mode,
            (None, Some(false)) => DiscountMode::None,
            (None, Some(true) | None) => DiscountMode::Linear,
        }
    }

    /// What trains, and how.
    pub fn engine_options(&self) -> EngineOptions {
        self.recipe().engine_options()
    }

    /// How a vector solver of this configuration trains: also how an exploiter for two players does.
    pub fn solver_options(&self) -> SolverOptions {
        self.recipe().solver_options()
    }

    /// Keys that are set and have no effect here, as sentences.
    pub fn warnings(&self) -> Vec<String> {
        let default = Self::default();
        let dcfr_only = [
            ("regret_discount_alpha", self.regret_discount_alpha != default.regret_discount_alpha),
            ("regret_discount_beta", self.regret_discount_beta != default.regret_discount_beta),
            ("strategy_discount_gamma", self.strategy_discount_gamma != default.strategy_discount_gamma),
            ("discount_interval", self.discount_interval != default.discount_interval),
        ];
        let power_only = [("discount_exponent", self.discount_exponent != default.discount_exponent)];
        let without_effect = |keys: &[(&str, bool)], of: DiscountMode| -> Vec<String> {
            let mode = self.mode();
            let set = keys.iter().filter(|(_, set)| *set && mode != of);
            set.map(|(key, _)| format!("{key} has no effect: discount_mode is {mode}, not {of}")).collect()
        };
        [without_effect(&dcfr_only, DiscountMode::Dcfr), without_effect(&power_only, DiscountMode::Power)]
            .concat()
    }
}
