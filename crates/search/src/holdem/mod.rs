//! Search in Hold'em for two.
//!
//! | module | holds |
//! |---|---|
//! | `hand` | a hand in play by the rules: real sizes, public cards |
//! | `shadow` | the same hand by the blueprint's tree: the nearest sizes |
//! | `translated` | what was played so far, in the betting of a new subgame |
//! | `betting` | the betting of a subgame: a finer menu, and the sizes that were really bet |
//! | `options` | when and how long to search |
//! | `kept` | the last solution, and where the next one starts from |
//! | `solutions` | solutions that are kept to be found again |
//! | `rivers` | one river of each rank in place of all, for subgames that begin on the flop |
//! | `searcher` | a blueprint, and how hands are searched with it |
//! | `standing` | what the blueprint knows where a street begins, in real chips |
//! | `solving` | the subgame of a street: solved, and held to what was promised |
//! | `seat` | decision after decision of one hand, each starting from the last solution |
//! | `compare` | a solution beside what was played before it |
//! | `decision` | what is played, and why |

mod betting;
mod compare;
mod decision;
mod hand;
mod kept;
mod options;
mod rivers;
mod searcher;
mod seat;
mod shadow;
mod solutions;
mod solving;
mod standing;
mod translated;

pub use compare::Comparison;
pub use decision::{Decision, Found, Mixed, Refused, Source};
pub use hand::{Hand, LineError};
pub use options::{
    Budget, ParseMenuError, ParseOptionError, SearchOptions, flop_menu, river_menu, turn_menu,
};
pub use searcher::Searcher;
pub use seat::Seat;
pub use solving::Watch;
