//! What a command line may say over a file.

use holdem_abstraction::BucketParams;
use holdem_blueprint::config::{DiscountMode, HandsPerBoard};
use holdem_blueprint::sampling::Sampler;

use super::{ConfigError, TrainConfig};

/// Values from the command line; `None` leaves the configuration as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// Seconds of training. Alone it also lifts a number of iterations asked for by the file.
    pub time_budget_seconds: Option<f64>,
    /// Boards to train on. Alone it also lifts a time budget asked for by the file.
    pub num_iterations: Option<u64>,
    /// Seats.
    pub num_players: Option<u8>,
    /// Threads, 0 for one per core.
    pub num_workers: Option<usize>,
    /// Boards per batch.
    pub batch_size: Option<usize>,
    /// Hands sampled per board.
    pub hands_per_board: Option<HandsPerBoard>,
    /// Seed of boards and hands.
    pub seed: Option<u64>,
    /// Stack of every player in big blinds.
    pub stack: Option<f64>,
    /// Share of exploration.
    pub exploration_epsilon: Option<f64>,
    /// How deals are walked.
    pub sampler: Option<Sampler>,
    /// Families and buckets on the flop, the turn and the river.
    pub buckets: Option<BucketParams>,
    /// Seconds between checkpoints.
    pub checkpoint_interval: Option<f64>,
    /// Boards between checkpoints.
    pub checkpoint_interval_iterations: Option<u64>,
    /// Boards of one sitting.
    pub chunk_iterations: Option<u64>,
    /// Seconds of one sitting.
    pub chunk_seconds: Option<f64>,
    /// Seconds between snapshots.
    pub snapshot_interval_seconds: Option<f64>,
    /// How much an iteration counts.
    pub discount_mode: Option<DiscountMode>,
    /// Iterations between discounts.
    pub discount_interval: Option<u64>,
    /// Whether TensorBoard files are written.
    pub tensorboard: Option<bool>,
}

impl TrainConfig {
    /// The configuration with what the command line says, checked again.
    ///
    /// # Errors
    /// [`ConfigError::Value`] or [`ConfigError::Conflict`].
    pub fn with(&self, overrides: &Overrides) -> Result<Self, ConfigError> {
        let mut config = self.clone();
        config.set_length(overrides);
        let o = overrides;
        if o.num_players.is_some() {
            (config.num_players, config.game.num_players) = (o.num_players, None);
        }
        set(&mut config.num_workers, &o.num_workers);
        set(&mut config.batch_size, &o.batch_size);
        set(&mut config.hands_per_board, &o.hands_per_board);
        set(&mut config.seed, &o.seed);
        set_some(&mut config.sampler, &o.sampler);
        set_some(&mut config.exploration_epsilon, &o.exploration_epsilon);
        set(&mut config.checkpoint_interval, &o.checkpoint_interval);
        set(&mut config.snapshot_interval_seconds, &o.snapshot_interval_seconds);
        set(&mut config.discount_interval, &o.discount_interval);
        set(&mut config.tensorboard, &o.tensorboard);
        set_some(&mut config.checkpoint_interval_iterations, &o.checkpoint_interval_iterations);
        set_some(&mut config.chunk_iterations, &o.chunk_iterations);
        set_some(&mut config.chunk_seconds, &o.chunk_seconds);
        if o.stack.is_some() {
            (config.game.stack, config.game.stacks) = (o.stack, None);
        }
        if let Some(buckets) = &o.buckets {
            config.buckets.set_params(buckets);
            (config.buckets.auto, config.buckets.memory_bytes) = (false, None);
        }
        if o.discount_mode.is_some() {
            (config.discount_mode, config.use_linear_weighting) = (o.discount_mode, None);
        }
        config.validate()?;
        Ok(config)
    }

    /// How long: a command line that says one of time and iterations means this one alone.
    fn set_length(&mut self, overrides: &Overrides) {
        let said = (overrides.time_budget_seconds, overrides.num_iterations);
        if said != (None, None) {
            (self.time_budget_seconds, self.num_iterations) = said;
        }
    }
}

fn set_some<T: Clone>(to: &mut Option<T>, from: &Option<T>) {
    if from.is_some() {
        to.clone_from(from);
    }
}

fn set<T: Clone>(to: &mut T, from: &Option<T>) {
    if let Some(value) = from {
        to.clone_from(value);
    }
}
