//! The trunk: the few nodes above the subtrees, walked for all boards of a batch between two rounds of subtree tasks.
//!
//! Going down, each trunk node keeps the reach of both players and the strategy that is played in this batch; going up, it
//! mixes the values that the subtrees returned and learns. The vectors cover the whole batch.

use crate::deals::{DealBatch, Group};
use crate::kernels::{Kernels, Leaf, Scratch, Showdowns, Terminals};
use crate::learn::{Learn, Sides};
use crate::table::Table;
use crate::walk::{Rule, Seen, add, by_role};
use holdem_game::tree::{BettingTree, NodeId, NodeKind};

/// Vectors that pass between the trunk and one subtree: reach down, values up, by player.
#[derive(Debug, Default)]
pub(crate) struct Port {
    pub(crate) reach: [Vec<f32>; 2],
    pub(crate) values: [Vec<f32>; 2],
}

impl Port {
    pub(crate) fn resize(&mut self, lanes: usize) {
        for vector in self.reach.iter_mut().chain(&mut self.values) {
            vector.resize(lanes, 0.0);
        }
    }
}

/// What a trunk node keeps from the way down to the way up.
#[derive(Debug, Default)]
struct TrunkNode {
    id: NodeId,
    port: Port,
    strategy: Vec<f32>,
    values: Vec<f32>,
}

/// Where the values of a child come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Below {
    /// A trunk node, by its index in the trunk.
    Trunk(usize),
    /// A subtree, by its number.
    Subtree(usize),
    /// A terminal node.
    Leaf,
}

/// The trunk of a cut tree with its tables.
#[derive(Debug)]
pub(crate) struct Trunk {
    pub(crate) table: Table,
    nodes: Vec<TrunkNode>,
    /// By node of the tree.
    below: Vec<Below>,
    sum: Vec<f32>,
    scratch: Scratch,
}

/// A batch in play: what every trunk node needs to know.
#[derive(Clone, Copy)]
pub(crate) struct Play<'a> {
    pub(crate) tree: &'a BettingTree,
    pub(crate) kernels: &'static Kernels,
    pub(crate) group: Group<'a>,
    pub(crate) sides: Sides<'a>,
}

impl<'a> Play<'a> {
    pub(crate) fn learn(self, table: &'a mut Table) -> Learn<'a> {
        let Self { tree, kernels, group, sides } = self;
        Learn { tree, kernels, group, sides, table }
    }

    fn player(&self, id: NodeId) -> usize {
        match self.tree.node(id).kind {
            NodeKind::Decision { player } => player as usize,
            NodeKind::Fold { .. } | NodeKind::Showdown => unreachable!("the trunk holds decision nodes"),
        }
    }
}

/// Gives access to the port of a subtree by its number.
pub(crate) trait Ports {
    fn with(&self, subtree: usize, f: &mut dyn FnMut(&mut Port));
}

impl Trunk {
    pub(crate) fn new(tree: &BettingTree, cut: &crate::cut::Cut, table: Table) -> Self {
        let ids: Vec<NodeId> = tree.subtree(0).filter(|&id| cut.in_trunk(id)).collect();
        let mut below = vec![Below::Leaf; tree.nodes().len()];
        for (i, &id) in ids.iter().enumerate() {
            below[id as usize] = Below::Trunk(i);
        }
        for (i, &id) in cut.roots().iter().enumerate() {
            below[id as usize] = Below::Subtree(i);
        }
        let nodes = ids.into_iter().map(|id| TrunkNode { id, ..TrunkNode::default() }).collect();
        Self { table, nodes, below, sum: Vec::new(), scratch: Scratch::default() }
    }

    /// Carries reach from the root down to all subtrees, and fixes the strategy of the batch.
    pub(crate) fn down(&mut self, play: Play<'_>, batch: &DealBatch, ports: &dyn Ports) {
        let lanes = batch.lanes();
        self.sum.resize(lanes, 0.0);
        let start = |port: &mut Port| {
            port.resize(lanes);
            port.reach.iter_mut().for_each(|reach| reach.copy_from_slice(batch.live()));
        };
        match self.below[0] {
            Below::Trunk(root) => start(&mut self.nodes[root].port),
            Below::Subtree(whole) => ports.with(whole, &mut |port| start(port)),
            Below::Leaf => {}
        }
        for i in 0..self.nodes.len() {
            self.node_down(i, play, ports);
        }
    }

    fn node_down(&mut self, index: usize, play: Play<'_>, ports: &dyn Ports) {
        let lanes = play.group.lanes();
        let (nodes, later) = self.nodes.split_at_mut(index + 1);
        let node = &mut nodes[index];
        let (player, edges) = (play.player(node.id), play.tree.edges(node.id));
        node.strategy.resize(edges.len() * lanes, 0.0);
        node.values.resize(edges.len() * lanes, 0.0);
        play.learn(&mut self.table).strategy(node.id, &mut node.strategy);
        for (edge, chosen) in edges.iter().zip(node.strategy.chunks_exact(lanes)) {
            let mut pass = |port: &mut Port| {
                port.resize(lanes);
                let [own, other] = by_role(player, port.reach.each_mut());
                (play.kernels.scale)(&node.port.reach[player], chosen, own);
                other.copy_from_slice(&node.port.reach[1 - player]);
            };
            match self.below[edge.child as usize] {
                Below::Trunk(child) => pass(&mut later[child - index - 1].port),
                Below::Subtree(subtree) => ports.with(subtree, &mut pass),
                Below::Leaf => {}
            }
        }
    }

    /// Carries values from the subtrees up to the root and learns on the way.
    pub(crate) fn up(&mut self, play: Play<'_>, ports: &dyn Ports) {
        for i in (0..self.nodes.len()).rev() {
            self.node_up(i, play, ports);
        }
    }

    fn node_up(&mut self, index: usize, play: Play<'_>, ports: &dyn Ports) {
        let lanes = play.group.lanes();
        let (nodes, later) = self.nodes.split_at_mut(index + 1);
        let TrunkNode { id, port, strategy, values } = &mut nodes[index];
        let player = play.player(*id);
        let sum = &mut self.sum[..lanes];
        sum.fill(0.0);
        let (mut fold, mut showdown) = (None, None);
        let actions = strategy.chunks_exact(lanes).zip(values.chunks_exact_mut(lanes));
        for (edge, (chosen, values)) in play.tree.edges(*id).iter().zip(actions) {
            let collect = |port: &mut Port, values: &mut [f32], sum: &mut [f32]| {
                values.copy_from_slice(&port.values[player]);
                add(sum, &port.values[1 - player]);
            };
            match self.below[edge.child as usize] {
                Below::Trunk(child) => collect(&mut later[child - index - 1].port, values, sum),
                Below::Subtree(subtree) => ports.with(subtree, &mut |port| collect(port, values, sum)),
                Below::Leaf => {
                    let amount = play.tree.contributions(edge.child)[player] as f32;
                    let leaf = Some(Leaf { amount, chosen, values });
                    match play.tree.node(edge.child).kind {
                        NodeKind::Fold { .. } => fold = leaf,
                        NodeKind::Showdown | NodeKind::Decision { .. } => showdown = leaf,
                    }
                }
            }
        }
        if fold.is_some() || showdown.is_some() {
            let [own_reach, other_reach] = by_role(player, [&port.reach[0][..], &port.reach[1][..]]);
            let mut node =
                Terminals { own_reach, other_reach, fold, showdown, other_values: &mut *sum, adds: true };
            for (deal, slots) in play.group.slots() {
                (play.kernels.terminals)(&Showdowns::from(deal), node.slots(slots), &mut self.scratch);
            }
        }
        let [own, other] = by_role(player, port.values.each_mut());
        other.copy_from_slice(sum);
        let seen = Seen { strategy, values, reach: &port.reach[player] };
        play.learn(&mut self.table).decide(*id, seen, own);
    }

    /// Values of the root by player after [`Trunk::up`].
    pub(crate) fn root_values(&self, ports: &dyn Ports, read: &mut dyn FnMut(&[Vec<f32>; 2])) {
        match self.below[0] {
            Below::Trunk(root) => read(&self.nodes[root].port.values),
            Below::Subtree(whole) => ports.with(whole, &mut |port| read(&port.values)),
            Below::Leaf => {}
        }
    }
}
