//! The proof that a bucket file means what it says.

use holdem_cards::canonical::BoardIndex;
use holdem_cards::{CardSet, Combo, Street, SuitPermutation};
use holdem_game::deal::BucketRows;

use crate::combos::blocked_combos;
use crate::hand_strength::BLOCKED_ENTRY;
use crate::progress::Row;
use crate::{BucketFile, Error};

/// Everything but the checksums.
pub(crate) fn check(file: &BucketFile) -> Result<(), Error> {
    check_stats(file, Street::Preflop)?;
    [Street::Flop, Street::Turn, Street::River].into_iter().try_for_each(|street| {
        check_stats(file, street)?;
        check_rows(file, street)
    })
}

/// Means ascend and are chances, variances are not negative.
fn check_stats(file: &BucketFile, street: Street) -> Result<(), Error> {
    let stats = file.stats(street);
    let bad = |bucket, what, found: f64, expected: String| {
        let path = file.path().to_path_buf();
        Err(Error::BadBucket { path, street, bucket, what, found: found.to_string(), expected })
    };
    let mut weakest = 0.0;
    for (bucket, stats) in stats.iter().enumerate() {
        if !(weakest..=1.0).contains(&stats.mean) {
            return bad(bucket, "mean out of order", stats.mean, format!("{weakest} to 1"));
        }
        if !(0.0..=0.25).contains(&stats.variance) {
            return bad(bucket, "impossible variance", stats.variance, "0 to 0.25".to_owned());
        }
        if street != Street::Preflop {
            weakest = stats.mean;
        }
    }
    Ok(())
}

/// Rows are sound and give the masses.
fn check_rows(file: &BucketFile, street: Street) -> Result<(), Error> {
    let index = BoardIndex::for_street(street);
    let mut masses = vec![0; file.num_buckets(street)];
    for (row, &board) in (0..).zip(index.boards()) {
        let entries = file.row(street, row);
        check_row(file, board, entries, masses.len())?;
        check_renamings(file, board, entries)?;
        let deals = u64::from(index.multiplicity(row));
        for &entry in entries.iter().filter(|&&entry| entry != BLOCKED_ENTRY) {
            masses[usize::from(entry)] += deals;
        }
    }
    let counted = masses.into_iter().zip(file.stats(street)).enumerate();
    match counted.into_iter().find(|(_, (counted, stats))| *counted != stats.mass) {
        None => Ok(()),
        Some((bucket, (counted, stats))) => Err(Error::BadBucket {
            path: file.path().to_path_buf(),
            street,
            bucket,
            what: "mass is not that of the rows",
            found: stats.mass.to_string(),
            expected: counted.to_string(),
        }),
    }
}

/// Live hands have a bucket, blocked hands have none.
fn check_row(file: &BucketFile, board: CardSet, entries: &Row<u16>, buckets: usize) -> Result<(), Error> {
    let mut blocked = [false; Combo::COUNT];
    blocked_combos(board).for_each(|combo| blocked[combo] = true);
    let sound = |(&entry, &blocked): (&u16, &bool)| {
        if blocked { entry == BLOCKED_ENTRY } else { usize::from(entry) < buckets }
    };
    match entries.iter().zip(&blocked).position(|pair| !sound(pair)) {
        None => Ok(()),
        Some(combo) if blocked[combo] => {
            Err(bad_hand(file, board, combo, "blocked", entries, BLOCKED_ENTRY.to_string()))
        }
        Some(combo) => {
            Err(bad_hand(file, board, combo, "no such bucket", entries, format!("below {buckets}")))
        }
    }
}

/// Renamings that leave the board as it is leave the row as it is.
fn check_renamings(file: &BucketFile, board: CardSet, entries: &Row<u16>) -> Result<(), Error> {
    let same_board = |renaming: &SuitPermutation| renaming.set(board) == board;
    for renaming in SuitPermutation::all().skip(1).filter(same_board) {
        let renamed = renaming.combo_indices();
        let differs = |combo: &usize| entries[*combo] != entries[usize::from(renamed[*combo])];
        if let Some(combo) = (0..Combo::COUNT).find(differs) {
            let expected = entries[usize::from(renamed[combo])].to_string();
            return Err(bad_hand(
                file,
                board,
                combo,
                "a renaming of the suits tells apart",
                entries,
                expected,
            ));
        }
    }
    Ok(())
}

fn bad_hand(
    file: &BucketFile,
    board: CardSet,
    combo: usize,
    what: &'static str,
    entries: &Row<u16>,
    expected: String,
) -> Error {
    let path = file.path().to_path_buf();
    let hand = Combo::from_index(combo as u16).expect("a row has an entry per combo");
    Error::BadHand { path, board, combo: hand, what, found: entries[combo], expected }
}
