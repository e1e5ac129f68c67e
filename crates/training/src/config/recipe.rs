//! The recipe of a configuration, and the configuration of a recipe.

use holdem_blueprint::config::{BucketFamily, DiscountMode, GameConfig, GameKind};
use holdem_blueprint::recipe::{BucketRecipe, DiscountRecipe, Recipe};
use holdem_blueprint::sampling::Sampler;

use super::TrainConfig;

impl TrainConfig {
    /// What the tables of this configuration depend on.
    pub fn recipe(&self) -> Recipe {
        let game = self.game();
        let mode = self.mode();
        let dcfr = mode == DiscountMode::Dcfr;
        // A file of any family has always been written as `percentile`.
        let (coarse, from_file) = (self.buckets.family == BucketFamily::Coarse, self.buckets.path.is_some());
        let is_mini = game.kind == GameKind::MiniHoldem;
        let said = [self.buckets.flop, self.buckets.turn, self.buckets.river];
        let exponents = [self.regret_discount_alpha, self.regret_discount_beta, self.strategy_discount_gamma];
        Recipe {
            // As it was before there were other numbers of seats.
            game: GameConfig { num_players: game.num_players.filter(|&n| n != 2), ..game },
            buckets: BucketRecipe {
                family: if coarse { BucketFamily::Coarse } else { BucketFamily::Percentile },
                families: if coarse || from_file || is_mini {
                    Default::default()
                } else {
                    self.buckets.families()
                },
                counts: (!from_file && !is_mini).then(|| self.buckets().counts()),
                percentiles: if is_mini { said } else { [None; 3] },
                path: self.buckets.path.clone(),
            },
            sampler: self.sampler(),
            seed: self.seed,
            batch_size: self.batch_size,
            batch_start: self.batch_start,
            part_bytes: self.part_bytes.limit(),
            hands_per_board: self.hands_per_board,
            hand_sampling: self.hand_sampling().unwrap_or_default(),
            regret_matching_plus: self.regret_matching_plus,
            opponent: self.opponent,
            storage_mode: self.storage_mode,
            sampled: self.sampled_recipe(),
            discount: DiscountRecipe {
                mode,
                exponents: dcfr.then_some(exponents),
                interval: dcfr.then_some(self.discount_interval),
                exponent: (mode == DiscountMode::Power).then_some(self.discount_exponent),
            },
        }
    }
}

impl From<&Recipe> for TrainConfig {
    /// The configuration that trains by this recipe; everything else has its default.
    fn from(recipe: &Recipe) -> Self {
        let (game, buckets) = recipe.sections();
        let default = Self::default();
        let [alpha, beta, gamma] = recipe.discount.exponents.unwrap_or([
            default.regret_discount_alpha,
            default.regret_discount_beta,
            default.strategy_discount_gamma,
        ]);
        let mut config = Self {
            game,
            buckets,
            sampler: Some(recipe.sampler),
            regret_matching_plus: recipe.regret_matching_plus,
            opponent: recipe.opponent,
            storage_mode: recipe.storage_mode,
            seed: recipe.seed,
            batch_size: recipe.batch_size,
            batch_start: recipe.batch_start,
            part_bytes: recipe.part_bytes.into(),
            hands_per_board: recipe.hands_per_board,
            hand_sampling: samples_hands(recipe).then_some(recipe.hand_sampling),
            discount_mode: Some(recipe.discount.mode),
            regret_discount_alpha: alpha,
            regret_discount_beta: beta,
            strategy_discount_gamma: gamma,
            discount_interval: recipe.discount.interval.unwrap_or(default.discount_interval),
            discount_exponent: recipe.discount.exponent.unwrap_or(default.discount_exponent),
            ..default
        };
        if let Some(sampled) = &recipe.sampled {
            config.set_sampled(sampled);
        }
        config
    }
}

/// Whether there is a choice of hands to be drawn.
fn samples_hands(recipe: &Recipe) -> bool {
    recipe.sampler == Sampler::PublicChance && recipe.hands_per_board.0.is_some()
}
