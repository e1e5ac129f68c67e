//! Tables over the 1,326 combos, for inner loops.

use holdem_cards::{Card, CardSet, Combo, HandClass};

use crate::hand_strength::BLOCKED_ENTRY;

/// `[hi, lo]` card indices of every combo.
pub(crate) static COMBO_CARDS: [[u8; 2]; Combo::COUNT] = card_table();

/// Index of the hand class of every combo.
pub(crate) static COMBO_CLASSES: [u8; Combo::COUNT] = class_table();

/// The combos that hold a card of `board`; a combo of two board cards comes twice.
pub(crate) fn blocked_combos(board: CardSet) -> impl Iterator<Item = usize> {
    board.into_iter().flat_map(|card| {
        Card::all().filter_map(move |other| Combo::new(card, other)).map(|combo| combo.index())
    })
}

/// Whether a board leaves each combo possible.
pub(crate) fn live_combos(board: CardSet) -> [bool; Combo::COUNT] {
    let mut live = [true; Combo::COUNT];
    blocked_combos(board).for_each(|combo| live[combo] = false);
    live
}

/// Marks the combos that a board blocks.
pub(crate) fn mark_blocked(board: CardSet, entries: &mut [u16; Combo::COUNT]) {
    blocked_combos(board).for_each(|combo| entries[combo] = BLOCKED_ENTRY);
}

const fn card_table() -> [[u8; 2]; Combo::COUNT] {
    let mut table = [[0; 2]; Combo::COUNT];
    let (mut hi, mut combo) = (1, 0);
    while hi < 52 {
        let mut lo = 0;
        while lo < hi {
            table[combo] = [hi, lo];
            lo += 1;
            combo += 1;
        }
        hi += 1;
    }
    table
}

const fn class_table() -> [u8; Combo::COUNT] {
    let mut table = [0; Combo::COUNT];
    let mut combo = 0;
    while combo < Combo::COUNT {
        let [hi, lo] = COMBO_CARDS[combo];
        table[combo] = HandClass::from_ranks(hi / 4, lo / 4, hi % 4 == lo % 4).index() as u8;
        combo += 1;
    }
    table
}
