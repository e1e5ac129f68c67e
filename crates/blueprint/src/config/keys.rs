//! Types of single keys of training.

use std::fmt;

use serde::de::{self, Deserializer, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// How much an iteration counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DiscountMode {
    /// All the same.
    None,
    /// Iteration `t` counts `t`.
    Linear,
    /// Iteration `t` counts `t` to the power of `discount_exponent`.
    Power,
    /// DCFR(alpha, beta, gamma).
    Dcfr,
}

/// The opponent that a seat learns against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Opponent {
    /// The other seat, which learns in the same way.
    #[default]
    Itself,
    /// A separate player who plays best responses with real cards on the last street: see
    /// [`holdem_cfr::vector::cfr_br`].
    Responder,
}

/// Private hands sampled per board; `None` for all. In text a number or `all`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandsPerBoard(pub Option<usize>);

impl fmt::Display for HandsPerBoard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(count) => count.fmt(f),
            None => f.write_str("all"),
        }
    }
}

impl std::str::FromStr for HandsPerBoard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self(None)),
            number => number
                .parse()
                .map(|count| Self(Some(count)))
                .map_err(|_| format!("`{text}`: expected a number of hands or `all`")),
        }
    }
}

impl Serialize for HandsPerBoard {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(count) => serializer.serialize_u64(count as u64),
            None => serializer.serialize_str("all"),
        }
    }
}

impl<'de> Deserialize<'de> for HandsPerBoard {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NumberOrAll;
        impl Visitor<'_> for NumberOrAll {
            type Value = HandsPerBoard;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of hands or `all`")
            }
            fn visit_u64<E: de::Error>(self, count: u64) -> Result<HandsPerBoard, E> {
                usize::try_from(count).map(|count| HandsPerBoard(Some(count))).map_err(E::custom)
            }
            fn visit_i64<E: de::Error>(self, count: i64) -> Result<HandsPerBoard, E> {
                let count = u64::try_from(count);
                self.visit_u64(count.map_err(|_| E::custom("expected a number of hands or `all`"))?)
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<HandsPerBoard, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_any(NumberOrAll)
    }
}

crate::words::words!(DiscountMode);
