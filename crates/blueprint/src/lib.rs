//! Games made from configurations, and strategies for them: opened, joined, exported and measured.
//!
//! | module | holds |
//! |---|---|
//! | [`config`] | the sections `game`, `buckets` and `eval` of a configuration, and the types of its keys |
//! | [`duration`] | durations as users write them |
//! | [`sampling`] | the samplers, and the options of sampled training |
//! | [`recipe`] | [`Recipe`]: everything that the bits of a strategy depend on |
//! | [`game`] | [`Game`]: betting tree, cards and buckets of a configuration |
//! | [`file`](mod@file) | [`Blueprint`]: the average strategy of a run in one mapped file |
//! | [`open`] | [`OpenStrategy`]: a blueprint or its run directory, opened to be measured |
//! | [`strategy`] | [`Strategy`]: the same, opened instantly and queried for any history, hand and board |
//! | [`measure`], [`multiway`] | exploitability, exploiter, game value, versus; the same for more players |
//! | [`ledger`] | measurements in a growing file, and pictures of it |
//! | [`grid`], [`export`] | a strategy as 13x13 grids and as JSON |
//! | [`mod@average`] | [`average()`]: blueprints and snapshots joined into one |
//! | [`paths`] | paths in files and results that are text |
//! | [`solution`] | spots solved exactly: kept in files, opened, queried |
//! | [`progress`] | [`Observer`]: the one callback that follows progress and can stop |
//!
//! Nothing here prints, and nothing knows about runs. To see progress, pass an [`Observer`].

mod ask;
pub mod average;
pub mod config;
pub mod duration;
mod error;
pub mod export;
pub mod file;
pub mod game;
pub mod grid;
pub mod ledger;
pub mod measure;
pub mod multiway;
pub mod open;
pub mod paths;
pub mod progress;
pub mod recipe;
pub mod sampling;
pub mod solution;
pub mod strategy;
mod words;

pub use ask::AskError;
pub use average::average;
pub use error::{BlueprintError, ErrorClass};
pub use file::Blueprint;
pub use game::{Game, build_tree};
pub use open::OpenStrategy;
pub use progress::{Observer, unobserved};
pub use recipe::{Difference, Recipe, hex};
pub use strategy::{PublicCards, Strategy};
