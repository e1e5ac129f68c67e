//! How a subgame is kept from costing more than the last solution promised.

use std::fmt;
use std::str::FromStr;

/// How a subgame is solved.
///
/// All but the first solve it for one player at a time, against a [gadget](holdem_cfr::exact::Gadget) for the
/// other player, and use only the first player's strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Method {
    /// Both ranges are believed, and nothing is promised. Gains most where the beliefs are right; a player
    /// who arrives with another range can exploit it.
    Unsafe,
    /// Every hand of the other player takes its promised value or follows (CFR-D: Burch, Johanson & Bowling
    /// 2014).
    #[default]
    Resolve,
    /// The same, with each promise raised by what the hand has given away on the way (Brown & Sandholm, "Safe
    /// and Nested Subgame Solving for Imperfect-Information Games", 2017).
    Reach,
    /// Makes the smallest margin over all hands as large as possible (Moravcik et al. 2016).
    MaxMargin,
    /// The believed range always follows. In addition a fifth of its weight, spread over all hands, chooses
    /// between taking and following. Not in the papers; it trusts beliefs less than the first method and more
    /// than the second. In hold'em it is played only where it is measured to keep the promises: see
    /// `tolerance` of [`SearchOptions`](crate::holdem::SearchOptions).
    Mixed,
}

/// Weight of the hands that choose under [`Method::Mixed`], as a share of the believed range.
pub(crate) const MIXED_SHARE: f32 = 0.2;

impl Method {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Unsafe, Self::Resolve, Self::Reach, Self::MaxMargin, Self::Mixed];

    /// Whether the other player is held to what the last solution would have given it at most.
    pub fn is_safe(self) -> bool {
        !matches!(self, Self::Unsafe | Self::Mixed)
    }

    /// The key.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unsafe => "unsafe",
            Self::Resolve => "resolve",
            Self::Reach => "reach",
            Self::MaxMargin => "max-margin",
            Self::Mixed => "mixed",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no method.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a search method, expected unsafe, resolve (or safe), reach, max-margin or mixed")]
pub struct ParseMethodError(pub String);

impl FromStr for Method {
    type Err = ParseMethodError;

    fn from_str(text: &str) -> Result<Self, ParseMethodError> {
        if text == "safe" {
            return Ok(Self::Resolve);
        }
        let found = Self::ALL.into_iter().find(|method| method.name() == text);
        found.ok_or_else(|| ParseMethodError(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for method in Method::ALL {
            assert_eq!(method.to_string().parse(), Ok(method));
        }
        assert_eq!("safe".parse(), Ok(Method::Resolve));
        assert!("saver".parse::<Method>().is_err());
    }
}
