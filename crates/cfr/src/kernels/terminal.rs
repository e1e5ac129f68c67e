//! Folds and showdowns of one, two or four nodes, with card removal, in O(hands).
//!
//! `sums` explains how the sums are made. At one node the other player's reach `o` is needed both ways, and
//! the acting player's reach after "call", `s`, and after "fold", `f`, once each. The four lanes of a node
//! are `-D o`, `-D s`, `M o` and `M f`, from `o, s, o, f`.

use super::lanes::{LANES, Lanes, Quad, quad};
use super::sums::{Held, Rooms, Showdowns, TerminalScratch, add_all, compare};
use std::ops::Range;
use std::slice::ChunksExactMut;

/// A terminal child: the stake, how often the acting player goes there, and where that player's values go.
#[derive(Debug)]
pub struct Leaf<'a> {
    /// Chips that one player wins from the other.
    pub amount: f32,
    /// Chips that the house takes from each player. No kernel reads it: see `rake`.
    pub rake: f32,
    /// `[slot]`: probability of the action.
    pub chosen: &'a [f32],
    /// `[slot]`: receives the acting player's counterfactual values.
    pub values: &'a mut [f32],
}

/// The terminal children of one node. Vectors hold one deal or several side by side, each with its padding,
/// which has reach 0.
#[derive(Debug)]
pub struct Terminals<'a> {
    /// `[slot]`: reach of the acting player.
    pub own_reach: &'a [f32],
    /// `[slot]`: reach of the player who does not act.
    pub other_reach: &'a [f32],
    /// The acting player folds.
    pub fold: Option<Leaf<'a>>,
    /// The hands are compared.
    pub showdown: Option<Leaf<'a>>,
    /// `[slot]`: the other player's values go here.
    pub other_values: &'a mut [f32],
    /// Whether they are added to what is there, or replace it.
    pub adds: bool,
}

/// Lanes: `-D o`, `-D s`, `M o`, `M f`.
const LOST_TO_OTHER: usize = 0;
const LOST_TO_OWN: usize = 1;
const ALL_OTHER: usize = 2;
const ALL_OWN: usize = 3;

/// Lanes that are showdowns.
const COMPARED: [f32; LANES] = [1.0, 1.0, 0.0, 0.0];

/// Values the terminal children of one node on one deal, whose slots begin with `first`. Padding slots get 0.
///
/// # Panics
/// If a vector ends before the deal with its padding.
pub(super) fn one(
    deal: &Showdowns<'_>,
    node: &mut Terminals<'_>,
    first: usize,
    scratch: &mut TerminalScratch,
) {
    value::<Quad, 1>(deal, [node], first, scratch);
}

/// Values the terminal children of two nodes on one deal, to the same bits as one after the other.
pub(super) fn two(
    deal: &Showdowns<'_>,
    nodes: [&mut Terminals<'_>; 2],
    first: usize,
    scratch: &mut TerminalScratch,
) {
    value::<[Quad; 2], 2>(deal, nodes, first, scratch);
}

/// Values the terminal children of four nodes on one deal, to the same bits as one after the other.
pub(super) fn four(
    deal: &Showdowns<'_>,
    [a, b, c, d]: [&mut Terminals<'_>; 4],
    first: usize,
    scratch: &mut TerminalScratch,
) {
    two(deal, [a, b], first, scratch);
    two(deal, [c, d], first, scratch);
}

/// The body, compiled once per instruction set.
#[inline(always)]
pub(super) fn value<L: Lanes, const N: usize>(
    deal: &Showdowns<'_>,
    nodes: [&mut Terminals<'_>; N],
    first: usize,
    scratch: &mut TerminalScratch,
) {
    const { assert!(L::NODES == N) };
    let hands = deal.blockers.len();
    let width = deal.width();
    let Rooms { reach, values, by_blocker, zeros, unheard } = scratch.rooms::<L>(width);
    gather(&nodes, first, zeros, reach);
    let (reach, values) = (&reach[..hands], &mut values[..hands]);
    let mut held = Held::none(by_blocker);
    let partial = match nodes.iter().any(|node| node.showdown.is_some()) {
        true => {
            compare(deal, COMPARED, reach, values, &mut held);
            values
        }
        false => {
            add_all(deal, reach, &mut held);
            reach
        }
    };
    spread(deal, &held, partial, nodes, first, unheard);
}

/// Writes `o, s, o, f` of every slot.
#[inline(always)]
fn gather<L: Lanes, const N: usize>(
    nodes: &[&mut Terminals<'_>; N],
    first: usize,
    zeros: &[f32],
    reach: &mut [L],
) {
    let n = reach.len();
    let blocks = n / LANES;
    let slots = first..first + n;
    let [mut other, mut own, mut show, mut fold] = [[&[][..]; N]; 4];
    for (i, node) in nodes.iter().enumerate() {
        let chosen = [&node.showdown, &node.fold]
            .map(|leaf| leaf.as_ref().map_or(zeros, |leaf| &leaf.chosen[slots.clone()]));
        [show[i], fold[i]] = chosen.map(|vector| vector.as_chunks().0);
        [other[i], own[i]] = [node.other_reach, node.own_reach].map(|v| v[slots.clone()].as_chunks().0);
        assert!([other[i], own[i], show[i], fold[i]].iter().all(|vector| vector.len() == blocks));
    }
    for (b, block) in reach.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        // No `map`: what is called by a function without AVX2 is not inlined.
        let (other, own) = (L::of_nodes(|i| quad(other[i][b])), L::of_nodes(|i| quad(own[i][b])));
        let show = own.times(L::of_nodes(|i| quad(show[i][b])));
        let fold = own.times(L::of_nodes(|i| quad(fold[i][b])));
        *block = L::transpose([other, show, other, fold]);
    }
}

/// Turns lanes into values of both players; `partial` holds the lanes without the sums over all hands.
/// Padding slots get 0.
#[inline(always)]
fn spread<L: Lanes, const N: usize>(
    deal: &Showdowns<'_>,
    held: &Held<'_, L>,
    partial: &[L],
    nodes: [&mut Terminals<'_>; N],
    first: usize,
    unheard: &mut [f32],
) {
    let n = deal.width();
    let blocks = n / LANES;
    let (mut lost, mut stake, mut adds) = ([[0.0; LANES]; N], [[0.0; LANES]; N], [false; N]);
    let [mut fold, mut show, mut other] = [(); 3].map(|()| [(); N].map(|()| &mut [][..]));
    let mut unheard = unheard.chunks_exact_mut(n);
    for (i, node) in nodes.into_iter().enumerate() {
        adds[i] = node.adds;
        lost[i] = [node.fold.as_ref().map_or(0.0, |leaf| -leaf.amount); LANES];
        stake[i] = [node.showdown.as_ref().map_or(0.0, |leaf| -leaf.amount); LANES];
        let slots = first..first + n;
        fold[i] = heard(&mut node.fold, slots.clone(), &mut unheard);
        show[i] = heard(&mut node.showdown, slots.clone(), &mut unheard);
        other[i] = node.other_values[slots].as_chunks_mut().0;
        assert!([&fold[i], &show[i], &other[i]].iter().all(|vector| vector.len() == blocks));
    }
    let (lost, stake) = (L::of_nodes(|i| quad(lost[i])), L::of_nodes(|i| quad(stake[i])));
    let mut live = partial.iter().zip(deal.blockers).zip(deal.own);
    for b in 0..blocks {
        let mut block = [L::zero(); LANES];
        for (lanes, ((&partial, &blockers), &own)) in block.iter_mut().zip(&mut live) {
            *lanes = held.without(blockers).plus(partial.times(L::repeat([1.0, 1.0, own, own])));
        }
        let lanes = L::transpose(block);
        let folds = lost.times(lanes[ALL_OTHER]);
        let shows = stake.times(lanes[LOST_TO_OTHER]);
        let won = stake.times(lanes[LOST_TO_OWN]).minus(lost.times(lanes[ALL_OWN]));
        for i in 0..N {
            fold[i][b] = bytemuck::must_cast(folds.quad(i));
            show[i][b] = bytemuck::must_cast(shows.quad(i));
            let won = won.quad(i);
            other[i][b] = bytemuck::must_cast(if adds[i] { quad(other[i][b]).plus(won) } else { won });
        }
    }
}

/// Where the values of a leaf go: nowhere if it is absent.
fn heard<'v>(
    leaf: &'v mut Option<Leaf<'_>>,
    slots: Range<usize>,
    unheard: &mut ChunksExactMut<'v, f32>,
) -> &'v mut [[f32; LANES]] {
    let values = match leaf {
        Some(leaf) => &mut leaf.values[slots],
        None => unheard.next().expect("there is room for every leaf"),
    };
    values.as_chunks_mut().0
}
