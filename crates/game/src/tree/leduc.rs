//! Leduc poker: two streets, a pair of each of three ranks.

use super::Chips;
use super::fixed_limit::FixedLimit;

/// Betting of Leduc poker: everybody antes 1 chip, bets of 2 chips before and 4 chips after the public card,
/// at most two bets or raises per street, no fold without a bet to face.
///
/// F. Southey et al., "Bayes' Bluff: Opponent Modelling in Poker" (2005); seats and limits as in OpenSpiel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeducPoker {
    /// Number of seats.
    pub players: usize,
}

impl Default for LeducPoker {
    /// The two-player game.
    fn default() -> Self {
        Self { players: 2 }
    }
}

impl FixedLimit for LeducPoker {
    fn players(&self) -> usize {
        self.players
    }
    fn ante(&self) -> Chips {
        1
    }
    fn bets(&self) -> &[Chips] {
        &[2, 4]
    }
    fn max_raises(&self) -> u8 {
        2
    }
}
