//! One task of a batch: the walk over a subtree.

use super::run::Run;
use crate::discount::Fading;
use crate::kernels::Kernels;
use crate::locks::read;
use crate::tables::table::Table;
use crate::vector::deals::DealBatch;
use crate::vector::learn::Learn;
use crate::vector::responder::{Choices, Probe, Respond};
use crate::vector::route::Route;
use crate::vector::trunk::{PartNumber, TrunkScratch};
use crate::walk::plan::Plan;
use crate::walk::{Reach, Rule, Scratch, Seen, walk};
use holdem_game::tree::NodeId;

/// Boards that a subtree task walks together: the tables pass through the caches once for this many boards.
pub(super) const GROUP: usize = 4;

/// One subtree: the route through it and its tables.
#[derive(Debug)]
pub(super) struct Subtree {
    /// In the order of the cut.
    pub(super) number: usize,
    pub(super) route: Route,
    pub(super) table: Table,
    /// Numbers that vanished in the current run, by node with rows, if several workers walk it.
    pub(super) vanished: Vec<u64>,
}

impl Subtree {
    /// Nodes, terminal nodes included.
    pub(super) fn num_nodes(&self) -> usize {
        self.table.layout().node_ids().len()
    }

    /// Brings the counters of the table up to date after a run.
    pub(super) fn close(&mut self) {
        self.table.count_vanished(self.vanished.iter().sum());
        self.vanished.fill(0);
    }
}

/// Working memory of a worker.
#[derive(Debug, Default)]
pub(super) struct WorkerScratch {
    /// The worker it belongs to, counted from 0.
    pub(super) worker: usize,
    /// For walks over whole subtrees and over the nodes above parts.
    pub(super) outer: Scratch,
    /// For walks over parts.
    pub(super) inner: Scratch,
    pub(super) trunk: TrunkScratch,
    /// A vector for each player, for temporary use.
    pub(super) spare: [Vec<f32>; 2],
}

impl Run<'_> {
    /// Walks a subtree; returns which part it is.
    pub(super) fn walk_subtree(&self, subtree: &mut Subtree, scratch: &mut WorkerScratch) -> PartNumber {
        let deals = read(self.playing());
        let Subtree { number, route, table, .. } = subtree;
        let WorkerScratch { outer, inner, trunk, .. } = scratch;
        let part = self.trunk.part_of_subtree(*number);
        let reach = self.trunk.reach(part, Kernels::detect(), &deals, &mut trunk.reach);
        let mut values = self.trunk.values(part);
        values.iter_mut().for_each(|values| values.resize(deals.num_slots(), 0.0));
        let out = values.each_mut().map(Vec::as_mut_slice);
        match route {
            Route::Whole(plan) => self.walk_groups(plan, &deals, table, reach, out, outer),
            Route::Parts { upper, parts, .. } => {
                let mut rule = Upper { run: self, deals: &deals, parts, table, scratch: inner };
                walk(upper, &deals.all(), &mut rule, reach, out, outer);
            }
        }
        if let Some(Fading { factors, key }) = self.setup.fading(deals.iterations()) {
            table.discount(factors, key);
        }
        part
    }

    /// Walks the boards of a batch in groups, and learns from each before the next.
    fn walk_groups(
        &self,
        plan: &Plan,
        deals: &DealBatch,
        table: &mut Table,
        reach: Reach<'_>,
        [first, second]: [&mut [f32]; 2],
        scratch: &mut Scratch,
    ) {
        let (count, width) = (deals.deals().len(), deals.width());
        let mut choices = Choices::default();
        for start in (0..count).step_by(GROUP) {
            let range = start..(start + GROUP).min(count);
            let slots = range.start * width..range.end * width;
            let play = self.setup.play(deals, range);
            let reach = reach.map(|reach| &reach[slots.clone()]);
            let out = [&mut first[slots.clone()], &mut second[slots]];
            let Some(player) = self.setup.responder() else {
                walk(plan, &play.group, &mut play.learn(table), reach, out, scratch);
                continue;
            };
            let [first, second] = out;
            let mut probe = Probe { learn: play.learn(table), player, choices: &mut choices };
            walk(plan, &play.group, &mut probe, reach, [&mut *first, &mut *second], scratch);
            let mut respond = Respond { learn: play.learn(table), player, choices: &choices };
            walk(plan, &play.group, &mut respond, reach, [first, second], scratch);
        }
    }
}

/// Learns at the nodes above the parts of a subtree from all boards of a batch, and walks the parts.
struct Upper<'u, 'r> {
    run: &'u Run<'r>,
    deals: &'u DealBatch,
    parts: &'u [Plan],
    table: &'u mut Table,
    scratch: &'u mut Scratch,
}

impl Upper<'_, '_> {
    fn learn(&mut self) -> Learn<'_> {
        self.run.setup.play_all(self.deals).learn(self.table)
    }
}

impl Rule for Upper<'_, '_> {
    fn expect(&mut self, next: NodeId) {
        self.learn().expect(next);
    }
    fn strategy(&mut self, node: NodeId, out: &mut [f32]) {
        self.learn().strategy(node, out);
    }
    fn decide(&mut self, node: NodeId, seen: Seen<'_>, out: &mut [f32]) {
        self.learn().decide(node, seen, out);
    }
    fn exit(&mut self, exit: usize, reach: Reach<'_>, out: [&mut [f32]; 2]) {
        self.run.walk_groups(&self.parts[exit], self.deals, self.table, reach, out, self.scratch);
    }
}
