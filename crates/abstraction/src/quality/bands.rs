//! Mean and percentiles of equity, bucket by bucket, as a picture shows them.

use holdem_cards::canonical::BoardIndex;
use holdem_cards::parallel::in_shares;
use holdem_cards::{Combo, Street};
use holdem_game::deal::BucketRows;

use super::hands::LiveHands;
use crate::HandStrength;
use crate::percentile::BucketStats;
use crate::progress::thread_count;

/// Steps of the difference between the equity of a hand and the mean of its bucket, from -1 to 1.
const STEPS: usize = 1_024;

/// One bucket, or several that are adjacent in order of mean equity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Buckets in it.
    pub buckets: usize,
    /// Mean equity of its deals, 0 to 1.
    pub mean: f64,
    /// The 10th percentile of equity: nine in ten hands of the same bucket lie above it.
    pub low: f64,
    /// The 90th percentile.
    pub high: f64,
    /// Mean share of all deals in each of its buckets, 0 to 1.
    pub share: f64,
}

/// The buckets of a street in ascending order of mean equity, merged into at most `most` bands; empty buckets
/// are left out. Within a band, percentiles are those of the distance of a hand from the mean of its own
/// bucket, to 1/512.
///
/// # Complexity
/// A look-up per board and hand; 8 KB per band and thread. Nothing preflop, where a bucket has a single
/// equity.
///
/// # Panics
/// If `most` is 0, or `stats` are not those of `rows`.
#[must_use]
pub fn bands(
    rows: &dyn BucketRows,
    street: Street,
    strength: &HandStrength,
    stats: &[BucketStats],
    most: usize,
    threads: usize,
) -> Vec<Band> {
    let mut order: Vec<u32> = (0..stats.len() as u32).filter(|&b| stats[b as usize].mass > 0).collect();
    order.sort_by(|&a, &b| stats[a as usize].mean.total_cmp(&stats[b as usize].mean));
    let count = order.len().min(most);
    let mut band_of = vec![u32::MAX; stats.len()];
    for (place, &bucket) in order.iter().enumerate() {
        band_of[bucket as usize] = (place * count / order.len()) as u32;
    }
    let counts = match street {
        Street::Preflop => vec![[0; STEPS]; count],
        _ => deviations(rows, street, strength, stats, &band_of, count, threads),
    };
    let total: u64 = stats.iter().map(|bucket| bucket.mass).sum();
    let members = order.chunk_by(|&a, &b| band_of[a as usize] == band_of[b as usize]);
    members.zip(&counts).map(|(members, counts)| band(members, stats, counts, total)).collect()
}

fn band(members: &[u32], stats: &[BucketStats], counts: &[u64; STEPS], total: u64) -> Band {
    let members = members.iter().map(|&bucket| &stats[bucket as usize]);
    let mass: u64 = members.clone().map(|bucket| bucket.mass).sum();
    let mean = members.clone().map(|bucket| bucket.mass as f64 * bucket.mean).sum::<f64>() / mass as f64;
    let within = |share| (mean + percentile(counts, share)).clamp(0.0, 1.0);
    let buckets = members.count();
    let share = mass as f64 / total as f64 / buckets as f64;
    Band { buckets, mean, low: within(0.1), high: within(0.9), share }
}

/// How often each distance from the mean of the bucket occurs, by band.
fn deviations(
    rows: &dyn BucketRows,
    street: Street,
    strength: &HandStrength,
    stats: &[BucketStats],
    band_of: &[u32],
    bands: usize,
    threads: usize,
) -> Vec<[u64; STEPS]> {
    let index = BoardIndex::for_street(street);
    let scale = 1.0 / f64::from(HandStrength::max_key(street));
    let count = |range: std::ops::Range<usize>| {
        let (mut counts, mut hands) = (vec![[0u64; STEPS]; bands], LiveHands::new());
        for row in range.map(|row| row as u32) {
            hands.assign(rows, street, index.board(row));
            let deals = u64::from(index.multiplicity(row));
            for (combo, bucket) in hands.iter() {
                let combo = Combo::from_index(combo).expect("live hands are combos");
                let equity = f64::from(strength.key(street, row, combo)) * scale;
                let step = step(equity - stats[bucket as usize].mean);
                // A bucket that holds a hand is in a band, if the statistics are those of the rows.
                counts[band_of[bucket as usize] as usize][step] += deals;
            }
        }
        counts
    };
    let parts = in_shares(thread_count(threads), index.len(), count);
    parts.into_iter().reduce(merge).unwrap_or_default()
}

fn merge(mut counts: Vec<[u64; STEPS]>, more: Vec<[u64; STEPS]>) -> Vec<[u64; STEPS]> {
    for (counts, more) in counts.iter_mut().zip(more) {
        counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
    }
    counts
}

/// The step of a difference from -1 to 1.
fn step(difference: f64) -> usize {
    (((difference + 1.0) * (STEPS / 2) as f64) as usize).min(STEPS - 1)
}

/// The difference below which the given share of the counts lies; 0 without counts.
fn percentile(counts: &[u64; STEPS], share: f64) -> f64 {
    let total: u64 = counts.iter().sum();
    let mut left = total as f64 * share;
    for (step, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let count = count as f64;
        if left <= count {
            return (step as f64 + left / count) / (STEPS / 2) as f64 - 1.0;
        }
        left -= count;
    }
    0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_interpolated() {
        let mut counts = [0; STEPS];
        // Evenly from 0 to 0.5.
        counts[STEPS / 2..STEPS * 3 / 4].fill(7);
        assert!((percentile(&counts, 0.1) - 0.05).abs() < 1e-9);
        assert!((percentile(&counts, 0.9) - 0.45).abs() < 1e-9);
        assert_eq!(percentile(&[0; STEPS], 0.5), 0.0);
        assert_eq!((step(-1.0), step(0.0), step(1.0)), (0, STEPS / 2, STEPS - 1));
    }
}
