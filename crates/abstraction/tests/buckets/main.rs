//! Buckets from the outside: parameters, files and their cache, damage, quality, buckets without a file.
#![allow(clippy::unwrap_used, reason = "tests")]

mod coarse;
mod damage;
mod default_buckets;
mod families;
mod features;
mod params;
mod quality;
mod support;
