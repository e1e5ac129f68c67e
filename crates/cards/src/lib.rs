//! Cards, sets, hands, boards and their strengths: everything that does not need the rules of betting.
//!
//! In reading order:
//!
//! | module | holds |
//! |---|---|
//! | [`card`] | [`Card`]: one of 52, index `4 * rank + suit` |
//! | [`set`] | [`CardSet`]: a set of cards in a `u64` |
//! | [`combo`] | [`Combo`]: one of the 1,326 two-card hands |
//! | [`class`] | [`HandClass`]: one of the 169 squares of the 13x13 grid |
//! | [`street`] | [`Street`]: preflop to river |
//! | [`suits`] | [`SuitPermutation`]: one of the 24 ways to rename the suits |
//! | [`canonical`] | [`canonical::BoardIndex`]: boards up to the names of the suits |
//! | [`range`] | [`Range`]: a weight for each hand, and its text |
//! | [`evaluator`] | [`evaluate`]: the strength of 5, 6 or 7 cards |
//! | [`strength`] | [`strength::StrengthRow`]: every hand on one board, in order of strength |
//! | [`mod@equity`] | [`equity()`]: all-in equities of two to nine ranges |
//! | [`parallel`] | numbered tasks on several threads, their results in order |
//! | [`random`] | [`DealRng`]: streams of random numbers by seed and number of a piece of work |
//!
//! ```
//! use holdem_cards::{EquityOptions, Range, equity};
//!
//! let ranges: Vec<Range> = ["QQ+", "AKs"].map(str::parse).into_iter().collect::<Result<_, _>>()?;
//! let options = EquityOptions { board: "Ah7c2d".parse()?, ..EquityOptions::default() };
//! let report = equity(&ranges, &options)?;
//! assert!(report.shares[1].equity > report.shares[0].equity);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Indices are part of the contract: files and tables of other crates are addressed by [`Card::index`],
//! [`Combo::index`], [`HandClass::index`] and [`canonical::BoardIndex::index`], and tests pin them.

pub mod canonical;
pub mod card;
pub mod class;
mod combinatorics;
pub mod combo;
pub mod equity;
pub mod evaluator;
pub mod parallel;
pub mod random;
pub mod range;
pub mod set;
pub mod street;
pub mod strength;
pub mod suits;

pub use card::{Card, ParseCardError};
pub use class::{HandClass, ParseHandClassError};
pub use combo::{Combo, ParseComboError};
pub use equity::{EquityError, EquityOptions, EquityReport, equity};
pub use evaluator::{HandRank, evaluate};
pub use random::DealRng;
pub use range::Range;
pub use set::{CardSet, ParseCardSetError};
pub use street::Street;
pub use suits::SuitPermutation;
