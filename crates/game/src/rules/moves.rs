//! Moves, legal moves, and the rejection of others.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Chips;

/// What a player does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Move {
    /// Give up the pot; only when facing a bet.
    Fold,
    /// Pass; only when not facing a bet.
    Check,
    /// Match the bet faced, as far as the stack reaches.
    Call,
    /// Bet or raise **to** this total of chips on the current street.
    RaiseTo(Chips),
}

/// What the player to act may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LegalActions {
    /// Whether folding is possible: only when facing a bet.
    pub fold: bool,
    /// Chips it takes to call, limited by the stack; 0 is a check.
    pub call: Chips,
    /// Smallest and largest total on this street to raise to, both inclusive, or `None` if raising is not
    /// possible. They are equal, and below a full raise, if the stack allows no more.
    pub raise_to: Option<(Chips, Chips)>,
}

impl LegalActions {
    /// Whether this move is one of them.
    pub fn allows(&self, action: Move) -> bool {
        match action {
            Move::Fold => self.fold,
            Move::Check => self.call == 0,
            Move::Call => self.call > 0,
            Move::RaiseTo(to) => self.raise_to.is_some_and(|(min, max)| (min..=max).contains(&to)),
        }
    }

    /// The legal move nearest to this one: a raise of another size, or the check or the call.
    pub fn nearest(&self, action: Move) -> Move {
        match (action, self.raise_to) {
            (Move::Fold, _) if self.fold => Move::Fold,
            (Move::RaiseTo(to), Some((min, max))) => Move::RaiseTo(to.clamp(min, max)),
            _ => self.passive(),
        }
    }

    /// The check or the call, whichever is possible.
    pub fn passive(&self) -> Move {
        if self.call == 0 { Move::Check } else { Move::Call }
    }
}

/// A move against the rules, returned with what is legal. The state it was tried on is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot {rejected}: {}", Alternatives(.legal))]
pub struct IllegalMove {
    /// The move.
    pub rejected: Move,
    /// What is legal instead, or `None` if betting is over.
    pub legal: Option<LegalActions>,
}

struct Alternatives<'a>(&'a Option<LegalActions>);

impl fmt::Display for Alternatives<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(legal) => write!(f, "legal is {legal}"),
            None => f.write_str("betting is over"),
        }
    }
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fold => f.write_str("fold"),
            Self::Check => f.write_str("check"),
            Self::Call => f.write_str("call"),
            Self::RaiseTo(to) => write!(f, "raise to {to}"),
        }
    }
}

impl fmt::Display for LegalActions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.fold {
            f.write_str("fold, ")?;
        }
        match self.call {
            0 => f.write_str("check")?,
            chips => write!(f, "call {chips}")?,
        }
        match self.raise_to {
            Some((min, max)) if min == max => write!(f, ", raise to {max}"),
            Some((min, max)) => write!(f, ", raise to {min}-{max}"),
            None => Ok(()),
        }
    }
}
