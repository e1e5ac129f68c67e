//! The trunk: the few nodes above the subtrees. Each takes all boards of a batch at once.
//!
//! *Down* there is nothing to walk: a trunk node fixes its strategy before the batch, and a worker that needs
//! the reach of a part, a subtree or a trunk node, multiplies the strategies on the way to it, into memory of
//! its own.
//!
//! *Up* there is no walk either: each trunk node counts the parts right below it that are not done. The
//! worker that finishes the last of them does the node at once ([`OpenTrunk::up`]): it mixes the values from
//! below, learns, applies the discount that is due, and goes on to the node above if that was its last part
//! too. Most of the trunk is done while subtrees are still under way. Only the nodes above the last parts, a
//! chain of a few, are left for the end.
//!
//! A node reads the strategies of the nodes above it and the values of the parts below it, and changes only
//! its own data. Others never change these at that time, because nodes above wait for it and parts below are
//! done. Sums are taken over the edges in order, so it does not matter which worker does what when.

use crate::discount::Fading;
use crate::kernels::{Kernels, Leaf, Showdowns, TerminalScratch, Terminals};
use crate::locks::{own, read, write};
use crate::tables::table::{Rows, RowsMut, Table};
use crate::vector::cut::Cut;
use crate::vector::deals::DealBatch;
use crate::vector::learn::Play;
use crate::walk::plan::stake;
use crate::walk::{Reach, Seen, add, by_role};
use holdem_game::tree::{BettingTree, NodeId, NodeKind};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, RwLock};

/// Number of a part: the trunk nodes in the order of the tree, then the subtrees in the order of the cut.
pub(crate) type PartNumber = usize;

/// One action on the way from the root to a part.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// The trunk node where it is taken.
    node: PartNumber,
    /// The acting player.
    player: usize,
    /// Index among the node's actions.
    action: usize,
}

/// What is below a trunk node, or the whole tree: a trunk node or a subtree.
#[derive(Debug, Default)]
struct Part {
    path: Vec<Step>,
    /// By player, in chips; written by who does the part, read at the node above.
    values: Mutex<[Vec<f32>; 2]>,
}

/// A trunk node and the strategy that it plays throughout a batch.
#[derive(Debug)]
struct TrunkNode {
    id: NodeId,
    /// Parts right below.
    num_parts: usize,
    /// `[action][slot]`.
    strategy: Vec<f32>,
    /// Iterations that the strategy is for; none after a run, when the tables can change.
    fixed_for: Range<u64>,
}

/// The trunk of a cut tree with its tables.
#[derive(Debug)]
pub(crate) struct Trunk {
    pub(crate) table: Table,
    nodes: Vec<TrunkNode>,
    parts: Vec<Part>,
    /// By node of the tree: which part begins there.
    part_at: Vec<Option<PartNumber>>,
    /// Numbers that vanished in the run that is open, by node with rows.
    vanished: Vec<u64>,
}

/// The trunk while it is trained: every node in a cell of its own.
pub(crate) struct OpenTrunk<'t> {
    cells: Vec<RwLock<Cell<'t>>>,
    pending: Vec<Pending>,
    parts: &'t [Part],
    part_at: &'t [Option<PartNumber>],
}

/// Parts right below a trunk node.
struct Pending {
    /// Those that are not done in this batch.
    left: AtomicUsize,
    all: usize,
}

/// What one worker at a time changes.
struct Cell<'t> {
    node: &'t mut TrunkNode,
    /// None if the acting player does not learn.
    rows: Option<RowsMut<'t>>,
}

/// A worker's memory for the reach of a part.
#[derive(Debug, Default)]
pub(crate) struct ReachScratch {
    /// By player.
    reach: [Vec<f32>; 2],
    spare: Vec<f32>,
}

/// A worker's memory for the trunk, grown once and then reused.
#[derive(Debug, Default)]
pub(crate) struct TrunkScratch {
    pub(crate) reach: ReachScratch,
    values: Vec<f32>,
    terminals: TerminalScratch,
}

impl Trunk {
    pub(crate) fn new(tree: &BettingTree, cut: &Cut, table: Table) -> Self {
        let ids: Vec<NodeId> = tree.subtree(0).filter(|&id| cut.in_trunk(id)).collect();
        let mut part_at = vec![None; tree.nodes().len()];
        for (number, &root) in ids.iter().chain(cut.roots()).enumerate() {
            part_at[root as usize] = Some(number);
        }
        let mut parts: Vec<Part> = Vec::new();
        parts.resize_with(ids.len() + cut.roots().len(), Part::default);
        let mut nodes = Vec::with_capacity(ids.len());
        for (node, id) in ids.into_iter().enumerate() {
            let NodeKind::Decision { player } = tree.node(id).kind else { continue };
            let mut num_parts = 0;
            for (action, edge) in tree.edges(id).iter().enumerate() {
                let Some(below) = part_at[edge.child as usize] else { continue };
                num_parts += 1;
                let step = Step { node, player: player as usize, action };
                parts[below].path = parts[node].path.iter().copied().chain([step]).collect();
            }
            nodes.push(TrunkNode { id, num_parts, strategy: Vec::new(), fixed_for: 0..0 });
        }
        Self { table, nodes, parts, part_at, vanished: Vec::new() }
    }

    /// Lays the nodes out for a run. No strategy is fixed: the tables may have been changed since the last
    /// run.
    pub(crate) fn open(&mut self) -> OpenTrunk<'_> {
        let Self { table, nodes, parts, part_at, vanished } = self;
        let mut rows = table.split(vanished).into_iter().peekable();
        let pending = |all| Pending { left: AtomicUsize::new(all), all };
        let pending = nodes.iter().map(|node| pending(node.num_parts)).collect();
        let cells = nodes.iter_mut().map(|node| {
            node.fixed_for = 0..0;
            let rows = rows.next_if(|(id, _)| *id == node.id).map(|(_, rows)| rows);
            RwLock::new(Cell { node, rows })
        });
        OpenTrunk { cells: cells.collect(), pending, parts, part_at }
    }

    /// The part that begins at a node.
    pub(crate) fn part_at(&self, node: NodeId) -> Option<PartNumber> {
        self.part_at[node as usize]
    }

    /// Number in the cut of a part that is a subtree.
    pub(crate) fn subtree_of(&self, part: PartNumber) -> Option<usize> {
        part.checked_sub(self.nodes.len())
    }

    /// Whether the tree is one subtree.
    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Whether there is anything to walk: a tree without decisions has no subtree.
    pub(crate) fn has_subtrees(&self) -> bool {
        self.parts.len() > self.nodes.len()
    }

    /// Brings the counters of the tables up to date after a run.
    pub(crate) fn close(&mut self) {
        self.table.count_vanished(self.vanished.iter().sum());
        self.vanished.fill(0);
    }
}

impl OpenTrunk<'_> {
    /// Whether the tree is one subtree.
    pub(crate) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The part that is a subtree.
    pub(crate) fn part_of_subtree(&self, subtree: usize) -> PartNumber {
        self.cells.len() + subtree
    }

    /// Subtrees below the trunk, those that are walked elsewhere included.
    pub(crate) fn num_subtrees(&self) -> usize {
        self.parts.len() - self.cells.len()
    }

    /// Values of a part by player: to be written by whoever does it.
    pub(crate) fn values(&self, part: PartNumber) -> MutexGuard<'_, [Vec<f32>; 2]> {
        own(&self.parts[part].values)
    }

    /// Values of the whole tree when all parts are done.
    pub(crate) fn root_values(&self) -> Option<MutexGuard<'_, [Vec<f32>; 2]>> {
        self.part_at[0].map(|root| self.values(root))
    }

    /// The reach of both players at a part: the strategies on the way to it, multiplied from the root on.
    pub(crate) fn reach<'m>(
        &self,
        part: PartNumber,
        kernels: &Kernels,
        batch: &'m DealBatch,
        scratch: &'m mut ReachScratch,
    ) -> Reach<'m> {
        let num_slots = batch.num_slots();
        let ReachScratch { reach, spare } = scratch;
        reach.iter_mut().chain([&mut *spare]).for_each(|vector| vector.resize(num_slots, 0.0));
        let mut has_acted = [false; 2];
        for &Step { node, player, action } in &self.parts[part].path {
            let cell = read(&self.cells[node]);
            let chosen = &cell.node.strategy[action * num_slots..][..num_slots];
            let before = if has_acted[player] { &reach[player] } else { batch.live() };
            (kernels.scale)(before, chosen, spare);
            std::mem::swap(&mut reach[player], spare);
            has_acted[player] = true;
        }
        let [first, second] = reach;
        [(first, has_acted[0]), (second, has_acted[1])]
            .map(|(reach, has_acted)| if has_acted { &reach[..] } else { batch.live() })
    }

    /// Fixes the strategy of a node for a batch, unless it is already fixed.
    pub(crate) fn fix(&self, node: PartNumber, play: Play<'_>, iterations: Range<u64>) {
        let mut cell = write(&self.cells[node]);
        let Cell { node: TrunkNode { id, strategy, fixed_for, .. }, rows } = &mut *cell;
        if *fixed_for == iterations {
            return;
        }
        strategy.resize(play.tree.edges(*id).len() * play.group.num_slots(), 0.0);
        let rows = rows.as_ref().map_or(Rows::F32(&[]), RowsMut::view);
        play.strategy(*id, rows, strategy);
        *fixed_for = iterations;
    }

    /// Fixes the strategies of all nodes for a batch that are not yet fixed.
    pub(crate) fn fix_all(&self, play: Play<'_>, iterations: Range<u64>) {
        (0..self.cells.len()).for_each(|node| self.fix(node, play, iterations.clone()));
    }

    /// Records that a part is done; returns the trunk node above if that was its last part: the caller has to
    /// do it next.
    pub(crate) fn finish(&self, part: PartNumber) -> Option<PartNumber> {
        let above = self.parts[part].path.last()?.node;
        let Pending { left, all } = &self.pending[above];
        // The worker that counts to zero sees what all others wrote before they counted.
        let was_last = left.fetch_sub(1, Ordering::AcqRel) == 1;
        if was_last {
            // Relaxed: the next count here is in the next batch, which is opened after this.
            left.store(*all, Ordering::Relaxed);
        }
        was_last.then_some(above)
    }

    /// Computes the values of a node whose parts are done, learns, and discounts if that is due.
    pub(crate) fn up(
        &self,
        node: PartNumber,
        play: Play<'_>,
        batch: &DealBatch,
        fading: Option<Fading>,
        scratch: &mut TrunkScratch,
    ) {
        let TrunkScratch { reach, values, terminals } = scratch;
        let reach = self.reach(node, play.kernels, batch, reach);
        let mut cell = write(&self.cells[node]);
        let Cell { node: TrunkNode { id, strategy, .. }, rows } = &mut *cell;
        let (num_slots, (player, _)) = (play.group.num_slots(), play.place(*id));
        if values.len() < strategy.len() {
            values.resize(strategy.len(), 0.0);
        }
        let values = &mut values[..strategy.len()];
        let mut out = self.values(node);
        let [own_values, other_values] = by_role(player, out.each_mut());
        own_values.resize(num_slots, 0.0);
        other_values.clear();
        other_values.resize(num_slots, 0.0);
        let [fold, showdown] = self.collect(*id, &play, strategy, values, other_values);
        if fold.is_some() || showdown.is_some() {
            let [own_reach, other_reach] = by_role(player, reach);
            let mut leaves = Terminals { own_reach, other_reach, fold, showdown, other_values, adds: true };
            for (deal, slots) in play.group.slots() {
                (play.kernels.terminals)(&Showdowns::from(deal), &mut leaves, slots.start, terminals);
            }
        }
        let seen = Seen { strategy, values, reach: reach[player] };
        play.decide(*id, rows.as_mut().map(RowsMut::lend), seen, own_values);
        if let (Some(rows), Some(Fading { factors, key })) = (rows, fading) {
            rows.discount(play.tree.edges(*id).len(), factors, key ^ u64::from(*id));
        }
    }

    /// Collects the values of the parts right below a node: the acting player's by action, the sum of the
    /// other's, in the order of the actions. Returns what is left to be valued: the fold and the showdown.
    fn collect<'m>(
        &self,
        id: NodeId,
        play: &Play<'_>,
        strategy: &'m [f32],
        values: &'m mut [f32],
        other_values: &mut [f32],
    ) -> [Option<Leaf<'m>>; 2] {
        let (num_slots, (player, _)) = (play.group.num_slots(), play.place(id));
        let (mut fold, mut showdown) = (None, None);
        let actions = strategy.chunks_exact(num_slots).zip(values.chunks_exact_mut(num_slots));
        for (edge, (chosen, values)) in play.tree.edges(id).iter().zip(actions) {
            if let Some(below) = self.part_at[edge.child as usize] {
                let below = self.values(below);
                values.copy_from_slice(&below[player]);
                add(other_values, &below[1 - player]);
                continue;
            }
            let amount = stake(play.tree, edge.child);
            let leaf = Some(Leaf { amount, rake: 0.0, chosen, values });
            match play.tree.node(edge.child).kind {
                NodeKind::Fold { .. } => fold = leaf,
                NodeKind::Showdown | NodeKind::Decision { .. } => showdown = leaf,
            }
        }
        [fold, showdown]
    }
}

#[cfg(test)]
mod tests;
