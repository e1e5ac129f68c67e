//! Rows of reach and values across a deal.
//!
//! On every board hands are sorted by strength, so a row has another order after a deal than before it, the
//! same for all rows. Number by number that would be a gather for reach and a scatter for values. Here rows
//! are first turned into lanes, `[hand][lane]` with a lane for each row. Each look-up then moves a block of
//! sixteen rows at once, and a transposition brings sixteen hands back into rows.

use super::rows::{blocks, blocks_mut, padded};
use super::wide::{Block, WIDE, Wide};

const ZERO: Block = [0.0; WIDE];

/// Blocks of lanes for this many rows.
pub(crate) const fn lane_blocks(rows: usize) -> usize {
    rows.div_ceil(WIDE)
}

/// Turns rows of a width, named by their numbers, into lanes: `[slot][lane]`, whole blocks of lanes, zero
/// where there is no row.
#[inline(always)]
pub(super) fn to_lanes<W: Wide>(rows: &[f32], which: &[u32], width: usize, to: &mut [Block]) {
    let (rows, width, groups) = (blocks(rows), width / WIDE, lane_blocks(which.len()));
    let mut square = [ZERO; WIDE];
    for (g, which) in which.chunks(WIDE).enumerate() {
        for at in 0..width {
            let mut lanes = [&ZERO; WIDE];
            for (lane, &row) in lanes.iter_mut().zip(which) {
                *lane = &rows[row as usize * width + at];
            }
            W::transpose(lanes, &mut square);
            for (i, hand) in square.iter().enumerate() {
                to[(at * WIDE + i) * groups + g] = *hand;
            }
        }
    }
}

/// Turns lanes back into rows of a width, named by their numbers.
#[inline(always)]
pub(super) fn from_lanes<W: Wide>(lanes: &[Block], which: &[u32], width: usize, to: &mut [f32]) {
    let (to, width, groups) = (blocks_mut(to), width / WIDE, lane_blocks(which.len()));
    let mut square = [ZERO; WIDE];
    for (g, which) in which.chunks(WIDE).enumerate() {
        for at in 0..width {
            let mut hands = [&ZERO; WIDE];
            for (i, hand) in hands.iter_mut().enumerate() {
                *hand = &lanes[(at * WIDE + i) * groups + g];
            }
            W::transpose(hands, &mut square);
            for (&row, values) in which.iter().zip(&square) {
                to[row as usize * width + at] = *values;
            }
        }
    }
}

/// Writes the first `rows` rows of the dealt board: `slots` are the slots of its hands on the board before,
/// whose lanes are given.
#[inline(always)]
pub(super) fn deal<W: Wide>(lanes: &[Block], rows: usize, slots: &[u16], to: &mut [f32]) {
    let (to, width, groups) = (blocks_mut(to), padded(slots.len()) / WIDE, lane_blocks(rows));
    let mut square = [ZERO; WIDE];
    for (at, slots) in slots.chunks(WIDE).enumerate() {
        for g in 0..groups {
            let mut hands = [&ZERO; WIDE];
            for (hand, &slot) in hands.iter_mut().zip(slots) {
                *hand = &lanes[slot as usize * groups + g];
            }
            W::transpose(hands, &mut square);
            for (j, row) in square.iter().enumerate().take(rows - g * WIDE) {
                to[(g * WIDE + j) * width + at] = *row;
            }
        }
    }
}

/// Adds the first `rows` rows of values of a dealt board to the lanes of the board before.
#[inline(always)]
pub(super) fn collect<W: Wide>(values: &[f32], rows: usize, slots: &[u16], to: &mut [Block]) {
    let (values, width, groups) = (blocks(values), padded(slots.len()) / WIDE, lane_blocks(rows));
    let mut square = [ZERO; WIDE];
    for (at, slots) in slots.chunks(WIDE).enumerate() {
        for g in 0..groups {
            let mut lanes = [&ZERO; WIDE];
            for (j, lane) in lanes.iter_mut().enumerate().take(rows - g * WIDE) {
                *lane = &values[(g * WIDE + j) * width + at];
            }
            W::transpose(lanes, &mut square);
            for (&slot, hand) in slots.iter().zip(&square) {
                add_to::<W>(&mut to[slot as usize * groups + g], hand);
            }
        }
    }
}

/// Adds the lanes of every hand to those of the hand that it is renamed to.
#[inline(always)]
pub(super) fn add_renamed<W: Wide>(from: &[Block], groups: usize, slots: &[u16], to: &mut [Block]) {
    for (&slot, from) in slots.iter().zip(from.chunks_exact(groups)) {
        let to = &mut to[slot as usize * groups..][..groups];
        for (to, from) in to.iter_mut().zip(from) {
            add_to::<W>(to, from);
        }
    }
}

#[inline(always)]
fn add_to<W: Wide>(to: &mut Block, what: &Block) {
    W::load(to).plus(W::load(what)).store(to);
}
