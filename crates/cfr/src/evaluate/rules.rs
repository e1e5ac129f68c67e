//! What players do at their nodes when strategies are evaluated.

use crate::boards::BoardRule;
use crate::kernels::{Kernels, prefetch};
use crate::tables::strategy::Strategy;
use crate::walk::Seen;
use holdem_game::deal::Deal;
use holdem_game::tree::{BettingTree, NodeId, NodeKind};
use std::collections::HashMap;

/// The strategies of both seats.
#[derive(Clone, Copy)]
pub(super) struct Profile<'a> {
    pub(super) tree: &'a BettingTree,
    pub(super) strategies: [&'a Strategy; 2],
}

impl Profile<'_> {
    /// Prefetches the rows that the strategy of a node is made of.
    fn expect(&self, node: NodeId, board: &Deal) {
        let at = self.tree.node(node);
        let NodeKind::Decision { player } = at.kind else { unreachable!("only decision nodes are walked") };
        let strategy = self.strategies[usize::from(player)];
        let rows = &strategy.probabilities()[strategy.range(node)];
        prefetch::rows(rows, self.tree.edges(node).len(), &board.buckets[usize::from(at.street)]);
    }

    fn strategy(&self, node: NodeId, board: &Deal, out: &mut [f32]) {
        let at = self.tree.node(node);
        let NodeKind::Decision { player } = at.kind else { unreachable!("only decision nodes are walked") };
        let rows = self.strategies[usize::from(player)].rows_from(node);
        let buckets = &board.buckets[usize::from(at.street)];
        let shape = Strategy::shape(out.len() / buckets.len());
        (Kernels::detect().strategy)(rows, shape, buckets, out);
    }
}

/// Both play their strategies.
#[derive(Clone, Copy)]
pub(super) struct Fixed<'a>(pub(super) Profile<'a>);

/// [`Fixed`], recording the values of the actions of one node.
pub(super) struct Watched<'a> {
    fixed: Fixed<'a>,
    node: NodeId,
    /// `[action][slot]`.
    pub(super) values: Vec<f32>,
}

impl<'a> Watched<'a> {
    pub(super) fn new(profile: Profile<'a>, node: NodeId) -> Self {
        Self { fixed: Fixed(profile), node, values: Vec::new() }
    }
}

impl BoardRule for Watched<'_> {
    fn strategy(&mut self, node: NodeId, board: &Deal, out: &mut [f32]) {
        self.fixed.strategy(node, board, out);
    }
    fn decide(&mut self, node: NodeId, seen: Seen<'_>, out: &mut [f32]) {
        if node == self.node {
            self.values = seen.values.to_vec();
        }
        self.fixed.decide(node, seen, out);
    }
}

/// Each player maximises against the other's strategy.
///
/// *By street* there are more passes: in each the player maximises from one street on and plays the strategy
/// before it, beginning with the first street; in the last pass nobody ever leaves the strategy.
#[derive(Clone, Copy)]
pub(super) struct BestResponse<'a> {
    profile: Profile<'a>,
    by_street: bool,
    mixes: bool,
}

impl<'a> BestResponse<'a> {
    pub(super) fn new(profile: Profile<'a>) -> Self {
        Self { profile, by_street: false, mixes: false }
    }

    pub(super) fn by_street(self, by_street: bool) -> Self {
        Self { by_street, ..self }
    }
}

/// Best actions, by node and slot.
type Choices = HashMap<NodeId, Vec<u8>>;

/// [`BestResponse`], recording the choices.
pub(super) struct Noted<'a> {
    profile: Profile<'a>,
    choices: Choices,
}

/// Follows recorded choices, which need not be the best ones.
pub(super) struct Followed<'a>(Noted<'a>);

impl<'a> Noted<'a> {
    pub(super) fn new(profile: Profile<'a>) -> Self {
        Self { profile, choices: Choices::default() }
    }
    pub(super) fn follow(self) -> Followed<'a> {
        Followed(self)
    }
}

impl BoardRule for Fixed<'_> {
    fn strategy(&mut self, node: NodeId, board: &Deal, out: &mut [f32]) {
        self.0.strategy(node, board, out);
    }
    fn decide(&mut self, _: NodeId, Seen { strategy, values, .. }: Seen<'_>, out: &mut [f32]) {
        (Kernels::detect().mix)(strategy, values, out);
    }
    fn expect(&mut self, next: NodeId, board: &Deal) {
        self.0.expect(next, board);
    }
}

impl BoardRule for BestResponse<'_> {
    fn strategy(&mut self, node: NodeId, board: &Deal, out: &mut [f32]) {
        self.profile.strategy(node, board, out);
    }
    fn decide(&mut self, _: NodeId, Seen { strategy, values, .. }: Seen<'_>, out: &mut [f32]) {
        if self.mixes { (Kernels::detect().mix)(strategy, values, out) } else { best(values, out) }
    }
    fn expect(&mut self, next: NodeId, board: &Deal) {
        self.profile.expect(next, board);
    }
    fn passes(&self, street: usize) -> usize {
        if self.by_street { self.profile.tree.num_streets() - street + 1 } else { 1 }
    }
    fn begin(&mut self, _: usize, pass: usize) -> usize {
        self.mixes = pass > 0;
        pass.saturating_sub(1)
    }
}

impl BoardRule for Noted<'_> {
    fn strategy(&mut self, node: NodeId, board: &Deal, out: &mut [f32]) {
        self.profile.strategy(node, board, out);
    }
    fn decide(&mut self, node: NodeId, seen: Seen<'_>, out: &mut [f32]) {
        best(seen.values, out);
        self.choices.insert(node, first_best(seen.values, out));
    }
}

impl BoardRule for Followed<'_> {
    fn strategy(&mut self, node: NodeId, board: &Deal, out: &mut [f32]) {
        self.0.profile.strategy(node, board, out);
    }
    fn decide(&mut self, node: NodeId, seen: Seen<'_>, out: &mut [f32]) {
        let num_slots = out.len();
        for (slot, (out, &action)) in out.iter_mut().zip(&self.0.choices[&node]).enumerate() {
            *out = seen.values[usize::from(action) * num_slots + slot];
        }
    }
}

/// The largest value of each slot.
fn best(values: &[f32], out: &mut [f32]) {
    let num_slots = out.len();
    out.copy_from_slice(&values[..num_slots]);
    for action in values.chunks_exact(num_slots).skip(1) {
        for (best, v) in out.iter_mut().zip(action) {
            *best = best.max(*v);
        }
    }
}

/// The first action of each slot with the largest value.
fn first_best(values: &[f32], best: &[f32]) -> Vec<u8> {
    let actions = || values.chunks_exact(best.len());
    let first = |slot: usize| actions().position(|action| action[slot] == best[slot]).unwrap_or(0);
    (0..best.len()).map(|slot| first(slot) as u8).collect()
}
