//! Matches: players who play hands against each other, dealt and counted.
//!
//! *Duplicate.* Every deal is played as many times as there are seats. After each time the players move one
//! seat on, so that each holds every hand once. A deal is one sample: intervals come from the spread between
//! deals.
//!
//! *Reproducible.* The cards of a deal depend on (seed, number of the deal), and what a player draws on
//! (seed, number of the hand, player). Sums are added in the order of the deals. The result is the same for
//! any number of workers.
//!
//! | module | holds |
//! |---|---|
//! | `hand` | [`play_hand`]: one hand, from the blinds to the payoffs |
//! | `record` | [`history`]: a hand played as a hand history |
//! | `seating` | who sits where |
//! | `run` | [`Match`]: many hands on several threads |
//! | [`deals`] | a match deal by deal: [`DealTable`](deals::DealTable) |
//! | `contest` | [`Contest`]: a match from the words that name its players to its result |
//! | `gain` | [`gain()`]: what search gains over its own blueprint |

mod contest;
pub mod deals;
mod gain;
mod record;
mod run;
mod seating;

pub use crate::play::{MatchError, Played, Unwatched, Witness, play_hand};
pub use crate::tally::Tally;
pub use contest::{Contest, ContestError, MatchResult};
pub use gain::gain;
pub use holdem_blueprint::measure::{Corrected, Score};
pub use record::history;
pub use run::{Match, MatchOptions, Standing};
pub use seating::Seating;
