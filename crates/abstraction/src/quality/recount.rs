//! The statistics of buckets, recomputed from every deal.

use std::ops::Range;

use holdem_cards::canonical::BoardIndex;
use holdem_cards::parallel::in_shares;
use holdem_cards::{Combo, HandClass, Street};
use holdem_game::deal::BucketRows;

use super::hands::LiveHands;
use crate::HandStrength;
use crate::percentile::BucketStats;
use crate::progress::thread_count;

/// Exact sums over the deals of a bucket.
#[derive(Clone, Copy, Default)]
struct Sums {
    mass: u64,
    keys: u64,
    squares: u128,
}

impl Sums {
    fn add(&mut self, other: &Self) {
        self.mass += other.mass;
        self.keys += other.keys;
        self.squares += other.squares;
    }

    /// An empty bucket has mean and variance 0.
    fn stats(&self, scale: f64) -> BucketStats {
        if self.mass == 0 {
            return BucketStats::default();
        }
        let (mass, keys) = (u128::from(self.mass), u128::from(self.keys));
        // Never negative: the mean of the squares is at least the square of the mean.
        let spread = mass * self.squares - keys * keys;
        let mass = self.mass as f64;
        let variance = spread as f64 / (mass * mass) * scale * scale;
        BucketStats { mass: self.mass, mean: self.keys as f64 / mass * scale, variance }
    }
}

/// Number of deals, mean and variance of equity of every bucket of a street; deals whose bucket is not below
/// the count of the street are left out. The result is the same for any number of `threads` (0: one per
/// core).
///
/// # Complexity
/// A look-up per board and hand: 145 million on the river. 32 bytes per bucket and thread.
#[must_use]
pub fn recount(
    rows: &dyn BucketRows,
    street: Street,
    strength: &HandStrength,
    threads: usize,
) -> Vec<BucketStats> {
    if street == Street::Preflop {
        return preflop(rows, strength);
    }
    let scale = 1.0 / f64::from(HandStrength::max_key(street));
    let boards = BoardIndex::for_street(street).len();
    let parts = in_shares(thread_count(threads), boards, |range| count(rows, street, strength, range));
    let sums = parts.into_iter().reduce(|mut sums, more| {
        sums.iter_mut().zip(&more).for_each(|(sum, more)| sum.add(more));
        sums
    });
    sums.unwrap_or_default().iter().map(|sums| sums.stats(scale)).collect()
}

fn count(rows: &dyn BucketRows, street: Street, strength: &HandStrength, range: Range<usize>) -> Vec<Sums> {
    let index = BoardIndex::for_street(street);
    let mut sums = vec![Sums::default(); rows.num_buckets(street)];
    let mut hands = LiveHands::new();
    for row in range.map(|row| row as u32) {
        hands.assign(rows, street, index.board(row));
        let deals = u64::from(index.multiplicity(row));
        for (combo, bucket) in hands.iter() {
            let Some(sums) = sums.get_mut(bucket as usize) else { continue };
            let combo = Combo::from_index(combo).expect("live hands are combos");
            let key = u64::from(strength.key(street, row, combo));
            sums.mass += deals;
            sums.keys += deals * key;
            sums.squares += u128::from(deals * key * key);
        }
    }
    sums
}

/// Preflop the equity of a hand is that of its class.
fn preflop(rows: &dyn BucketRows, strength: &HandStrength) -> Vec<BucketStats> {
    let equities = strength.preflop_equities();
    let mut hands = LiveHands::new();
    hands.assign(rows, Street::Preflop, holdem_cards::CardSet::EMPTY);
    let mut found: Vec<Vec<f64>> = vec![Vec::new(); rows.num_buckets(Street::Preflop)];
    for (combo, bucket) in hands.iter() {
        let class = Combo::from_index(combo).map_or(0, |combo| HandClass::index(combo.class()));
        if let Some(bucket) = found.get_mut(bucket as usize) {
            bucket.push(equities[class]);
        }
    }
    let stats = |equities: &Vec<f64>| {
        let n = equities.len().max(1) as f64;
        let mean = equities.iter().sum::<f64>() / n;
        let variance = equities.iter().map(|equity| (equity - mean).powi(2)).sum::<f64>() / n;
        BucketStats { mass: equities.len() as u64, mean, variance }
    };
    found.iter().map(stats).collect()
}
