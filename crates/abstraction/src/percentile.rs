//! Buckets of equal mass along one number.
//!
//! Hands are sorted by an integer key (E\[HS\] times a constant, see [`crate::hand_strength`]) and cut into
//! buckets whose masses are as equal as ties allow; the mass of a hand is the number of deals it stands for.
//! Bucket 0 is the weakest.
//!
//! The cuts are made from the weakest hand up. A bucket aims at an equal share of the remaining mass; it
//! takes the next key as long as that brings it nearer to its aim, and ends in time to leave a key for each
//! bucket to come. So equal keys share a bucket, no bucket is empty, and there are exactly as many buckets as
//! asked for unless there are fewer different keys: then each key is a bucket, and [`Percentiles::len`] says
//! how many there are.

use crate::hand_strength::BLOCKED_ENTRY;

/// The cut of one street.
#[derive(Clone, Debug, PartialEq)]
pub struct Percentiles {
    /// Bucket of each key; [`BLOCKED_ENTRY`] for the key after the last, which marks blocked hands.
    buckets_by_key: Vec<u16>,
    stats: Vec<BucketStats>,
}

/// What is in a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BucketStats {
    /// Number of deals (boards and hands, suits told apart).
    pub mass: u64,
    /// Mean E\[HS\], 0 to 1.
    pub mean: f64,
    /// Variance of E\[HS\].
    pub variance: f64,
}

impl Percentiles {
    /// Cuts keys into at most `buckets` buckets; `masses[key]` deals have the key, which stands for
    /// `key * scale`.
    ///
    /// # Complexity
    /// O(number of keys).
    ///
    /// # Panics
    /// If `buckets` is 0 or above 65,535.
    #[must_use]
    pub fn cut(masses: &[u64], buckets: usize, scale: f64) -> Self {
        assert!((1..=usize::from(u16::MAX)).contains(&buckets), "{buckets} buckets are not 1 to 65,535");
        let mut cutter = Cutter {
            mass_left: masses.iter().sum(),
            keys_left: masses.iter().filter(|&&mass| mass > 0).count(),
            buckets_left: buckets,
            mass: 0,
        };
        let (mut buckets_by_key, mut sums) = (Vec::with_capacity(masses.len() + 1), Vec::<Sums>::new());
        for (key, &mass) in masses.iter().enumerate() {
            if mass > 0 && cutter.starts_bucket(mass) {
                sums.push(Sums::default());
            }
            buckets_by_key.push(sums.len().saturating_sub(1) as u16);
            if let Some(sums) = sums.last_mut() {
                sums.add(mass, key);
            }
        }
        buckets_by_key.push(BLOCKED_ENTRY);
        Self { buckets_by_key, stats: sums.iter().map(|sums| sums.stats(scale)).collect() }
    }

    /// Number of buckets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.stats.len()
    }

    /// Whether there is no hand at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stats.is_empty()
    }

    /// What is in each bucket.
    #[must_use]
    pub fn stats(&self) -> &[BucketStats] {
        &self.stats
    }

    /// The bucket of each key, and [`BLOCKED_ENTRY`] for the one after the last.
    #[must_use]
    pub fn buckets_by_key(&self) -> &[u16] {
        &self.buckets_by_key
    }
}

/// Cuts ascending `masses`, none of them 0, into at most `buckets` buckets; writes the bucket of each to
/// `out`, and returns how many there are.
pub(crate) fn cut_masses(masses: &[u64], buckets: usize, out: &mut Vec<u16>) -> usize {
    let mut cutter =
        Cutter { mass_left: masses.iter().sum(), keys_left: masses.len(), buckets_left: buckets, mass: 0 };
    let mut found = 0;
    out.clear();
    for &mass in masses {
        found += usize::from(cutter.starts_bucket(mass));
        out.push((found - 1) as u16);
    }
    found
}

/// Exact sums over the keys of a bucket.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sums {
    mass: u64,
    keys: u128,
    squares: u128,
}

impl Sums {
    pub(crate) fn is_empty(&self) -> bool {
        self.mass == 0
    }

    pub(crate) fn add(&mut self, mass: u64, key: usize) {
        let weighted = u128::from(mass) * key as u128;
        self.mass += mass;
        self.keys += weighted;
        self.squares += weighted * key as u128;
    }

    pub(crate) fn stats(&self, scale: f64) -> BucketStats {
        let mass = self.mass as f64;
        // Never negative: the mean of the squares is at least the square of the mean.
        let spread = u128::from(self.mass) * self.squares - self.keys * self.keys;
        let variance = spread as f64 / (mass * mass) * scale * scale;
        BucketStats { mass: self.mass, mean: self.keys as f64 / mass * scale, variance }
    }
}

/// Where one bucket ends and the next begins.
struct Cutter {
    /// Mass of the open bucket and of all keys to come.
    mass_left: u64,
    /// Keys to come.
    keys_left: usize,
    /// The open bucket and those to come.
    buckets_left: usize,
    /// Mass of the open bucket.
    mass: u64,
}

impl Cutter {
    /// Takes the next key; says whether it is the first of a bucket.
    fn starts_bucket(&mut self, mass: u64) -> bool {
        let first = self.mass == 0;
        let starts = first || (self.buckets_left > 1 && self.ends_before(mass));
        if starts && !first {
            self.mass_left -= self.mass;
            self.buckets_left -= 1;
            self.mass = 0;
        }
        self.mass += mass;
        self.keys_left -= 1;
        starts
    }

    /// Whether the open bucket is nearer to its aim without a further `mass`, or must leave it to a later
    /// bucket.
    fn ends_before(&self, mass: u64) -> bool {
        let scarce = self.keys_left < self.buckets_left;
        // Nearer to the aim without: 2 * mass_so_far + mass > 2 * aim, where the aim is mass_left /
        // buckets_left.
        let full = (2 * self.mass + mass) as u128 * self.buckets_left as u128 > 2 * self.mass_left as u128;
        scarce || full
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn masses_of(cut: &Percentiles) -> Vec<u64> {
        cut.stats().iter().map(|stats| stats.mass).collect()
    }

    #[test]
    fn equal_masses_are_cut_evenly() {
        let cut = Percentiles::cut(&[1; 12], 4, 1.0);
        assert_eq!(masses_of(&cut), [3; 4]);
        assert_eq!(cut.buckets_by_key(), [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, BLOCKED_ENTRY]);
        let means: Vec<f64> = cut.stats().iter().map(|stats| stats.mean).collect();
        assert_eq!(means, [1.0, 4.0, 7.0, 10.0]);
        assert!(cut.stats().iter().all(|stats| (stats.variance - 2.0 / 3.0).abs() < 1e-12));
    }

    #[test]
    fn a_heavy_tie_takes_one_bucket_and_leaves_the_others_their_share() {
        let mut masses = [1; 11];
        masses[5] = 1000;
        let cut = Percentiles::cut(&masses, 5, 1.0);
        assert_eq!(masses_of(&cut), [5, 1000, 2, 2, 1]);
        assert_eq!(Percentiles::cut(&masses, 11, 1.0).len(), 11);
    }

    #[test]
    fn fewer_keys_than_buckets_give_a_bucket_each() {
        let cut = Percentiles::cut(&[0, 5, 0, 1, 9], 200, 0.5);
        assert_eq!(masses_of(&cut), [5, 1, 9]);
        assert_eq!([cut.buckets_by_key()[1], cut.buckets_by_key()[3], cut.buckets_by_key()[4]], [0, 1, 2]);
        assert_eq!(cut.stats()[2], BucketStats { mass: 9, mean: 2.0, variance: 0.0 });
    }

    proptest! {
        #[test]
        fn buckets_ascend_none_is_empty_and_masses_are_as_equal_as_ties_allow(
            masses in proptest::collection::vec(0..1000u64, 1..300),
            wanted in 1..100usize,
        ) {
            let cut = Percentiles::cut(&masses, wanted, 1.0);
            let keys = masses.iter().filter(|&&mass| mass > 0).count();
            prop_assert_eq!(cut.len(), wanted.min(keys));
            prop_assert_eq!(masses_of(&cut).iter().sum::<u64>(), masses.iter().sum::<u64>());
            prop_assert!(cut.stats().iter().all(|stats| stats.mass > 0));
            prop_assert!(cut.buckets_by_key().is_sorted());
            let heaviest = masses.iter().copied().max().unwrap_or(0);
            let share = masses.iter().sum::<u64>() / wanted as u64;
            if keys >= 4 * wanted {
                prop_assert!(cut.stats().iter().all(|stats| stats.mass <= share + 2 * heaviest));
            }
        }
    }
}
