//! What the crate promises, one file per promise.

mod configuration;
mod damage;
mod jam_or_fold;
mod output;
mod resume;
mod same_bits;
mod support;
