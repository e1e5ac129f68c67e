//! Families whose buckets belong to one board each.

use holdem_cards::canonical::BoardIndex;
use holdem_cards::{CardSet, Combo, SuitPermutation};

use crate::StreetParams;
use crate::combos::{live_combos, mark_blocked};
use crate::percentile::cut_masses;
use crate::progress::{Phase, ProgressFn, Row, Ticker, for_each_piece};
use crate::street::{Built, Site, StreetBuckets, empty_rows};

/// Boards that a thread takes at a time.
const BOARDS_PER_PIECE: usize = 64;

/// Equal masses along E\[HS\] on each board.
pub(super) fn nested(params: StreetParams, site: &Site<'_>, progress: &mut ProgressFn<'_>) -> Built {
    let (street, strength) = (site.street, site.strength);
    each_board(site, progress, |row, board, entries| {
        let mut keys = [0; Combo::COUNT];
        strength.copy_keys(street, row, &mut keys);
        nest(board, &keys, params.buckets.get(), entries)
    })
}

/// Sorts the hands of one board into buckets; returns how many there are.
fn nest(board: CardSet, keys: &Row<u32>, buckets: usize, entries: &mut Row<u16>) -> u32 {
    let live = live_combos(board);
    let mut sorted: Vec<u64> = (0..Combo::COUNT)
        .filter(|&combo| live[combo])
        .map(|combo| u64::from(keys[combo]) << 16 | combo as u64)
        .collect();
    sorted.sort_unstable();
    let masses: Vec<u64> = sorted.chunk_by(|a, b| a >> 16 == b >> 16).map(|ties| ties.len() as u64).collect();
    let mut cut = Vec::new();
    let found = cut_masses(&masses, buckets, &mut cut);
    for (ties, bucket) in sorted.chunk_by(|a, b| a >> 16 == b >> 16).zip(cut) {
        ties.iter().for_each(|tie| entries[(tie & 0xFFFF) as usize] = bucket);
    }
    found as u32
}

/// A bucket for every hand, up to renamings of the suits that leave the board unchanged.
pub(super) fn lossless(site: &Site<'_>, progress: &mut ProgressFn<'_>) -> Built {
    each_board(site, progress, |_, board, entries| number_hands(board, entries))
}

fn number_hands(board: CardSet, entries: &mut Row<u16>) -> u32 {
    let same: Vec<SuitPermutation> =
        SuitPermutation::all().filter(|renaming| renaming.set(board) == board).collect();
    let live = live_combos(board);
    let mut found = 0;
    for combo in (0..Combo::COUNT).filter(|&combo| live[combo]) {
        let images = same.iter().map(|renaming| usize::from(renaming.combo_indices()[combo]));
        let first = images.min().unwrap_or(combo);
        if first == combo {
            entries[combo] = found;
            found += 1;
        } else {
            entries[combo] = entries[first];
        }
    }
    u32::from(found)
}

/// Fills the row of every board; `fill` returns the number of its buckets.
fn each_board(
    site: &Site<'_>,
    progress: &mut ProgressFn<'_>,
    fill: impl Fn(usize, CardSet, &mut Row<u16>) -> u32 + Sync,
) -> Built {
    let boards = BoardIndex::for_street(site.street).boards();
    let mut rows = empty_rows(site.street);
    let mut counts = vec![0; boards.len()];
    let mut pieces: Vec<(&mut Row<u16>, &mut u32)> =
        rows.as_chunks_mut().0.iter_mut().zip(&mut counts).collect();
    let mut ticker = Ticker::new(progress, Phase::Buckets, site.street, boards.len());
    for_each_piece(
        site.threads,
        &mut pieces,
        BOARDS_PER_PIECE,
        &mut ticker,
        || (),
        |(), first, pieces| {
            for (row, (entries, count)) in (first..).zip(pieces) {
                **count = fill(row, boards[row], entries);
                mark_blocked(boards[row], entries);
            }
        },
    )?;
    Ok(StreetBuckets::per_board(site.street, rows, &counts, site.strength))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_1_286_792_hands_on_the_flop_up_to_suits() {
        let boards = BoardIndex::for_street(holdem_cards::Street::Flop).boards();
        let mut entries = [0; Combo::COUNT];
        let hands: u32 = boards.iter().map(|&board| number_hands(board, &mut entries)).sum();
        assert_eq!(hands, 1_286_792);
    }

    #[test]
    fn hands_of_one_board_are_cut_into_equal_shares_and_ties_stay_together() {
        let board: CardSet = "AcKd7h5s2c".parse().unwrap();
        let keys: Row<u32> = std::array::from_fn(|combo| combo as u32 / 3);
        let mut entries = [u16::MAX; Combo::COUNT];
        assert_eq!(nest(board, &keys, 10, &mut entries), 10);
        let live = live_combos(board);
        let mut sizes = [0; 10];
        for combo in (0..Combo::COUNT).filter(|&combo| live[combo]) {
            sizes[usize::from(entries[combo])] += 1;
            let tie = combo / 3 * 3;
            assert!(!live[tie] || entries[tie] == entries[combo]);
        }
        assert!(sizes.iter().all(|size| (105..=111).contains(size)), "{sizes:?}");
    }
}
