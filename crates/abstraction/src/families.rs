//! One builder per family: from hand strengths to the buckets of a street.

mod clustered;
mod per_board;

use std::slice;

pub(crate) use clustered::sample_bytes;
use holdem_cards::Street;
use holdem_cards::canonical::BoardIndex;

use crate::cluster::{Metric, Points, padded};
use crate::combos::{live_combos, mark_blocked};
use crate::features::{NextBuckets, OpponentClusters, RiverHistogram, SquaredStrength};
use crate::percentile::BucketStats;
use crate::progress::{Phase, ProgressFn, Row, Ticker, for_each_piece};
use crate::street::{Built, Site, StreetBuckets, empty_rows};
use crate::{Error, Family, HandStrength, Percentiles, StreetParams};

/// Boards that a thread takes at a time when their rows come from a table.
const ROWS_PER_PIECE: usize = 256;

/// Sorts the hands of a street into buckets.
pub(crate) fn build(params: StreetParams, site: &Site<'_>, progress: &mut ProgressFn<'_>) -> Built {
    let (street, strength) = (site.street, site.strength);
    match params.family {
        Family::Percentile => percentile(params, site, progress),
        // Squaring keeps the order.
        Family::PercentileSquared if street == Street::River => percentile(params, site, progress),
        Family::PercentileSquared => percentile_squared(params, site, progress),
        Family::Histogram => clustered::build(params, &RiverHistogram::new(street, strength), site, progress),
        Family::Ochs => clustered::build(params, &OpponentClusters::new(strength), site, progress),
        Family::Potential => {
            let next = site.next.expect("parameters are refused without a street after it");
            let places = next.centroids.clone().unwrap_or_else(|| strengths(&next.stats));
            let feature = NextBuckets::new(street, next.rows(), &places, site.threads);
            clustered::build(params, &feature, site, progress)
        }
        Family::Nested => per_board::nested(params, site, progress),
        Family::Lossless => per_board::lossless(site, progress),
    }
}

/// Percentile buckets are as far apart as their mean strengths.
fn strengths(stats: &[BucketStats]) -> Points {
    let dims = padded(1);
    let mut values = vec![0.0; stats.len() * dims];
    values.iter_mut().step_by(dims).zip(stats).for_each(|(value, stats)| *value = stats.mean as f32);
    Points::new(Metric::Manhattan, dims, values)
}

fn percentile(params: StreetParams, site: &Site<'_>, progress: &mut ProgressFn<'_>) -> Built {
    let &Site { street, strength, .. } = site;
    let scale = 1.0 / f64::from(HandStrength::max_key(street));
    let cut = Percentiles::cut(&strength.key_masses(street), params.buckets.get(), scale);
    let rows = fill_rows(
        site,
        ROWS_PER_PIECE,
        progress,
        || (),
        |(), row, entries| {
            strength.translate(street, row, cut.buckets_by_key(), slice::from_mut(entries));
        },
    )?;
    Ok(StreetBuckets { rows, bases: Vec::new(), stats: cut.stats().to_vec(), centroids: None })
}

fn percentile_squared(params: StreetParams, site: &Site<'_>, progress: &mut ProgressFn<'_>) -> Built {
    let &Site { street, strength, threads, .. } = site;
    let squared = SquaredStrength::compute(street, strength, threads, progress)?;
    let index = BoardIndex::for_street(street);
    let mut masses = Vec::new();
    for (row, &board) in (0..).zip(index.boards()) {
        let deals = u64::from(index.multiplicity(row));
        let live = live_combos(board);
        for (level, _) in squared.levels(row as usize).zip(live).filter(|(_, live)| *live) {
            if level >= masses.len() {
                masses.resize(level + 1, 0);
            }
            masses[level] += deals;
        }
    }
    let cut = Percentiles::cut(&masses, params.buckets.get(), 1.0);
    let rows = fill_rows(
        site,
        ROWS_PER_PIECE,
        progress,
        || (),
        |(), row, entries| {
            for (entry, level) in entries.iter_mut().zip(squared.levels(row)) {
                *entry = cut.buckets_by_key()[level];
            }
            mark_blocked(index.boards()[row], entries);
        },
    )?;
    Ok(StreetBuckets::ranked(street, rows, cut.len(), None, strength))
}

/// Fills the row of every board of a street, `per_piece` boards at a time by one thread:
/// `fill(state of the thread, row, entries)`.
fn fill_rows<S: Send>(
    site: &Site<'_>,
    per_piece: usize,
    progress: &mut ProgressFn<'_>,
    state: impl Fn() -> S + Sync,
    fill: impl Fn(&mut S, usize, &mut Row<u16>) + Sync,
) -> Result<Vec<u16>, Error> {
    let mut rows = empty_rows(site.street);
    let pieces: &mut [Row<u16>] = rows.as_chunks_mut().0;
    let mut ticker = Ticker::new(progress, Phase::Buckets, site.street, pieces.len());
    for_each_piece(site.threads, pieces, per_piece, &mut ticker, state, |state, first, rows| {
        for (row, entries) in (first..).zip(rows) {
            fill(state, row, entries);
        }
    })?;
    Ok(rows)
}
