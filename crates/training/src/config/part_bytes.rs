//! The key `part_bytes`.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// Bytes of tables that are walked for all boards of a batch before the next are entered. In text a number,
/// `none` or `auto`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PartBytes {
    /// By the rule of [`plan::parts`](crate::plan::parts).
    #[default]
    Auto,
    /// No limit: subtrees are walked as wholes.
    None,
    /// At most so many.
    Bytes(u64),
}

impl PartBytes {
    /// The limit given to a solver; none as long as the rule has not been applied.
    pub fn limit(self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Auto | Self::None => None,
        }
    }
}

impl From<Option<u64>> for PartBytes {
    fn from(limit: Option<u64>) -> Self {
        limit.map_or(Self::None, Self::Bytes)
    }
}

impl fmt::Display for PartBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::None => f.write_str("none"),
            Self::Bytes(bytes) => bytes.fmt(f),
        }
    }
}

impl Serialize for PartBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bytes(bytes) => serializer.serialize_u64(*bytes),
            Self::Auto | Self::None => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for PartBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        const EXPECTED: &str = "a number of bytes, `none` or `auto`";
        impl Visitor<'_> for Text {
            type Value = PartBytes;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(EXPECTED)
            }
            fn visit_u64<E: de::Error>(self, bytes: u64) -> Result<PartBytes, E> {
                Ok(PartBytes::Bytes(bytes))
            }
            fn visit_i64<E: de::Error>(self, bytes: i64) -> Result<PartBytes, E> {
                let bytes = u64::try_from(bytes);
                bytes.map(PartBytes::Bytes).map_err(|_| E::custom(format_args!("expected {EXPECTED}")))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<PartBytes, E> {
                match text {
                    "auto" => Ok(PartBytes::Auto),
                    "none" => Ok(PartBytes::None),
                    number => number
                        .parse()
                        .map(PartBytes::Bytes)
                        .map_err(|_| E::custom(format_args!("`{text}`: expected {EXPECTED}"))),
                }
            }
            /// Keys that were left open have always been written as `null`.
            fn visit_unit<E: de::Error>(self) -> Result<PartBytes, E> {
                Ok(PartBytes::Auto)
            }
        }
        deserializer.deserialize_any(Text)
    }
}
