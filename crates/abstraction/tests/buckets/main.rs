//! Buckets from the outside: parameters, the default file and its cache, buckets without a file.
#![allow(clippy::unwrap_used, reason = "tests")]

mod coarse;
mod default_buckets;
mod families;
mod features;
mod params;
mod support;
