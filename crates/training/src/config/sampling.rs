//! How deals are drawn and walked: the sampler and the keys that belong to it.
//!
//! A key of a sampler other than the one in use is an error, never ignored.

use holdem_blueprint::config::DiscountMode;
use holdem_blueprint::sampling::{
    Averaging, EpsilonSchedule, ExplorationRecipe, HandSampling, SampledRecipe, Sampler,
};

use super::validate::{value, within};
use super::{ConfigError, TrainConfig};

/// Default share of exploration (Lanctot, Waugh, Zinkevich & Bowling 2009 found 0.6 best).
const EPSILON: f64 = 0.6;
/// Where a schedule ends, and when.
const EPSILON_END: f64 = 0.1;
const EPSILON_ITERATIONS: u64 = 10_000_000;
/// Least and largest share, share of first visits, and iterations between changes of an adaptive schedule.
const ADAPTIVE: (f64, f64, f64, u64) = (0.1, 0.9, 0.001, 100_000);
/// Pruning in big blinds, and the share of iterations that prune (that of Pluribus).
const PRUNING: [f64; 2] = [-3_000.0, 0.95];

impl TrainConfig {
    /// The sampler: public chance sampling for two players and external sampling for more, unless one is
    /// configured.
    pub fn sampler(&self) -> Sampler {
        let by_players = if self.players() == 2 { Sampler::PublicChance } else { Sampler::External };
        self.sampler.unwrap_or(by_players)
    }

    /// The same with the keys of the sampler filled in.
    pub(super) fn with_sampling(&self) -> Self {
        let mut config =
            Self { sampler: Some(self.sampler()), hand_sampling: self.hand_sampling(), ..self.clone() };
        let Some(recipe) = self.sampled_recipe() else { return config };
        config.strategy_averaging = Some(recipe.averaging);
        config.enable_pruning = Some(recipe.pruning.is_some());
        if let Some([threshold, probability]) = recipe.pruning {
            (config.pruning_threshold, config.pruning_probability) = (Some(threshold), Some(probability));
        }
        if let Some(exploration) = recipe.exploration {
            config.exploration_epsilon = Some(exploration.epsilon);
            config.epsilon_schedule = Some(exploration.schedule);
            if let Some((end, iterations)) = exploration.end {
                (config.epsilon_end, config.epsilon_iterations) = (Some(end), Some(iterations));
            }
            if let Some((min, max, target, interval)) = exploration.adaptive {
                (config.adaptive_epsilon_min, config.adaptive_epsilon_max) = (Some(min), Some(max));
                (config.adaptive_epsilon_target, config.adaptive_epsilon_interval) =
                    (Some(target), Some(interval));
            }
        }
        config
    }

    /// How hands are drawn; `None` where there is nothing to draw.
    pub(super) fn hand_sampling(&self) -> Option<HandSampling> {
        let draws = self.sampler() == Sampler::PublicChance && self.hands_per_board.0.is_some();
        draws.then(|| self.hand_sampling.unwrap_or(HandSampling::Stratified))
    }

    /// The settings of sampled training; `None` for public chance sampling.
    pub(super) fn sampled_recipe(&self) -> Option<SampledRecipe> {
        let sampler = self.sampler();
        let [threshold, probability] = PRUNING;
        let pruning = self.enable_pruning.unwrap_or(false).then(|| {
            [self.pruning_threshold.unwrap_or(threshold), self.pruning_probability.unwrap_or(probability)]
        });
        let by_players = if self.players() == 2 { Averaging::Opponents } else { Averaging::Lines };
        (sampler != Sampler::PublicChance).then(|| SampledRecipe {
            exploration: (sampler == Sampler::Outcome).then(|| self.exploration()),
            pruning,
            averaging: self.strategy_averaging.unwrap_or(by_players),
        })
    }

    fn exploration(&self) -> ExplorationRecipe {
        let schedule = self.epsilon_schedule.unwrap_or_default();
        let ends = matches!(schedule, EpsilonSchedule::Linear | EpsilonSchedule::Exponential);
        let end = ends.then(|| {
            (self.epsilon_end.unwrap_or(EPSILON_END), self.epsilon_iterations.unwrap_or(EPSILON_ITERATIONS))
        });
        let (min, max, target, interval) = ADAPTIVE;
        let adaptive = (schedule == EpsilonSchedule::Adaptive).then(|| {
            (
                self.adaptive_epsilon_min.unwrap_or(min),
                self.adaptive_epsilon_max.unwrap_or(max),
                self.adaptive_epsilon_target.unwrap_or(target),
                self.adaptive_epsilon_interval.unwrap_or(interval),
            )
        });
        ExplorationRecipe { epsilon: self.exploration_epsilon.unwrap_or(EPSILON), schedule, end, adaptive }
    }

    /// Copies what a recipe says about sampled training into this configuration.
    pub(super) fn set_sampled(&mut self, recipe: &SampledRecipe) {
        self.strategy_averaging = Some(recipe.averaging);
        self.enable_pruning = Some(recipe.pruning.is_some());
        self.pruning_threshold = recipe.pruning.map(|[threshold, _]| threshold);
        self.pruning_probability = recipe.pruning.map(|[_, probability]| probability);
        let exploration = recipe.exploration.as_ref();
        self.exploration_epsilon = exploration.map(|e| e.epsilon);
        self.epsilon_schedule = exploration.map(|e| e.schedule);
        let end = exploration.and_then(|e| e.end);
        (self.epsilon_end, self.epsilon_iterations) = (end.map(|end| end.0), end.map(|end| end.1));
        let adaptive = exploration.and_then(|e| e.adaptive);
        self.adaptive_epsilon_min = adaptive.map(|a| a.0);
        self.adaptive_epsilon_max = adaptive.map(|a| a.1);
        self.adaptive_epsilon_target = adaptive.map(|a| a.2);
        self.adaptive_epsilon_interval = adaptive.map(|a| a.3);
    }

    pub(super) fn validate_sampling(&self) -> Result<(), ConfigError> {
        let sampler = self.sampler();
        if sampler == Sampler::PublicChance && self.players() != 2 {
            return Err(value("sampler", sampler, "external or outcome for more than two players"));
        }
        self.refuse_keys_of_others(sampler)?;
        if self.regret_matching_plus && sampler != Sampler::PublicChance && self.mode() == DiscountMode::Dcfr
        {
            return Err(value(
                "regret_matching_plus",
                true,
                "false with discount_mode: dcfr, which discounts what it would cut off (external, outcome)",
            ));
        }
        let shares = [
            ("exploration_epsilon", self.exploration_epsilon),
            ("epsilon_end", self.epsilon_end),
            ("adaptive_epsilon_min", self.adaptive_epsilon_min),
            ("adaptive_epsilon_max", self.adaptive_epsilon_max),
        ];
        for (key, share) in shares {
            share.map_or(Ok(()), |share| within(key, share, 0.001..=1.0))?;
        }
        for (key, share) in [
            ("adaptive_epsilon_target", self.adaptive_epsilon_target),
            ("pruning_probability", self.pruning_probability),
        ] {
            share.map_or(Ok(()), |share| within(key, share, 0.0..=1.0))?;
        }
        for (key, count) in [
            ("epsilon_iterations", self.epsilon_iterations),
            ("adaptive_epsilon_interval", self.adaptive_epsilon_interval),
        ] {
            count.map_or(Ok(()), |count| within(key, count, 1..=1_000_000_000_000))?;
        }
        match self.pruning_threshold {
            Some(threshold) => within("pruning_threshold", threshold, -1e12..=-1e-6),
            None => Ok(()),
        }?;
        match self.exploration().adaptive {
            Some((min, max, ..)) if min > max => {
                Err(value("adaptive_epsilon_min", min, &format!("at most adaptive_epsilon_max = {max}")))
            }
            _ => Ok(()),
        }
    }

    /// Refuses keys that belong to another sampler or another schedule.
    fn refuse_keys_of_others(&self, sampler: Sampler) -> Result<(), ConfigError> {
        let outcome = [
            ("exploration_epsilon", self.exploration_epsilon.is_some()),
            ("epsilon_schedule", self.epsilon_schedule.is_some()),
        ];
        let ends = [
            ("epsilon_end", self.epsilon_end.is_some()),
            ("epsilon_iterations", self.epsilon_iterations.is_some()),
        ];
        let adaptive = [
            ("adaptive_epsilon_min", self.adaptive_epsilon_min.is_some()),
            ("adaptive_epsilon_max", self.adaptive_epsilon_max.is_some()),
            ("adaptive_epsilon_target", self.adaptive_epsilon_target.is_some()),
            ("adaptive_epsilon_interval", self.adaptive_epsilon_interval.is_some()),
        ];
        let prunes = self.enable_pruning == Some(true);
        let pruning = [
            ("pruning_threshold", self.pruning_threshold.is_some()),
            ("pruning_probability", self.pruning_probability.is_some()),
        ];
        let schedule = self.epsilon_schedule.unwrap_or_default();
        let explores = sampler == Sampler::Outcome;
        let sampled = sampler != Sampler::PublicChance;
        let default = Self::default();
        let vector = [
            ("batch_size", self.batch_size != default.batch_size),
            ("batch_start", self.batch_start != default.batch_start),
            ("part_bytes", self.part_bytes != default.part_bytes),
            ("hands_per_board", self.hands_per_board != default.hands_per_board),
            ("hand_sampling", self.hand_sampling.is_some()),
            ("opponent", self.opponent != default.opponent),
            ("storage_mode", self.storage_mode != default.storage_mode),
        ];
        let linear = matches!(schedule, EpsilonSchedule::Linear | EpsilonSchedule::Exponential);
        refuse(&outcome, explores, "`sampler: outcome`, no other explores")?;
        refuse(&ends, explores && linear, "`epsilon_schedule: linear` or `exponential`")?;
        refuse(&adaptive, explores && schedule == EpsilonSchedule::Adaptive, "`epsilon_schedule: adaptive`")?;
        refuse(&[("enable_pruning", prunes)], sampler == Sampler::External, "`sampler: external`")?;
        let floor = self.regret_matching_plus;
        refuse(&[("enable_pruning", prunes)], !floor, "regrets below 0, so no `regret_matching_plus`")?;
        refuse(&pruning, prunes, "`enable_pruning: true`")?;
        let averaging = [("strategy_averaging", self.strategy_averaging.is_some())];
        refuse(&averaging, sampled, "`sampler: external` or `outcome`")?;
        refuse(&vector, !sampled, "`sampler: public-chance`")?;
        let hand_sampling = [("hand_sampling", self.hand_sampling.is_some())];
        refuse(&hand_sampling, self.hands_per_board.0.is_some(), "a number of `hands_per_board`")
    }
}

/// Refuses the first key that is given although it has no use.
fn refuse(keys: &[(&'static str, bool)], of_use: bool, with: &str) -> Result<(), ConfigError> {
    match keys.iter().find(|(_, said)| *said && !of_use) {
        Some((key, _)) => Err(value(key, "a value", &format!("none: the key is for {with}"))),
        None => Ok(()),
    }
}
