//! What one strategy wins more than another from that other one, in the subgames that hands come to: the
//! gain of search over its own blueprint, with nearly all luck taken out.
//!
//! Up to the street where a subgame begins both strategies play alike. So all that one can win more than the
//! other it wins in subgames, and there both are played by all hands at once:
//!
//! 1. Public cards are dealt, and on them all lines of the betting are followed that both players' play of
//!    the *base* leads to; one of them is drawn, the likelier the more often it is played and the more chips
//!    are in the pot. What is found there counts by how much likelier it was drawn than it is played.
//! 2. From there on the *subject* is played against the base, and the base against itself, exactly: all hands
//!    of both players, all moves of either, bets that the base takes for one of several both ways, each as
//!    often as it does. The difference is the gain, in both seats.
//! 3. Where the subject plays on over several streets, it plays one alone first, the base playing for it
//!    thereafter on *all* boards; what the next street adds is measured the same way, on one board and one
//!    line that are drawn as in the first step. The sum has the mean of a subject that plays all of them, and
//!    tells what each street is worth.
//!
//! What is left to chance is which boards and lines are drawn, and which [rare](GainOptions::rare) ones are
//! followed; all of it unbiased.
//!
//! | module | holds |
//! |---|---|
//! | `walk` | the betting of one street, both players' hands at once |
//! | `drawn` | lines that hands come to |
//! | `measure` | subgames, streets, the interval |
//! | `search` | [`of_search()`]: what search gains over its blueprint |

mod drawn;
mod measure;
mod search;
mod walk;

pub use measure::{GainOptions, Gained, Gains, measure};
pub use search::{SearchGain, of_search};

use holdem_blueprint::BlueprintError;
use holdem_game::rules::IllegalMove;

use crate::player::PlayerError;

/// Why a gain cannot be measured.
#[derive(Debug, thiserror::Error)]
pub enum GainError {
    /// A strategy cannot be read.
    #[error(transparent)]
    Strategy(#[from] PlayerError),
    /// A strategy makes a move that is not legal.
    #[error("a strategy plays against the rules: {0}")]
    Illegal(#[from] IllegalMove),
    /// The game cannot be set up.
    #[error(transparent)]
    Game(#[from] BlueprintError),
    /// A street after which too many boards may follow.
    #[error("the gain of search from the {from} on is not measured: from=turn or from=river is")]
    Street {
        /// The first street that is searched.
        from: holdem_cards::Street,
    },
    /// Nobody wants to know any more.
    #[error("interrupted")]
    Interrupted,
}
