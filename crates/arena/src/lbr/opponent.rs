//! Whom local best response plays against.

use holdem_game::deal::Board;
use holdem_game::rules::Move;

use crate::player::{Mixture, PlayerError};
use crate::table::PublicHand;

/// A strategy for two that tells how it plays all hands at once.
///
/// A *position* is what the strategy takes the betting to be. A strategy that knows only some sizes may take
/// one bet for any of several, each with a probability; nobody else at the table learns which.
pub trait Opponent: Sync {
    /// What it takes the betting to be.
    type Position: Clone + PartialEq + Send + Sync;
    /// What it makes of a board: the buckets of all hands, for instance.
    type Cards;

    /// Its position before the first move.
    fn begin(&self) -> Self::Position;

    /// Looks at the public cards: `[street]`, the whole board on each street dealt so far.
    ///
    /// # Errors
    /// If it cannot be read.
    fn look(&self, boards: &[Board]) -> Result<Self::Cards, PlayerError>;

    /// How it plays all hands at a decision of its own; moves are different and legal.
    ///
    /// # Errors
    /// If it cannot be read.
    fn answer(
        &self,
        at: &Self::Position,
        public: &PublicHand,
        cards: &Self::Cards,
    ) -> Result<Mixture, PlayerError>;

    /// Its positions after a legal move of either player, with their probabilities, which sum to 1. `public`
    /// is the hand before the move.
    fn hear(&self, at: &Self::Position, public: &PublicHand, heard: Move) -> Vec<(f64, Self::Position)>;
}
