//! Folds and showdowns of one node, with card removal, in O(hands).
//!
//! For a reach vector `r` of the other player and hand `h`, let `M r` be the sum of `r` over all hands that do not collide
//! with `h`, and `D r` the same sum with +1 for hands that `h` beats, -1 for hands that beat it. A fold is worth
//! `± amount * M r`, a showdown `stake * D r`. With the sums over all hands and per blocker,
//!
//! `M r [h] = total - held[a] - held[b] + r[h]`.
//!
//! For the showdown, first pretend that slots never tie: with the same sum `P r [h]` over the slots before `h`, the showdown
//! is `2 P r [h] - M r [h]`, one pass without a branch. Then mend the ties: of a slot that ties with `h` and does not collide,
//! the pretended win or loss is taken back. Small groups of ties are listed as pairs once per deal, large ones are passed over
//! once more.
//!
//! At one node the other player's reach is needed both ways, the acting player's reach behind "fold" once and behind "call"
//! once: three vectors, walked together as the lanes of a [`Quad`].

use super::quad::Quad;
use holdem_game::deal::{Deal, NUM_BLOCKERS, Ties};

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

/// A terminal child: what is at stake, the acting player's reach behind it, and where the acting player's values go.
#[derive(Debug)]
pub struct Leaf<'a> {
    /// Chips that the loser has put in.
    pub amount: f32,
    /// `[slot]`: reach of the acting player behind the action.
    pub reach: &'a [f32],
    /// `[slot]`: receives the acting player's counterfactual values.
    pub values: &'a mut [f32],
}

/// The terminal children of one node.
#[derive(Debug)]
pub struct Terminals<'a> {
    /// `[slot]`: reach of the player who does not act.
    pub other_reach: &'a [f32],
    /// The acting player folds.
    pub fold: Option<Leaf<'a>>,
    /// The hands are compared.
    pub showdown: Option<Leaf<'a>>,
    /// `[slot]`: the other player's values are added here.
    pub other_values: &'a mut [f32],
}

const OTHER: usize = 0;
const FOLD: usize = 1;
const SHOW: usize = 2;

/// Sums of reach over hands, in all and per blocker.
struct Held {
    total: Quad,
    by_blocker: [Quad; NUM_BLOCKERS],
}

impl Held {
    fn none() -> Self {
        Self { total: Quad::default(), by_blocker: [Quad::default(); NUM_BLOCKERS] }
    }
    #[inline(always)]
    fn add(&mut self, [a, b]: [u8; 2], reach: Quad) {
        self.total += reach;
        self.by_blocker[a as usize % NUM_BLOCKERS] += reach;
        self.by_blocker[b as usize % NUM_BLOCKERS] += reach;
    }
    /// Sum over hands that hold neither blocker.
    #[inline(always)]
    fn without(&self, [a, b]: [u8; 2]) -> Quad {
        self.total - self.by_blocker[a as usize % NUM_BLOCKERS] - self.by_blocker[b as usize % NUM_BLOCKERS]
    }
}

/// Working memory of [`Kernels::terminals`](super::Kernels::terminals), reused from call to call.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    reach: Vec<Quad>,
    compared: Vec<Quad>,
    zeros: Vec<f32>,
    unheard: [Vec<f32>; 2],
}

impl Scratch {
    /// Memory for deals of up to `hands` hands.
    pub fn new(hands: usize) -> Self {
        let quads = vec![Quad::default(); hands];
        let floats = vec![0.0; hands];
        Self {
            reach: quads.clone(),
            compared: quads,
            zeros: floats.clone(),
            unheard: [floats.clone(), floats],
        }
    }
    /// Hands that there is memory for.
    pub fn len(&self) -> usize {
        self.reach.len()
    }
    /// Whether there is memory for no hand.
    pub fn is_empty(&self) -> bool {
        self.reach.is_empty()
    }
}

/// Values the terminal children of one node on one deal. The acting player's values of padding slots
/// become 0, the other player's are left alone.
///
/// # Panics
/// If the vectors or the scratch memory are shorter than the deal.
pub(super) fn terminals(deal: &Showdowns<'_>, node: Terminals<'_>, scratch: &mut Scratch) {
    terminals_inline(deal, node, scratch);
}

/// The body, compiled once per instruction set.
#[inline(always)]
pub(super) fn terminals_inline(deal: &Showdowns<'_>, node: Terminals<'_>, scratch: &mut Scratch) {
    let hands = deal.blockers.len();
    let Scratch { reach, compared, zeros, unheard } = scratch;
    let (reach, compared) = (&mut reach[..hands], &mut compared[..hands]);
    gather(&node, &zeros[..hands], reach);
    let held = match node.showdown {
        Some(_) => compare(deal, reach, compared),
        None => sum_all(deal, reach),
    };
    for ((won, reach), &blockers) in compared.iter_mut().zip(reach.iter_mut()).zip(deal.blockers) {
        let possible = held.without(blockers) + *reach;
        *won = *won - possible;
        *reach = possible;
    }
    spread(reach, compared, node, unheard);
}

#[inline(always)]
fn gather(node: &Terminals<'_>, zeros: &[f32], reach: &mut [Quad]) {
    let n = reach.len();
    let other = &node.other_reach[..n];
    let fold = &node.fold.as_ref().map_or(zeros, |leaf| leaf.reach)[..n];
    let show = &node.showdown.as_ref().map_or(zeros, |leaf| leaf.reach)[..n];
    let (blocks, rest) = reach.as_chunks_mut::<4>();
    let vectors = other.as_chunks().0.iter().zip(fold.as_chunks().0).zip(show.as_chunks().0);
    for (block, ((&other, &fold), &show)) in blocks.iter_mut().zip(vectors) {
        *block = Quad::transpose([Quad::new(other), Quad::new(fold), Quad::new(show), Quad::default()]);
    }
    for (quad, i) in rest.iter_mut().zip(n - n % 4..) {
        *quad = Quad::new([other[i], fold[i], show[i], 0.0]);
    }
}

#[inline(always)]
fn sum_all(deal: &Showdowns<'_>, reach: &[Quad]) -> Held {
    let mut held = Held::none();
    for (&blockers, &r) in deal.blockers.iter().zip(reach) {
        held.add(blockers, r);
    }
    held
}

/// Writes `2 P r`, ties mended, of every slot and returns the sums over all hands.
#[inline(always)]
fn compare(deal: &Showdowns<'_>, reach: &[Quad], out: &mut [Quad]) -> Held {
    let mut held = Held::none();
    for ((out, &blockers), &r) in out.iter_mut().zip(deal.blockers).zip(reach) {
        let weaker = held.without(blockers);
        *out = weaker + weaker;
        held.add(blockers, r);
    }
    for &[i, j] in &deal.ties.pairs {
        let (i, j) = (i as usize, j as usize);
        out[i] += reach[j];
        out[j] = out[j] - reach[i];
    }
    for &[start, end] in &deal.ties.ranges {
        let slots = start as usize..end as usize;
        mend(&deal.blockers[slots.clone()], &reach[slots.clone()], &mut out[slots]);
    }
    held
}

/// Takes back pretended wins and losses within one large group of ties.
#[inline(always)]
fn mend(blockers: &[[u8; 2]], reach: &[Quad], out: &mut [Quad]) {
    let mut held = Held::none();
    for ((out, &blockers), &r) in out.iter_mut().zip(blockers).zip(reach) {
        let before = held.without(blockers);
        *out = *out - before - before;
        held.add(blockers, r);
    }
    for ((out, &blockers), &r) in out.iter_mut().zip(blockers).zip(reach) {
        *out += held.without(blockers) + r;
    }
}

#[inline(always)]
fn spread(possible: &[Quad], won: &[Quad], node: Terminals<'_>, unheard: &mut [Vec<f32>; 2]) {
    let n = possible.len();
    let won = &won[..n];
    let (fold_amount, fold_values) = node.fold.map_or((0.0, None), |leaf| (leaf.amount, Some(leaf.values)));
    let (stake, show_values) = node.showdown.map_or((0.0, None), |leaf| (leaf.amount, Some(leaf.values)));
    let other_values = &mut node.other_values[..n];
    let [unheard_fold, unheard_show] = unheard;
    let fold_values = live(fold_values, unheard_fold, n);
    let show_values = live(show_values, unheard_show, n);
    let (fold, fold_rest) = fold_values.as_chunks_mut::<4>();
    let (show, show_rest) = show_values.as_chunks_mut::<4>();
    let (sum, sum_rest) = other_values.as_chunks_mut::<4>();
    let (lost, stakes) = (Quad::splat(-fold_amount), Quad::splat(stake));
    let hands = possible.as_chunks::<4>().0.iter().zip(won.as_chunks::<4>().0);
    for (((fold, show), sum), (&possible, &won)) in fold.iter_mut().zip(show).zip(sum).zip(hands) {
        let (possible, won) = (Quad::transpose(possible), Quad::transpose(won));
        *fold = lost.times(possible[OTHER]).lanes();
        *show = stakes.times(won[OTHER]).lanes();
        *sum = (Quad::new(*sum) + (stakes.times(won[SHOW]) - lost.times(possible[FOLD]))).lanes();
    }
    for (k, i) in (n - n % 4..n).enumerate() {
        let (possible, won) = (possible[i].lanes(), won[i].lanes());
        fold_rest[k] = -fold_amount * possible[OTHER];
        show_rest[k] = stake * won[OTHER];
        sum_rest[k] += stake * won[SHOW] + fold_amount * possible[FOLD];
    }
}

/// The live part of a leaf's values, after zeroing the padding; `unheard` if there is no such leaf.
#[inline(always)]
fn live<'a>(values: Option<&'a mut [f32]>, unheard: &'a mut [f32], n: usize) -> &'a mut [f32] {
    match values {
        Some(values) => {
            let (live, padding) = values.split_at_mut(n);
            padding.fill(0.0);
            live
        }
        None => &mut unheard[..n],
    }
}
