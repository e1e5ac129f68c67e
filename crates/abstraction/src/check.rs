//! The full check of a bucket file's contents.

use std::ops::{ControlFlow, Range, RangeInclusive};

use holdem_cards::canonical::BoardIndex;
use holdem_cards::parallel::in_shares;
use holdem_cards::{Card, CardSet, Combo, Street, SuitPermutation};
use holdem_game::deal::{BucketRows, DealRng};

use crate::combos::blocked_combos;
use crate::percentile::BucketStats;
use crate::progress::{Row, thread_count};
use crate::quality::hands::LiveHands;
use crate::quality::recount::recount;
use crate::{BucketFile, Error, Family, HandStrength};

/// A hand without a bucket.
const NONE: u32 = u32::MAX;
/// Boards of each street that are looked up under all names of the suits.
const RENAMED_BOARDS: u64 = 64;
/// How far a stored mean or variance may be from the recomputed one: the order of summation differs.
const TOLERANCE: f64 = 1e-9;

/// Everything but the checksums.
pub(crate) fn check(file: &BucketFile) -> Result<(), Error> {
    for street in [Street::Flop, Street::Turn, Street::River] {
        check_rows(file, street)?;
        check_renamings(file, street)?;
    }
    let strength = HandStrength::compute(0, &mut |_| ControlFlow::Continue(()))?;
    Street::ALL.into_iter().try_for_each(|street| {
        let stats = file.stats(street);
        // Only these are numbered from the weakest up and have no empty bucket.
        let percentile = file.params().street(street).is_some_and(|p| p.family == Family::Percentile);
        let counted = recount(file, street, &strength, 0);
        let fault = stats_fault(&stats, percentile).or_else(|| recount_fault(&stats, &counted, percentile));
        fault.map_or(Ok(()), |fault| Err(fault.error(file, street)))
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

/// What is wrong with a hand on a board.
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
    fn error(self, file: &BucketFile, board: CardSet, found: u32) -> Error {
        let Self { combo, what, expected } = self;
        let path = file.path().to_path_buf();
        let combo = Combo::from_index(combo as u16).expect("a row has an entry per combo");
        Error::BadHand { path, board, combo, what, found: in_words(found), expected }
    }
}

fn in_words(bucket: u32) -> String {
    if bucket == NONE { "none".to_owned() } else { bucket.to_string() }
}

/// Checks every canonical board of a street, on all cores; the first fault in the order of the boards.
fn check_rows(file: &BucketFile, street: Street) -> Result<(), Error> {
    let boards = BoardIndex::for_street(street).len();
    in_shares(thread_count(0), boards, |rows| check_boards(file, street, rows)).into_iter().collect()
}

fn check_boards(file: &BucketFile, street: Street, rows: Range<usize>) -> Result<(), Error> {
    let (index, buckets) = (BoardIndex::for_street(street), file.num_buckets(street));
    let (mut hands, mut entries) = (LiveHands::new(), [NONE; Combo::COUNT]);
    for board in rows.map(|row| index.board(row as u32)) {
        fill(file, street, board, &mut hands, &mut entries);
        if let Some(fault) = entry_fault(board, &entries, buckets).or_else(|| renaming_fault(board, &entries))
        {
            let found = entries[fault.combo];
            return Err(fault.error(file, board, found));
        }
    }
    Ok(())
}

/// The bucket of every combo on a board, [`NONE`] where the file says so.
fn fill(file: &BucketFile, street: Street, board: CardSet, hands: &mut LiveHands, entries: &mut Row<u32>) {
    hands.assign(file, street, board);
    hands.iter().for_each(|(combo, bucket)| entries[usize::from(combo)] = bucket);
    for combo in blocked_combos(board) {
        let hand = Combo::from_index(combo as u16).expect("blocked combos are combos");
        entries[combo] = file.bucket(board, hand).map_or(NONE, |bucket| bucket as u32);
    }
}

/// Boards drawn at random have the same buckets under all names of the suits.
fn check_renamings(file: &BucketFile, street: Street) -> Result<(), Error> {
    let (mut hands, mut entries, mut renamed) =
        (LiveHands::new(), [NONE; Combo::COUNT], [NONE; Combo::COUNT]);
    for draw in 0..RENAMED_BOARDS {
        let board = random_board(street, draw);
        fill(file, street, board, &mut hands, &mut entries);
        for renaming in SuitPermutation::all().skip(1) {
            fill(file, street, renaming.set(board), &mut hands, &mut renamed);
            let image = |combo: usize| renamed[usize::from(renaming.combo_indices()[combo])];
            if let Some(combo) = (0..Combo::COUNT).find(|&combo| entries[combo] != image(combo)) {
                let what = "another bucket than the same hand with other suits";
                let fault = EntryFault { combo, what, expected: in_words(image(combo)) };
                return Err(fault.error(file, board, entries[combo]));
            }
        }
    }
    Ok(())
}

fn random_board(street: Street, draw: u64) -> CardSet {
    let mut rng = DealRng::for_iteration(street.index() as u64, draw);
    let mut board = CardSet::EMPTY;
    while board.len() < street.board_len() {
        board.insert(Card::from_index(rng.below(Card::COUNT) as u8).expect("below the number of cards"));
    }
    board
}

/// Live hands have a bucket, blocked hands have none.
fn entry_fault(board: CardSet, entries: &Row<u32>, buckets: usize) -> Option<EntryFault> {
    let mut blocked = [false; Combo::COUNT];
    blocked_combos(board).for_each(|combo| blocked[combo] = true);
    let sound = |(&entry, &blocked): (&u32, &bool)| {
        if blocked { entry == NONE } else { (entry as usize) < buckets }
    };
    let combo = entries.iter().zip(&blocked).position(|pair| !sound(pair))?;
    Some(if blocked[combo] {
        EntryFault { combo, what: "blocked", expected: in_words(NONE) }
    } else {
        EntryFault { combo, what: "no such bucket", expected: format!("below {buckets}") }
    })
}

/// Renamings that leave the board unchanged leave the row unchanged.
fn renaming_fault(board: CardSet, entries: &Row<u32>) -> Option<EntryFault> {
    let same_board = |renaming: &SuitPermutation| renaming.set(board) == board;
    SuitPermutation::all().skip(1).filter(same_board).find_map(|renaming| {
        let renamed = |combo: usize| entries[usize::from(renaming.combo_indices()[combo])];
        let combo = (0..Combo::COUNT).find(|&combo| entries[combo] != renamed(combo))?;
        let what = "told apart from the same hand with other suits";
        Some(EntryFault { combo, what, expected: in_words(renamed(combo)) })
    })
}

/// Means are probabilities, and ascend if they should; variances are possible for probabilities.
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

/// The statistics equal the recomputed ones; no bucket is empty if none may be.
fn recount_fault(stats: &[BucketStats], counted: &[BucketStats], filled: bool) -> Option<BucketFault> {
    stats.iter().zip(counted).enumerate().find_map(|(bucket, (stats, counted))| {
        let fault = |what, found: String, expected: String| BucketFault { bucket, what, found, expected };
        if stats.mass != counted.mass {
            return Some(fault("mass", stats.mass.to_string(), counted.mass.to_string()));
        }
        if counted.mass == 0 {
            return filled.then(|| fault("mass", "0".to_owned(), "at least 1".to_owned()));
        }
        let values = [("mean", stats.mean, counted.mean), ("variance", stats.variance, counted.variance)];
        let (what, found, expected) =
            values.into_iter().find(|(_, found, expected)| (found - expected).abs() > TOLERANCE)?;
        Some(fault(what, found.to_string(), expected.to_string()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row for a monotone board, whose three other suits can be renamed: one bucket per hand class.
    fn sound_row(board: CardSet) -> Row<u32> {
        let mut entries = [0; Combo::COUNT];
        Combo::all().for_each(|combo| entries[combo.index()] = combo.class().index() as u32);
        blocked_combos(board).for_each(|combo| entries[combo] = NONE);
        entries
    }

    fn faults(change: impl FnOnce(&mut Row<u32>)) -> (Option<EntryFault>, Option<EntryFault>) {
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
        for entry in [169, NONE] {
            let fault = EntryFault { combo, what: "no such bucket", expected: "below 169".to_owned() };
            assert_eq!(faults(|entries| entries[combo] = entry).0, Some(fault));
        }
    }

    #[test]
    fn a_blocked_hand_with_a_bucket_is_found() {
        let combo = index("Ac2c");
        let fault = EntryFault { combo, what: "blocked", expected: "none".to_owned() };
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
    }

    #[test]
    fn statistics_of_other_hands_are_found() {
        let of = |mass, mean, variance| BucketStats { mass, mean, variance };
        let stats = [of(3, 0.1, 0.0), of(3, 0.2, 0.01)];
        let fault =
            |counted: [BucketStats; 2]| recount_fault(&stats, &counted, true).map(|f| (f.bucket, f.what));
        assert_eq!(fault(stats), None);
        assert_eq!(fault([stats[0], of(4, 0.2, 0.01)]), Some((1, "mass")));
        assert_eq!(fault([of(3, 0.1 + 1e-6, 0.0), stats[1]]), Some((0, "mean")));
        assert_eq!(fault([stats[0], of(3, 0.2, 0.010_001)]), Some((1, "variance")));
        let empty = [of(0, 0.0, 0.0)];
        assert_eq!(recount_fault(&empty, &empty, false), None);
        assert!(recount_fault(&empty, &empty, true).is_some());
    }
}
