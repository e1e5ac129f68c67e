//! How much more one strategy wins against another than that other wins against itself, in the subgames that
//! hands reach: the gain of search over its own blueprint, with nearly all luck taken out.
//!
//! Up to the street where a subgame begins both strategies play alike. So any gain is made in subgames, and
//! there both strategies are played with all hands at once:
//!
//! 1. Public cards are dealt, and on them all lines of the betting are followed that arise when both players
//!    play the *base*. One of them is drawn, with a probability in proportion to how often it is played and
//!    to the pot. The result is weighted to make up for drawing it more or less often than it is played.
//! 2. From there on the *subject* plays against the base, and the base against itself, exactly: all hands of
//!    both players, all moves of either, and a bet that the base may take for one of several is followed both
//!    ways, each with its probability. The difference is the gain, in both seats.
//! 3. If the subject plays several streets, it first plays only one, and the base plays for it afterwards on
//!    *all* boards. What the next street adds is measured in the same way, on one board and one line drawn as
//!    in the first step. The sum has the same mean as if the subject played all of them, and shows what each
//!    street is worth.
//!
//! Only the draw of boards and lines, and of the [rare](GainOptions::rare) lines that are followed, is left
//! to chance, without bias.
//!
//! | module | holds |
//! |---|---|
//! | `walk` | the betting of one street, both players' hands at once |
//! | `drawn` | the lines that hands follow |
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
    #[error("a strategy makes an illegal move: {0}")]
    Illegal(#[from] IllegalMove),
    /// The game cannot be set up.
    #[error(transparent)]
    Game(#[from] BlueprintError),
    /// A street after which too many boards may follow.
    #[error("cannot measure the gain of search from the {from} on: use from=turn or from=river")]
    Street {
        /// The first street that is searched.
        from: holdem_cards::Street,
    },
    /// Stopped by the observer.
    #[error("interrupted")]
    Interrupted,
}
