//! What a sampled solver does.

use super::exploration::Exploration;
use crate::discount::Discount;
use serde::{Deserialize, Serialize};

/// Options of a [`SampledSolver`](super::SampledSolver).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampledOptions {
    /// Seed of deals and actions.
    pub seed: u64,
    /// How the tree is walked.
    pub method: Method,
    /// How much each iteration counts.
    pub discount: Discount,
    /// Regret matching+ (Tammelin 2014): regrets are cut off at zero and weighted equally; the discount
    /// weights only the average strategy. DCFR cannot be combined with it.
    pub regret_floor: bool,
    /// Negative-regret pruning; external sampling only.
    pub pruning: Option<Pruning>,
    /// Where the average strategy is collected.
    pub averaging: Averaging,
}

impl SampledOptions {
    /// External sampling with linear weights for a number of players.
    pub fn external(seed: u64, num_players: usize) -> Self {
        Self {
            seed,
            method: Method::External,
            discount: Discount::Linear,
            regret_floor: false,
            pruning: None,
            averaging: Averaging::for_players(num_players),
        }
    }
}

/// How the tree is walked, once for each player and deal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Method {
    /// Walks all actions of the walk's player, and one sampled action of the others.
    External,
    /// Walks one line of play, with exploration by the walk's player.
    Outcome(Exploration),
}

/// Where the average strategy is collected, so that a visit is weighted by the acting player's own reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Averaging {
    /// At the opponents' nodes of each walk, where the sampling itself supplies the reach of the acting
    /// player. Exact for two players. With more, the reach of the remaining players enters too, and it
    /// changes as they learn.
    Opponents,
    /// On a separate line of play for each player and deal, along which the player follows the strategy and
    /// the others take any action, so the probability of getting there does not change over time. Exact for
    /// any number of players.
    Lines,
}

impl Averaging {
    /// The default for a number of players.
    pub fn for_players(num_players: usize) -> Self {
        if num_players == 2 { Self::Opponents } else { Self::Lines }
    }
}

/// Negative-regret pruning (Brown & Sandholm, "Superhuman AI for multiplayer poker", 2019).
///
/// In a share `probability` of the iterations the traverser does not walk actions whose regret is below the
/// threshold, except on the last street, if the action ends the hand, and if no regret is positive. Regrets
/// cannot fall below [`Pruning::FLOOR`] times the threshold, so that an action can come back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pruning {
    /// Regret below which an action is not walked: negative, in chips, as a multiple of the iteration's
    /// weight. Under linear weights that is the regret as discounted by LCFR.
    pub threshold: f32,
    /// Share of the iterations that prune.
    pub probability: f32,
}

impl Pruning {
    /// Lowest regret, in thresholds (310 to 300 million in Pluribus).
    pub const FLOOR: f32 = 31.0 / 30.0;
}
