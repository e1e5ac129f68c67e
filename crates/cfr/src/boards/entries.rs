//! Where the walk over one street begins and ends.

use crate::walk::plan::{Behind, Plan, half_rake, stake};
use holdem_game::tree::{BettingTree, MAX_STREETS, NodeId, NodeKind};

/// A node whose reach comes from the street before.
pub(super) enum Entry {
    /// The first decision of a street, and the walk down to the next street.
    Decision(Plan),
    /// A showdown decided earlier: passed on as an exit until the board is final.
    Showdown { stake: Stake, exit: Option<u32> },
}

/// What a showdown is about.
#[derive(Clone, Copy)]
pub(super) struct Stake {
    /// Chips that one player wins from the other.
    pub(super) amount: f32,
    /// Chips that the house takes from each player.
    pub(super) rake: f32,
}

impl Entry {
    /// By street: nodes below a root whose reach comes from the street before, in order.
    pub(super) fn by_street(tree: &BettingTree, root: NodeId) -> [Vec<Self>; MAX_STREETS] {
        let ids = entry_nodes(tree, root);
        std::array::from_fn(|street| {
            let exits = ids.get(street + 1).map_or(&[][..], Vec::as_slice);
            let entry = |&id: &NodeId| match tree.node(id).kind {
                NodeKind::Decision { .. } => {
                    Self::Decision(Plan::new(tree, id, &|child| behind(tree, street, exits, child)))
                }
                NodeKind::Fold { .. } | NodeKind::Showdown => {
                    let stake = Stake { amount: stake(tree, id), rake: half_rake(tree, id) };
                    Self::Showdown { stake, exit: number_of(exits, id) }
                }
            };
            ids[street].iter().map(entry).collect()
        })
    }
}

/// By street: nodes below a root whose reach comes from the street before, in order: first decisions of the
/// street, and showdowns that wait for the last street. The root enters its own street.
fn entry_nodes(tree: &BettingTree, root: NodeId) -> [Vec<NodeId>; MAX_STREETS] {
    let mut entries: [Vec<NodeId>; MAX_STREETS] = Default::default();
    entries[usize::from(tree.node(root).street)].push(root);
    for id in tree.subtree(root).skip(1) {
        let node = tree.node(id);
        let parent = tree.node(node.parent).street;
        match node.kind {
            NodeKind::Decision { .. } if node.street > parent => entries[node.street as usize].push(id),
            NodeKind::Showdown => {
                let waits = entries.iter_mut().take(tree.num_streets()).skip(parent as usize + 1);
                waits.for_each(|later| later.push(id));
            }
            NodeKind::Decision { .. } | NodeKind::Fold { .. } => {}
        }
    }
    entries
}

/// What a walk over `street` finds behind an edge to `child`, with the exits of the street.
fn behind(tree: &BettingTree, street: usize, exits: &[NodeId], child: NodeId) -> Behind {
    match tree.node(child).kind {
        NodeKind::Decision { .. } if tree.node(child).street as usize == street => Behind::Inside,
        _ => number_of(exits, child).map_or(Behind::Leaf, Behind::Exit),
    }
}

/// Number of an exit, `None` for a node that is none.
fn number_of(exits: &[NodeId], id: NodeId) -> Option<u32> {
    exits.binary_search(&id).ok().map(|at| at as u32)
}
