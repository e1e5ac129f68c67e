//! What a bucket file depends on.
//!
//! # Text form
//! A street is `FAMILY:BUCKETS`, or `lossless`, or `BUCKETS` alone for the default family of the street:
//! `histogram` on the flop and the turn, `ochs` on the river. One street's text stands for the flop, the turn
//! and the river (`500`), three for one each (`potential:200/200/100`), four have the 169 preflop classes in
//! front (`169/potential:1000/histogram:1000/ochs:500`). A family in front of everything applies to all
//! numbers that stand alone: `percentile 200/150/100`.
//!
//! - `percentile` (all): equal masses along E\[HS\] ([`crate::percentile`])
//! - `percentile-squared` (all): equal masses along E\[HS²\] ([`crate::features::squared`])
//! - `histogram` (flop, turn): clusters of river strength distributions ([`crate::features::histogram`])
//! - `potential` (flop, turn): clusters of distributions over the buckets of the next street
//!   ([`crate::features::potential`])
//! - `ochs` (river): clusters of equities against eight kinds of hands ([`crate::features::ochs`])
//! - `nested` (all): equal masses along E\[HS\] on every canonical board separately; the number is that of
//!   each board
//! - `lossless` (flop): one for each of the 1,286,792 hands that differ by more than suits
//!
//! The same in a configuration file:
//!
//! ```text
//! flop:  { family: potential, buckets: 200 }
//! turn:  { family: histogram, buckets: 150 }
//! river: { family: ochs, buckets: 100 }
//! ```

mod count;
mod error;
mod family;
mod street;

use std::fmt;
use std::str::FromStr;

use holdem_cards::canonical::BoardIndex;
use holdem_cards::{HandClass, Street};
use holdem_store::ParamsHasher;
use serde::{Deserialize, Serialize};

pub use count::BucketCount;
pub use error::ParseParamsError;
pub use family::Family;
use street::RawStreet;
pub use street::StreetParams;

/// Increases whenever the same parameters give other buckets than before.
const ALGORITHM: u64 = 1;

/// Hands on the flop that differ by more than suits.
const FLOP_HANDS: usize = 1_286_792;

/// Parameters of a bucket file. Preflop there are always the 169 hand classes.
///
/// ```
/// use holdem_abstraction::BucketParams;
/// let params: BucketParams = "5000/5000/5000".parse()?;
/// assert_eq!(params, BucketParams::default());
/// assert_eq!(params, "169/histogram:5000/histogram:5000/ochs:5000".parse()?);
/// let params: BucketParams = "percentile:200".parse()?;
/// assert_eq!(params.file_name(), "buckets-percentile-169-200-200-200-4dc6c2cd.hdm");
/// # Ok::<(), holdem_abstraction::ParseParamsError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "RawParams")]
pub struct BucketParams {
    /// The flop.
    pub flop: StreetParams,
    /// The turn.
    pub turn: StreetParams,
    /// The river.
    pub river: StreetParams,
}

/// Parameters as they are written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename = "BucketParams")]
struct RawParams {
    flop: RawStreet,
    turn: RawStreet,
    river: RawStreet,
}

impl TryFrom<RawParams> for BucketParams {
    type Error = ParseParamsError;

    fn try_from(raw: RawParams) -> Result<Self, ParseParamsError> {
        let RawParams { flop, turn, river } = raw;
        Self::new([flop.on(Street::Flop)?, turn.on(Street::Turn)?, river.on(Street::River)?])
    }
}

impl Default for BucketParams {
    /// What `docs/experiments/buckets.md` found to be worth the time that it takes to build.
    fn default() -> Self {
        let street = |street| StreetParams::new(Family::default_on(street), BucketCount::default());
        Self { flop: street(Street::Flop), turn: street(Street::Turn), river: street(Street::River) }
    }
}

impl BucketParams {
    /// Parameters of the flop, the turn and the river.
    ///
    /// # Errors
    /// [`ParseParamsError::Street`], [`ParseParamsError::Potential`] or [`ParseParamsError::Nested`] for
    /// parameters that cannot be built.
    pub fn new(streets: [StreetParams; 3]) -> Result<Self, ParseParamsError> {
        let [flop, turn, river] = streets;
        flop.check(Street::Flop, Some(&turn))?;
        turn.check(Street::Turn, Some(&river))?;
        river.check(Street::River, None)?;
        Ok(Self { flop, turn, river })
    }

    /// Percentile buckets, as many as asked for on the flop, the turn and the river.
    #[must_use]
    pub fn percentile(buckets: [BucketCount; 3]) -> Self {
        let [flop, turn, river] = buckets.map(|buckets| StreetParams { family: Family::Percentile, buckets });
        Self { flop, turn, river }
    }

    /// The parameters of a street, `None` preflop.
    #[must_use]
    pub const fn street(&self, street: Street) -> Option<&StreetParams> {
        match street {
            Street::Preflop => None,
            Street::Flop => Some(&self.flop),
            Street::Turn => Some(&self.turn),
            Street::River => Some(&self.river),
        }
    }

    /// The most buckets of a street; there are fewer if there are fewer different hands.
    #[must_use]
    pub fn most_buckets(&self, street: Street) -> usize {
        match self.street(street) {
            None => HandClass::COUNT,
            Some(StreetParams { family: Family::Lossless, .. }) => FLOP_HANDS,
            Some(StreetParams { family: Family::Nested, buckets }) => {
                buckets.get() * BoardIndex::rows_of(street)
            }
            Some(StreetParams { buckets, .. }) => buckets.get(),
        }
    }

    /// A number that identifies these parameters: the same on every machine, different for other parameters
    /// or another algorithm.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let start =
            ParamsHasher::new().u64("algorithm", ALGORITHM).u64("preflop classes", HandClass::COUNT as u64);
        [self.flop, self.turn, self.river].iter().fold(start, |hasher, street| street.add_to(hasher)).finish()
    }

    /// The name of a file of these buckets in a cache: family, counts, and the first eight digits of the
    /// hash.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("buckets-{}-{:08x}.hdm", self.to_string().replace([' ', '/', ':'], "-"), self.hash() >> 32)
    }
}

/// `percentile 169/200/200/200`, `169/histogram:200/histogram:200/ochs:200`.
impl fmt::Display for BucketParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { flop, turn, river } = self;
        if [flop, turn, river].iter().all(|street| street.family == Family::Percentile) {
            let [flop, turn, river] = [flop, turn, river].map(|street| street.buckets);
            return write!(f, "{} {}/{flop}/{turn}/{river}", Family::Percentile, HandClass::COUNT);
        }
        write!(f, "{}/{flop}/{turn}/{river}", HandClass::COUNT)
    }
}

impl FromStr for BucketParams {
    type Err = ParseParamsError;

    fn from_str(text: &str) -> Result<Self, ParseParamsError> {
        let text = text.trim();
        let (family, numbers) = match text.split_once(' ').map(|(family, rest)| (family.parse(), rest)) {
            Some((Ok(family), rest)) => (Some(family), rest),
            _ => (None, text),
        };
        let parts: Vec<&str> = numbers.split('/').map(str::trim).collect();
        let streets = match parts[..] {
            [all] => [all; 3],
            [flop, turn, river] => [flop, turn, river],
            [preflop, flop, turn, river] => {
                if preflop != HandClass::COUNT.to_string() {
                    return Err(ParseParamsError::Preflop { found: preflop.to_owned() });
                }
                [flop, turn, river]
            }
            _ => return Err(ParseParamsError::Shape { found: text.to_owned() }),
        };
        let [flop, turn, river] = streets.map(str::parse::<RawStreet>);
        let or = |street| family.unwrap_or(Family::default_on(street));
        Self::new([flop?.or(or(Street::Flop))?, turn?.or(or(Street::Turn))?, river?.or(or(Street::River))?])
    }
}
