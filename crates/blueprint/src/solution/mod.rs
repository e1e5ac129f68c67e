//! Spots solved exactly: solved, kept in a file, opened and queried.
//!
//! | module | holds |
//! |---|---|
//! | [`Solution`] | a spot with its solver: solved to a target, or opened from a file |
//! | [`SolvedGame`] | a small game, solved from the blinds |
//! | [`GameGain`], [`GameDifference`] | what its hands gain by a best response; two solutions of it |
//! | [`Record`], [`NamedVariant`] | how it was solved, and how far |
//! | [`StorageChoice`], [`Needed`] | memory, checked before it is allocated |
//! | [`spot_at()`] | a place in a blueprint as a spot |
//! | [`file`](mod@file) | solutions in the store's container |
//! | [`NodeReport`], [`ByPlayer`] | what a solution says about a decision |
//! | [`HandKind`], [`Draw`] | made hands and draws on a board |
//! | [`RangePart`], [`divided`] | a range by made hands, by draws, by equity |
//! | [`runouts()`] | EV and frequencies by the next card |
//! | [`pooled()`] | a decision pooled over the cards that can come on the way |
//! | [`compare()`] | two solutions at one decision |
//! | [`exploit()`] | what each hand gains by a best response |
//! | [`table`](mod@table) | a solution as a table for other programs |
//! | [`batch`] | one spot on many flops |
//!
//! For the solver itself and the meaning of EV, equity and exploitability see [`holdem_cfr::exact`].

pub mod batch;
mod blinds;
mod comparison;
mod error;
mod exploit;
pub mod file;
mod kept;
mod kinds;
mod memory;
mod origin;
mod parts;
mod pooled;
mod record;
mod recorded;
mod report;
mod runouts;
mod small;
mod solved;
pub mod table;

pub use blinds::{SolvedGame, game_of, needed as game_needed};
pub use comparison::{ActionDifference, Comparison, compare};
pub use error::SolutionError;
pub use exploit::{ExploitReport, GainReport, exploit};
pub use holdem_cfr::exact::{ExactProgress, StopAt, Stopped};
pub use holdem_cfr::tables::storage::Storage;
pub use kept::Keep;
pub use kinds::{Draw, HandKind};
pub use memory::{Needed, StorageChoice};
pub use origin::{Origin, blank, spot_at};
pub use parts::{DividedBy, RangePart, by_kind, divided, merged};
pub use pooled::{Pooled, pooled};
pub use record::{NamedVariant, Record};
pub use report::{ActionReport, ByPlayer, ComboReport, NodeReport};
pub use runouts::{Runout, runouts};
pub use small::{Gains, GameDifference, GameGain, HandDifference};
pub use solved::Solution;
