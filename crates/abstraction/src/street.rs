//! The buckets of one street in memory.

use holdem_cards::canonical::BoardIndex;
use holdem_cards::{Combo, Street};

use crate::cluster::Points;
use crate::hand_strength::BLOCKED_ENTRY;
use crate::percentile::{BucketStats, Sums};
use crate::progress::Row;
use crate::{Error, HandStrength};

/// Rows, numbers and statistics of a street.
pub(crate) struct StreetBuckets {
    /// One row per canonical board: bucket less the base of the board, [`BLOCKED_ENTRY`] for blocked hands.
    pub(crate) rows: Vec<u16>,
    /// First bucket of each board and, at the end, their number; empty if boards share their buckets.
    pub(crate) bases: Vec<u32>,
    pub(crate) stats: Vec<BucketStats>,
    /// The centroid of each bucket, if buckets are clusters.
    pub(crate) centroids: Option<Points>,
}

impl StreetBuckets {
    pub(crate) fn rows(&self) -> &[Row<u16>] {
        self.rows.as_chunks().0
    }

    /// Computes the statistics of `count` buckets already written into rows, and renumbers them by mean
    /// strength; buckets without a hand are dropped.
    pub(crate) fn ranked(
        street: Street,
        mut rows: Vec<u16>,
        count: usize,
        centroids: Option<Points>,
        strength: &HandStrength,
    ) -> Self {
        let stats = statistics(street, &rows, &[], count, strength);
        let mut order: Vec<usize> = (0..count).filter(|&bucket| stats[bucket].mass > 0).collect();
        order.sort_by(|&a, &b| stats[a].mean.total_cmp(&stats[b].mean).then(a.cmp(&b)));
        let mut ranks = vec![BLOCKED_ENTRY; 1 << 16];
        order.iter().enumerate().for_each(|(rank, &bucket)| ranks[bucket] = rank as u16);
        rows.iter_mut().for_each(|entry| *entry = ranks[usize::from(*entry)]);
        let stats = order.iter().map(|&bucket| stats[bucket]).collect();
        Self { rows, bases: Vec::new(), stats, centroids: centroids.map(|points| points.pick(&order)) }
    }

    /// Buckets that belong to one board each, `counts[row]` of them.
    pub(crate) fn per_board(street: Street, rows: Vec<u16>, counts: &[u32], strength: &HandStrength) -> Self {
        let mut bases = Vec::with_capacity(counts.len() + 1);
        bases.push(0);
        bases.extend(counts.iter().scan(0, |base, count| {
            *base += count;
            Some(*base)
        }));
        let stats = statistics(street, &rows, &bases, bases[counts.len()] as usize, strength);
        Self { rows, bases, stats, centroids: None }
    }
}

/// Mass, mean and variance of E\[HS\] of every bucket.
fn statistics(
    street: Street,
    rows: &[u16],
    bases: &[u32],
    count: usize,
    strength: &HandStrength,
) -> Vec<BucketStats> {
    let index = BoardIndex::for_street(street);
    let scale = 1.0 / f64::from(HandStrength::max_key(street));
    let mut sums = vec![Sums::default(); count];
    let mut keys = [0; Combo::COUNT];
    for (row, entries) in (0..).zip(rows.as_chunks::<{ Combo::COUNT }>().0) {
        let base = bases.get(row as usize).map_or(0, |&base| base as usize);
        let deals = u64::from(index.multiplicity(row));
        strength.copy_keys(street, row as usize, &mut keys);
        for (&entry, &key) in entries.iter().zip(&keys).filter(|(entry, _)| **entry != BLOCKED_ENTRY) {
            sums[base + usize::from(entry)].add(deals, key as usize);
        }
    }
    sums.iter().map(|sums| if sums.is_empty() { BucketStats::default() } else { sums.stats(scale) }).collect()
}

/// Zeroed rows for all boards of a street.
pub(crate) fn empty_rows(street: Street) -> Vec<u16> {
    vec![0; BoardIndex::for_street(street).len() * Combo::COUNT]
}

/// What the builder of a street receives.
pub(crate) struct Site<'s> {
    pub(crate) street: Street,
    pub(crate) strength: &'s HandStrength,
    pub(crate) threads: usize,
    /// The street after it, if it has buckets already.
    pub(crate) next: Option<&'s StreetBuckets>,
}

/// Result of a builder.
pub(crate) type Built = Result<StreetBuckets, Error>;
