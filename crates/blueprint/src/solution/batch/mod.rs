//! One spot on many flops: choosing flops, solving them one by one, and the results by flop, by texture and
//! by part of the range.

mod flops;
#[cfg(feature = "parquet")]
mod parquet;
mod solving;
mod summary;
mod texture;

pub use flops::{FlopListError, WeightedFlop, all_flops, read_flops, representative_flops};
#[cfg(feature = "parquet")]
pub use parquet::{write_flops, write_parts};
pub use solving::{Batch, Solving};
pub use summary::{FlopResult, Means, by_part, by_texture, csv, parts_csv};
pub use texture::Texture;
