//! Kuhn poker: the smallest game with bluffs.

use super::Chips;
use super::fixed_limit::FixedLimit;

/// Betting of Kuhn poker: everybody antes 1 chip, one bet of 1 chip, no raise, one street.
///
/// H. W. Kuhn, "A Simplified Two-Person Poker" (1950); for more players as in OpenSpiel.
///
/// ```
/// use holdem_game::tree::{BettingTree, KuhnPoker};
/// let tree = BettingTree::build(&KuhnPoker::default())?;
/// assert_eq!(tree.nodes().len(), 9);
/// # Ok::<(), holdem_game::tree::BuildError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KuhnPoker {
    /// Number of seats.
    pub players: usize,
}

impl Default for KuhnPoker {
    /// The two-player game.
    fn default() -> Self {
        Self { players: 2 }
    }
}

impl FixedLimit for KuhnPoker {
    fn players(&self) -> usize {
        self.players
    }
    fn ante(&self) -> Chips {
        1
    }
    fn bets(&self) -> &[Chips] {
        &[1]
    }
    fn max_raises(&self) -> u8 {
        1
    }
}
