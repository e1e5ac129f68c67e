//! Folds and showdowns of one, two or four nodes, with card removal, in O(hands).
//!
//! For a reach vector `r` of the other player and hand `h`, let `M r` be the sum of `r` over all hands that
//! do not collide with `h`, and `D r` the same sum with +1 for hands that `h` beats, -1 for hands that beat
//! it. A fold is worth `± amount * M r`, a showdown `stake * D r`. With the sums over all hands and per
//! blocker,
//!
//! `M r [h] = total - held[a] - held[b] + r[h]`.
//!
//! For the showdown, first pretend that slots never tie: with the same sum `P r [h]` over the slots before
//! `h`, the showdown is `2 P r [h] - M r [h]`. So if a running table of sums starts at minus the sums over
//! all hands and is given twice the reach of every slot that is passed,
//!
//! `D r [h] = running total - running[a] - running[b] - r[h]`,
//!
//! the same expression as `M r`, whose table stays as it is: both come out of one pass without a branch. Then
//! mend the ties: of a slot that ties with `h` and does not collide, the pretended win or loss is taken back.
//! Small groups of ties are listed as pairs once per deal, large ones are passed over once more.
//!
//! At one node the other player's reach `o` is needed both ways, the acting player's reach behind "call",
//! `s`, and behind "fold", `f`, once each: the four lanes of a node are `D o`, `D s`, `M o` and `M f`, read
//! from a first vector `-o, -s, o, f`.

use super::lanes::{LANES, Lanes, Quad, quad};
use holdem_game::deal::{Deal, NUM_BLOCKERS, SLOT_ALIGN, Ties};
use std::ops::Range;
use std::slice::ChunksExactMut;

/// The part of a deal that terminal nodes need.
#[derive(Clone, Copy, Debug)]
pub struct Showdowns<'a> {
    /// Blockers of each live slot.
    pub blockers: &'a [[u8; 2]],
    /// Slots that tie.
    pub ties: &'a Ties,
}

impl<'a> From<&'a Deal> for Showdowns<'a> {
    fn from(deal: &'a Deal) -> Self {
        Self { blockers: &deal.blockers, ties: &deal.ties }
    }
}

/// A terminal child: what is at stake, how often the acting player goes there, and where that player's values
/// go.
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

/// Lanes: `D o`, `D s`, `M o`, `M f`.
const BEAT_OTHER: usize = 0;
const BEAT_OWN: usize = 1;
const ALL_OTHER: usize = 2;
const ALL_OWN: usize = 3;

/// From `-o, -s, o, f` to what the running sums gain: `2 o, 2 s, 0, 0`.
const STEP: [f32; LANES] = [-2.0, -2.0, 0.0, 0.0];
/// From `-o, -s, o, f` to what a tie takes back: `o, s, 0, 0`.
const TIE: [f32; LANES] = [-1.0, -1.0, 0.0, 0.0];

/// Sums of reach over hands, in all and per blocker. The table is longer than needed, so that a remainder is
/// a sure index.
struct Held<'s, L> {
    total: L,
    by_blocker: &'s mut [L; TABLE],
}

const TABLE: usize = NUM_BLOCKERS.next_power_of_two();

impl<'s, L: Lanes> Held<'s, L> {
    /// No hands yet. Clears what is used of the table and no more: it is passed often and by few hands.
    #[inline(always)]
    fn none(by_blocker: &'s mut [L; TABLE]) -> Self {
        by_blocker[..NUM_BLOCKERS].fill(L::zero());
        Self { total: L::zero(), by_blocker }
    }
    #[inline(always)]
    fn add(&mut self, [a, b]: [u8; 2], reach: L) {
        let (a, b) = (a as usize % TABLE, b as usize % TABLE);
        self.total = self.total.plus(reach);
        self.by_blocker[a] = self.by_blocker[a].plus(reach);
        self.by_blocker[b] = self.by_blocker[b].plus(reach);
    }
    /// Sum over hands that hold neither blocker.
    #[inline(always)]
    fn without(&self, [a, b]: [u8; 2]) -> L {
        let (a, b) = (a as usize % TABLE, b as usize % TABLE);
        self.total.minus(self.by_blocker[a]).minus(self.by_blocker[b])
    }
}

/// Most nodes in a pass.
const MOST_NODES: usize = 4;

/// Room for the lanes of one slot of as many nodes.
#[derive(Clone, Copy, Debug, Default, bytemuck::Zeroable, bytemuck::Pod)]
#[repr(C, align(64))]
struct Room([f32; MOST_NODES * LANES]);

/// Working memory of [`Kernels::terminals`](super::Kernels::terminals), grown when needed and reused from
/// call to call.
#[derive(Clone, Debug, Default)]
pub struct TerminalScratch {
    reach: Vec<Room>,
    values: Vec<Room>,
    zeros: Vec<f32>,
    unheard: Vec<f32>,
    by_blocker: Vec<Room>,
}

impl TerminalScratch {
    /// Makes room for deals of `width` slots.
    fn reserve(&mut self, width: usize) {
        if self.zeros.len() < width {
            self.reach.resize(width, Room::default());
            self.values.resize(width, Room::default());
            self.zeros.resize(width, 0.0);
            self.unheard.resize(2 * MOST_NODES * width, 0.0);
            self.by_blocker.resize(TABLE, Room::default());
        }
    }
}

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
    let width = hands.next_multiple_of(SLOT_ALIGN);
    scratch.reserve(width);
    let TerminalScratch { reach, values, zeros, unheard, by_blocker } = scratch;
    let rooms = width * N / MOST_NODES;
    let reach: &mut [L] = bytemuck::cast_slice_mut(&mut reach[..rooms]);
    let values: &mut [L] = bytemuck::cast_slice_mut(&mut values[..rooms]);
    let (by_blocker, _) =
        bytemuck::cast_slice_mut(by_blocker).split_first_chunk_mut().expect("room for a table");
    gather(&nodes, first, &zeros[..width], reach);
    let (live, padding) = values.split_at_mut(hands);
    padding.fill(L::zero());
    match nodes.iter().any(|node| node.showdown.is_some()) {
        true => compare(deal, &reach[..hands], live, by_blocker),
        false => sum_all(deal, &reach[..hands], live, by_blocker),
    }
    spread(values, nodes, first, unheard);
}

/// Writes `-o, -s, o, f` of every slot.
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
    let minus = L::repeat([-1.0; LANES]);
    for (b, block) in reach.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
        // No `map`: what is called by a function without AVX2 is not inlined.
        let (other, own) = (L::of_nodes(|i| quad(other[i][b])), L::of_nodes(|i| quad(own[i][b])));
        let show = own.times(L::of_nodes(|i| quad(show[i][b])));
        let fold = own.times(L::of_nodes(|i| quad(fold[i][b])));
        *block = L::transpose([other.times(minus), show.times(minus), other, fold]);
    }
}

/// Writes `M o` and `M f` of every slot.
#[inline(always)]
fn sum_all<L: Lanes>(deal: &Showdowns<'_>, reach: &[L], out: &mut [L], by_blocker: &mut [L; TABLE]) {
    let mut held = Held::none(by_blocker);
    for (&blockers, &r) in deal.blockers.iter().zip(reach) {
        held.add(blockers, r);
    }
    for ((out, &blockers), &r) in out.iter_mut().zip(deal.blockers).zip(reach) {
        *out = held.without(blockers).plus(r);
    }
}

/// Writes `D o`, `D s`, `M o` and `M f` of every slot.
#[inline(always)]
fn compare<L: Lanes>(deal: &Showdowns<'_>, reach: &[L], out: &mut [L], by_blocker: &mut [L; TABLE]) {
    let mut held = Held::none(by_blocker);
    for (&blockers, &r) in deal.blockers.iter().zip(reach) {
        held.add(blockers, r);
    }
    let step = L::repeat(STEP);
    for ((out, &blockers), &r) in out.iter_mut().zip(deal.blockers).zip(reach) {
        *out = held.without(blockers).plus(r);
        held.add(blockers, r.times(step));
    }
    let tie = L::repeat(TIE);
    for &[i, j] in &deal.ties.pairs {
        let (i, j) = (i as usize, j as usize);
        out[i] = out[i].plus(reach[j].times(tie));
        out[j] = out[j].minus(reach[i].times(tie));
    }
    for &[start, end] in &deal.ties.ranges {
        let slots = start as usize..end as usize;
        mend(&deal.blockers[slots.clone()], &reach[slots.clone()], &mut out[slots], by_blocker);
    }
}

/// Takes back pretended wins and losses within one large group of ties.
#[inline(always)]
fn mend<L: Lanes>(blockers: &[[u8; 2]], reach: &[L], out: &mut [L], by_blocker: &mut [L; TABLE]) {
    let (mut held, tie) = (Held::none(by_blocker), L::repeat(TIE));
    for ((out, &blockers), &r) in out.iter_mut().zip(blockers).zip(reach) {
        let before = held.without(blockers);
        *out = out.minus(before).minus(before);
        held.add(blockers, r.times(tie));
    }
    for ((out, &blockers), &r) in out.iter_mut().zip(blockers).zip(reach) {
        *out = out.plus(held.without(blockers)).plus(r.times(tie));
    }
}

/// Turns lanes into values of both players.
#[inline(always)]
fn spread<L: Lanes, const N: usize>(
    lanes: &[L],
    nodes: [&mut Terminals<'_>; N],
    first: usize,
    unheard: &mut [f32],
) {
    let n = lanes.len();
    let blocks = n / LANES;
    let (mut lost, mut stake, mut adds) = ([[0.0; LANES]; N], [[0.0; LANES]; N], [false; N]);
    let [mut fold, mut show, mut other] = [(); 3].map(|()| [(); N].map(|()| &mut [][..]));
    let mut unheard = unheard.chunks_exact_mut(n);
    for (i, node) in nodes.into_iter().enumerate() {
        adds[i] = node.adds;
        lost[i] = [node.fold.as_ref().map_or(0.0, |leaf| -leaf.amount); LANES];
        stake[i] = [node.showdown.as_ref().map_or(0.0, |leaf| leaf.amount); LANES];
        let slots = first..first + n;
        fold[i] = heard(&mut node.fold, slots.clone(), &mut unheard);
        show[i] = heard(&mut node.showdown, slots.clone(), &mut unheard);
        other[i] = node.other_values[slots].as_chunks_mut().0;
        assert!([&fold[i], &show[i], &other[i]].iter().all(|vector| vector.len() == blocks));
    }
    let (lost, stake) = (L::of_nodes(|i| quad(lost[i])), L::of_nodes(|i| quad(stake[i])));
    for (b, &block) in lanes.as_chunks::<LANES>().0.iter().enumerate() {
        let lanes = L::transpose(block);
        let folds = lost.times(lanes[ALL_OTHER]);
        let shows = stake.times(lanes[BEAT_OTHER]);
        let won = stake.times(lanes[BEAT_OWN]).minus(lost.times(lanes[ALL_OWN]));
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
