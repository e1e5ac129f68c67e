//! One spot on many flops: which flops, and what comes out by flop, by texture and by part of the range.

mod flops;
mod summary;
mod texture;

pub use flops::{FlopListError, WeightedFlop, all_flops, read_flops, representative_flops};
pub use summary::{FlopResult, Means, by_part, by_texture, csv, parts_csv};
pub use texture::Texture;
