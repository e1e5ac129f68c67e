//! From parameters to a bucket file.

use std::path::Path;

use holdem_cards::canonical::BoardIndex;
use holdem_cards::{Combo, HandClass, Street};
use holdem_store::ContainerWriter;

use crate::file::{self, KIND, MASSES, MEANS, PARAMS, ROWS, VARIANCES};
use crate::percentile::BucketStats;
use crate::progress::{Phase, ProgressFn, Row, Ticker, for_each_piece};
use crate::{BucketParams, Error, Family, HandStrength, Percentiles, StreetParams};

/// Memory that a build needs, in bytes, whatever the parameters.
pub const BUILD_BYTES: u64 = 520_000_000;

/// Length of a file in bytes, but for a few KB of statistics.
pub const FILE_BYTES: u64 = (1_755 + 16_432 + 134_459) * Combo::COUNT as u64 * 2;

/// Rows written at a time.
const BLOCK_ROWS: usize = 2048;
/// Rows of a block that a thread takes at a time.
const ROWS_PER_PIECE: usize = 256;

/// Builds the buckets of `params` on `threads` threads (0: one per core) and writes them to `path`, where an older file
/// is replaced once the new one is complete. The same parameters give the same bytes for any number of threads.
///
/// # Complexity
/// A few CPU-seconds; [`BUILD_BYTES`] of memory, [`FILE_BYTES`] of disk.
///
/// # Errors
/// [`Error::Store`] if the file cannot be written, [`Error::Interrupted`] if `progress` wants it: in both cases the
/// file that stood there is untouched.
pub fn build_file(
    params: &BucketParams,
    path: &Path,
    threads: usize,
    progress: &mut ProgressFn<'_>,
) -> Result<(), Error> {
    // Before the work, so that a directory that cannot be written is known at once.
    let writer = ContainerWriter::create(path, KIND, params.hash())?;
    let strength = HandStrength::compute(threads, progress)?;
    write(writer, params, &strength, threads, progress)
}

/// As [`build_file`] for hand strengths that are there already: several files from one computation.
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
    write(ContainerWriter::create(path, KIND, params.hash())?, params, strength, threads, progress)
}

fn write(
    mut writer: ContainerWriter,
    params: &BucketParams,
    strength: &HandStrength,
    threads: usize,
    progress: &mut ProgressFn<'_>,
) -> Result<(), Error> {
    let mut stats = vec![preflop_stats(strength)];
    for street in [Street::Flop, Street::Turn, Street::River] {
        let cut = cut(params.street(street).copied().unwrap_or_default(), street, strength);
        write_rows(&mut writer, street, strength, &cut, threads, progress)?;
        stats.push(cut.stats().to_vec());
    }
    for (street, stats) in Street::ALL.into_iter().zip(&stats) {
        write_stats(&mut writer, street, stats)?;
    }
    writer.section(PARAMS, file::encode_params(params).as_bytes())?;
    writer.finish()?;
    Ok(())
}

/// Cuts the hands of a street into buckets.
fn cut(params: StreetParams, street: Street, strength: &HandStrength) -> Percentiles {
    let scale = 1.0 / f64::from(HandStrength::max_key(street));
    match params.family {
        Family::Percentile => Percentiles::cut(&strength.key_masses(street), params.buckets.get(), scale),
    }
}

fn preflop_stats(strength: &HandStrength) -> Vec<BucketStats> {
    let stats = |class: HandClass, mean| BucketStats { mass: class.num_combos() as u64, mean, variance: 0.0 };
    HandClass::all().zip(strength.preflop_equities()).map(|(class, mean)| stats(class, mean)).collect()
}

/// Writes the rows of a street, block by block.
fn write_rows(
    writer: &mut ContainerWriter,
    street: Street,
    strength: &HandStrength,
    cut: &Percentiles,
    threads: usize,
    progress: &mut ProgressFn<'_>,
) -> Result<(), Error> {
    let rows = BoardIndex::for_street(street).len();
    let mut block = vec![[0; Combo::COUNT]; BLOCK_ROWS.min(rows)];
    let mut ticker = Ticker::new(progress, Phase::Buckets, street, rows);
    let mut section = writer.begin_section::<u16>(ROWS[street.index()])?;
    for start in (0..rows).step_by(BLOCK_ROWS) {
        let block = &mut block[..BLOCK_ROWS.min(rows - start)];
        for_each_piece(
            threads,
            block,
            ROWS_PER_PIECE,
            &mut ticker,
            || (),
            |(), first, rows: &mut [Row<u16>]| {
                strength.translate(street, start + first, cut.buckets_by_key(), rows);
            },
        )?;
        section.write(block.as_flattened())?;
    }
    section.end();
    Ok(())
}

fn write_stats(writer: &mut ContainerWriter, street: Street, stats: &[BucketStats]) -> Result<(), Error> {
    let column = |value: fn(&BucketStats) -> f64| stats.iter().map(value).collect::<Vec<f64>>();
    let masses: Vec<u64> = stats.iter().map(|stats| stats.mass).collect();
    writer.typed_section(MASSES[street.index()], &masses)?;
    writer.typed_section(MEANS[street.index()], &column(|stats| stats.mean))?;
    writer.typed_section(VARIANCES[street.index()], &column(|stats| stats.variance))?;
    Ok(())
}
