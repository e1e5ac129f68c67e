//! What a bucket file depends on.
//!
//! # Text form
//! A street is `FAMILY:BUCKETS`, or `lossless`, or `BUCKETS` alone for the default family of the street:
//! `histogram` on the flop and the turn, `ochs` on the river. One street's text stands for the flop, the turn
//! and the river (`500`), three for one each (`potential:200/200/100`), four have the 169 preflop classes in
//! front (`169/potential:1000/histogram:1000/ochs:500`). A family in front of all is that of the numbers
//! alone: `percentile 200/150/100`.
//!
//! - `percentile` (all): equal masses along E\[HS\] ([`crate::percentile`])
//! - `percentile-squared` (all): equal masses along E\[HS²\] ([`crate::features::squared`])
//! - `histogram` (flop, turn): clusters of river strength distributions ([`crate::features::histogram`])
//! - `potential` (flop, turn): clusters of distributions over the buckets of the next street
//!   ([`crate::features::potential`])
//! - `ochs` (river): clusters of equities against eight kinds of hands ([`crate::features::ochs`])
//! - `nested` (all): equal masses along E\[HS\] on every canonical board apart; so many on each board
//! - `lossless` (flop): one for each of the 1,286,792 hands that differ by more than suits
//!
//! The same in a configuration file:
//!
//! ```text
//! flop:  { family: potential, buckets: 200 }
//! turn:  { family: histogram, buckets: 150 }
//! river: { family: ochs, buckets: 100 }
//! ```

use std::fmt;
use std::str::FromStr;

use holdem_cards::canonical::BoardIndex;
use holdem_cards::{HandClass, Street};
use holdem_store::ParamsHasher;
use serde::{Deserialize, Serialize};

/// Counts up when the same parameters give other buckets than before.
const ALGORITHM: u64 = 1;

/// Hands on the flop that differ by more than suits.
const FLOP_HANDS: usize = 1_286_792;

/// Buckets of a street at most in nested families: each has statistics in memory and in the file.
const MAX_NESTED: usize = 1 << 23;

/// How the hands of a street are sorted into buckets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Family {
    /// Equal masses along E\[HS\], the expected hand strength against a uniform hand: see
    /// [`crate::percentile`].
    #[default]
    Percentile,
    /// Equal masses along the expected square of river strength: see [`crate::features::squared`].
    PercentileSquared,
    /// Clusters of distributions of river strength: see [`crate::features::histogram`].
    Histogram,
    /// Clusters of distributions over the buckets of the next street: see [`crate::features::potential`].
    Potential,
    /// Clusters of equities against kinds of opponents: see [`crate::features::ochs`].
    Ochs,
    /// Every hand that differs by more than suits.
    Lossless,
    /// Equal masses along E\[HS\], on every board apart.
    Nested,
}

/// A number of buckets: 2 to 65,535.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct BucketCount(u16);

/// Parameters of one street.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "RawStreet")]
pub struct StreetParams {
    /// How hands are compared.
    pub family: Family,
    /// How many buckets are asked for: on the street, or on each board of [`Family::Nested`]. There are fewer
    /// if there are fewer different hands. [`Family::Lossless`] asks for none: then this is the default.
    pub buckets: BucketCount,
}

/// A street as it is written.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename = "StreetParams")]
struct RawStreet {
    family: Option<Family>,
    #[serde(skip_serializing_if = "Option::is_none")]
    buckets: Option<BucketCount>,
}

impl RawStreet {
    /// With the default family of the street where none is said.
    fn on(self, street: Street) -> Result<StreetParams, ParseParamsError> {
        self.or(Family::default_on(street))
    }

    /// With a family where none is said.
    fn or(self, family: Family) -> Result<StreetParams, ParseParamsError> {
        match (self.family.unwrap_or(family), self.buckets) {
            (Family::Lossless, Some(count)) => Err(ParseParamsError::Lossless { found: count.to_string() }),
            (family, count) => Ok(StreetParams::new(family, count.unwrap_or_default())),
        }
    }
}

impl From<StreetParams> for RawStreet {
    fn from(params: StreetParams) -> Self {
        let StreetParams { family, buckets } = params;
        Self { family: Some(family), buckets: (family != Family::Lossless).then_some(buckets) }
    }
}

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
    /// Not 1, 3 or 4 streets.
    #[error(
        "`{found}`: expected buckets such as 500, 500/300/200 (flop, turn, river), 169/500/300/200 \
         or percentile:200/potential:200/ochs:200"
    )]
    Shape {
        /// The rejected text.
        found: String,
    },
    /// A family that does not exist.
    #[error("unknown family `{found}`: expected one of {expected}", expected = Family::names())]
    UnknownFamily {
        /// The rejected name.
        found: String,
    },
    /// A family without its number of buckets.
    #[error("`{found}`: expected a number of buckets, as in {found}:200")]
    NoCount {
        /// The family.
        found: Family,
    },
    /// A number of buckets where there is no choice.
    #[error("lossless:{found}: lossless buckets are as many as there are hands; write `lossless` alone")]
    Lossless {
        /// The rejected number.
        found: String,
    },
    /// A family on a street that it does not know.
    #[error(
        "no {family} buckets on the {street}: expected one of {expected}",
        expected = Family::names_on(*street)
    )]
    Street {
        /// The family.
        family: Family,
        /// The street.
        street: Street,
    },
    /// Distributions over buckets that have no distance.
    #[error(
        "potential buckets on the {street} need clusters or percentiles on the next street, \
         which has {next} buckets"
    )]
    Potential {
        /// The street of the potential buckets.
        street: Street,
        /// The family of the street after it.
        next: Family,
    },
    /// Too many buckets in all.
    #[error("{found} nested buckets on each board of the {street}: expected at most {most}")]
    Nested {
        /// The rejected number.
        found: usize,
        /// The street.
        street: Street,
        /// The largest number.
        most: usize,
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
        Self(5000)
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
            Self::PercentileSquared => "percentile-squared",
            Self::Histogram => "histogram",
            Self::Potential => "potential",
            Self::Ochs => "ochs",
            Self::Lossless => "lossless",
            Self::Nested => "nested",
        }
    }

    /// All families.
    pub const ALL: [Self; 7] = [
        Self::Percentile,
        Self::PercentileSquared,
        Self::Histogram,
        Self::Potential,
        Self::Ochs,
        Self::Lossless,
        Self::Nested,
    ];

    /// How the hands of a street are sorted if nothing is said.
    #[must_use]
    pub const fn default_on(street: Street) -> Self {
        if matches!(street, Street::River) { Self::Ochs } else { Self::Histogram }
    }

    /// Whether the hands of a street can be sorted so.
    #[must_use]
    pub const fn is_for(self, street: Street) -> bool {
        match self {
            Self::Percentile | Self::PercentileSquared | Self::Nested => !matches!(street, Street::Preflop),
            Self::Histogram | Self::Potential => matches!(street, Street::Flop | Street::Turn),
            Self::Ochs => matches!(street, Street::River),
            Self::Lossless => matches!(street, Street::Flop),
        }
    }

    /// Whether every board has buckets of its own, which it shares with no other.
    #[must_use]
    pub const fn is_per_board(self) -> bool {
        matches!(self, Self::Lossless | Self::Nested)
    }

    /// Whether buckets are found by clustering.
    #[must_use]
    pub const fn is_clustered(self) -> bool {
        matches!(self, Self::Histogram | Self::Potential | Self::Ochs)
    }

    /// Nested buckets of a board of `street` at most: each of a street has statistics in memory and in the
    /// file.
    #[must_use]
    pub fn most_nested(street: Street) -> usize {
        MAX_NESTED / BoardIndex::rows_of(street)
    }

    /// Counts up when the same parameters give other buckets than before.
    const fn algorithm(self) -> u64 {
        match self {
            // Of centroids that are equally near the first counts; rounding hides none of them.
            Self::Histogram | Self::Potential | Self::Ochs => 3,
            Self::Percentile | Self::PercentileSquared | Self::Nested | Self::Lossless => 1,
        }
    }

    fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    fn names_on(street: Street) -> String {
        let names: Vec<&str> =
            Self::ALL.into_iter().filter(|family| family.is_for(street)).map(Self::name).collect();
        names.join(", ")
    }
}

impl FromStr for Family {
    type Err = ParseParamsError;

    fn from_str(text: &str) -> Result<Self, ParseParamsError> {
        let unknown = || ParseParamsError::UnknownFamily { found: text.to_owned() };
        Self::ALL.into_iter().find(|family| family.name() == text).ok_or_else(unknown)
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// `histogram:200`, `lossless`, or a number alone.
impl FromStr for RawStreet {
    type Err = ParseParamsError;

    fn from_str(text: &str) -> Result<Self, ParseParamsError> {
        Ok(match text.split_once(':') {
            Some((family, count)) => {
                Self { family: Some(family.trim().parse()?), buckets: Some(count.trim().parse()?) }
            }
            None if text.starts_with(|c: char| c.is_ascii_alphabetic()) => match text.parse()? {
                Family::Lossless => Self { family: Some(Family::Lossless), buckets: None },
                found => return Err(ParseParamsError::NoCount { found }),
            },
            None => Self { family: None, buckets: Some(text.parse()?) },
        })
    }
}

impl fmt::Display for StreetParams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.family {
            Family::Lossless => f.write_str(Family::Lossless.name()),
            family => write!(f, "{family}:{}", self.buckets),
        }
    }
}

impl StreetParams {
    /// So many buckets of a family.
    #[must_use]
    pub const fn new(family: Family, buckets: BucketCount) -> Self {
        Self { family, buckets }
    }

    /// Adds what the buckets of this street depend on.
    pub(crate) fn add_to(&self, hasher: ParamsHasher) -> ParamsHasher {
        let hasher = hasher.str("family", self.family.name());
        match self.family {
            Family::Percentile => hasher.u64("buckets", self.buckets.into()),
            Family::Lossless => hasher.u64("family algorithm", self.family.algorithm()),
            family => hasher.u64("family algorithm", family.algorithm()).u64("buckets", self.buckets.into()),
        }
    }

    /// Refuses what this street cannot have.
    fn check(&self, street: Street, next: Option<&Self>) -> Result<(), ParseParamsError> {
        let &Self { family, buckets } = self;
        if !family.is_for(street) {
            return Err(ParseParamsError::Street { family, street });
        }
        if let (Family::Potential, Some(next)) = (family, next.filter(|next| next.family.is_per_board())) {
            return Err(ParseParamsError::Potential { street, next: next.family });
        }
        let most = Family::most_nested(street);
        if family == Family::Nested && buckets.get() > most {
            return Err(ParseParamsError::Nested { found: buckets.get(), street, most });
        }
        Ok(())
    }
}

impl BucketParams {
    /// Parameters of the flop, the turn and the river.
    ///
    /// # Errors
    /// [`ParseParamsError::Street`], [`ParseParamsError::Potential`] or [`ParseParamsError::Nested`] for what
    /// cannot be built.
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

    /// The number of buckets of a street at most; there are fewer if there are fewer different hands.
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

    /// A number that names these parameters: the same on every machine, another for other parameters or
    /// another algorithm.
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
