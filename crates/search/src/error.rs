//! Why nothing is searched.

use holdem_blueprint::BlueprintError;
use holdem_cfr::exact::ExactError;

/// Why a state cannot be searched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The blueprint has no answer.
    #[error(transparent)]
    Blueprint(#[from] BlueprintError),
    /// The subgame cannot be solved.
    #[error(transparent)]
    Exact(#[from] ExactError),
    /// Nobody acts there.
    #[error("nobody acts there: the hand is over")]
    Over,
    /// A player cannot have come there with any hand.
    #[error("player {player} comes there with no hand that the board leaves")]
    NoRange {
        /// The player.
        player: usize,
    },
}
