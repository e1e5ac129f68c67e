//! Exactly what the tables of a run depend on: equal recipes and iterations give equal strategies, to the
//! bit.

use std::path::PathBuf;

use holdem_abstraction::{BucketCount, Family};
use holdem_cfr::discount::Discount;
use holdem_cfr::engine::EngineOptions;
use holdem_cfr::{SolverOptions, Storage};
use holdem_store::hash64;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::config::{
    BucketConfig, BucketFamily, DiscountMode, GameConfig, GameKind, HandsPerBoard, Opponent,
};
use crate::sampling::{HandSampling, SampledRecipe, Sampler};

/// The part of a configuration that decides what is learned: no workers, no times, and no path except that of
/// the buckets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// What is played, every key.
    pub game: GameConfig,
    /// The buckets.
    pub buckets: BucketRecipe,
    /// How deals are walked.
    #[serde(serialize_with = "as_first_named")]
    pub sampler: Sampler,
    /// Seed of boards and hands.
    pub seed: u64,
    /// Boards per batch.
    pub batch_size: usize,
    /// Boards in the first batches.
    #[serde(default = "one_board", skip_serializing_if = "is_one_board")]
    pub batch_start: usize,
    /// Bytes of tables that are walked together; `None` for no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_bytes: Option<u64>,
    /// Hands sampled per board.
    pub hands_per_board: HandsPerBoard,
    /// How they are drawn.
    #[serde(default, skip_serializing_if = "is_default")]
    pub hand_sampling: HandSampling,
    /// How much an iteration counts.
    pub discount: DiscountRecipe,
    /// Whether regrets are cut off at zero.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub regret_matching_plus: bool,
    /// The opponent that each seat learns against.
    #[serde(default, skip_serializing_if = "is_default")]
    pub opponent: Opponent,
    /// How the numbers of the tables are kept.
    #[serde(default, skip_serializing_if = "is_default")]
    pub storage_mode: Storage,
    /// External and outcome sampling only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampled: Option<SampledRecipe>,
}

/// Where the buckets come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BucketRecipe {
    /// How hands are sorted.
    pub family: BucketFamily,
    /// Families on the flop, the turn and the river.
    #[serde(default)]
    pub families: [Family; 3],
    /// Buckets on the flop, the turn and the river; `None` if a file gives them itself.
    pub counts: Option<[BucketCount; 3]>,
    /// The file, if a particular one was requested.
    pub path: Option<PathBuf>,
    /// Mini hold'em: numbers for the streets after the first, `None` for lossless ones.
    #[serde(default, skip_serializing_if = "is_default")]
    pub percentiles: [Option<BucketCount>; 3],
}

/// Discounting, with the numbers that its mode uses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscountRecipe {
    /// The mode.
    pub mode: DiscountMode,
    /// DCFR only: alpha, beta, gamma.
    pub exponents: Option<[f64; 3]>,
    /// DCFR only: iterations between discounts.
    pub interval: Option<u64>,
    /// Powers only: the exponent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exponent: Option<f64>,
}

/// A value that differs between two recipes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The key, with those above it.
    pub key: String,
    /// The value in what was found.
    pub found: String,
    /// The value in what is asked for.
    pub expected: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: found {}, expected {}", self.key, self.found, self.expected)
    }
}

impl Recipe {
    /// The recipe as JSON, always the same text for the same recipe.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a recipe holds nothing that JSON cannot")
    }

    /// Hash of the recipe.
    pub fn hash(&self) -> u64 {
        hash64(self.to_json().as_bytes())
    }

    /// Every value in which `found` differs from this recipe.
    pub fn differences(&self, found: &Self) -> Vec<Difference> {
        let json = |recipe| serde_json::to_value(recipe).expect("a recipe holds nothing that JSON cannot");
        let mut differences = Vec::new();
        compare("", &json(found), &json(self), &mut differences);
        differences
    }

    /// The engine options of this recipe.
    pub fn engine_options(&self) -> EngineOptions {
        match &self.sampled {
            None if self.opponent == Opponent::Responder => EngineOptions::CfrBr(self.solver_options()),
            None => EngineOptions::PublicChance(self.solver_options()),
            Some(sampled) => {
                let (floor, unit) = (self.regret_matching_plus, self.game.unit());
                EngineOptions::Sampled(sampled.options(self.seed, self.discount(), floor, unit))
            }
        }
    }

    /// The vector solver's options of this recipe, also for an exploiter if another engine trained.
    pub fn solver_options(&self) -> SolverOptions {
        SolverOptions {
            seed: self.seed,
            batch_size: self.batch_size,
            batch_start: self.batch_start,
            part_bytes: self.part_bytes,
            hands: self.hand_sampling.of(self.hands_per_board),
            discount: self.discount(),
            storage: self.storage_mode,
            regret_floor: self.regret_matching_plus,
        }
    }

    fn discount(&self) -> Discount {
        match (self.discount.mode, self.discount.exponents, self.discount.interval) {
            (DiscountMode::Dcfr, Some(exponents), Some(interval)) => {
                let [alpha, beta, gamma] = exponents.map(|x| x as f32);
                Discount::Dcfr { alpha, beta, gamma, interval }
            }
            (DiscountMode::None, ..) => Discount::None,
            (DiscountMode::Power, ..) => {
                Discount::Power { exponent: self.discount.exponent.unwrap_or(1.0) as f32 }
            }
            (DiscountMode::Linear | DiscountMode::Dcfr, ..) => Discount::Linear,
        }
    }

    /// The sections to rebuild the game from.
    pub fn sections(&self) -> (GameConfig, BucketConfig) {
        let BucketRecipe { family, families, counts, path, percentiles } = self.buckets.clone();
        if self.game.kind == GameKind::MiniHoldem {
            let [flop, turn, river] = percentiles;
            return (self.game.clone(), BucketConfig { flop, turn, river, ..BucketConfig::default() });
        }
        let [flop, turn, river] = counts.map_or([None; 3], |counts| counts.map(Some));
        let mut buckets = BucketConfig { family, flop, turn, river, path, ..BucketConfig::default() };
        if buckets.path.is_none() && family != BucketFamily::Coarse {
            [buckets.flop_family, buckets.turn_family, buckets.river_family] = families.map(Some);
        }
        // Lossless buckets have no number to be given.
        for (family, count) in families.iter().zip([&mut buckets.flop, &mut buckets.turn, &mut buckets.river])
        {
            *count = count.filter(|_| *family != Family::Lossless);
        }
        (self.game.clone(), buckets)
    }
}

/// Public chance sampling under the name that it had in the first recipes, so that their hashes stay the
/// same.
fn as_first_named<S: Serializer>(sampler: &Sampler, serializer: S) -> Result<S::Ok, S::Error> {
    match sampler {
        Sampler::PublicChance => serializer.serialize_str("vector"),
        other => other.serialize(serializer),
    }
}

/// A hash as it is written everywhere.
pub fn hex(hash: u64) -> String {
    format!("{hash:016x}")
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What batches began with before there was a choice, and in recipes without the key.
fn one_board() -> usize {
    1
}

fn is_one_board(boards: &usize) -> bool {
    *boards == one_board()
}

fn compare(key: &str, found: &Value, expected: &Value, out: &mut Vec<Difference>) {
    if let (Value::Object(a), Value::Object(b)) = (found, expected) {
        let missing = b.keys().filter(|name| !a.contains_key(*name));
        for name in a.keys().chain(missing) {
            let below = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
            let of =
                |object: &serde_json::Map<String, Value>| object.get(name).cloned().unwrap_or(Value::Null);
            compare(&below, &of(a), &of(b), out);
        }
    } else if found != expected {
        let [found, expected] = [found, expected].map(Value::to_string);
        out.push(Difference { key: key.to_owned(), found, expected });
    }
}
