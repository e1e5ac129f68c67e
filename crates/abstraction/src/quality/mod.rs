//! How good buckets are, in figures that do not need a strategy.
//!
//! - variance of equity in and between buckets, occupancy, effective number of buckets (here,
//!   [`StreetQuality`]): the statistics of a file, so every deal
//! - how well a bucket predicts the next street ([`transition`]): rows of two streets, a stratified sample of
//!   boards
//! - mean and percentiles of equity by bucket ([`bands`]): every deal, recomputed
//! - what is in a bucket ([`examples`]): rows of one street
//! - the statistics themselves ([`recount`]): every deal, recomputed
//!
//! *Equity* is E\[HS\], the share of the pot against a uniform hand, 0 to 1; a *deal* is a board and a hand
//! with their suits told apart, so every figure weighs a canonical hand by the deals it stands for. All of it
//! works on [`BucketRows`](holdem_game::deal::BucketRows), whatever the family.

pub mod bands;
pub mod examples;
pub(crate) mod hands;
pub mod recount;
mod sample;
pub mod transition;

use crate::percentile::BucketStats;

/// What the statistics of a street say.
///
/// With `p_b` the share of all deals that bucket `b` holds, `m_b` its mean equity and `v_b` its variance of
/// equity:
///
/// - `variance_within = sum p_b v_b`, `variance_between = sum p_b (m_b - m)^2` with `m = sum p_b m_b`; the
///   two add up to the variance of equity over all deals;
/// - `explained = variance_between / (variance_within + variance_between)`, 1 if equity does not vary at all;
/// - `effective_buckets = exp(-sum p_b ln p_b)`: as many equally filled buckets have the same entropy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StreetQuality {
    /// Buckets, empty ones included.
    pub buckets: usize,
    /// Deals in all of them.
    pub deals: u64,
    /// Buckets without a deal.
    pub empty: usize,
    /// Share of the deals in the smallest bucket, 0 to 1.
    pub smallest_share: f64,
    /// Share of the deals in the median bucket.
    pub median_share: f64,
    /// Share of the deals in the largest bucket.
    pub largest_share: f64,
    /// Exponential of the entropy of the shares.
    pub effective_buckets: f64,
    /// Mean variance of equity within a bucket.
    pub variance_within: f64,
    /// Variance of the mean equities of the buckets.
    pub variance_between: f64,
}

impl StreetQuality {
    /// Sums up the buckets of a street; all zeros if there is no deal.
    ///
    /// # Complexity
    /// O(n log n) in the number of buckets, for the median.
    #[must_use]
    pub fn of(stats: &[BucketStats]) -> Self {
        let deals: u64 = stats.iter().map(|bucket| bucket.mass).sum();
        let mut masses: Vec<u64> = stats.iter().map(|bucket| bucket.mass).collect();
        masses.sort_unstable();
        let share = |mass: u64| if deals == 0 { 0.0 } else { mass as f64 / deals as f64 };
        let filled = || stats.iter().filter(|bucket| bucket.mass > 0);
        let weighted = |value: &dyn Fn(&BucketStats) -> f64| -> f64 {
            filled().map(|bucket| share(bucket.mass) * value(bucket)).sum()
        };
        let mean = weighted(&|bucket| bucket.mean);
        Self {
            buckets: stats.len(),
            deals,
            empty: stats.len() - filled().count(),
            smallest_share: share(masses.first().copied().unwrap_or(0)),
            median_share: share(masses.get(masses.len() / 2).copied().unwrap_or(0)),
            largest_share: share(masses.last().copied().unwrap_or(0)),
            effective_buckets: if deals == 0 { 0.0 } else { (-weighted(&|b| share(b.mass).ln())).exp() },
            variance_within: weighted(&|bucket| bucket.variance),
            variance_between: weighted(&|bucket| (bucket.mean - mean).powi(2)),
        }
    }

    /// Share of the variance of equity that the bucket explains, 0 to 1.
    #[must_use]
    pub fn explained(&self) -> f64 {
        let whole = self.variance_within + self.variance_between;
        if whole > 0.0 { self.variance_between / whole } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bucket(mass: u64, mean: f64, variance: f64) -> BucketStats {
        BucketStats { mass, mean, variance }
    }

    #[test]
    fn variances_add_up_to_the_whole() {
        // Equities 0, 0.2 | 0.6, 1.0: the whole variance is 0.1475.
        let quality = StreetQuality::of(&[bucket(2, 0.1, 0.01), bucket(2, 0.8, 0.04)]);
        assert!((quality.variance_within + quality.variance_between - 0.1475).abs() < 1e-12);
        assert!((quality.explained() - 0.1225 / 0.1475).abs() < 1e-12);
        assert_eq!((quality.smallest_share, quality.largest_share, quality.empty), (0.5, 0.5, 0));
    }

    #[test]
    fn empty_buckets_count_and_weigh_nothing() {
        let full = [bucket(3, 0.25, 0.0), bucket(1, 0.75, 0.0)];
        let quality = StreetQuality::of(&[full[0], bucket(0, f64::NAN, f64::NAN), full[1]]);
        let without = StreetQuality::of(&full);
        assert_eq!((quality.buckets, quality.empty, quality.smallest_share), (3, 1, 0.0));
        assert_eq!(quality.median_share, 0.25);
        assert_eq!(quality.explained(), 1.0);
        assert_eq!(quality.effective_buckets, without.effective_buckets);
        assert_eq!(StreetQuality::of(&[]).deals, 0);
    }

    proptest! {
        #[test]
        fn effective_buckets_are_as_many_as_there_are_only_if_all_are_equal(
            masses in proptest::collection::vec(1..1000u64, 1..50),
        ) {
            let stats: Vec<_> = masses.iter().map(|&mass| bucket(mass, 0.5, 0.0)).collect();
            let effective = StreetQuality::of(&stats).effective_buckets;
            let uneven = masses.iter().any(|mass| *mass != masses[0]);
            let all = masses.len() as f64;
            prop_assert!(effective >= 1.0 - 1e-9 && effective <= all + 1e-9);
            prop_assert_eq!(effective < all * (1.0 - 1e-9), uneven);
        }
    }
}
