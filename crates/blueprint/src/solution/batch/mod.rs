//! One spot on many flops: choosing flops, solving them one by one, and the results by flop, by texture and
//! by part of the range.

mod flops;
mod solving;
mod summary;
mod tables;
mod texture;

pub use flops::{FlopListError, WeightedFlop, all_flops, read_flops, representative_flops};
pub use solving::{Batch, Solving};
pub use summary::{FlopResult, Means, by_part, by_texture, csv, parts_csv};
pub use tables::{write_flops, write_parts};
pub use texture::Texture;
