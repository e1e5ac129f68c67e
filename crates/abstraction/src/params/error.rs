//! Why parameters are refused.

use holdem_cards::{HandClass, Street};

use super::{BucketCount, Family};

/// Text or numbers that are not bucket parameters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseParamsError {
    /// A number of buckets that no street can have.
    #[error("{found} buckets: expected {min} to {max}", min = BucketCount::MIN, max = BucketCount::MAX)]
    Count {
        /// The rejected number, as written.
        found: String,
    },
    /// A number of preflop classes other than 169.
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
