//! Folds and showdowns of many nodes on one board at once, with card removal.
//!
//! For the opponent's reach `r` at a node and a hand `h` of the player who is valued, let `M r` be the sum of
//! `r` over all hands that share no card with `h`, and `D r` the same sum with +1 for hands that `h` beats
//! and -1 for hands that beat it. Every terminal node is a multiple of these two (see [`crate::exact`]).
//!
//! All nodes of a board share its hands and their order. So the nodes are the lanes: row `[hand][lane]` holds
//! the reach of one hand at sixteen nodes or more. One pass over the opponent's hands from weak to strong
//! adds each row to a running total and to a running sum for each of its two cards. A hand of the player
//! reads `total - sum[a] - sum[b]` before and after the hands that tie with it: those are the weaker hands
//! `L`, and the weaker and equal ones `L + T`. With `A`, the same expression over all hands, `D r = L + (L +
//! T) - A`. An opponent's hand of the very same two cards is subtracted twice and added once in all three,
//! which cancels in `D`; `M r = A + r[same]`.

use super::rows::{blocks, blocks_mut};
use super::wide::{Block, WIDE, Wide};

/// Largest number of blocks per pass, of sixteen lanes each.
pub(crate) const MOST_BLOCKS: usize = 4;

/// Rows of the sums per card: more than there are blockers, so that an index is always valid, with the total
/// after them.
const TABLE: usize = 64;

/// Equal strength among both players' hands. All three count slots from the start of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rank {
    /// Opponent's slots below are weaker.
    pub(crate) weaker: u16,
    /// Opponent's slots below are weaker or equal.
    pub(crate) equal: u16,
    /// End of the player's slots of this strength.
    pub(crate) own: u16,
}

/// The hands of both players on one board.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hands<'a> {
    /// `[slot]`: the valued player's hands.
    pub(crate) own: &'a [[u8; 2]],
    /// `[slot]`: the opponent's hands.
    pub(crate) other: &'a [[u8; 2]],
    /// `[slot of the player]`: the opponent's slot of the same cards, or its padded width.
    pub(crate) same: &'a [u16],
    /// Strengths, ascending; empty unless the board is final.
    pub(crate) ranks: &'a [Rank],
}

/// A value that is due.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Due {
    /// Lane of the pass.
    pub(crate) lane: u32,
    /// Row of the values.
    pub(crate) to: u32,
    /// Chips.
    pub(crate) chips: f32,
    /// Whether it is added to what is there.
    pub(crate) adds: bool,
}

/// One pass: nodes as lanes, and the values to write for them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Pass {
    /// `[lane]`: row of the opponent's reach; whole blocks of lanes.
    pub(crate) reach: Vec<u32>,
    /// Multiples of `D`.
    pub(crate) compare: Vec<Due>,
    /// Multiples of `M`.
    pub(crate) all: Vec<Due>,
}

/// Working memory of a pass.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lanes {
    reach: Vec<Block>,
    values: Vec<Block>,
    sums: Vec<Block>,
}

/// Values a pass: reads rows of reach of `other_width` numbers and writes rows of values of `own_width`, in
/// chips times `chance`.
#[inline(always)]
pub(super) fn pass<W: Wide>(
    hands: &Hands<'_>,
    pass: &Pass,
    chance: f32,
    reach: &[f32],
    values: &mut [f32],
    lanes: &mut Lanes,
) {
    match pass.reach.len() / WIDE {
        1 => pass_of::<W, 1>(hands, pass, chance, reach, values, lanes),
        2 => pass_of::<W, 2>(hands, pass, chance, reach, values, lanes),
        3 => pass_of::<W, 3>(hands, pass, chance, reach, values, lanes),
        _ => pass_of::<W, MOST_BLOCKS>(hands, pass, chance, reach, values, lanes),
    }
}

#[inline(always)]
fn pass_of<W: Wide, const G: usize>(
    hands: &Hands<'_>,
    pass: &Pass,
    chance: f32,
    reach: &[f32],
    values: &mut [f32],
    lanes: &mut Lanes,
) {
    assert!(pass.reach.len() == G * WIDE);
    let (own_width, other_width) = (super::padded(hands.own.len()), super::padded(hands.other.len()));
    let zero = [0.0; WIDE];
    lanes.reach.resize(lanes.reach.len().max((other_width + 1) * G), zero);
    lanes.values.resize(lanes.values.len().max(own_width * G), zero);
    lanes.sums.clear();
    lanes.sums.resize((TABLE + 1) * G, zero);
    gather::<W, G>(&pass.reach, reach, other_width, &mut lanes.reach);
    lanes.reach[other_width * G..(other_width + 1) * G].fill(zero);
    let (sums, total) = lanes.sums.split_at_mut(TABLE * G);
    let sums: &mut [[Block; G]] = sums.as_chunks_mut().0;
    let mut running = Running::<W, G> {
        total: [W::splat(0.0); G],
        sums: sums.try_into().expect("a table of that many rows"),
    };
    let rows: &[[Block; G]] = lanes.reach.as_chunks().0;
    let results: &mut [[Block; G]] = lanes.values.as_chunks_mut().0;
    match pass.compare.is_empty() {
        true => running.add_all(hands.other, rows),
        false => running.compare(hands, rows, results),
    }
    for (g, total) in total.iter_mut().enumerate() {
        running.total[g].store(total);
    }
    spread(hands, pass, chance, &running, rows, results, values);
}

/// Transposes rows of reach to rows of hands.
#[inline(always)]
fn gather<W: Wide, const G: usize>(lanes: &[u32], reach: &[f32], width: usize, to: &mut [Block]) {
    let reach = blocks(reach);
    let width = width / WIDE;
    let mut square = [[0.0; WIDE]; WIDE];
    for g in 0..G {
        let starts: [usize; WIDE] = std::array::from_fn(|i| lanes[g * WIDE + i] as usize * width);
        for at in 0..width {
            let rows: [&Block; WIDE] = std::array::from_fn(|i| &reach[starts[i] + at]);
            W::transpose(rows, &mut square);
            for (i, row) in square.iter().enumerate() {
                to[(at * WIDE + i) * G + g] = *row;
            }
        }
    }
}

/// Sums of reach so far, in all and per card.
struct Running<'a, W, const G: usize> {
    total: [W; G],
    sums: &'a mut [[Block; G]; TABLE],
}

impl<W: Wide, const G: usize> Running<'_, W, G> {
    #[inline(always)]
    fn add(&mut self, cards: [u8; 2], row: &[Block; G]) {
        for (g, reach) in row.iter().enumerate() {
            let reach = W::load(reach);
            self.total[g] = self.total[g].plus(reach);
            for card in cards {
                let sum = &mut self.sums[card as usize % TABLE][g];
                W::load(sum).plus(reach).store(sum);
            }
        }
    }
    /// Sum over hands without these cards.
    #[inline(always)]
    fn without(&self, [a, b]: [u8; 2], g: usize) -> W {
        let (a, b) = (a as usize % TABLE, b as usize % TABLE);
        self.total[g].minus(W::load(&self.sums[a][g])).minus(W::load(&self.sums[b][g]))
    }
    #[inline(always)]
    fn add_all(&mut self, other: &[[u8; 2]], rows: &[[Block; G]]) {
        for (&cards, row) in other.iter().zip(rows) {
            self.add(cards, row);
        }
    }
    /// Writes `L + (L + T)` of every hand.
    #[inline(always)]
    fn compare(&mut self, hands: &Hands<'_>, rows: &[[Block; G]], results: &mut [[Block; G]]) {
        let (mut own, mut other) = (0, 0);
        for rank in hands.ranks {
            let [weaker, equal, end] = [rank.weaker, rank.equal, rank.own].map(usize::from);
            self.add_all(&hands.other[other..weaker], &rows[other..weaker]);
            let same = hands.own[own..end].iter();
            for (&cards, result) in same.clone().zip(&mut results[own..end]) {
                for (g, result) in result.iter_mut().enumerate() {
                    self.without(cards, g).store(result);
                }
            }
            self.add_all(&hands.other[weaker..equal], &rows[weaker..equal]);
            for (&cards, result) in same.zip(&mut results[own..end]) {
                for (g, result) in result.iter_mut().enumerate() {
                    W::load(result).plus(self.without(cards, g)).store(result);
                }
            }
            (own, other) = (end, equal);
        }
        self.add_all(&hands.other[other..], &rows[other..hands.other.len()]);
    }
}

/// Turns results into rows of values.
#[inline(always)]
fn spread<W: Wide, const G: usize>(
    hands: &Hands<'_>,
    pass: &Pass,
    chance: f32,
    running: &Running<'_, W, G>,
    rows: &[[Block; G]],
    results: &[[Block; G]],
    values: &mut [f32],
) {
    let width = super::padded(hands.own.len()) / WIDE;
    let values = blocks_mut(values);
    let (mut compared, mut all) = ([[[0.0; WIDE]; WIDE]; G], [[[0.0; WIDE]; WIDE]; G]);
    for (at, cards) in hands.own.chunks(WIDE).enumerate() {
        for (i, &cards) in cards.iter().enumerate() {
            let slot = at * WIDE + i;
            let same = &rows[hands.same[slot] as usize];
            for g in 0..G {
                let without = running.without(cards, g);
                W::load(&results[slot][g]).minus(without).store(&mut compared[g][i]);
                without.plus(W::load(&same[g])).store(&mut all[g][i]);
            }
        }
        for i in cards.len()..WIDE {
            for g in 0..G {
                compared[g][i] = [0.0; WIDE];
                all[g][i] = [0.0; WIDE];
            }
        }
        give::<W, G>(&compared, &pass.compare, chance, width, at, values);
        give::<W, G>(&all, &pass.all, chance, width, at, values);
    }
}

/// Writes the values of sixteen hands.
#[inline(always)]
fn give<W: Wide, const G: usize>(
    results: &[[Block; WIDE]; G],
    due: &[Due],
    chance: f32,
    width: usize,
    at: usize,
    values: &mut [Block],
) {
    if due.is_empty() {
        return;
    }
    let mut lanes = [[[0.0; WIDE]; WIDE]; G];
    for (results, lanes) in results.iter().zip(&mut lanes) {
        W::transpose(std::array::from_fn(|i| &results[i]), lanes);
    }
    for due in due {
        let (g, lane) = (due.lane as usize / WIDE, due.lane as usize % WIDE);
        let value = W::load(&lanes[g][lane]).times(W::splat(due.chips * chance));
        let to = &mut values[due.to as usize * width + at];
        let value = if due.adds { W::load(to).plus(value) } else { value };
        value.store(to);
    }
}
