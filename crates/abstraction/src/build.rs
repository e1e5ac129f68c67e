//! From parameters to a bucket file.
//!
//! Hand strengths come first, then the river, the turn and the flop. Each street is held in memory as a whole
//! and written when it is finished. See [`build_bytes`] for the memory, and [`part_path`] for what an
//! interrupted build leaves for the next one.

use std::path::Path;

use holdem_cards::canonical::BoardIndex;
use holdem_cards::{Combo, HandClass, Street};
use holdem_store::{ContainerWriter, Destination};

use crate::families::{self, sample_bytes};
use crate::file::{self, KIND, PARAMS, write_stats, write_street};
use crate::parts;
use crate::percentile::BucketStats;
use crate::progress::ProgressFn;
use crate::street::{Site, StreetBuckets};
use crate::{BucketParams, Error, Family, HandStrength};

pub use crate::parts::part_path;

/// Memory that a build of percentile buckets needs, in bytes; [`build_bytes`] gives it for any parameters.
pub const BUILD_BYTES: u64 = 900_000_000;

/// Length of a file in bytes, without the statistics: a few KB, up to 200 MB for nested buckets.
pub const FILE_BYTES: u64 = (1_755 + 16_432 + 134_459) * Combo::COUNT as u64 * 2;

/// Memory that a build needs at most, in bytes.
#[must_use]
pub fn build_bytes(params: &BucketParams) -> u64 {
    let of_street = |street: Street| {
        let Some(params) = params.street(street) else { return 0 };
        match params.family {
            Family::Percentile => 0,
            Family::PercentileSquared => 150_000_000,
            Family::Histogram => sample_bytes(params.buckets.get(), 32),
            Family::Potential => sample_bytes(params.buckets.get(), 64),
            Family::Ochs => sample_bytes(params.buckets.get(), 8),
            Family::Lossless => 50_000_000,
            // Exact sums of each bucket, and its statistics.
            Family::Nested => (BoardIndex::for_street(street).len() * params.buckets.get() * 100) as u64,
        }
    };
    BUILD_BYTES + Street::ALL.into_iter().map(of_street).max().unwrap_or(0)
}

/// Builds the buckets of `params` on `threads` threads (0: one per core) and writes them to `path`; an older
/// file there is replaced once the new one is complete. The same parameters give the same bytes for any
/// number of threads.
///
/// # Complexity
/// A few CPU-seconds for percentiles, under a minute for 200 clusters per street. Needs [`build_bytes`] of
/// memory and [`FILE_BYTES`] of disk, twice that while clusters are built.
///
/// # Errors
/// [`Error::Store`] if the file cannot be written, [`Error::Interrupted`] if `progress` asks for it. In both
/// cases an existing file is left untouched. Streets that were finished by clustering are kept for the next
/// build (see [`part_path`]), unless the disk is full.
pub fn build_file(
    params: &BucketParams,
    path: &Path,
    threads: usize,
    progress: &mut ProgressFn<'_>,
) -> Result<(), Error> {
    build_at(params, &Destination::new(path, true)?, threads, progress)
}

/// As [`build_file`], but to a place of the user's choice: a file, which is replaced only if that is allowed,
/// a pipe or a device. Output for a pipe or a device is first collected in the directory for temporary files,
/// and leaves no parts for a later build.
///
/// # Errors
/// As [`build_file`].
pub fn build_at(
    params: &BucketParams,
    to: &Destination,
    threads: usize,
    progress: &mut ProgressFn<'_>,
) -> Result<(), Error> {
    // Before the work, so that an unwritable directory is noticed at once.
    let writer = ContainerWriter::create_at(to, KIND, params.hash())?;
    let strength = HandStrength::compute(threads, progress)?;
    let parts = (!to.is_stream()).then_some(to.path());
    write(writer, params, &strength, parts, threads, progress)
}

/// As [`build_file`], for hand strengths that have already been computed: several files from one computation.
///
/// # Errors
/// As [`build_file`].
pub fn write_file(
    params: &BucketParams,
    strength: &HandStrength,
    path: &Path,
    threads: usize,
    progress: &mut ProgressFn<'_>,
) -> Result<(), Error> {
    let writer = ContainerWriter::create(path, KIND, params.hash())?;
    write(writer, params, strength, Some(path), threads, progress)
}

/// Writes a file; `parts` is the path beside which finished streets are kept.
fn write(
    writer: ContainerWriter,
    params: &BucketParams,
    strength: &HandStrength,
    parts: Option<&Path>,
    threads: usize,
    progress: &mut ProgressFn<'_>,
) -> Result<(), Error> {
    let written = write_streets(writer, params, strength, parts, threads, progress);
    let full = matches!(&written, Err(Error::Store(error)) if error.is_disk_full());
    if written.is_ok() || full {
        parts.into_iter().for_each(parts::remove);
    }
    written
}

fn write_streets(
    mut writer: ContainerWriter,
    params: &BucketParams,
    strength: &HandStrength,
    parts: Option<&Path>,
    threads: usize,
    progress: &mut ProgressFn<'_>,
) -> Result<(), Error> {
    let mut next: Option<StreetBuckets> = None;
    for street in [Street::River, Street::Turn, Street::Flop] {
        let site = Site { street, strength, threads, next: next.as_ref() };
        let buckets = one_street(params, &site, parts, progress)?;
        write_street(&mut writer, street, &buckets)?;
        let looked_at = Street::ALL[street.index() - 1];
        let looks_ahead = params.street(looked_at).is_some_and(|before| before.family == Family::Potential);
        next = looks_ahead.then_some(buckets);
    }
    write_stats(&mut writer, Street::Preflop, &preflop_stats(strength))?;
    writer.section(PARAMS, file::encode_params(params).as_bytes())?;
    writer.finish()?;
    Ok(())
}

/// The part of a street, or a new one.
fn one_street(
    params: &BucketParams,
    site: &Site<'_>,
    parts: Option<&Path>,
    progress: &mut ProgressFn<'_>,
) -> Result<StreetBuckets, Error> {
    let of_street = *params.street(site.street).expect("streets after preflop have parameters");
    if !of_street.family.is_clustered() {
        return families::build(of_street, site, progress);
    }
    if let Some(buckets) = parts.and_then(|path| parts::load(path, params, site.street)) {
        return Ok(buckets);
    }
    let buckets = families::build(of_street, site, progress)?;
    // The last street is followed by the file itself.
    if let Some(path) = parts.filter(|_| site.street != Street::Flop) {
        parts::save(path, params, site.street, &buckets)?;
    }
    Ok(buckets)
}

fn preflop_stats(strength: &HandStrength) -> Vec<BucketStats> {
    let stats = |class: HandClass, mean| BucketStats { mass: class.num_combos() as u64, mean, variance: 0.0 };
    HandClass::all().zip(strength.preflop_equities()).map(|(class, mean)| stats(class, mean)).collect()
}
