//! Where the walk over one street begins and ends.

use crate::walk::plan::{Behind, Plan, half_rake, stake};
use holdem_game::tree::{BettingTree, MAX_STREETS, NodeId, NodeKind};

/// One street below a root: the nodes whose reach comes from the street before, in order, are its *entries*.
#[derive(Default)]
pub(super) struct Street {
    /// Entries in all.
    pub(super) entries: usize,
    /// The walk from all entries that are decisions down to the next street; `None` if there are none.
    pub(super) decisions: Option<Ways>,
    /// The entries that are showdowns.
    pub(super) showdowns: Vec<Showdown>,
}

/// The walk over the decisions of a street.
pub(super) struct Ways {
    /// Down alone, to where the street ends.
    pub(super) down: Plan,
    /// Down, and up with values: on the last street a few entries at a time, otherwise all at once.
    pub(super) whole: Vec<Plan>,
}

/// Nodes of the last street that are walked together: as many as have their strategies fit into a core's
/// cache.
const NODES_TOGETHER: usize = 64;

/// A showdown decided on an earlier street: passed on as an exit until the board is final.
#[derive(Clone, Copy)]
pub(super) struct Showdown {
    pub(super) entry: usize,
    pub(super) stake: Stake,
    pub(super) exit: Option<u32>,
}

/// What a showdown is about.
#[derive(Clone, Copy)]
pub(super) struct Stake {
    /// Chips that one player wins from the other.
    pub(super) amount: f32,
    /// Chips that the house takes from each player.
    pub(super) rake: f32,
}

impl Street {
    /// All streets below a root.
    pub(super) fn all(tree: &BettingTree, root: NodeId) -> [Self; MAX_STREETS] {
        let ids = entry_nodes(tree, root);
        std::array::from_fn(|street| {
            let exits = (street + 1 < tree.num_streets()).then(|| &ids[street + 1][..]);
            Self::new(tree, &ids[street], exits)
        })
    }

    /// All streets below some nodes as if they were one, for walks in which the whole board is known.
    pub(super) fn to_the_end(tree: &BettingTree, entries: &[NodeId]) -> Self {
        Self::new(tree, entries, None)
    }

    /// From `entries` down to `exits`, or to the end.
    fn new(tree: &BettingTree, entries: &[NodeId], exits: Option<&[NodeId]>) -> Self {
        let is_decision = |id: NodeId| matches!(tree.node(id).kind, NodeKind::Decision { .. });
        let numbered = || entries.iter().copied().enumerate();
        let roots: Vec<(u32, NodeId)> =
            numbered().filter(|(_, id)| is_decision(*id)).map(|(entry, id)| (entry as u32, id)).collect();
        let (goes_on, exits) = (exits.is_some(), exits.unwrap_or_default());
        let plan = |roots: &[_]| Plan::forest(tree, roots, &|child| behind(tree, exits, child));
        let decisions = (!roots.is_empty()).then(|| match goes_on {
            true => {
                let whole = plan(&roots);
                Ways { down: whole.down_alone(), whole: vec![whole] }
            }
            false => Ways { down: Plan::default(), whole: few_nodes(tree, &roots).map(plan).collect() },
        });
        let showdown = |(entry, id): (usize, NodeId)| Showdown {
            entry,
            stake: Stake { amount: stake(tree, id), rake: half_rake(tree, id) },
            exit: number_of(exits, id),
        };
        let showdowns = numbered().filter(|(_, id)| !is_decision(*id)).map(showdown).collect();
        Self { entries: entries.len(), decisions, showdowns }
    }
}

/// Cuts the roots of the last street into groups of few nodes each.
fn few_nodes<'r>(
    tree: &BettingTree,
    roots: &'r [(u32, NodeId)],
) -> impl Iterator<Item = &'r [(u32, NodeId)]> {
    let is_decision = |&id: &NodeId| matches!(tree.node(id).kind, NodeKind::Decision { .. });
    let mut nodes = 0;
    roots.chunk_by(move |(_, root), _| {
        nodes += tree.subtree(*root).filter(is_decision).count();
        let together = nodes < NODES_TOGETHER;
        nodes *= usize::from(together);
        together
    })
}

/// By street: nodes below a root whose reach comes from the street before, in order: first decisions of the
/// street, and showdowns that wait for the last street. The root is an entry of its own street.
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

/// Nodes below a state where its street ends, in the order of its [`ExitValues`](super::ExitValues).
pub(crate) fn exits(tree: &BettingTree, state: NodeId) -> Vec<NodeId> {
    let street = usize::from(tree.node(state).street);
    entry_nodes(tree, state).get(street + 1).cloned().unwrap_or_default()
}

/// What a walk finds behind an edge to `child`, with the exits of the walk.
fn behind(tree: &BettingTree, exits: &[NodeId], child: NodeId) -> Behind {
    match (number_of(exits, child), tree.node(child).kind) {
        (Some(exit), _) => Behind::Exit(exit),
        (None, NodeKind::Decision { .. }) => Behind::Inside,
        (None, NodeKind::Fold { .. } | NodeKind::Showdown) => Behind::Leaf,
    }
}

/// Number of an exit, `None` for a node that is not one.
fn number_of(exits: &[NodeId], id: NodeId) -> Option<u32> {
    exits.binary_search(&id).ok().map(|at| at as u32)
}
