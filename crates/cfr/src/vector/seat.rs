//! What a seat of a solver does.

use crate::tables::strategy::Strategy;

/// What the player of a seat does while the solver runs.
#[derive(Clone, Debug, Default)]
pub enum Seat {
    /// Learns by regret matching.
    #[default]
    Learns,
    /// Plays a strategy of the same tree and of this player's buckets, and never changes it.
    Frozen(Strategy),
    /// Learns before the last street and plays best responses with real cards on it. With all hands of a
    /// board they are exact; with a sample the responder knows which hands were drawn. At most one seat
    /// responds.
    Responds,
}

impl Seat {
    /// The strategy of a player who does not learn.
    pub(super) fn frozen(&self) -> Option<&Strategy> {
        match self {
            Self::Frozen(strategy) => Some(strategy),
            Self::Learns | Self::Responds => None,
        }
    }

    /// The first player of a pair who responds.
    pub(super) fn responder(seats: &[Self; 2]) -> Option<u8> {
        (0..).zip(seats).find(|(_, seat)| matches!(seat, Self::Responds)).map(|(player, _)| player)
    }
}
