//! What a configuration comes to: sampler, buckets, memory and parts.

pub mod buckets;
pub mod estimate;
pub mod parts;
pub mod sampler;
