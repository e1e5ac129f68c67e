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

/// What passes between the trunk and one node below it: where its reach stands, and room for its values, by player.
#[derive(Debug, Default)]
pub(crate) struct Port {
    /// Numbers of reach vectors, see [`Trunk::reach`].
    pub(crate) reach: [usize; 2],
    pub(crate) values: [Vec<f32>; 2],
}

impl Port {
    fn at(reach: [usize; 2]) -> Self {
        Self { reach, values: Default::default() }
    }
    /// Makes room for a batch.
    pub(crate) fn resize(&mut self, lanes: usize) {
        self.values.iter_mut().for_each(|values| values.resize(lanes, 0.0));
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
    /// By node of the tree: its reach vectors by player. An action changes the reach of one player; the other's is shared.
    reach_at: Vec<[usize; 2]>,
    /// Reach over the whole batch; the first is that of the root.
    reach: Vec<Vec<f32>>,
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
        let mut reach_at = vec![[0; 2]; tree.nodes().len()];
        let mut num_reach = 1;
        for &id in &ids {
            let NodeKind::Decision { player } = tree.node(id).kind else { continue };
            for edge in tree.edges(id).iter().filter(|edge| below[edge.child as usize] != Below::Leaf) {
                reach_at[edge.child as usize] = reach_at[id as usize];
                reach_at[edge.child as usize][player as usize] = num_reach;
                num_reach += 1;
            }
        }
        let node = |id| TrunkNode { id, port: Port::at(reach_at[id as usize]), ..TrunkNode::default() };
        let nodes = ids.into_iter().map(node).collect();
        let reach = vec![Vec::new(); num_reach];
        Self { table, nodes, below, reach_at, reach, sum: Vec::new(), scratch: Scratch::default() }
    }

    /// A port for the subtree of a node.
    pub(crate) fn port(&self, root: NodeId) -> Port {
        Port::at(self.reach_at[root as usize])
    }

    /// A reach vector over the whole batch, by the number that a port says.
    pub(crate) fn reach(&self, number: usize) -> &[f32] {
        &self.reach[number]
    }

    /// Carries reach from the root down to all subtrees, and fixes the strategy of the batch.
    pub(crate) fn down(&mut self, play: Play<'_>, batch: &DealBatch) {
        let lanes = batch.lanes();
        self.sum.resize(lanes, 0.0);
        self.reach.iter_mut().for_each(|reach| reach.resize(lanes, 0.0));
        self.reach[0].copy_from_slice(batch.live());
        for i in 0..self.nodes.len() {
            self.node_down(i, play);
        }
    }

    fn node_down(&mut self, index: usize, play: Play<'_>) {
        let lanes = play.group.lanes();
        let node = &mut self.nodes[index];
        let (player, edges) = (play.player(node.id), play.tree.edges(node.id));
        node.port.resize(lanes);
        node.strategy.resize(edges.len() * lanes, 0.0);
        node.values.resize(edges.len() * lanes, 0.0);
        play.learn(&mut self.table).strategy(node.id, &mut node.strategy);
        let from = node.port.reach[player];
        for (edge, chosen) in edges.iter().zip(node.strategy.chunks_exact(lanes)) {
            let to = self.reach_at[edge.child as usize][player];
            if self.below[edge.child as usize] != Below::Leaf {
                let pair = self.reach.get_disjoint_mut([from, to]);
                let [from, to] = pair.expect("an action has a reach vector of its own");
                (play.kernels.scale)(from, chosen, to);
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
            let [own_reach, other_reach] = by_role(player, port.reach.map(|number| &self.reach[number][..]));
            let mut node =
                Terminals { own_reach, other_reach, fold, showdown, other_values: &mut *sum, adds: true };
            for (deal, slots) in play.group.slots() {
                (play.kernels.terminals)(&Showdowns::from(deal), &mut node, slots.start, &mut self.scratch);
            }
        }
        let [own, other] = by_role(player, port.values.each_mut());
        other.copy_from_slice(sum);
        let seen = Seen { strategy, values, reach: &self.reach[port.reach[player]] };
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
