//! How often the runouts of each hand on a board lead to each of a few kinds of entries.

use holdem_cards::canonical::BoardIndex;
use holdem_cards::{CardSet, Combo, Street, SuitPermutation};

use crate::progress::Row;

/// Number of kinds. The last one also takes the runouts that block the hand: it must not be read.
pub(crate) const KINDS: usize = 32;

/// Counts of one board, by combo.
pub(crate) struct RunoutCounts {
    runouts: Vec<(u32, SuitPermutation)>,
    counts: Vec<[u16; KINDS]>,
}

impl RunoutCounts {
    pub(crate) fn new() -> Self {
        Self { runouts: Vec::new(), counts: vec![[0; KINDS]; Combo::COUNT] }
    }

    /// Counts, over the boards of the street `upto` after `board`, the kinds of the entries of each hand.
    pub(crate) fn count(
        &mut self,
        board: CardSet,
        upto: Street,
        rows: &[Row<u16>],
        kinds: &[u8; 1 << 16],
    ) -> &[[u16; KINDS]] {
        self.list_runouts(board, upto);
        self.counts.fill([0; KINDS]);
        for &(row, renaming) in &self.runouts {
            let row = &rows[row as usize];
            for (counts, &renamed) in self.counts.iter_mut().zip(renaming.combo_indices()) {
                let kind = kinds[usize::from(row[usize::from(renamed)])];
                counts[usize::from(kind) % KINDS] += 1;
            }
        }
        &self.counts
    }

    /// Boards with one or two more cards, each once.
    fn list_runouts(&mut self, board: CardSet, upto: Street) {
        let index = BoardIndex::for_street(upto);
        let more = upto.board_len() - board.len();
        self.runouts.clear();
        for card in !board {
            let longer = board.with(card);
            if more == 1 {
                self.runouts.push(index.index(longer));
            } else {
                let lower = (!longer).into_iter().take_while(|other| *other < card);
                self.runouts.extend(lower.map(|other| index.index(longer.with(other))));
            }
        }
    }
}

/// Number of runouts up to `upto` that are possible for a hand on a board of `street`.
pub(crate) const fn live_runouts(street: Street, upto: Street) -> u32 {
    match (street, upto) {
        (Street::Flop, Street::River) => 47 * 46 / 2,
        (Street::Flop, _) => 47,
        _ => 46,
    }
}
