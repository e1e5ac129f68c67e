//! Boards that represent all boards.

use holdem_cards::Street;
use holdem_cards::canonical::BoardIndex;
use holdem_game::deal::DealRng;

/// A canonical board of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SampledBoard {
    /// Its row.
    pub(crate) row: u32,
    /// How much it counts.
    pub(crate) weight: u32,
}

/// A stratified sample of `count` boards of a street: all raw boards in the order of their rows, hence sorted
/// by suits and then by ranks, are cut into `count` equal strata, and one is drawn from each. Every board
/// weighs 1. If `count` is not below the number of boards, all are returned, each with its multiplicity.
pub(crate) fn boards(street: Street, count: usize, seed: u64) -> Vec<SampledBoard> {
    let index = BoardIndex::for_street(street);
    let rows = 0..index.len() as u32;
    if count >= rows.len() {
        return rows.map(|row| SampledBoard { row, weight: index.multiplicity(row) }).collect();
    }
    let mut ends: Vec<u64> = rows.map(|row| u64::from(index.multiplicity(row))).collect();
    let total = ends.iter_mut().fold(0, |sum, end| {
        *end += sum;
        *end
    });
    let mut rng = DealRng::for_iteration(seed, street.index() as u64);
    let mut drawn = |stratum: u64| {
        let [start, end] = [stratum, stratum + 1].map(|s| s * total / count as u64);
        let point = start + rng.below((end - start) as usize) as u64;
        SampledBoard { row: ends.partition_point(|&end| end <= point) as u32, weight: 1 }
    };
    (0..count as u64).map(&mut drawn).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_of_suits_has_its_share() {
        // 22,100 flops: 1,144 of one suit (3 + 0), 12,168 of two, 8,788 of three.
        let index = BoardIndex::for_street(Street::Flop);
        let holds = |row: u32, suit: u8| index.board(row).iter().any(|card| card.suit() == suit);
        let suits = |row: u32| (0..4).filter(|&suit| holds(row, suit)).count();
        let sample = boards(Street::Flop, 500, 7);
        for (expected, of) in [(1_144, 1), (12_168, 2), (8_788, 3)] {
            let found = sample.iter().filter(|board| suits(board.row) == of).count();
            assert!((found as f64 - 500.0 * f64::from(expected) / 22_100.0).abs() <= 2.0, "{of}: {found}");
        }
        assert_eq!(sample, boards(Street::Flop, 500, 7));
        assert_ne!(sample, boards(Street::Flop, 500, 8));
    }

    #[test]
    fn a_large_sample_is_every_board_once() {
        let all = boards(Street::Turn, 16_432, 1);
        assert_eq!(all.len(), 16_432);
        assert_eq!(all.iter().map(|board| u64::from(board.weight)).sum::<u64>(), 270_725);
    }
}
