//! A subtree that is walked part by part, by several workers at once.
//!
//! On machines with many cores the largest subtree would hold up every batch: the others would wait for the
//! one worker that walks it. If it is walked part by part (see `route`), its parts do not depend on each
//! other: the nodes above them play the same throughout a batch, and each part learns in rows of its own. So
//! the worker that takes the subtree *opens* it: it walks down to the parts and leaves the reach there. Then
//! every worker that has nothing else to do takes parts. The worker that finishes the last part *closes* the
//! subtree: it walks the nodes above once more, now with the values of the parts, and learns there.
//!
//! All of this is what one worker does alone, in another order, so the bits are the same. It costs walking
//! down twice, and memory for two vectors of a batch at each part. So only subtrees that others would wait
//! for are opened: see [`is_worth_it`].

use super::cut::Cut;
use super::run::Run;
use super::solver::SolverOptions;
use super::subtree::{GROUP, Subtree, WorkerScratch};
use super::watch::Task;
use crate::discount::Fading;
use crate::kernels::Kernels;
use crate::locks::{own, read};
use crate::tables::layout::NodeBytes;
use crate::tables::piece::{NodeRows, Piece};
use crate::vector::deals::DealBatch;
use crate::vector::learn::{Learn, Play};
use crate::vector::route::{Route, part_roots};
use crate::vector::trunk::PartNumber;
use crate::walk::plan::Plan;
use crate::walk::{Reach, Rule, Seen, walk};
use holdem_game::tree::{BettingTree, NodeId};
use std::cmp::Reverse;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A subtree is opened if it is more than one part in this many of what each worker has to do in a batch.
pub const SHARE_OF_A_WORKER: usize = 2;

/// Beyond the number of any part: none can be taken.
const CLOSED: usize = usize::MAX / 2;

/// A subtree while several workers walk it.
pub(super) struct OpenSubtree<'r> {
    number: usize,
    upper: Mutex<Upper<'r>>,
    parts: Vec<Mutex<Part<'r>>>,
    /// Next part to be taken; beyond their number when none is left, and before the subtree is opened.
    next: AtomicUsize,
    /// Parts that are not done.
    left: AtomicUsize,
}

/// The nodes above the parts.
struct Upper<'r> {
    down: Plan,
    plan: &'r Plan,
    rows: Piece<'r>,
}

/// A part, and what goes in and comes out.
struct Part<'r> {
    plan: &'r Plan,
    rows: Piece<'r>,
    /// By player: first the reach of its root, then the values.
    vectors: [Vec<f32>; 2],
}

/// Whether workers would wait for a subtree with this many nodes, of all nodes that are walked here.
pub fn is_worth_it(nodes: usize, of: usize, workers: usize) -> bool {
    nodes.saturating_mul(workers).saturating_mul(SHARE_OF_A_WORKER) > of
}

/// Largest number of bytes held at the parts of subtrees while this many workers walk them: two vectors of a
/// batch at each part, in as many subtrees as there are workers. For use before a solver is made; `hands` is
/// the number of hands on a board of the game.
///
/// # Complexity
/// O(nodes).
pub fn open_bytes(
    tree: &BettingTree,
    num_buckets: &[usize],
    options: &SolverOptions,
    hands: usize,
    workers: usize,
) -> u64 {
    let Some(most) = options.part_bytes else { return 0 };
    let bytes = NodeBytes::new(tree, num_buckets, options.storage);
    let cut = Cut::by_size(tree);
    let nodes = |root: NodeId| tree.subtree(root).len();
    let all = cut.roots().iter().map(|&root| nodes(root)).sum();
    let opened = cut.roots().iter().filter(|&&root| is_worth_it(nodes(root), all, workers));
    let parts = opened.filter_map(|&root| part_roots(tree, root, &bytes, most)).map(|roots| roots.len());
    let mut parts: Vec<_> = parts.filter(|parts| *parts > 1).collect();
    parts.sort_unstable_by_key(|parts| Reverse(*parts));
    let slots = options.batch_size * options.hands.len(hands);
    let vectors = 2 * parts.into_iter().take(workers).sum::<usize>();
    (vectors * slots * size_of::<f32>()) as u64
}

impl<'r> OpenSubtree<'r> {
    /// Lays a subtree out for a run.
    ///
    /// # Panics
    /// If the subtree is not walked part by part.
    pub(super) fn new(tree: &BettingTree, subtree: &'r mut Subtree) -> Self {
        let Subtree { number, route: Route::Parts { upper, parts, roots }, table, vanished } = subtree else {
            panic!("a subtree that is walked as a whole has no parts");
        };
        let part = |plan: &'r Plan| Part { plan, rows: Piece::default(), vectors: Default::default() };
        let mut parts: Vec<_> = parts.iter().map(part).collect();
        let mut above = Upper { down: upper.down_alone(), plan: upper, rows: Piece::default() };
        let mut at = 0;
        for (node, rows) in table.split(vanished) {
            // Parts come in the order of the tree.
            while roots.get(at).is_some_and(|&root| tree.subtree(root).end <= node) {
                at += 1;
            }
            match roots.get(at).is_some_and(|&root| root <= node) {
                true => parts[at].rows.push(node, rows),
                false => above.rows.push(node, rows),
            }
        }
        let parts = parts.into_iter().map(Mutex::new).collect();
        let (upper, number) = (Mutex::new(above), *number);
        Self { number, upper, parts, next: AtomicUsize::new(CLOSED), left: AtomicUsize::new(0) }
    }

    /// Number of the subtree in the cut.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// Whether there are parts to be taken.
    pub(super) fn has_parts(&self) -> bool {
        self.next.load(Ordering::Acquire) < self.parts.len()
    }

    /// Takes a part, which the caller then has to walk.
    pub(super) fn take_part(&self) -> Option<usize> {
        // Acquire pairs with the release in `let_parts_go`: a worker that takes a part sees the reach there.
        let take = || self.next.fetch_add(1, Ordering::AcqRel);
        self.has_parts().then(take).filter(|part| *part < self.parts.len())
    }

    fn let_parts_go(&self) {
        // Relaxed: a worker that counts has taken a part before.
        self.left.store(self.parts.len(), Ordering::Relaxed);
        self.next.store(0, Ordering::Release);
    }
}

impl Run<'_> {
    /// Walks down to the parts of a subtree, which others may take from then on.
    pub(super) fn open_subtree(&self, subtree: &OpenSubtree<'_>, scratch: &mut WorkerScratch) {
        let deals = read(self.playing());
        let WorkerScratch { outer, trunk, spare, .. } = scratch;
        let part = self.trunk.part_of_subtree(subtree.number);
        let reach = self.trunk.reach(part, Kernels::detect(), &deals, &mut trunk.reach);
        let upper = own(&subtree.upper);
        let mut rule =
            Descent { play: self.setup.play_all(&deals), upper: &upper.rows, parts: &subtree.parts };
        spare.iter_mut().for_each(|values| values.resize(deals.num_slots(), 0.0));
        let out = spare.each_mut().map(Vec::as_mut_slice);
        walk(&upper.down, &deals.all(), &mut rule, reach, out, outer);
        drop((deals, upper));
        subtree.let_parts_go();
        self.wake_others();
    }

    /// Walks a part of an open subtree. Returns the subtree if that was its last part: it is then closed, and
    /// the caller goes on upwards from it.
    pub(super) fn walk_part(
        &self,
        subtree: &OpenSubtree<'_>,
        part: usize,
        scratch: &mut WorkerScratch,
    ) -> Option<PartNumber> {
        self.timed(scratch, Task::Part(subtree.number, part), |scratch| {
            self.learn_part(&mut own(&subtree.parts[part]), &read(self.playing()), scratch);
        });
        // Acquire and release: the worker that finishes the last part sees the values of all.
        let is_last = subtree.left.fetch_sub(1, Ordering::AcqRel) == 1;
        is_last.then(|| {
            self.timed(scratch, Task::Close(subtree.number), |scratch| self.close_subtree(subtree, scratch))
        })
    }

    /// Walks the boards of a batch in groups over a part, and learns from each before the next.
    fn learn_part(&self, part: &mut Part<'_>, deals: &DealBatch, scratch: &mut WorkerScratch) {
        let Part { plan, rows, vectors: [first, second] } = part;
        let WorkerScratch { inner, spare: [own_reach, other_reach], .. } = scratch;
        let (count, width) = (deals.deals().len(), deals.width());
        for start in (0..count).step_by(GROUP) {
            let range = start..(start + GROUP).min(count);
            let slots = range.start * width..range.end * width;
            let play = self.setup.play(deals, range);
            let out = [&mut first[slots.clone()], &mut second[slots]];
            let reach = [(&mut *own_reach, &*out[0]), (&mut *other_reach, &*out[1])].map(|(copy, reach)| {
                copy.clear();
                copy.extend_from_slice(reach);
                &copy[..]
            });
            walk(plan, &play.group, &mut play.learn(rows), reach, out, inner);
        }
        if let Some(Fading { factors, key }) = self.setup.fading(deals.iterations()) {
            rows.discount(&self.setup.tree, factors, key);
        }
    }

    /// Carries the values of the parts up to the root of a subtree, and learns on the way.
    fn close_subtree(&self, subtree: &OpenSubtree<'_>, scratch: &mut WorkerScratch) -> PartNumber {
        let deals = read(self.playing());
        let WorkerScratch { outer, trunk, .. } = scratch;
        let root = self.trunk.part_of_subtree(subtree.number);
        let reach = self.trunk.reach(root, Kernels::detect(), &deals, &mut trunk.reach);
        let mut values = self.trunk.values(root);
        values.iter_mut().for_each(|values| values.resize(deals.num_slots(), 0.0));
        let out = values.each_mut().map(Vec::as_mut_slice);
        let mut upper = own(&subtree.upper);
        let Upper { plan, rows, .. } = &mut *upper;
        let mut rule = Ascent { learn: self.setup.play_all(&deals).learn(rows), parts: &subtree.parts };
        walk(plan, &deals.all(), &mut rule, reach, out, outer);
        if let Some(Fading { factors, key }) = self.setup.fading(deals.iterations()) {
            rows.discount(&self.setup.tree, factors, key);
        }
        root
    }
}

/// Leaves the reach at the parts.
struct Descent<'d, 'r> {
    play: Play<'d>,
    upper: &'d Piece<'r>,
    parts: &'d [Mutex<Part<'r>>],
}

impl Rule for Descent<'_, '_> {
    fn expect(&mut self, next: NodeId) {
        self.play.expect(next, self.upper.rows(next));
    }
    fn strategy(&mut self, node: NodeId, out: &mut [f32]) {
        self.play.strategy(node, self.upper.rows(node), out);
    }
    fn decide(&mut self, _: NodeId, _: Seen<'_>, _: &mut [f32]) {
        unreachable!("nothing is valued on the way down")
    }
    fn exit(&mut self, exit: usize, reach: Reach<'_>, _: [&mut [f32]; 2]) {
        for (vector, reach) in own(&self.parts[exit]).vectors.iter_mut().zip(reach) {
            vector.clear();
            vector.extend_from_slice(reach);
        }
    }
}

/// Takes the values of the parts, and learns above them.
struct Ascent<'a, 'r> {
    learn: Learn<'a, Piece<'r>>,
    parts: &'a [Mutex<Part<'r>>],
}

impl Rule for Ascent<'_, '_> {
    fn expect(&mut self, next: NodeId) {
        self.learn.expect(next);
    }
    fn strategy(&mut self, node: NodeId, out: &mut [f32]) {
        self.learn.strategy(node, out);
    }
    fn decide(&mut self, node: NodeId, seen: Seen<'_>, out: &mut [f32]) {
        self.learn.decide(node, seen, out);
    }
    fn exit(&mut self, exit: usize, _: Reach<'_>, out: [&mut [f32]; 2]) {
        // Memory is held only for subtrees that are open.
        let vectors = std::mem::take(&mut own(&self.parts[exit]).vectors);
        out.into_iter().zip(&vectors).for_each(|(out, values)| out.copy_from_slice(values));
    }
}
