//! One walk over a subtree for all hands of a group of boards: reach down, values up.

use crate::deals::Group;
use crate::kernels::{Kernels, Leaf, NodeValues, Scratch, Showdowns, Terminals};
use crate::strategy::Strategy;
use crate::table::Table;
use holdem_game::tree::{BettingTree, NodeId, NodeKind};

/// How the two players choose, and what is learned.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sides<'a> {
    /// By player: the fixed strategy of a player who does not learn.
    pub frozen: [Option<&'a Strategy>; 2],
    /// Weight of this visit in regrets.
    pub regret_weight: f32,
    /// Weight of this visit in strategy sums.
    pub strategy_weight: f32,
}

/// Working memory of a walk, grown once and then reused.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    numbers: Vec<f32>,
    terminal: Scratch,
}

impl Arena {
    /// Makes room for a walk that needs `depth_cost` vectors of `lanes` slots, with deals of up to `width` slots.
    pub(crate) fn reserve(&mut self, depth_cost: usize, lanes: usize, width: usize) {
        let needed = depth_cost * lanes;
        if self.numbers.len() < needed {
            self.numbers.resize(needed, 0.0);
        }
        self.reserve_terminal(width);
    }
    fn reserve_terminal(&mut self, width: usize) {
        if self.terminal.len() < width {
            self.terminal = Scratch::new(width);
        }
    }
    /// Scratch memory of the terminal kernel for deals of up to `width` slots.
    pub(crate) fn terminal(&mut self, width: usize) -> &mut Scratch {
        self.reserve_terminal(width);
        &mut self.terminal
    }
}

/// Vectors that a node with `num_actions` actions keeps while its children are walked.
fn node_cost(num_actions: usize) -> usize {
    2 * num_actions + 4
}

/// Vectors on the costliest path below and including `node`.
pub(crate) fn depth_cost(tree: &BettingTree, node: NodeId) -> usize {
    let deepest = tree.edges(node).iter().map(|edge| depth_cost(tree, edge.child)).max();
    deepest.map_or(0, |below| node_cost(tree.edges(node).len()) + below)
}

/// A vector for each player.
pub(crate) type Reach<'a> = [&'a [f32]; 2];

/// Walks subtrees of one tree for one group of deals.
pub(crate) struct Walk<'a> {
    pub(crate) tree: &'a BettingTree,
    pub(crate) kernels: &'static Kernels,
    pub(crate) group: Group<'a>,
    pub(crate) sides: Sides<'a>,
}

impl Walk<'_> {
    /// Walks the subtree of a decision node: reads the players' reach, writes their counterfactual values in chips, and
    /// adds regrets and strategy weights of learning players to the table.
    pub(crate) fn run(
        &self,
        root: NodeId,
        table: &mut Table,
        reach: Reach<'_>,
        out: [&mut [f32]; 2],
        arena: &mut Arena,
    ) {
        let Arena { numbers, terminal } = arena;
        self.node(root, table, reach, out, numbers, terminal);
    }

    fn node(
        &self,
        id: NodeId,
        table: &mut Table,
        reach: Reach<'_>,
        out: [&mut [f32]; 2],
        arena: &mut [f32],
        terminal: &mut Scratch,
    ) {
        let lanes = self.group.lanes();
        let (player, num_actions) = self.decision(id);
        let (mine, arena) = arena.split_at_mut(node_cost(num_actions) * lanes);
        let (strategy, mine) = mine.split_at_mut(num_actions * lanes);
        let (values, mine) = mine.split_at_mut(num_actions * lanes);
        let [fold_reach, show_reach, child_reach, child_other] = four(mine, lanes);
        let [own_out, other_out] = by_role(player, out);

        self.strategy(id, table, strategy);
        other_out.fill(0.0);
        let mut leaves = Leaves::new(fold_reach, show_reach);
        let actions = strategy.chunks_exact(lanes).zip(values.chunks_exact_mut(lanes));
        for (edge, (chosen, value)) in self.tree.edges(id).iter().zip(actions) {
            match self.tree.node(edge.child).kind {
                NodeKind::Fold { .. } | NodeKind::Showdown => {
                    leaves.add(self, edge.child, player, [reach[player], chosen], value);
                }
                NodeKind::Decision { .. } => {
                    (self.kernels.scale)(reach[player], chosen, child_reach);
                    let below = with_own(player, child_reach, reach[1 - player]);
                    let out = with_own_mut(player, value, child_other);
                    self.node(edge.child, table, below, out, arena, terminal);
                    add(other_out, child_other);
                }
            }
        }
        self.leaves(leaves, reach[1 - player], other_out, terminal);
        self.learn(id, table, strategy, values, reach[player], own_out);
    }

    /// Player and number of actions of a decision node.
    pub(crate) fn decision(&self, id: NodeId) -> (usize, usize) {
        let node = self.tree.node(id);
        match node.kind {
            NodeKind::Decision { player } => (player as usize, node.num_actions as usize),
            NodeKind::Fold { .. } | NodeKind::Showdown => unreachable!("only decision nodes are walked"),
        }
    }

    /// Chips that change hands at a terminal child of a node of `player`.
    pub(crate) fn amount(&self, child: NodeId, player: usize) -> f32 {
        self.tree.contributions(child)[player] as f32
    }

    /// Strategy of the acting player for every slot: from the table, or fixed.
    pub(crate) fn strategy(&self, id: NodeId, table: &Table, out: &mut [f32]) {
        let (player, num_actions) = self.decision(id);
        let buckets = self.group.buckets[self.tree.node(id).street as usize];
        match self.sides.frozen[player] {
            Some(fixed) => {
                (self.kernels.strategy)(fixed.rows_from(id), Strategy::shape(num_actions), buckets, out)
            }
            None => (self.kernels.strategy)(table.rows(id), Table::shape(num_actions), buckets, out),
        }
    }

    /// Values the terminal children of a node, board by board.
    pub(crate) fn leaves(
        &self,
        mut leaves: Leaves<'_>,
        other_reach: &[f32],
        other_out: &mut [f32],
        scratch: &mut Scratch,
    ) {
        if leaves.fold.is_none() && leaves.showdown.is_none() {
            return;
        }
        for (deal, slots) in self.group.slots() {
            let node = Terminals {
                other_reach: &other_reach[slots.clone()],
                fold: leaves.fold.as_mut().map(|leaf| slice(leaf, &slots)),
                showdown: leaves.showdown.as_mut().map(|leaf| slice(leaf, &slots)),
                other_values: &mut other_out[slots],
            };
            (self.kernels.terminals)(&Showdowns::from(deal), node, scratch);
        }
    }

    /// Mixes the actions' values; adds regrets and strategy weights if the acting player learns.
    pub(crate) fn learn(
        &self,
        id: NodeId,
        table: &mut Table,
        strategy: &[f32],
        values: &[f32],
        reach: &[f32],
        out: &mut [f32],
    ) {
        let (player, _) = self.decision(id);
        if self.sides.frozen[player].is_some() {
            return (self.kernels.mix)(strategy, values, out);
        }
        let buckets = self.group.buckets[self.tree.node(id).street as usize];
        let Sides { regret_weight, strategy_weight, .. } = self.sides;
        let node = NodeValues { strategy, values, reach, regret_weight, strategy_weight };
        (self.kernels.update)(table.rows_mut(id), buckets, &node, out);
    }
}

/// A terminal child: amount, the acting player's reach, and where that player's values go.
type LeafVectors<'a> = (f32, &'a [f32], &'a mut [f32]);

/// The terminal children of a node: at most one fold and one showdown.
pub(crate) struct Leaves<'a> {
    buffers: [Option<&'a mut [f32]>; 2],
    fold: Option<LeafVectors<'a>>,
    showdown: Option<LeafVectors<'a>>,
}

impl<'a> Leaves<'a> {
    /// No leaves yet, and memory for the reach behind a fold and behind a showdown.
    pub(crate) fn new(fold_reach: &'a mut [f32], show_reach: &'a mut [f32]) -> Self {
        Self { buffers: [Some(fold_reach), Some(show_reach)], fold: None, showdown: None }
    }

    /// Adds a terminal child of `player`, with the factors of the player's reach behind it.
    pub(crate) fn add(
        &mut self,
        walk: &Walk<'_>,
        child: NodeId,
        player: usize,
        [reach, chosen]: [&[f32]; 2],
        values: &'a mut [f32],
    ) {
        let is_fold = matches!(walk.tree.node(child).kind, NodeKind::Fold { .. });
        let buffer = self.buffers[usize::from(!is_fold)].take();
        let buffer = buffer.expect("the solver refuses trees with two folds or two showdowns at a node");
        (walk.kernels.scale)(reach, chosen, buffer);
        let leaf = Some((walk.amount(child, player), &*buffer, values));
        if is_fold { self.fold = leaf } else { self.showdown = leaf }
    }
}

fn slice<'a>(leaf: &'a mut LeafVectors<'_>, slots: &std::ops::Range<usize>) -> Leaf<'a> {
    Leaf { amount: leaf.0, reach: &leaf.1[slots.clone()], values: &mut leaf.2[slots.clone()] }
}

/// Splits memory into four vectors.
fn four(memory: &mut [f32], lanes: usize) -> [&mut [f32]; 4] {
    let (a, rest) = memory.split_at_mut(lanes);
    let (b, rest) = rest.split_at_mut(lanes);
    let (c, d) = rest.split_at_mut(lanes);
    [a, b, c, d]
}

/// `[acting player's, other player's]` of a pair indexed by player.
pub(crate) fn by_role<T>(player: usize, [first, second]: [T; 2]) -> [T; 2] {
    if player == 0 { [first, second] } else { [second, first] }
}

/// A pair indexed by player from the acting player's vector and the other's.
pub(crate) fn with_own<'a>(player: usize, own: &'a [f32], other: &'a [f32]) -> Reach<'a> {
    by_role(player, [own, other])
}

fn with_own_mut<'a>(player: usize, own: &'a mut [f32], other: &'a mut [f32]) -> [&'a mut [f32]; 2] {
    by_role(player, [own, other])
}

/// Adds a vector to another.
pub(crate) fn add(to: &mut [f32], what: &[f32]) {
    for (to, x) in to.iter_mut().zip(what) {
        *to += x;
    }
}
