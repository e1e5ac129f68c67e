//! The families of buckets.

use std::fmt;
use std::str::FromStr;

use holdem_cards::Street;
use holdem_cards::canonical::BoardIndex;
use serde::{Deserialize, Serialize};

use super::ParseParamsError;

/// The most buckets of a street in nested families: each has statistics in memory and in the file.
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
    /// Equal masses along E\[HS\], on every board separately.
    Nested,
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

    /// How the hands of a street are sorted by default.
    #[must_use]
    pub const fn default_on(street: Street) -> Self {
        if matches!(street, Street::River) { Self::Ochs } else { Self::Histogram }
    }

    /// Whether the family can sort the hands of a street.
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

    /// The most nested buckets on a board of `street`: each bucket of a street has statistics in memory and
    /// in the file.
    #[must_use]
    pub fn most_nested(street: Street) -> usize {
        MAX_NESTED / BoardIndex::rows_of(street)
    }

    /// Increases whenever the same parameters give other buckets than before.
    pub(super) const fn algorithm(self) -> u64 {
        match self {
            // Among centroids that are equally near the first counts; rounding hides none of them.
            Self::Histogram | Self::Potential | Self::Ochs => 3,
            Self::Percentile | Self::PercentileSquared | Self::Nested | Self::Lossless => 1,
        }
    }

    pub(super) fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    pub(super) fn names_on(street: Street) -> String {
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
