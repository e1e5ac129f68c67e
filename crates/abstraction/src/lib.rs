//! Card abstraction: which hands a strategy treats alike, on every board.
//!
//! - [`params`]: [`BucketParams`]: family and number of buckets of every street, and their hash
//! - [`hand_strength`]: [`HandStrength`]: E\[HS\] of every hand on every board, exact
//! - [`percentile`]: [`Percentiles`]: buckets of equal mass along E\[HS\]
//! - [`features`]: vectors per hand: river histograms, distributions over next buckets, equities against
//!   kinds of opponents
//! - [`cluster`]: k-means and k-medians over such vectors
//! - [`build`]: [`build_file`]: from parameters to a bucket file
//! - [`file`](mod@file): [`BucketFile`]: the memory-mapped file and its format
//! - [`cache`]: [`open_or_build`]: where files are kept, when they are built, and how leftovers are removed
//! - [`quality`]: how good buckets are: variances, occupancy, transitions, examples
//! - [`plot`]: buckets against equity as an SVG picture
//! - [`coarse`]: [`RankBuckets`]: buckets without a file, for tests and demonstrations
//!
//! Hands are looked up through [`BucketRows`](holdem_game::deal::BucketRows), which [`BucketFile`] and
//! [`RankBuckets`] implement.
//!
//! # Boards, rows, buckets
//! Everything is stored as one row of 1,326 entries per canonical board (see [`holdem_cards::canonical`]):
//! 1,755 rows on the flop, 16,432 on the turn, 134,459 on the river. A board of a street is a *set* of public
//! cards: on the turn and the river it does not matter in which order they came. The feature of a hand is an
//! exact integer. So hands that a renaming of suits maps to each other without changing the board always
//! share a bucket, and a file has the same bytes for any number of threads.

pub mod build;
pub mod cache;
mod check;
pub mod cluster;
pub mod coarse;
mod combos;
mod error;
mod families;
pub mod features;
pub mod file;
pub mod hand_strength;
pub mod params;
mod parts;
pub mod percentile;
pub mod plot;
mod progress;
pub mod quality;
mod runouts;
mod street;

pub use build::{build_at, build_file, part_path, write_file};
pub use cache::{cache_dir, open_or_build};
pub use coarse::RankBuckets;
pub use error::Error;
pub use file::BucketFile;
pub use hand_strength::HandStrength;
pub use params::{BucketCount, BucketParams, Family, ParseParamsError, StreetParams};
pub use percentile::Percentiles;
pub use progress::{Phase, Progress, ProgressFn};
