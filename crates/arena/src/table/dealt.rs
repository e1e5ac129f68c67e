//! The cards of one hand of play.

use holdem_game::deal::Board;

/// What is dealt for one hand of play. Hands are numbers of the game's
/// [`CardModel`](holdem_game::deal::CardModel).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dealt {
    /// `[seat]`: private hands.
    pub hands: Vec<usize>,
    /// `[street]`: all public cards dealt by then, including the empty board of the first street.
    pub boards: Vec<Board>,
}
