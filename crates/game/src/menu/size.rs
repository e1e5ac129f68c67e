//! Bet sizes in the usual notation: `75%`, `2.5x`, `3bb`, `2e`, `all-in`.

use std::fmt;
use std::str::FromStr;

/// How large a bet or raise is, before rounding to chips.
///
/// ```
/// use holdem_game::menu::BetSize;
/// assert_eq!("75%".parse(), Ok(BetSize::PotPercent(75.0)));
/// assert_eq!("2.5x".parse(), Ok(BetSize::Multiple(2.5)));
/// assert_eq!("3bb".parse(), Ok(BetSize::BigBlinds(3.0)));
/// assert_eq!("all-in".parse(), Ok(BetSize::AllIn));
/// assert!("75".parse::<BetSize>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BetSize {
    /// `75%`: call, then raise by this percentage of the pot after the call.
    PotPercent(f64),
    /// `2.5x`: raise to this multiple of the bet to match.
    Multiple(f64),
    /// `3bb`: bet or raise to this many big blinds on the street.
    BigBlinds(f64),
    /// `e`, `2e`: the share of the pot which, bet and called on this and the following streets, puts the
    /// stack in exactly on the last of `streets` streets; without a number, on the river.
    Geometric {
        /// Number of streets including this one, or all that are left.
        streets: Option<u8>,
    },
    /// `all-in`, `allin` or `a`: the whole stack.
    AllIn,
}

/// Why a text is not a bet size.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BetSizeError {
    /// None of the known forms.
    #[error(
        "unknown bet size `{token}`, expected a share of the pot (`75%`), a multiple of the last bet \
         (`2.5x`), \
         big blinds (`3bb`), geometric (`e`, `2e`) or `all-in`"
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
}

impl FromStr for BetSize {
    type Err = BetSizeError;

    fn from_str(text: &str) -> Result<Self, BetSizeError> {
        let token = text.trim().to_ascii_lowercase();
        if matches!(token.as_str(), "a" | "allin" | "all-in") {
            return Ok(Self::AllIn);
        }
        let size = parse_number(&token).ok_or_else(|| BetSizeError::Unknown { token: text.to_owned() })?;
        match size.range_error() {
            Some(expected) => Err(BetSizeError::OutOfRange { token: text.to_owned(), expected }),
            None => Ok(size),
        }
    }
}

fn parse_number(token: &str) -> Option<BetSize> {
    let split = token.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, unit) = token.split_at(split);
    match (number, unit.trim_start()) {
        ("", "e") => Some(BetSize::Geometric { streets: None }),
        (_, "e") => Some(BetSize::Geometric { streets: Some(number.parse().ok()?) }),
        (_, "%") => Some(BetSize::PotPercent(number.parse().ok()?)),
        (_, "x") => Some(BetSize::Multiple(number.parse().ok()?)),
        (_, "bb") => Some(BetSize::BigBlinds(number.parse().ok()?)),
        _ => None,
    }
}

impl BetSize {
    /// The valid range, if the number is outside it.
    fn range_error(self) -> Option<&'static str> {
        match self {
            Self::PotPercent(x) if !in_range(x, 0.0) => Some("more than 0% and at most 100000%"),
            Self::Multiple(x) if !in_range(x, 1.0) => Some("more than 1x and at most 100000x"),
            Self::BigBlinds(x) if !in_range(x, 0.0) => Some("more than 0bb and at most 100000bb"),
            Self::Geometric { streets: Some(n) } if !(1..=4).contains(&n) => Some("1e to 4e"),
            _ => None,
        }
    }
}

fn in_range(x: f64, above: f64) -> bool {
    x > above && x <= 100_000.0
}

impl fmt::Display for BetSize {
    /// Writes the token that [`BetSize::from_str`] reads back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PotPercent(x) => write!(f, "{x}%"),
            Self::Multiple(x) => write!(f, "{x}x"),
            Self::BigBlinds(x) => write!(f, "{x}bb"),
            Self::Geometric { streets: None } => f.write_str("e"),
            Self::Geometric { streets: Some(n) } => write!(f, "{n}e"),
            Self::AllIn => f.write_str("all-in"),
        }
    }
}

impl serde::Serialize for BetSize {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
