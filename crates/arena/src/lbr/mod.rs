//! Local best response: how much a simple opponent that knows all probabilities of a strategy wins from it.
//! What it wins is a lower bound on exploitability, in the full game and at any size of bet.
//!
//! Source: Viliam Lisy and Michael Bowling, *Equilibrium approximation quality of current no-limit poker
//! bots* (2017). At each of its decisions the responder knows the probability with which its opponent gets
//! there with every hand. It makes the move that is worth most if the opponent answers a bet by folding or
//! calling and nobody bets afterwards: a fold, a check or call, or one of a few [bets](LbrBets). Before a
//! chosen street it checks and calls.
//!
//! # How it is computed here
//! The paper deals hands and plays them. Here a public board is dealt, and everything on it is played at
//! once: all hands of the responder and of its opponent, and all moves of either (as in [public chance
//! sampling](holdem_cfr::vector)). The result is the mean over all pairs of hands, so luck is left only in
//! the public cards, and both seats are played on the same boards.
//!
//! - *How hands fare* if nobody bets any more is exact on every street: over all rivers of a turn one by one;
//!   for a flop, and before it, from a table of all pairs of hands over all boards that may follow.
//! - *A bet that the strategy does not know* is taken for one of several that it knows, see
//!   [translation](crate::translation). The responder is not told which: the opponent's hands are kept [by
//!   position](Opponent), so that it wins no more than can be won.
//! - *Public cards*: flops are drawn independently, with a few turns and rivers each. The interval is that of
//!   the mean over flops.
//! - *Rare lines* are followed at random, and those that are followed count for more: unbiased, at a fraction
//!   of the work.
//!
//! | module | holds |
//! |---|---|
//! | `sizes` | what the responder may bet: [`LbrBets`] |
//! | `opponent` | [`Opponent`]: what the responder is told of a strategy |
//! | `tabular`, `searched` | [`Tabular`]: a strategy over a betting tree; [`Searched`]: and with search |
//! | `viewed` | [`Viewed`]: any player that tells how it plays |
//! | `sums`, `table`, `rollouts` | how all hands fare against a range |
//! | `line`, `choice`, `walk` | the betting of a street, all hands at once |
//! | `draws` | which boards and rare lines are followed |
//! | `measure` | boards, seats, the interval |
//! | `result` | [`against()`]: all of this for a trained strategy; [`change()`]: before and after search |

pub(crate) mod choice;
mod draws;
pub(crate) mod line;
mod measure;
mod opponent;
mod result;
pub(crate) mod rollouts;
pub(crate) mod searched;
mod sizes;
pub(crate) mod sums;
mod table;
mod tabular;
mod viewed;
mod walk;

#[cfg(test)]
mod tests;

pub use holdem_blueprint::config::LbrBets;
pub use holdem_blueprint::measure::LbrResult;
pub use measure::{Gains, LbrOptions, Setting, measure};
pub use opponent::Opponent;
pub use result::{LbrChange, against, change};
pub use searched::Searched;
pub use tabular::{Standing, Tabular};
pub use viewed::Viewed;

use holdem_blueprint::BlueprintError;
use holdem_game::rules::IllegalMove;

use crate::player::PlayerError;

/// Why a strategy cannot be measured.
#[derive(Debug, thiserror::Error)]
pub enum LbrError {
    /// The strategy cannot be read.
    #[error(transparent)]
    Opponent(#[from] PlayerError),
    /// The strategy makes a move that is not legal.
    #[error("the strategy makes an illegal move: {0}")]
    Illegal(#[from] IllegalMove),
    /// The game cannot be set up.
    #[error(transparent)]
    Game(#[from] BlueprintError),
    /// Not two players.
    #[error("{found} seats: local best response is for two")]
    Seats {
        /// Seats of the game.
        found: usize,
    },
    /// Stopped by the observer.
    #[error("interrupted")]
    Interrupted,
}
