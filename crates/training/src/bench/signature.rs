//! The checksum of behaviour: a hash of the bits of the strategy after fixed work.
//!
//! Vector training gives the same bits for any number of workers, sampled training for one worker. Everything
//! on the way from the seed to the strategy is integers and additions, multiplications and divisions of `f32`
//! and `f64` in a fixed order, which IEEE 754 defines to the last bit: no logarithm, exponential or power of
//! the platform's mathematical library takes part (they enter DCFR and exponential schedules, which are not
//! in these workloads). So the signature is the same on every x86-64, with AVX2 and without.
//!
//! A change that is meant to alter what is trained also alters the record, `signatures.txt`: `holdem bench
//! --check` prints the new lines.

use std::fmt;

use holdem_cfr::Strategy;
use holdem_store::hash64;
use serde::{Serialize, Serializer};

use super::workload::BenchGame;
use holdem_blueprint::sampling::Sampler;

/// Recorded signatures, one per line: sampler, game, hash. `#` begins a comment.
const RECORD: &str = include_str!("signatures.txt");

/// XXH3-64 of the probabilities of a strategy, little-endian, `[node][bucket][action]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature(u64);

impl Signature {
    /// Hashes a strategy.
    pub fn of(strategy: &Strategy) -> Self {
        let bytes: Vec<u8> = strategy.probabilities().iter().flat_map(|p| p.to_le_bytes()).collect();
        Self(hash64(&bytes))
    }

    /// The signature on record for some fixed work.
    pub fn on_record(sampler: Sampler, game: BenchGame) -> Option<Self> {
        RECORD.lines().find_map(|line| {
            let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
            let [found_sampler, found_game, hash] = std::array::from_fn(|_| words.next().unwrap_or_default());
            let is_it = found_sampler.parse() == Ok(sampler) && found_game == game.name();
            is_it.then(|| u64::from_str_radix(hash, 16).ok().map(Self)).flatten()
        })
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Signature {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The line of `signatures.txt` for some fixed work.
pub fn record_line(sampler: Sampler, game: BenchGame, signature: Signature) -> String {
    format!("{:<13} {game:<12} {signature}", sampler.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::workload::{SAMPLERS, games};

    #[test]
    fn every_workload_is_on_record() {
        for sampler in SAMPLERS {
            for game in games(sampler) {
                let recorded = Signature::on_record(sampler, *game);
                let recorded = recorded.unwrap_or_else(|| panic!("{sampler}, {game}: nothing on record"));
                let line = record_line(sampler, *game, recorded);
                assert!(RECORD.lines().any(|other| other == line), "{line}");
            }
        }
        assert_eq!(Signature::on_record(Sampler::PublicChance, BenchGame::ThreeHanded), None);
    }

    #[test]
    fn one_bit_makes_another_signature() {
        let (tree, cards) = (BenchGame::Leduc.tree(), BenchGame::Leduc.cards());
        let counts = holdem_cfr::tables::layout::bucket_counts(&*cards);
        let uniform = Strategy::uniform(&tree, &counts);
        let mut first = true;
        let nudged = uniform.probabilities().iter().map(|p| {
            let nudge = u32::from(std::mem::take(&mut first));
            f32::from_bits(p.to_bits() + nudge)
        });
        let nudged: Vec<f32> = nudged.collect();
        let nudged = Strategy::new(&tree, &counts, std::sync::Arc::new(nudged)).unwrap();
        assert_ne!(Signature::of(&uniform), Signature::of(&nudged));
        assert_eq!(Signature::of(&uniform), Signature::of(&Strategy::uniform(&tree, &counts)));
    }
}
