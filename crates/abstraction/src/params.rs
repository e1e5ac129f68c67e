//! What a bucket file depends on.
//!
//! The text forms, for a command line: one number for all streets after the flop (`200`), one each (`200/150/100`), or
//! with the 169 preflop classes in front (`169/200/150/100`). The same in a configuration file:
//!
//! ```text
//! flop:  { family: percentile, buckets: 200 }
//! turn:  { family: percentile, buckets: 150 }
//! river: { family: percentile, buckets: 100 }
//! ```

use std::fmt;
use std::str::FromStr;

use holdem_cards::{HandClass, Street};
use holdem_store::ParamsHasher;
use serde::{Deserialize, Serialize};

/// Counts up when the same parameters give other buckets than before.
const ALGORITHM: u64 = 1;

/// How the hands of a street are sorted into buckets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Family {
    /// Equal masses along E\[HS\], the expected hand strength against a uniform hand: see [`crate::percentile`].
    #[default]
    Percentile,
}

/// A number of buckets: 2 to 65,535.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct BucketCount(u16);

/// Parameters of one street.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StreetParams {
    /// How hands are compared.
    pub family: Family,
    /// How many buckets are asked for. The file holds fewer if there are fewer different hands.
    pub buckets: BucketCount,
}

/// Parameters of a bucket file. Preflop there are always the 169 hand classes.
///
/// ```
/// use holdem_abstraction::BucketParams;
/// let params: BucketParams = "169/200/200/200".parse()?;
/// assert_eq!(params, BucketParams::default());
/// assert_eq!(params.file_name(), "buckets-percentile-169-200-200-200-4dc6c2cd.hdm");
/// # Ok::<(), holdem_abstraction::ParseParamsError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BucketParams {
    /// The flop.
    pub flop: StreetParams,
    /// The turn.
    pub turn: StreetParams,
    /// The river.
    pub river: StreetParams,
}

/// Text or numbers that are no bucket parameters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseParamsError {
    /// A number of buckets that no street can have.
    #[error("{found} buckets: expected {min} to {max}", min = BucketCount::MIN, max = BucketCount::MAX)]
    Count {
        /// The rejected number, as written.
        found: String,
    },
    /// Another number of classes preflop than 169.
    #[error("{found} preflop buckets: expected {expected}, the hand classes", expected = HandClass::COUNT)]
    Preflop {
        /// The rejected number.
        found: String,
    },
    /// Not 1, 3 or 4 numbers.
    #[error("`{found}`: expected buckets such as 200, 200/150/100 (flop, turn, river) or 169/200/150/100")]
    Shape {
        /// The rejected text.
        found: String,
    },
}

impl BucketCount {
    /// The fewest.
    pub const MIN: u16 = 2;
    /// The most: the last number of a `u16` marks blocked hands.
    pub const MAX: u16 = u16::MAX;

    /// The number.
    #[must_use]
    pub const fn get(self) -> usize {
        self.0 as usize
    }
}

impl Default for BucketCount {
    fn default() -> Self {
        Self(200)
    }
}

impl TryFrom<u64> for BucketCount {
    type Error = ParseParamsError;

    fn try_from(count: u64) -> Result<Self, ParseParamsError> {
        u16::try_from(count)
            .ok()
            .filter(|&count| count >= Self::MIN)
            .map(Self)
            .ok_or_else(|| ParseParamsError::Count { found: count.to_string() })
    }
}

impl From<BucketCount> for u64 {
    fn from(count: BucketCount) -> Self {
        u64::from(count.0)
    }
}

impl FromStr for BucketCount {
    type Err = ParseParamsError;

    fn from_str(text: &str) -> Result<Self, ParseParamsError> {
        let count: u64 = text.parse().map_err(|_| ParseParamsError::Count { found: text.to_owned() })?;
        Self::try_from(count)
    }
}

impl fmt::Display for BucketCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Family {
    /// The name in configuration files and file names.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Percentile => "percentile",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl BucketParams {
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

    /// A number that names these parameters: the same on every machine, another for other parameters or another algorithm.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let start =
            ParamsHasher::new().u64("algorithm", ALGORITHM).u64("preflop classes", HandClass::COUNT as u64);
        [self.flop, self.turn, self.river]
            .into_iter()
            .fold(start, |hasher, street| {
                hasher.str("family", street.family.name()).u64("buckets", street.buckets.into())
            })
            .finish()
    }

    /// The name of a file of these buckets in a cache: family, counts, and the first eight digits of the hash.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("buckets-{}-{:08x}.hdm", self.to_string().replace([' ', '/'], "-"), self.hash() >> 32)
    }
}

/// `percentile 169/200/200/200`.
impl fmt::Display for BucketParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { flop, turn, river } = self;
        write!(f, "{} {}/{}/{}/{}", flop.family, HandClass::COUNT, flop.buckets, turn.buckets, river.buckets)
    }
}

impl FromStr for BucketParams {
    type Err = ParseParamsError;

    fn from_str(text: &str) -> Result<Self, ParseParamsError> {
        let parts: Vec<&str> = text.split('/').map(str::trim).collect();
        let counts = match parts[..] {
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
        let [flop, turn, river] = counts.map(str::parse);
        Ok(Self::percentile([flop?, turn?, river?]))
    }
}
