//! Bet sizes of a spot in the usual notation.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How large a bet or raise is, before rounding to chips.
///
/// ```
/// use holdem_game::spot::SpotSize;
/// assert_eq!("50%".parse(), Ok(SpotSize::Pot(0.5)));
/// assert_eq!("2.5x".parse(), Ok(SpotSize::Multiple(2.5)));
/// assert_eq!("100c".parse(), Ok(SpotSize::Chips(100)));
/// assert_eq!("3e50%".parse(), Ok(SpotSize::Geometric { streets: Some(3), most: 0.5 }));
/// assert!("50".parse::<SpotSize>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SpotSize {
    /// `50%`: this share of the pot; over a bet, call first, then this share of the pot after the call.
    Pot(f64),
    /// `2.5x`: this multiple of the opponent's total on the street; raises only.
    Multiple(f64),
    /// `100c`: a bet of this many chips, or a raise by this many over the bet.
    Chips(u32),
    /// `e`, `2e`, `3e50%`: the share of the pot which, bet and called on `streets` streets, this one
    /// included, ends all-in (`None`: on the river), at most the share `most`.
    Geometric {
        /// Streets with such a bet.
        streets: Option<u8>,
        /// Largest share of the pot.
        most: f64,
    },
    /// `a`: all-in.
    AllIn,
}

/// Why a text is not a bet size.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpotSizeError {
    /// None of the known forms.
    #[error(
        "unknown bet size `{token}`, expected a share of the pot (`50%`), a multiple of the last bet \
         (`2.5x`), chips \
         (`100c`), geometric (`e`, `2e`, `3e50%`) or all-in (`a`)"
    )]
    Unknown {
        /// The text.
        token: String,
    },
    /// A known form with a number outside its range.
    #[error("bet size `{token}` is out of range, expected {expected}")]
    OutOfRange {
        /// The text.
        token: String,
        /// The range.
        expected: &'static str,
    },
    /// A multiple of the last bet where there is none.
    #[error("`{token}` is a multiple of a bet, but this list is for the first bet of a street")]
    NoBetToMultiply {
        /// The text.
        token: String,
    },
}

impl FromStr for SpotSize {
    type Err = SpotSizeError;

    fn from_str(text: &str) -> Result<Self, SpotSizeError> {
        let token = text.trim().to_ascii_lowercase();
        let size = parse(&token).ok_or_else(|| SpotSizeError::Unknown { token: token.clone() })?;
        match size.range_error() {
            Some(expected) => Err(SpotSizeError::OutOfRange { token, expected }),
            None => Ok(size),
        }
    }
}

fn parse(token: &str) -> Option<SpotSize> {
    if matches!(token, "a" | "allin" | "all-in") {
        return Some(SpotSize::AllIn);
    }
    let (number, unit) = token.split_at(token.find(|c: char| !c.is_ascii_digit() && c != '.')?);
    match (number, unit) {
        (_, "%") => Some(SpotSize::Pot(share(number)?)),
        (_, "x") => Some(SpotSize::Multiple(number.parse().ok()?)),
        (_, "c") => Some(SpotSize::Chips(number.parse().ok()?)),
        (streets, _) => geometric(streets, unit.strip_prefix('e')?),
    }
}

fn geometric(streets: &str, most: &str) -> Option<SpotSize> {
    let streets = match streets {
        "" => None,
        digits => Some(digits.parse().ok()?),
    };
    let most = match most {
        "" => f64::INFINITY,
        percent => share(percent.strip_suffix('%')?)?,
    };
    Some(SpotSize::Geometric { streets, most })
}

/// A percentage as a share.
fn share(percent: &str) -> Option<f64> {
    percent.parse::<f64>().ok().map(|percent| percent / 100.0)
}

impl SpotSize {
    /// The valid range, if the number is outside it.
    fn range_error(self) -> Option<&'static str> {
        let within = |x: f64, above: f64| x > above && x <= 100_000.0;
        match self {
            Self::Pot(x) if !within(x, 0.0) => Some("more than 0%"),
            Self::Multiple(x) if !within(x, 1.0) => Some("more than 1x"),
            Self::Chips(0) => Some("at least 1c"),
            Self::Geometric { streets: Some(n), .. } if !(1..=3).contains(&n) => Some("1e to 3e"),
            Self::Geometric { most, .. } if most <= 0.0 => Some("a largest share above 0%"),
            _ => None,
        }
    }
}

impl fmt::Display for SpotSize {
    /// Writes the token that [`SpotSize::from_str`] reads back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pot(x) => write!(f, "{}%", percent(*x)),
            Self::Multiple(x) => write!(f, "{x}x"),
            Self::Chips(chips) => write!(f, "{chips}c"),
            Self::Geometric { streets, most } => {
                streets.map_or(Ok(()), |streets| write!(f, "{streets}"))?;
                f.write_str("e")?;
                if most.is_finite() { write!(f, "{}%", percent(*most)) } else { Ok(()) }
            }
            Self::AllIn => f.write_str("a"),
        }
    }
}

/// A share in percent, without the rounding noise from reading it.
fn percent(share: f64) -> f64 {
    (share * 1e8).round() / 1e6
}

/// A list of sizes: one text, separated by commas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpotSizes(pub Vec<SpotSize>);

impl FromStr for SpotSizes {
    type Err = SpotSizeError;

    fn from_str(text: &str) -> Result<Self, SpotSizeError> {
        let tokens = text.split(',').map(str::trim).filter(|token| !token.is_empty());
        tokens.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for SpotSizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, size) in self.0.iter().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            write!(f, "{comma}{size}")?;
        }
        Ok(())
    }
}

impl<'de> Deserialize<'de> for SpotSizes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Serialize for SpotSizes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
