//! Random numbers: streams that depend only on a seed and the number of a piece of work.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// A stream of random numbers (xoshiro256++, Blackman & Vigna 2019), the same bits on every machine and in
/// every version.
///
/// ```
/// use holdem_cards::random::DealRng;
/// let mut rng = DealRng::for_iteration(1, 2);
/// assert_eq!([rng.below(52), rng.below(52)], [29, 22]);
/// ```
#[derive(Clone, Debug)]
pub struct DealRng(Xoshiro256PlusPlus);

impl DealRng {
    /// The stream of one iteration (or any other numbered piece of work) under a seed.
    pub fn for_iteration(seed: u64, iteration: u64) -> Self {
        Self::from_seed(finalise(seed ^ mix(iteration)))
    }
    /// The stream that begins with a seed.
    pub fn from_seed(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }
    /// A number of 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }
    /// A number uniform in `0..bound`, by the high half of a widening product (bias below `bound / 2^64`).
    ///
    /// # Panics
    /// If `bound` is 0, in debug builds.
    #[inline]
    pub fn below(&mut self, bound: usize) -> usize {
        debug_assert!(bound > 0);
        ((u128::from(self.0.next_u64()) * bound as u128) >> 64) as usize
    }
    /// A number uniform in `[0, 1)` with 24 random bits.
    #[inline]
    pub fn unit(&mut self) -> f32 {
        (self.0.next_u64() >> 40) as f32 * (1.0 / (1u32 << 24) as f32)
    }
    /// Moves `count` items drawn uniformly without replacement to the front of `items`, in random order.
    pub fn choose_front<T>(&mut self, items: &mut [T], count: usize) {
        for i in 0..count.min(items.len()) {
            let j = i + self.below(items.len() - i);
            items.swap(i, j);
        }
    }
}

/// What SplitMix64 (Steele, Lea & Flood, "Fast splittable pseudorandom number generators", 2014) adds from
/// one number to the next.
pub const SPLIT_MIX_STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The first number of SplitMix64 after `key`: a hash for numbers.
#[inline]
pub const fn mix(key: u64) -> u64 {
    finalise(key.wrapping_add(SPLIT_MIX_STEP))
}

/// The next number of SplitMix64: for streams so numerous and short that each can have only 8 bytes.
#[inline]
pub const fn next_split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(SPLIT_MIX_STEP);
    finalise(*state)
}

/// The finaliser of SplitMix64.
#[inline]
const fn finalise(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_stable_across_versions() {
        let mut rng = DealRng::for_iteration(1, 2);
        let drawn: Vec<usize> = (0..5).map(|_| rng.below(52)).collect();
        assert_eq!(drawn, [29, 22, 34, 24, 14]);
    }

    /// The first numbers of the reference implementation for a state of 0.
    #[test]
    fn split_mix_is_that_of_the_paper() {
        let mut state = 0;
        assert_eq!(mix(0), 0xe220_a839_7b1d_cdaf);
        let numbers = [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4, 0x06c4_5d18_8009_454f];
        assert_eq!([(); 3].map(|()| next_split_mix(&mut state)), numbers);
    }

    #[test]
    fn below_is_uniform() {
        let mut rng = DealRng::for_iteration(7, 0);
        let mut seen = [0u32; 6];
        for _ in 0..60_000 {
            seen[rng.below(6)] += 1;
        }
        assert!(seen.iter().all(|&n| (9_500..10_500).contains(&n)), "{seen:?}");
    }

    #[test]
    fn choose_front_draws_every_subset_equally_often() {
        let mut seen = std::collections::HashMap::new();
        for i in 0..10_000 {
            let mut items = [0, 1, 2, 3, 4];
            DealRng::for_iteration(3, i).choose_front(&mut items, 2);
            let mut pair = [items[0], items[1]];
            pair.sort_unstable();
            *seen.entry(pair).or_insert(0u32) += 1;
        }
        assert_eq!(seen.len(), 10);
        assert!(seen.values().all(|&n| (850..1150).contains(&n)), "{seen:?}");
    }
}
