//! Folds and showdowns of one or two nodes, with card removal, in O(hands).
//!
//! For a reach vector `r` of the other player and hand `h`, let `M r` be the sum of `r` over all hands that do not collide
//! with `h`, and `D r` the same sum with +1 for hands that `h` beats, -1 for hands that beat it. A fold is worth
//! `± amount * M r`, a showdown `stake * D r`. With the sums over all hands and per blocker,
//!
//! `M r [h] = total - held[a] - held[b] + r[h]`.
//!
//! For the showdown, first pretend that slots never tie: with the same sum `P r [h]` over the slots before `h`, the showdown
//! is `2 P r [h] - M r [h]`. So if a running table of sums starts at minus the sums over all hands and is given twice the
//! reach of every slot that is passed,
//!
//! `D r [h] = running total - running[a] - running[b] - r[h]`,
//!
//! the same expression as `M r`, whose table stays as it is: both come out of one pass without a branch. Then mend the
//! ties: of a slot that ties with `h` and does not collide, the pretended win or loss is taken back. Small groups of ties are
//! listed as pairs once per deal, large ones are passed over once more.
//!
//! At one node the other player's reach `o` is needed both ways, the acting player's reach behind "call", `s`, and behind
//! "fold", `f`, once each: the four lanes of a node are `D o`, `D s`, `M o` and `M f`, read from a first vector `-o, -s, o, f`.

use super::lanes::{LANES, Lanes, Quad, quad, transpose};
use holdem_game::deal::{Deal, NUM_BLOCKERS, SLOT_ALIGN, Ties};
use std::ops::Range;

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

/// A terminal child: what is at stake, how often the acting player goes there, and where that player's values go.
#[derive(Debug)]
pub struct Leaf<'a> {
    /// Chips that the loser has put in.
    pub amount: f32,
    /// `[slot]`: probability of the action.
    pub chosen: &'a [f32],
    /// `[slot]`: receives the acting player's counterfactual values.
    pub values: &'a mut [f32],
}

/// The terminal children of one node. Vectors are as long as the deal with its padding, or longer; padding has reach 0.
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

impl Terminals<'_> {
    /// The same children over some of the slots.
    pub fn slots(&mut self, slots: Range<usize>) -> Terminals<'_> {
        Terminals {
            own_reach: &self.own_reach[slots.clone()],
            other_reach: &self.other_reach[slots.clone()],
            fold: self.fold.as_mut().map(|leaf| leaf.slots(slots.clone())),
            showdown: self.showdown.as_mut().map(|leaf| leaf.slots(slots.clone())),
            other_values: &mut self.other_values[slots],
            adds: self.adds,
        }
    }
}

impl Leaf<'_> {
    fn slots(&mut self, slots: Range<usize>) -> Leaf<'_> {
        Leaf { amount: self.amount, chosen: &self.chosen[slots.clone()], values: &mut self.values[slots] }
    }
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

/// Sums of reach over hands, in all and per blocker.
struct Held<L> {
    total: L,
    by_blocker: [L; NUM_BLOCKERS],
}

impl<L: Lanes> Held<L> {
    #[inline(always)]
    fn none() -> Self {
        Self { total: L::zero(), by_blocker: [L::zero(); NUM_BLOCKERS] }
    }
    #[inline(always)]
    fn add(&mut self, [a, b]: [u8; 2], reach: L) {
        let (a, b) = (a as usize % NUM_BLOCKERS, b as usize % NUM_BLOCKERS);
        self.total = self.total.plus(reach);
        self.by_blocker[a] = self.by_blocker[a].plus(reach);
        self.by_blocker[b] = self.by_blocker[b].plus(reach);
    }
    /// Sum over hands that hold neither blocker.
    #[inline(always)]
    fn without(&self, [a, b]: [u8; 2]) -> L {
        let (a, b) = (a as usize % NUM_BLOCKERS, b as usize % NUM_BLOCKERS);
        self.total.minus(self.by_blocker[a]).minus(self.by_blocker[b])
    }
}

/// Room for the lanes of one slot of two nodes.
#[derive(Clone, Copy, Debug, Default, bytemuck::Zeroable, bytemuck::Pod)]
#[repr(C, align(32))]
struct Room([f32; 2 * LANES]);

/// Working memory of [`Kernels::terminals`](super::Kernels::terminals), grown when needed and reused from call to call.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    reach: Vec<Room>,
    values: Vec<Room>,
    zeros: Vec<f32>,
    unheard: Vec<f32>,
}

impl Scratch {
    /// Makes room for deals of `width` slots.
    fn reserve(&mut self, width: usize) {
        if self.zeros.len() < width {
            self.reach.resize(width, Room::default());
            self.values.resize(width, Room::default());
            self.zeros.resize(width, 0.0);
            self.unheard.resize(width, 0.0);
        }
    }
}

/// Values the terminal children of one node on one deal. Padding slots get 0.
///
/// # Panics
/// If a vector is shorter than the deal with its padding.
pub(super) fn one(deal: &Showdowns<'_>, node: Terminals<'_>, scratch: &mut Scratch) {
    value::<Quad, 1>(deal, [node], scratch);
}

/// Values the terminal children of two nodes on one deal, to the same bits as one after the other.
pub(super) fn two(deal: &Showdowns<'_>, nodes: [Terminals<'_>; 2], scratch: &mut Scratch) {
    value::<[Quad; 2], 2>(deal, nodes, scratch);
}

/// The body, compiled once per instruction set.
#[inline(always)]
pub(super) fn value<L: Lanes, const N: usize>(
    deal: &Showdowns<'_>,
    nodes: [Terminals<'_>; N],
    scratch: &mut Scratch,
) {
    const { assert!(L::NODES == N) };
    let hands = deal.blockers.len();
    let width = hands.next_multiple_of(SLOT_ALIGN);
    scratch.reserve(width);
    let Scratch { reach, values, zeros, unheard } = scratch;
    let rooms = width * N / 2;
    let reach: &mut [L] = bytemuck::cast_slice_mut(&mut reach[..rooms]);
    let values: &mut [L] = bytemuck::cast_slice_mut(&mut values[..rooms]);
    for (i, node) in nodes.iter().enumerate() {
        gather(i, node, zeros, reach);
    }
    let (live, padding) = values.split_at_mut(hands);
    padding.fill(L::zero());
    match nodes.iter().any(|node| node.showdown.is_some()) {
        true => compare(deal, &reach[..hands], live),
        false => sum_all(deal, &reach[..hands], live),
    }
    for (i, node) in nodes.into_iter().enumerate() {
        spread(i, values, node, unheard);
    }
}

/// Writes `-o, -s, o, f` of node `i` into its lanes.
#[inline(always)]
fn gather<L: Lanes>(i: usize, node: &Terminals<'_>, zeros: &[f32], reach: &mut [L]) {
    let n = reach.len();
    let (other, own) = (&node.other_reach[..n], &node.own_reach[..n]);
    let show = &node.showdown.as_ref().map_or(zeros, |leaf| leaf.chosen)[..n];
    let fold = &node.fold.as_ref().map_or(zeros, |leaf| leaf.chosen)[..n];
    let minus = quad([-1.0; LANES]);
    let (other, own) = (other.as_chunks::<LANES>().0, own.as_chunks::<LANES>().0);
    let (show, fold) = (show.as_chunks::<LANES>().0, fold.as_chunks::<LANES>().0);
    let vectors = other.iter().zip(own).zip(show.iter().zip(fold));
    for (block, ((&other, &own), (&show, &fold))) in reach.as_chunks_mut::<LANES>().0.iter_mut().zip(vectors)
    {
        let (other, own) = (quad(other), quad(own));
        let (show, fold) = (own.times(quad(show)), own.times(quad(fold)));
        let [a, b, c, d] = transpose([other.times(minus), show.times(minus), other, fold]);
        *block = [block[0].with(i, a), block[1].with(i, b), block[2].with(i, c), block[3].with(i, d)];
    }
}

/// Writes `M o` and `M f` of every slot.
#[inline(always)]
fn sum_all<L: Lanes>(deal: &Showdowns<'_>, reach: &[L], out: &mut [L]) {
    let mut held = Held::none();
    for (&blockers, &r) in deal.blockers.iter().zip(reach) {
        held.add(blockers, r);
    }
    for ((out, &blockers), &r) in out.iter_mut().zip(deal.blockers).zip(reach) {
        *out = held.without(blockers).plus(r);
    }
}

/// Writes `D o`, `D s`, `M o` and `M f` of every slot.
#[inline(always)]
fn compare<L: Lanes>(deal: &Showdowns<'_>, reach: &[L], out: &mut [L]) {
    let mut held = Held::none();
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
        mend(&deal.blockers[slots.clone()], &reach[slots.clone()], &mut out[slots]);
    }
}

/// Takes back pretended wins and losses within one large group of ties.
#[inline(always)]
fn mend<L: Lanes>(blockers: &[[u8; 2]], reach: &[L], out: &mut [L]) {
    let (mut held, tie) = (Held::none(), L::repeat(TIE));
    for ((out, &blockers), &r) in out.iter_mut().zip(blockers).zip(reach) {
        let before = held.without(blockers);
        *out = out.minus(before).minus(before);
        held.add(blockers, r.times(tie));
    }
    for ((out, &blockers), &r) in out.iter_mut().zip(blockers).zip(reach) {
        *out = out.plus(held.without(blockers)).plus(r.times(tie));
    }
}

/// Turns the lanes of node `i` into values of both players.
#[inline(always)]
fn spread<L: Lanes>(i: usize, lanes: &[L], node: Terminals<'_>, unheard: &mut [f32]) {
    let n = lanes.len();
    let Terminals { fold, showdown, other_values, adds, .. } = node;
    let (lost, fold_values) = fold.map_or((0.0, None), |leaf| (-leaf.amount, Some(leaf.values)));
    let (stake, show_values) = showdown.map_or((0.0, None), |leaf| (leaf.amount, Some(leaf.values)));
    let (lost, stake) = (quad([lost; LANES]), quad([stake; LANES]));
    let blocks = lanes.as_chunks::<LANES>().0;
    let other = other_values[..n].as_chunks_mut::<LANES>().0;
    // One of the two may be absent, and then its values go nowhere.
    let (fold, show) = match (fold_values, show_values) {
        (Some(fold), Some(show)) => (&mut fold[..n], &mut show[..n]),
        (Some(fold), None) => (&mut fold[..n], &mut unheard[..n]),
        (None, Some(show)) => (&mut unheard[..n], &mut show[..n]),
        (None, None) => return,
    };
    let leaves = fold.as_chunks_mut::<LANES>().0.iter_mut().zip(show.as_chunks_mut::<LANES>().0);
    for ((&block, (fold, show)), other) in blocks.iter().zip(leaves).zip(other) {
        let node = transpose([block[0].quad(i), block[1].quad(i), block[2].quad(i), block[3].quad(i)]);
        *fold = bytemuck::must_cast(lost.times(node[ALL_OTHER]));
        *show = bytemuck::must_cast(stake.times(node[BEAT_OTHER]));
        let won = stake.times(node[BEAT_OWN]).minus(lost.times(node[ALL_OWN]));
        *other = bytemuck::must_cast(if adds { quad(*other).plus(won) } else { won });
    }
}
