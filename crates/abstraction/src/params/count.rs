//! A number of buckets.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::ParseParamsError;

/// A number of buckets: 2 to 65,535.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct BucketCount(u16);

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
