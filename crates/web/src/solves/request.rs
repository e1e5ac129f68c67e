//! What is asked for, judged before memory is taken.

use std::time::Duration;

use holdem_blueprint::solution::file::spot_yaml;
use holdem_blueprint::solution::{NamedVariant, Needed, StopAt, Storage, StorageChoice};
use holdem_game::spot::{Spot, SpotGame};
use holdem_telemetry::resources::Memory;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::error::ApiError;

/// Exploitability to reach if the request does not say, in percent of the pot.
const TARGET: f64 = 0.3;
/// Most iterations.
const MOST_ITERATIONS: u64 = 1_000_000;
/// Longest name, in bytes.
const LONGEST_NAME: usize = 200;
/// Longest record of a spot that is kept, in bytes.
const LONGEST_SPOT: usize = 64 << 10;
/// Longest time of one stint, in seconds.
const LONGEST: f64 = 7.0 * 24.0 * 3600.0;

/// Reads a spot: an object with the keys of `configs/spot.yaml`.
///
/// # Errors
/// With the key at fault.
pub(crate) fn read_spot(value: &Value) -> Result<Spot, ApiError> {
    // JSON is YAML, and the reader of spot files names unknown keys and what is wrong with values.
    Ok(Spot::from_yaml_str(&value.to_string())?)
}

/// Refuses a spot that is too long to be kept and listed among others.
///
/// # Errors
/// With the key at fault, if it is one.
pub(crate) fn check_length(spot: &Spot) -> Result<(), ApiError> {
    let refuse = |message: String| ApiError::bad("bad_spot", message);
    if spot.name.len() > LONGEST_NAME {
        return Err(refuse(format!("a name has at most {LONGEST_NAME} bytes")).of_field("name"));
    }
    let record = serde_json::to_vec(spot).map_err(|error| ApiError::internal(error.to_string()))?;
    match record.len() > LONGEST_SPOT {
        true => Err(refuse(format!(
            "the spot has {} bytes, at most {LONGEST_SPOT} can be kept: shorten its ranges or locks",
            record.len()
        ))),
        false => Ok(()),
    }
}

/// When to stop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Goal {
    /// Exploitability to reach, in percent of the pot; 0: never.
    pub(crate) target_pct: Option<f64>,
    /// Iterations in all.
    pub(crate) max_iterations: Option<u64>,
    /// Seconds from when it begins or goes on.
    pub(crate) max_secs: Option<f64>,
}

impl Goal {
    /// Refuses numbers that make no sense.
    ///
    /// # Errors
    /// With the key at fault.
    pub(crate) fn check(&self) -> Result<(), ApiError> {
        let refuse = |field: &str, text: &str| Err(ApiError::bad("bad_request", text).of_field(field));
        if self.target_pct.is_some_and(|target| !(0.0..=100.0).contains(&target)) {
            return refuse("target_pct", "the target is 0 to 100 per cent of the pot");
        }
        if self.max_secs.is_some_and(|secs| !(secs > 0.0 && secs <= LONGEST)) {
            return refuse("max_secs", "the time is more than 0 seconds and at most a week");
        }
        if self.max_iterations.is_some_and(|most| !(1..=MOST_ITERATIONS).contains(&most)) {
            return refuse("max_iterations", "iterations are 1 to 1,000,000");
        }
        Ok(())
    }

    /// The target.
    pub(crate) fn target(&self) -> f64 {
        let ends = self.max_iterations.is_some() || self.max_secs.is_some();
        self.target_pct.unwrap_or(if ends { 0.0 } else { TARGET })
    }

    /// What the solver is told after so much time of a stint.
    pub(crate) fn stop_at(&self, spent: Duration) -> StopAt {
        StopAt {
            target_pct: self.target(),
            iterations: Some(self.max_iterations.unwrap_or(MOST_ITERATIONS)),
            time: self.max_secs.map(|secs| Duration::from_secs_f64(secs).saturating_sub(spent)),
        }
    }
}

/// How a spot is to be solved.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SolveRequest {
    /// The spot, with the keys of `configs/spot.yaml`.
    #[schema(value_type = Option<Object>)]
    pub(crate) spot: Option<Value>,
    /// In its place: a solve or a solution, whose spot is taken.
    pub(crate) from: Option<String>,
    /// In place of the spot's locks.
    #[schema(value_type = Option<Vec<Object>>)]
    pub(crate) locks: Option<Value>,
    /// What people call it.
    #[serde(default)]
    pub(crate) name: String,
    /// See [`Goal`].
    pub(crate) target_pct: Option<f64>,
    /// See [`Goal`].
    pub(crate) max_iterations: Option<u64>,
    /// See [`Goal`].
    pub(crate) max_secs: Option<f64>,
    /// `auto`, `f32` or `i16`.
    pub(crate) storage: Option<String>,
    /// The variant of CFR.
    pub(crate) variant: Option<String>,
    /// Whether it goes on when nobody listens.
    #[serde(default)]
    pub(crate) keep: bool,
}

/// A spot that can be solved, and what it needs.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    pub(crate) spot: Spot,
    pub(crate) variant: NamedVariant,
    pub(crate) storage: Storage,
    pub(crate) bytes: u64,
    pub(crate) goal: Goal,
}

/// A storage by its name.
pub(crate) fn storage_name(storage: Storage) -> &'static str {
    match storage {
        Storage::F32 => "f32",
        Storage::I16 => "i16",
    }
}

/// How tables are kept by its name.
///
/// # Errors
/// For an unknown name.
pub(crate) fn storage_choice(name: Option<&str>) -> Result<StorageChoice, ApiError> {
    name.map_or(Ok(StorageChoice::Auto), str::parse)
        .map_err(|_| ApiError::bad("bad_request", "storage is `auto`, `f32` or `i16`").of_field("storage"))
}

impl SolveRequest {
    /// Refuses a name that is too long.
    ///
    /// # Errors
    /// If it is.
    pub(crate) fn check_name(&self) -> Result<(), ApiError> {
        match self.name.len() > LONGEST_NAME {
            true => {
                let message = format!("a name has at most {LONGEST_NAME} bytes");
                Err(ApiError::bad("bad_request", message).of_field("name"))
            }
            false => Ok(()),
        }
    }

    /// Judges a request over its spot.
    ///
    /// # Errors
    /// If the spot makes no sense, or does not fit in memory.
    pub(crate) fn prepare(&self, spot: Spot) -> Result<Prepared, ApiError> {
        let goal = Goal {
            target_pct: self.target_pct,
            max_iterations: self.max_iterations,
            max_secs: self.max_secs,
        };
        goal.check()?;
        let variant = match &self.variant {
            Some(name) => name.parse().map_err(|error: holdem_blueprint::solution::SolutionError| {
                ApiError::bad("bad_request", error.to_string()).of_field("variant")
            })?,
            None => NamedVariant::default(),
        };
        let needed = Needed::of(&SpotGame::new(&spot)?, variant)?;
        let available = Memory::now().map(|memory| memory.available_bytes);
        let storage = needed.choose(storage_choice(self.storage.as_deref())?, available)?;
        Ok(Prepared { spot, variant, storage, bytes: needed.bytes(storage), goal })
    }
}

/// Bytes of tables by storage.
#[derive(Debug, Serialize, ToSchema)]
struct BytesOf {
    f32: u64,
    i16: u64,
}

/// A spot that makes sense, and what it needs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Checked {
    #[schema(value_type = Object)]
    spot: Value,
    yaml: String,
    /// Nodes of the betting tree.
    nodes: usize,
    /// Combos of both ranges, by weight.
    combos: [f64; 2],
    memory: BytesOf,
    available_bytes: Option<u64>,
    /// What `auto` would take.
    storage: &'static str,
    fits: bool,
}

/// What a spot needs, without taking it.
///
/// # Errors
/// If it makes no sense.
pub(crate) fn check(spot: &Spot) -> Result<Checked, ApiError> {
    let game = SpotGame::new(spot)?;
    let needed = Needed::of(&game, NamedVariant::default())?;
    let available = Memory::now().map(|memory| memory.available_bytes);
    let storage = needed.choose(StorageChoice::Auto, available);
    Ok(Checked {
        spot: serde_json::to_value(spot).map_err(|error| ApiError::internal(error.to_string()))?,
        yaml: spot_yaml(spot),
        nodes: game.tree.nodes().len(),
        combos: [0, 1].map(|player: usize| game.ranges[player].total_weight()),
        memory: BytesOf { f32: needed.f32_bytes, i16: needed.i16_bytes },
        available_bytes: available,
        storage: storage_name(*storage.as_ref().unwrap_or(&Storage::I16)),
        fits: storage.is_ok(),
    })
}
