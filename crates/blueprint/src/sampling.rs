//! How deals are drawn and walked, and the options of sampled training.

use holdem_cfr::discount::Discount;
pub use holdem_cfr::sampled::Averaging;
use holdem_cfr::sampled::{Exploration, Method, Pruning, SampledOptions, Schedule};
use holdem_game::deal::HandSample;
use serde::{Deserialize, Serialize};

use crate::config::HandsPerBoard;

/// How deals are drawn and walked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sampler {
    /// All hands of a sampled board at once, for two players; also read as `vector`.
    #[default]
    #[serde(alias = "vector")]
    PublicChance,
    /// One hand for each player: all actions of one player, one sampled action of the others. For any number
    /// of players.
    External,
    /// One hand for each player and one line of play, with exploration. For any number of players.
    Outcome,
}

/// How the hands of a board are drawn where not all are walked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HandSampling {
    /// Without replacement, all equally likely: what was done before there was a choice, and in recipes
    /// without the key.
    #[default]
    Uniform,
    /// One from each of equal shares in order of strength: see [`HandSample::Stratified`].
    Stratified,
}

impl HandSampling {
    /// The hands of a board that are walked.
    pub fn of(self, hands: HandsPerBoard) -> HandSample {
        match (hands.0, self) {
            (None, _) => HandSample::All,
            (Some(count), Self::Uniform) => HandSample::Uniform(count),
            (Some(count), Self::Stratified) => HandSample::Stratified(count),
        }
    }
}

/// How the share of exploration changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EpsilonSchedule {
    /// It stays `exploration_epsilon`.
    #[default]
    Constant,
    /// Changes linearly to `epsilon_end` within `epsilon_iterations`.
    Linear,
    /// Changes by the same factor each iteration to `epsilon_end` within `epsilon_iterations`.
    Exponential,
    /// Depends on how many information sets are visited for the first time: the keys `adaptive_epsilon_*`.
    Adaptive,
}

/// The options of sampled training, with the numbers that its parts use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampledRecipe {
    /// Outcome sampling only.
    pub exploration: Option<ExplorationRecipe>,
    /// Threshold in big blinds, and share of the iterations that prune.
    pub pruning: Option<[f64; 2]>,
    /// Where the average strategy is collected.
    pub averaging: Averaging,
}

/// Exploration with the numbers of its schedule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplorationRecipe {
    /// The share it begins with.
    pub epsilon: f64,
    /// How it changes.
    pub schedule: EpsilonSchedule,
    /// Linear and exponential: the last share, and iterations until then.
    pub end: Option<(f64, u64)>,
    /// Adaptive: smallest and largest share, share of first visits above which it grows, and iterations from
    /// one change to the next.
    pub adaptive: Option<(f64, f64, f64, u64)>,
}

impl ExplorationRecipe {
    fn exploration(&self) -> Exploration {
        let schedule = match (self.schedule, self.end, self.adaptive) {
            (EpsilonSchedule::Linear, Some((end, over)), _) => Schedule::Linear { end: end as f32, over },
            (EpsilonSchedule::Exponential, Some((end, over)), _) => {
                Schedule::Exponential { end: end as f32, over }
            }
            (EpsilonSchedule::Adaptive, _, Some((min, max, target, interval))) => {
                let [min, max, target] = [min, max, target].map(|x| x as f32);
                Schedule::Adaptive { min, max, target, interval }
            }
            _ => Schedule::Constant,
        };
        Exploration { epsilon: self.epsilon as f32, schedule }
    }
}

impl SampledRecipe {
    /// Options of a solver; `big_blind` in chips.
    pub(crate) fn options(
        &self,
        seed: u64,
        discount: Discount,
        regret_floor: bool,
        big_blind: u32,
    ) -> SampledOptions {
        let method = match &self.exploration {
            Some(recipe) => Method::Outcome(recipe.exploration()),
            None => Method::External,
        };
        let pruning = self.pruning.map(|[threshold, probability]| Pruning {
            threshold: (threshold * f64::from(big_blind)) as f32,
            probability: probability as f32,
        });
        SampledOptions { seed, method, discount, regret_floor, pruning, averaging: self.averaging }
    }
}

crate::words::words!(HandSampling, Sampler);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{DiscountMode, GameKind};

    #[test]
    fn words_are_those_of_a_file_and_others_are_named() {
        assert_eq!("public-chance".parse(), Ok(Sampler::PublicChance));
        assert_eq!("vector".parse(), Ok(Sampler::PublicChance));
        assert_eq!(format!("{:>6}|{}", GameKind::Kuhn, DiscountMode::Dcfr), "  kuhn|dcfr");
        let error = "quadratic".parse::<DiscountMode>().unwrap_err();
        assert_eq!(error, "`quadratic`: expected none, linear, power or dcfr");
        let error = "chance".parse::<Sampler>().unwrap_err();
        assert_eq!(error, "`chance`: expected public-chance, external or outcome");
    }
}
