//! The order of work on one board, fixed once per street and valued player.
//!
//! The betting of a street is a forest: one tree for each way into the street, cut off where the next card is
//! dealt. All trees of a street are walked together on one board, so that their terminal nodes fill the lanes
//! of the terminal passes. A walk values one player: only the opponent's decisions change reach, and only the
//! player's own decisions choose among values. The values after an opponent's decision are written into one
//! row and added up there.

use std::collections::HashMap;

use super::payoffs::Centred;
use crate::kernels::exact::{Due, MOST_BLOCKS, Pass, WIDE};
use holdem_game::tree::{BettingTree, NodeId, NodeKind};

/// A decision on the way down: reach behind each action.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Down {
    pub(super) node: NodeId,
    /// Number of the node among its player's nodes of the street.
    pub(super) index: u32,
    /// First row of the node in its player's table.
    pub(super) table: u32,
    pub(super) actions: u32,
    /// Row of reach at the node.
    pub(super) from: u32,
    /// First of the rows behind its actions.
    pub(super) to: u32,
}

/// A decision of the valued player on the way up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Up {
    pub(super) node: NodeId,
    pub(super) index: u32,
    pub(super) table: u32,
    pub(super) actions: u32,
    /// First row of the values of its actions.
    pub(super) values: u32,
    /// Row of its value.
    pub(super) to: u32,
    /// Whether the value is added to what is there.
    pub(super) adds: bool,
    /// Row of the player's own reach.
    pub(super) own: u32,
    /// Row of the opponent's reach.
    pub(super) reach: u32,
}

/// The rows of a decision.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Decision {
    pub(super) node: NodeId,
    /// First row in its player's table, and its number.
    pub(super) table: u32,
    pub(super) index: u32,
    /// Row of the opponent's reach.
    pub(super) reach: u32,
    /// Row of the player's own reach.
    pub(super) own: u32,
    /// Row of the player's values.
    pub(super) value: u32,
}

/// Where the next card is dealt, `[exit]`. The number of an exit is that of the way into the next street.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Exits {
    pub(super) nodes: Vec<NodeId>,
    /// Rows of the opponent's reach.
    pub(super) reach: Vec<u32>,
    /// Rows of the player's own reach.
    pub(super) own: Vec<u32>,
    /// Rows that the values are written to.
    pub(super) to: Vec<u32>,
}

impl Exits {
    /// Adds an exit, given its rows of the opponent's reach, own reach and values.
    pub(super) fn push(&mut self, node: NodeId, [reach, own, to]: [u32; 3]) {
        self.nodes.push(node);
        self.reach.push(reach);
        self.own.push(own);
        self.to.push(to);
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }
}

/// The walk over one street's forest, valuing one player.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Plan {
    /// The opponent's decisions, parents first.
    pub(super) down: Vec<Down>,
    /// The player's own decisions, parents first: their own reach.
    pub(super) own: Vec<Down>,
    pub(super) exits: Exits,
    pub(super) passes: Vec<Pass>,
    /// All decisions, parents first.
    pub(super) decisions: Vec<Decision>,
    /// The player's own decisions, children first.
    pub(super) up: Vec<Up>,
    /// Rows of reach, own reach and values; the ways in come first.
    pub(super) reach_rows: u32,
    pub(super) own_rows: u32,
    pub(super) value_rows: u32,
    /// Rows of the players' tables and their nodes, the valued player first.
    pub(super) table_rows: [u32; 2],
    pub(super) nodes: [u32; 2],
}

/// A terminal node: the rows of reach and values.
#[derive(Clone, Copy, Debug)]
struct Leaf {
    node: NodeId,
    reach: u32,
    to: u32,
}

/// A node that is to be planned: its rows of the opponent's reach, own reach and value.
type Open = (NodeId, [u32; 3]);

struct Planner<'t> {
    tree: &'t BettingTree,
    player: usize,
    last: bool,
    plan: Plan,
    folds: Vec<Leaf>,
    showdowns: Vec<Leaf>,
}

impl Plan {
    /// Plans the street that is entered at the nodes of `entries`; `last` if no card is dealt after it.
    pub(super) fn new(tree: &BettingTree, entries: &[NodeId], player: usize, last: bool) -> Self {
        let rows = entries.len() as u32;
        let plan = Self { reach_rows: rows, own_rows: rows, value_rows: rows, ..Self::default() };
        let mut planner = Planner { tree, player, last, plan, folds: Vec::new(), showdowns: Vec::new() };
        for (row, &entry) in (0..).zip(entries) {
            planner.enter(entry, [row; 3]);
        }
        planner.finish()
    }
}

impl Planner<'_> {
    /// Plans what follows a way into the street, in the order of the tree. Deep lines of many small raises
    /// need no deep call stack.
    fn enter(&mut self, entry: NodeId, rows: [u32; 3]) {
        let street = self.tree.node(entry).street;
        let mut open = vec![(entry, rows)];
        while let Some((id, rows)) = open.pop() {
            let from = open.len();
            self.plan(id, rows, street, &mut open);
            // The first action comes next.
            open[from..].reverse();
        }
    }

    /// Plans a node: rows of the opponent's reach, own reach and value. What follows it on the street is
    /// added to `open`.
    fn plan(&mut self, id: NodeId, [reach, own, to]: [u32; 3], street: u8, open: &mut Vec<Open>) {
        let node = self.tree.node(id);
        let leaf = Leaf { node: id, reach, to };
        match node.kind {
            NodeKind::Fold { .. } => self.folds.push(leaf),
            NodeKind::Showdown if self.last => self.showdowns.push(leaf),
            NodeKind::Showdown => self.plan.exits.push(id, [reach, own, to]),
            NodeKind::Decision { .. } if node.street > street => {
                self.plan.exits.push(id, [reach, own, to]);
            }
            NodeKind::Decision { player } if usize::from(player) == self.player => {
                self.own_decision(id, [reach, own, to], open);
            }
            NodeKind::Decision { .. } => self.other_decision(id, [reach, own, to], open),
        }
    }

    fn own_decision(&mut self, id: NodeId, [reach, own, to]: [u32; 3], open: &mut Vec<Open>) {
        let edges = self.tree.edges(id);
        let actions = edges.len() as u32;
        let (values, behind) = (self.plan.value_rows, self.plan.own_rows);
        self.plan.value_rows += actions;
        self.plan.own_rows += actions;
        let (table, index) = self.place(0, actions);
        self.plan.decisions.push(Decision { node: id, table, index, reach, own, value: to });
        self.plan.own.push(Down { node: id, index, table, actions, from: own, to: behind });
        self.plan.up.push(Up { node: id, index, table, actions, values, to, adds: false, own, reach });
        open.extend((0..).zip(edges).map(|(a, edge)| (edge.child, [reach, behind + a, values + a])));
    }

    fn other_decision(&mut self, id: NodeId, [reach, own, to]: [u32; 3], open: &mut Vec<Open>) {
        let edges = self.tree.edges(id);
        let actions = edges.len() as u32;
        let behind = self.plan.reach_rows;
        self.plan.reach_rows += actions;
        let (table, index) = self.place(1, actions);
        self.plan.decisions.push(Decision { node: id, table, index, reach, own, value: to });
        self.plan.down.push(Down { node: id, index, table, actions, from: reach, to: behind });
        open.extend((0..).zip(edges).map(|(a, edge)| (edge.child, [behind + a, own, to])));
    }

    /// Reserves rows of a player's table, and a number for a node.
    fn place(&mut self, whose: usize, rows: u32) -> (u32, u32) {
        let (table, index) = (self.plan.table_rows[whose], self.plan.nodes[whose]);
        self.plan.table_rows[whose] += rows;
        self.plan.nodes[whose] += 1;
        (table, index)
    }

    /// Orders the passes and finds what writes each row first: exits, passes, then decisions from the leaves
    /// up.
    fn finish(mut self) -> Plan {
        let mut written = vec![false; self.plan.value_rows as usize];
        let mut adds = |row: u32| std::mem::replace(&mut written[row as usize], true);
        for &to in &self.plan.exits.to {
            adds(to);
        }
        let mut passes = self.passes();
        for pass in &mut passes {
            for due in pass.compare.iter_mut().chain(&mut pass.all) {
                due.adds = adds(due.to);
            }
        }
        self.plan.up.reverse();
        for up in &mut self.plan.up {
            up.adds = adds(up.to);
        }
        self.plan.passes = passes;
        self.plan
    }

    /// Assigns terminal nodes to lanes. Nodes with the same reach share a lane; folds fill what showdowns
    /// leave free in their last block.
    fn passes(&self) -> Vec<Pass> {
        let mut lanes = Passes::default();
        for leaf in &self.showdowns {
            let value = Centred::of(self.tree, leaf.node, self.player);
            let (pass, lane) = lanes.lane(leaf.reach, true);
            let due = |chips| Due { lane, to: leaf.to, chips, adds: false };
            pass.compare.push(due(value.compared));
            if value.all != 0.0 {
                pass.all.push(due(value.all));
            }
        }
        for leaf in &self.folds {
            let chips = Centred::of(self.tree, leaf.node, self.player).all;
            let (pass, lane) = lanes.lane(leaf.reach, false);
            pass.all.push(Due { lane, to: leaf.to, chips, adds: false });
        }
        lanes.finish()
    }
}

/// Passes under way.
#[derive(Default)]
struct Passes {
    passes: Vec<Pass>,
    /// `[row of reach]`: pass and lane, once it has them.
    lanes: HashMap<u32, (usize, u32)>,
}

impl Passes {
    /// The lane of a row of reach: one that has it, or a new one.
    fn lane(&mut self, reach: u32, compares: bool) -> (&mut Pass, u32) {
        let known = self.lanes.get(&reach).copied();
        let (at, lane) = known.unwrap_or_else(|| {
            let at = self.with_room(compares);
            let rows = &mut self.passes[at].reach;
            rows.push(reach);
            let lane = (at, rows.len() as u32 - 1);
            self.lanes.insert(reach, lane);
            lane
        });
        (&mut self.passes[at], lane)
    }

    /// The last pass, or a new one if it is full.
    fn with_room(&mut self, compares: bool) -> usize {
        let room = |pass: &Pass| match compares || pass.compare.is_empty() {
            true => pass.reach.len() < MOST_BLOCKS * WIDE,
            false => !pass.reach.len().is_multiple_of(WIDE),
        };
        if !self.passes.last().is_some_and(room) {
            self.passes.push(Pass::default());
        }
        self.passes.len() - 1
    }

    /// Fills up the last block of every pass with a lane that is not read.
    fn finish(mut self) -> Vec<Pass> {
        for pass in &mut self.passes {
            let first = pass.reach[0];
            pass.reach.resize(pass.reach.len().next_multiple_of(WIDE), first);
        }
        self.passes
    }
}
