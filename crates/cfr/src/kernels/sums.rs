//! Sums of reach over hands with card removal, in O(hands), for several vectors at once.
//!
//! For a reach vector `r` of the other player and a hand `h`, let `M r` be the sum of `r` over all hands that
//! do not collide with `h`, and `D r` the same sum with +1 for hands that `h` beats and -1 for hands that
//! beat it. A fold is worth `± amount * M r`, a showdown `stake * D r`. With the sums over all hands and per
//! blocker,
//!
//! `M r [h] = total - held[a] - held[b] + own[h] r[h]`,
//!
//! where `own[h]` is 1, except in samples in which `h` stands for hands that it keeps out: see
//! [`Deal::own`](holdem_game::deal::Deal::own).
//!
//! For the showdown, let `P r [h]` and `Q r [h]` be such sums over the slots before `h`'s group of equals and
//! up to its end. Hands that `h` beats are in `P r`, and hands that beat it are all that are not in `Q r`, so
//! `D r = P r + Q r - M r`. A running table of sums gives both in one pass in the order of strength,
//!
//! `P r [h] = running total - running[a] - running[b]`
//!
//! before the group is added, and `Q r [h]` the same with `+ r[h]` after it. After the last slot the table
//! holds the sums over all hands that `M r` needs. So the pass writes `-D r` and `M r` without these sums,
//! `r - (P r + Q r)` and `r`. Where values are written `r` is weighted by `own`, and `total - held[a] -
//! held[b]` is added: the same expression for both, without a branch.
//!
//! Large groups of equals are passed in three short loops: before, add, after. The hands between them are
//! taken one by one as if they never tied, `P r + Q r = 2 P r`, again without a branch. The few small groups
//! among them are listed as pairs once per deal: for a slot that ties with `h` and does not collide, the
//! pretended win or loss is taken back.

use super::lanes::{LANES, Lanes};
use holdem_game::deal::{Deal, NUM_BLOCKERS, SLOT_ALIGN, Ties};

/// The part of a deal that terminal nodes need.
#[derive(Clone, Copy, Debug)]
pub struct Showdowns<'a> {
    /// Blockers of each live slot.
    pub blockers: &'a [[u8; 2]],
    /// Slots that tie.
    pub ties: &'a Ties,
    /// Weight of each live slot's own reach in `M r`: see [`Deal::own`].
    pub own: &'a [f32],
}

/// The usual weights: no game has more hands.
pub(super) static ONES: [f32; 1326] = [1.0; 1326];

impl Showdowns<'_> {
    /// Slots with padding.
    pub(super) fn width(&self) -> usize {
        self.blockers.len().next_multiple_of(SLOT_ALIGN)
    }
}

impl<'a> From<&'a Deal> for Showdowns<'a> {
    fn from(deal: &'a Deal) -> Self {
        let own = if deal.own.is_empty() { &ONES[..deal.len()] } else { &deal.own[..] };
        Self { blockers: &deal.blockers, ties: &deal.ties, own }
    }
}

/// Sums of reach over hands, in all and per blocker. The table is longer than needed, so that a remainder is
/// always a valid index.
pub(super) struct Held<'s, L> {
    total: L,
    by_blocker: &'s mut [L; TABLE],
}

const TABLE: usize = NUM_BLOCKERS.next_power_of_two();

impl<'s, L: Lanes> Held<'s, L> {
    /// No hands yet. Clears only the part of the table that is used, because it is passed often and by few
    /// hands.
    #[inline(always)]
    pub(super) fn none(by_blocker: &'s mut [L; TABLE]) -> Self {
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
    pub(super) fn without(&self, [a, b]: [u8; 2]) -> L {
        let (a, b) = (a as usize % TABLE, b as usize % TABLE);
        self.total.minus(self.by_blocker[a]).minus(self.by_blocker[b])
    }
}

/// Most nodes in a pass.
pub(super) const MOST_NODES: usize = 4;

/// Room for the lanes of one slot of as many nodes.
#[derive(Clone, Copy, Debug, Default, bytemuck::Zeroable, bytemuck::Pod)]
#[repr(C, align(64))]
struct Room([f32; MOST_NODES * LANES]);

/// Working memory of [`Kernels::terminals`](super::Kernels::terminals) and its like, grown when needed and
/// reused from call to call.
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
            self.unheard.resize(MOST_NODES * LANES * width, 0.0);
            self.by_blocker.resize(TABLE, Room::default());
        }
    }
    /// Working memory for deals of `width` slots.
    pub(super) fn rooms<L: Lanes>(&mut self, width: usize) -> Rooms<'_, L> {
        self.reserve(width);
        let rooms = width * L::NODES / MOST_NODES;
        let (by_blocker, _) =
            bytemuck::cast_slice_mut(&mut self.by_blocker).split_first_chunk_mut().expect("a table");
        Rooms {
            reach: bytemuck::cast_slice_mut(&mut self.reach[..rooms]),
            values: bytemuck::cast_slice_mut(&mut self.values[..rooms]),
            by_blocker,
            zeros: &self.zeros[..width],
            unheard: &mut self.unheard,
        }
    }
}

/// Working memory for the lanes of some nodes.
pub(super) struct Rooms<'s, L> {
    /// `[slot]`.
    pub(super) reach: &'s mut [L],
    /// `[slot]`.
    pub(super) values: &'s mut [L],
    pub(super) by_blocker: &'s mut [L; TABLE],
    /// Read for vectors that are absent.
    pub(super) zeros: &'s [f32],
    /// Written for vectors that are absent.
    pub(super) unheard: &'s mut [f32],
}

/// Adds up all slots.
#[inline(always)]
pub(super) fn add_all<L: Lanes>(deal: &Showdowns<'_>, reach: &[L], held: &mut Held<'_, L>) {
    for (&blockers, &r) in deal.blockers.iter().zip(reach) {
        held.add(blockers, r);
    }
}

/// Adds up all slots in order of strength, and writes all lanes of every slot without the sums over all
/// hands. `compared` is 1 for the lanes of each node that are showdowns, and 0 for the others.
#[inline(always)]
pub(super) fn compare<L: Lanes>(
    deal: &Showdowns<'_>,
    compared: [f32; LANES],
    reach: &[L],
    out: &mut [L],
    held: &mut Held<'_, L>,
) {
    let compared = L::repeat(compared);
    let twice = compared.plus(compared);
    let (mut at, hands) = (0, deal.blockers.len());
    for &[start, end] in deal.ties.ranges.iter().chain(&[[hands as u16; 2]]) {
        let (small, group) = (at..start as usize, start as usize..end as usize);
        at = group.end;
        // As if they never tied: the sums before and after a hand are those before it, twice.
        let slots = out[small.clone()].iter_mut().zip(&deal.blockers[small.clone()]).zip(&reach[small]);
        for ((out, &blockers), &r) in slots {
            *out = r.minus(held.without(blockers).times(twice));
            held.add(blockers, r);
        }
        let (out, blockers, reach) = (&mut out[group.clone()], &deal.blockers[group.clone()], &reach[group]);
        for (out, &blockers) in out.iter_mut().zip(blockers) {
            *out = held.without(blockers);
        }
        for (&blockers, &r) in blockers.iter().zip(reach) {
            held.add(blockers, r);
        }
        for ((out, &blockers), &r) in out.iter_mut().zip(blockers).zip(reach) {
            let around = out.plus(held.without(blockers)).plus(r);
            *out = r.minus(around.times(compared));
        }
    }
    for &[i, j] in &deal.ties.pairs {
        let (i, j) = (i as usize, j as usize);
        out[i] = out[i].minus(reach[j].times(compared));
        out[j] = out[j].plus(reach[i].times(compared));
    }
}
