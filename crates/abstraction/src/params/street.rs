//! The parameters of one street, and how they are written.

use std::fmt;
use std::str::FromStr;

use holdem_cards::Street;
use holdem_store::ParamsHasher;
use serde::{Deserialize, Serialize};

use super::{BucketCount, Family, ParseParamsError};

/// Parameters of one street.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "RawStreet")]
pub struct StreetParams {
    /// How hands are compared.
    pub family: Family,
    /// How many buckets are asked for: on the street, or on each board of [`Family::Nested`]. There are fewer
    /// if there are fewer different hands. [`Family::Lossless`] does not use it: then this is the default.
    pub buckets: BucketCount,
}

/// A street as it is written.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename = "StreetParams")]
pub(super) struct RawStreet {
    family: Option<Family>,
    #[serde(skip_serializing_if = "Option::is_none")]
    buckets: Option<BucketCount>,
}

impl RawStreet {
    /// With the default family of the street if none is given.
    pub(super) fn on(self, street: Street) -> Result<StreetParams, ParseParamsError> {
        self.or(Family::default_on(street))
    }

    /// With the given family if there is none.
    pub(super) fn or(self, family: Family) -> Result<StreetParams, ParseParamsError> {
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
    /// This many buckets of a family.
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
    pub(super) fn check(&self, street: Street, next: Option<&Self>) -> Result<(), ParseParamsError> {
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
