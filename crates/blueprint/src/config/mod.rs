//! The sections of a configuration that say what is played, over which buckets, and how it is measured; and
//! the types of keys that a [`Recipe`](crate::Recipe) keeps.

mod buckets;
mod eval;
mod game;
mod keys;

pub use buckets::{BucketConfig, BucketFamily, read_buckets};
pub use eval::{EvalConfig, LbrBets};
pub use game::{GameConfig, GameKind};
pub use keys::{DiscountMode, HandsPerBoard, Opponent};
