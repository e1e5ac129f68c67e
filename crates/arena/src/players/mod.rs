//! Players, and the words that name them.
//!
//! - a path, `blueprint:PATH`: a strategy of a run: its blueprint, a snapshot, or the newest of a directory
//! - `search:PATH[,option]...`: the same with search on top, for hold'em with two seats
//! - `uniform`: fold, check or call, the smallest raise, a raise of the pot, all-in: all with the same
//!   probability
//! - `call`: checks and calls
//! - `raise`: raises by the pot as long as that is legal
//! - `fold`: checks, and folds to any bet
//! - `random`: any legal move, bets of any size
//! - `pot-odds`: calls if its equity against a random hand is worth it; never bets
//! - `tight`: plays few hands before the flop, bets good ones, calls by its equity against a random hand
//! - `exec:COMMAND`: a program that plays by the lines of the [competition](crate::acpc)
//!
//! A word is turned once into an [`Entrant`], which makes as many [`Player`](crate::Player)s as a match has
//! workers.

mod blueprint;
mod chances;
mod entrant;
mod fixed;
mod odds;
mod program;
mod search;
mod search_log;

pub use blueprint::{BlueprintEntrant, BlueprintPlayer};
pub use entrant::{Entrant, KINDS, Kind, OpenEntrant, OpenOptions, SpecError, open, recognise};
pub use fixed::{Fixed, FixedPlayer};
pub use odds::{Odds, OddsPlayer};
pub(crate) use search::{SearchAsked, joined};
pub use search::{SearchEntrant, SearchPlayer};
pub use search_log::StreetTimes;
