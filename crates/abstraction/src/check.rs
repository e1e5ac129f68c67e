//! The proof that a bucket file means what it says.

use std::ops::RangeInclusive;

use holdem_cards::canonical::BoardIndex;
use holdem_cards::{CardSet, Combo, Street, SuitPermutation};

use crate::combos::blocked_combos;
use crate::hand_strength::BLOCKED_ENTRY;
use crate::percentile::BucketStats;
use crate::progress::Row;
use crate::{BucketFile, Error};

/// Everything but the checksums.
pub(crate) fn check(file: &BucketFile) -> Result<(), Error> {
    Street::ALL.into_iter().try_for_each(|street| {
        let stats = file.stats(street);
        let mut fault = stats_fault(&stats, street != Street::Preflop);
        if street != Street::Preflop {
            let masses = check_rows(file, street, stats.len())?;
            fault = fault.or_else(|| mass_fault(&stats, &masses));
        }
        match fault {
            None => Ok(()),
            Some(fault) => Err(fault.error(file, street)),
        }
    })
}

/// What is wrong with a bucket.
#[derive(Debug, PartialEq)]
struct BucketFault {
    bucket: usize,
    what: &'static str,
    found: String,
    expected: String,
}

/// What is wrong with an entry of a row.
#[derive(Debug, PartialEq)]
struct EntryFault {
    combo: usize,
    what: &'static str,
    expected: String,
}

impl BucketFault {
    fn error(self, file: &BucketFile, street: Street) -> Error {
        let Self { bucket, what, found, expected } = self;
        Error::BadBucket { path: file.path().to_path_buf(), street, bucket, what, found, expected }
    }
}

impl EntryFault {
    fn error(self, file: &BucketFile, board: CardSet, entries: &Row<u16>) -> Error {
        let Self { combo, what, expected } = self;
        let (path, found) = (file.path().to_path_buf(), entries[combo]);
        let combo = Combo::from_index(combo as u16).expect("a row has an entry per combo");
        Error::BadHand { path, board, combo, what, found, expected }
    }
}

/// Checks every row of a street; returns the mass of every bucket.
fn check_rows(file: &BucketFile, street: Street, buckets: usize) -> Result<Vec<u64>, Error> {
    let index = BoardIndex::for_street(street);
    let mut masses = vec![0; buckets];
    for (row, &board) in (0..).zip(index.boards()) {
        let entries = file.row(street, row);
        if let Some(fault) = entry_fault(board, entries, buckets).or_else(|| renaming_fault(board, entries)) {
            return Err(fault.error(file, board, entries));
        }
        let deals = u64::from(index.multiplicity(row));
        for &entry in entries.iter().filter(|&&entry| entry != BLOCKED_ENTRY) {
            masses[usize::from(entry)] += deals;
        }
    }
    Ok(masses)
}

/// Live hands have a bucket, blocked hands have none.
fn entry_fault(board: CardSet, entries: &Row<u16>, buckets: usize) -> Option<EntryFault> {
    let mut blocked = [false; Combo::COUNT];
    blocked_combos(board).for_each(|combo| blocked[combo] = true);
    let sound = |(&entry, &blocked): (&u16, &bool)| {
        if blocked { entry == BLOCKED_ENTRY } else { usize::from(entry) < buckets }
    };
    let combo = entries.iter().zip(&blocked).position(|pair| !sound(pair))?;
    Some(if blocked[combo] {
        EntryFault { combo, what: "blocked", expected: BLOCKED_ENTRY.to_string() }
    } else {
        EntryFault { combo, what: "no such bucket", expected: format!("below {buckets}") }
    })
}

/// Renamings that leave the board as it is leave the row as it is.
fn renaming_fault(board: CardSet, entries: &Row<u16>) -> Option<EntryFault> {
    let same_board = |renaming: &SuitPermutation| renaming.set(board) == board;
    SuitPermutation::all().skip(1).filter(same_board).find_map(|renaming| {
        let renamed = |combo: usize| entries[usize::from(renaming.combo_indices()[combo])];
        let combo = (0..Combo::COUNT).find(|&combo| entries[combo] != renamed(combo))?;
        let what = "told apart from the same hand with other suits";
        Some(EntryFault { combo, what, expected: renamed(combo).to_string() })
    })
}

/// Means are chances, and ascend if they should; variances are those of chances.
fn stats_fault(stats: &[BucketStats], ascending: bool) -> Option<BucketFault> {
    let fault = |bucket, what, found: f64, allowed: RangeInclusive<f64>| {
        let expected = format!("{} to {}", allowed.start(), allowed.end());
        (!allowed.contains(&found)).then(|| BucketFault { bucket, what, found: found.to_string(), expected })
    };
    (0..stats.len()).find_map(|bucket| {
        let lowest = if ascending && bucket > 0 { stats[bucket - 1].mean } else { 0.0 };
        fault(bucket, "mean", stats[bucket].mean, lowest..=1.0)
            .or_else(|| fault(bucket, "variance", stats[bucket].variance, 0.0..=0.25))
    })
}

/// The masses are those counted, and none is nothing.
fn mass_fault(stats: &[BucketStats], counted: &[u64]) -> Option<BucketFault> {
    let bucket = stats.iter().zip(counted).position(|(stats, &mass)| stats.mass != mass || mass == 0)?;
    let (found, expected) = (stats[bucket].mass.to_string(), counted[bucket].max(1).to_string());
    Some(BucketFault { bucket, what: "mass", found, expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row for a monotone board, whose three other suits can be renamed: one bucket per hand class.
    fn sound_row(board: CardSet) -> Row<u16> {
        let mut entries = [0; Combo::COUNT];
        Combo::all().for_each(|combo| entries[combo.index()] = combo.class().index() as u16);
        blocked_combos(board).for_each(|combo| entries[combo] = BLOCKED_ENTRY);
        entries
    }

    fn faults(change: impl FnOnce(&mut Row<u16>)) -> (Option<EntryFault>, Option<EntryFault>) {
        let board: CardSet = "AcKc2c".parse().unwrap();
        let mut entries = sound_row(board);
        change(&mut entries);
        (entry_fault(board, &entries, 169), renaming_fault(board, &entries))
    }

    fn index(combo: &str) -> usize {
        combo.parse::<Combo>().unwrap().index()
    }

    #[test]
    fn a_sound_row_has_no_fault() {
        assert_eq!(faults(|_| ()), (None, None));
    }

    #[test]
    fn a_live_hand_without_a_bucket_is_found() {
        let combo = index("7h2d");
        for entry in [169, BLOCKED_ENTRY] {
            let fault = EntryFault { combo, what: "no such bucket", expected: "below 169".to_owned() };
            assert_eq!(faults(|entries| entries[combo] = entry).0, Some(fault));
        }
    }

    #[test]
    fn a_blocked_hand_with_a_bucket_is_found() {
        let combo = index("Ac2c");
        let fault = EntryFault { combo, what: "blocked", expected: "65535".to_owned() };
        assert_eq!(faults(|entries| entries[combo] = 0).0, Some(fault));
    }

    #[test]
    fn a_hand_told_apart_by_suits_that_do_not_matter_is_found() {
        let (entry, renaming) = faults(|entries| entries[index("7h2d")] += 1);
        assert_eq!(entry, None);
        assert!(renaming.is_some());
        // The club of a hand matters on a board of clubs.
        assert_eq!(faults(|entries| entries[index("8c7c")] += 1).1, None);
    }

    #[test]
    fn impossible_statistics_are_found() {
        let stats = |mean, variance| BucketStats { mass: 3, mean, variance };
        let fault = |stats: &[BucketStats]| stats_fault(stats, true).map(|fault| (fault.bucket, fault.what));
        assert_eq!(fault(&[stats(0.1, 0.0), stats(0.2, 0.25)]), None);
        assert_eq!(fault(&[stats(0.2, 0.0), stats(0.1, 0.0)]), Some((1, "mean")));
        assert_eq!(stats_fault(&[stats(0.2, 0.0), stats(0.1, 0.0)], false), None);
        assert_eq!(fault(&[stats(f64::NAN, 0.0)]), Some((0, "mean")));
        assert_eq!(fault(&[stats(0.5, -0.1)]), Some((0, "variance")));
        let masses = |counted: [u64; 2]| {
            mass_fault(&[stats(0.1, 0.0), stats(0.2, 0.0)], &counted).map(|fault| fault.bucket)
        };
        assert_eq!([masses([3, 3]), masses([3, 4]), masses([0, 3])], [None, Some(1), Some(0)]);
    }
}
