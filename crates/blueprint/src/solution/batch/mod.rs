//! One spot on many flops: which flops, and what comes out by flop and by texture.

mod flops;
mod summary;
mod texture;

pub use flops::{FlopListError, WeightedFlop, all_flops, read_flops, representative_flops};
pub use summary::{FlopResult, Means, by_texture, csv};
pub use texture::Texture;
