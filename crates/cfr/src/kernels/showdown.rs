//! Certain showdowns: many reach vectors compared on one deal, as many per pass as there are lanes.
//!
//! A showdown after which no decision is left needs only `D r` of both players (see `sums`), two of the four
//! lanes of a terminal node. Here every lane is a vector.

use super::lanes::{LANES, Lanes, Quad, quad};
use super::sums::{Held, Rooms, Showdowns, TerminalScratch, compare};
use std::array::from_fn;

/// Writes `D r` of each of the given reach vectors, `[vector][slot]`, on one deal with its padding, which has
/// reach 0 and gets 0.
///
/// # Panics
/// If the vectors do not have the width of the deal, or the number of places for values differs.
pub(super) fn showdowns(
    deal: &Showdowns<'_>,
    reach: &[f32],
    values: &mut [f32],
    scratch: &mut TerminalScratch,
) {
    compare_all::<[Quad; 2], 2>(deal, reach, values, scratch);
}

/// The body, compiled once per instruction set.
#[inline(always)]
pub(super) fn compare_all<L: Lanes, const N: usize>(
    deal: &Showdowns<'_>,
    reach: &[f32],
    values: &mut [f32],
    scratch: &mut TerminalScratch,
) {
    const { assert!(L::NODES == N) };
    let width = deal.width();
    assert!(reach.len() == values.len() && reach.len().is_multiple_of(width.max(1)));
    let together = N * LANES * width;
    for (reach, values) in reach.chunks(together.max(1)).zip(values.chunks_mut(together.max(1))) {
        one_pass::<L, N>(deal, reach, values, scratch);
    }
}

/// As many vectors as there are lanes, or fewer.
#[inline(always)]
fn one_pass<L: Lanes, const N: usize>(
    deal: &Showdowns<'_>,
    from: &[f32],
    to: &mut [f32],
    scratch: &mut TerminalScratch,
) {
    let (hands, width) = (deal.blockers.len(), deal.width());
    let Rooms { reach, values, by_blocker, zeros, unheard } = scratch.rooms::<L>(width);
    let mut vectors = from.chunks_exact(width);
    // `[lane of its node][node]`: vectors in the order of the lanes.
    let mut read: [[&[[f32; LANES]]; N]; LANES] = [[&[]; N]; LANES];
    let mut written: [[&mut [[f32; LANES]]; N]; LANES] = from_fn(|_| from_fn(|_| &mut [][..]));
    let mut places = to.chunks_exact_mut(width).chain(unheard.chunks_exact_mut(width));
    for (node, lane) in (0..N).flat_map(|node| (0..LANES).map(move |lane| (node, lane))) {
        read[lane][node] = vectors.next().unwrap_or(zeros).as_chunks().0;
        written[lane][node] = places.next().expect("there is room for every lane").as_chunks_mut().0;
    }
    let blocks = width / LANES;
    assert!(read.iter().flatten().all(|vector| vector.len() == blocks));
    assert!(written.iter().flatten().all(|vector| vector.len() == blocks));
    for (b, block) in reach.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        let (first, second) = (L::of_nodes(|i| quad(read[0][i][b])), L::of_nodes(|i| quad(read[1][i][b])));
        let (third, fourth) = (L::of_nodes(|i| quad(read[2][i][b])), L::of_nodes(|i| quad(read[3][i][b])));
        *block = L::transpose([first, second, third, fourth]);
    }
    let mut held = Held::none(by_blocker);
    let (reach, partial) = (&reach[..hands], &mut values[..hands]);
    compare(deal, [1.0; LANES], reach, partial, &mut held);
    let minus = L::repeat([-1.0; LANES]);
    let mut live = partial.iter().zip(deal.blockers);
    for b in 0..blocks {
        let mut block = [L::zero(); LANES];
        for (lanes, (&partial, &blockers)) in block.iter_mut().zip(&mut live) {
            *lanes = held.without(blockers).plus(partial).times(minus);
        }
        let lanes = L::transpose(block);
        for (lane, nodes) in lanes.iter().zip(&mut written) {
            for (i, values) in nodes.iter_mut().enumerate() {
                values[b] = bytemuck::must_cast(lane.quad(i));
            }
        }
    }
}
