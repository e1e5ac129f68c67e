//! One walk over a subtree for all hands of a group of boards: reach down, values up, step by step as
//! planned.

pub(crate) mod group;
pub(crate) mod plan;

pub use self::group::Group;
use self::plan::{LeafPlan, Plan, Step, TerminalPlan, Vector};
use crate::kernels::{Kernels, Leaf, Showdowns, TerminalScratch, Terminals, take_rake};
use holdem_game::tree::NodeId;
use std::ops::Range;

/// A vector for each player.
pub(crate) type Reach<'a> = [&'a [f32]; 2];

/// What happens at the decision nodes of a walk: learning, best response, or fixed play.
pub(crate) trait Rule {
    /// Writes the strategy of a node's player, `[action][slot]`.
    fn strategy(&mut self, node: NodeId, out: &mut [f32]);
    /// Called before [`Rule::strategy`] with the node whose strategy is needed after it.
    fn expect(&mut self, _next: NodeId) {}
    /// Writes the value of a node for its player.
    fn decide(&mut self, node: NodeId, seen: Seen<'_>, out: &mut [f32]);
    /// Takes the reach of an exit and writes its values, by player.
    fn exit(&mut self, exit: usize, reach: Reach<'_>, out: [&mut [f32]; 2]);
    /// Writes the players' reach at one of several roots: see [`walk_forest`].
    fn enter(&mut self, _root: usize, _reach: [&mut [f32]; 2]) {
        unreachable!("a walk from one node knows its reach")
    }
    /// Takes the players' values at one of several roots.
    fn leave(&mut self, _root: usize, _values: Reach<'_>) {
        unreachable!("a walk from one node returns its values")
    }
}

/// The acting player's vectors at a node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'a> {
    /// `[action][slot]`.
    pub strategy: &'a [f32],
    /// `[action][slot]`, in chips.
    pub values: &'a [f32],
    /// `[slot]`.
    pub reach: &'a [f32],
}

/// Working memory of a walk, grown once and then reused.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    down: Vec<f32>,
    up: Vec<f32>,
    pub(crate) terminals: TerminalScratch,
}

impl Scratch {
    fn reserve(&mut self, plan: &Plan, num_slots: usize) {
        for (vectors, count) in [(&mut self.down, plan.num_down), (&mut self.up, plan.num_up)] {
            if vectors.len() < count * num_slots {
                vectors.resize(count * num_slots, 0.0);
            }
        }
    }
}

/// Walks a subtree: reads the players' reach, writes their counterfactual values in chips.
pub(crate) fn walk(
    plan: &Plan,
    group: &Group<'_>,
    rule: &mut impl Rule,
    reach: Reach<'_>,
    out: [&mut [f32]; 2],
    scratch: &mut Scratch,
) {
    let num_slots = group.num_slots();
    scratch.reserve(plan, num_slots);
    for (reach, to) in reach.iter().zip(scratch.down.chunks_exact_mut(num_slots)) {
        to.copy_from_slice(reach);
    }
    follow(plan, group, rule, scratch);
    for (out, value) in out.into_iter().zip(scratch.up.chunks_exact(num_slots)) {
        out.copy_from_slice(value);
    }
}

/// Walks several subtrees, see [`Plan::forest`]: the rule gives their reach and takes their values.
pub(crate) fn walk_forest(plan: &Plan, group: &Group<'_>, rule: &mut impl Rule, scratch: &mut Scratch) {
    scratch.reserve(plan, group.num_slots());
    follow(plan, group, rule, scratch);
}

fn follow(plan: &Plan, group: &Group<'_>, rule: &mut impl Rule, scratch: &mut Scratch) {
    let num_slots = group.num_slots();
    let mut walk = Walk { plan, group, kernels: Kernels::detect(), num_slots, scratch };
    for &step in &plan.steps {
        walk.step(step, rule);
    }
}

struct Walk<'w> {
    plan: &'w Plan,
    group: &'w Group<'w>,
    kernels: &'static Kernels,
    num_slots: usize,
    scratch: &'w mut Scratch,
}

/// Values the terminal children of several nodes on one deal.
type TogetherFn<const N: usize> =
    fn(deal: &Showdowns<'_>, nodes: [&mut Terminals<'_>; N], first: usize, scratch: &mut TerminalScratch);

/// Why vectors of a plan can be borrowed at the same time.
const DISJOINT: &str = "a plan gives every vector of a step its own place";

impl Walk<'_> {
    fn step(&mut self, step: Step, rule: &mut impl Rule) {
        match step {
            Step::Strategy { node, num_actions, to, next } => {
                let to = self.block(to, num_actions);
                rule.expect(next);
                rule.strategy(node, &mut self.scratch.down[to]);
            }
            Step::Scale { reach, chosen, to } => {
                let ranges = [reach, chosen, to].map(|v| self.at(v));
                let [reach, chosen, to] = self.scratch.down.get_disjoint_mut(ranges).expect(DISJOINT);
                (self.kernels.scale)(reach, chosen, to);
            }
            Step::Terminals(at) => self.terminals(at),
            Step::TwoTerminals(at) => self.together::<2, 6>(at, self.kernels.two_terminals),
            Step::FourTerminals(at) => self.together::<4, 12>(at, self.kernels.four_terminals),
            Step::Decide { node, num_actions, strategy, reach, values, to } => {
                let (strategy, reach) = (self.block(strategy, num_actions), self.at(reach));
                let ranges = [self.block(values, num_actions), self.at(to)];
                let [values, to] = self.scratch.up.get_disjoint_mut(ranges).expect(DISJOINT);
                let down = &self.scratch.down;
                rule.decide(node, Seen { strategy: &down[strategy], values, reach: &down[reach] }, to);
            }
            Step::Add { from, to } => {
                let ranges = [from, to].map(|v| self.at(v));
                let [from, to] = self.scratch.up.get_disjoint_mut(ranges).expect(DISJOINT);
                add(to, from);
            }
            Step::Exit { exit, reach, to } => {
                let (reach, to) = (reach.map(|v| self.at(v)), to.map(|v| self.at(v)));
                let Scratch { down, up, .. } = &mut *self.scratch;
                let out = up.get_disjoint_mut(to).expect(DISJOINT);
                rule.exit(exit as usize, reach.map(|range| &down[range]), out);
            }
            Step::Enter { root, to } => {
                let to = to.map(|v| self.at(v));
                rule.enter(root as usize, self.scratch.down.get_disjoint_mut(to).expect(DISJOINT));
            }
            Step::Leave { root, from } => {
                let from = from.map(|v| &self.scratch.up[self.at(v)]);
                rule.leave(root as usize, from);
            }
        }
    }
    fn terminals(&mut self, at: u32) {
        let plan = self.plan.terminals[at as usize];
        let ranges = self.written(&plan);
        let Scratch { down, up, terminals } = &mut *self.scratch;
        let up = up.get_disjoint_mut(ranges).expect(DISJOINT);
        let mut node = views(&plan, self.num_slots, down, up);
        for (deal, slots) in self.group.slots() {
            (self.kernels.terminals)(&Showdowns::from(deal), &mut node, slots.start, terminals);
            if plan.is_raked() {
                take_rake(&Showdowns::from(deal), &mut node, slots.start);
            }
        }
    }

    /// Values the terminal children of `N` nodes, which write three vectors each.
    fn together<const N: usize, const WRITTEN: usize>(&mut self, at: u32, value: TogetherFn<N>) {
        let plans: [TerminalPlan; N] = std::array::from_fn(|i| self.plan.terminals[at as usize + i]);
        let written: [Range<usize>; WRITTEN] =
            std::array::from_fn(|i| self.written(&plans[i / 3])[i % 3].clone());
        let Scratch { down, up, terminals } = &mut *self.scratch;
        let mut written = up.get_disjoint_mut(written).expect(DISJOINT).into_iter();
        let mut nodes = plans.each_ref().map(|plan| {
            let up = [(); 3].map(|()| written.next().expect("three for each node"));
            views(plan, self.num_slots, down, up)
        });
        for (deal, slots) in self.group.slots() {
            value(&Showdowns::from(deal), nodes.each_mut(), slots.start, terminals);
            for (node, _) in nodes.iter_mut().zip(&plans).filter(|(_, plan)| plan.is_raked()) {
                take_rake(&Showdowns::from(deal), node, slots.start);
            }
        }
    }

    /// Vectors that terminal children write: values behind the fold, behind the showdown, the other player's.
    fn written(&self, plan: &TerminalPlan) -> [Range<usize>; 3] {
        let leaf = |leaf: Option<LeafPlan>| leaf.map_or(0..0, |leaf| self.at(leaf.values));
        [leaf(plan.fold), leaf(plan.showdown), self.at(plan.other_values)]
    }

    fn at(&self, vector: Vector) -> Range<usize> {
        self.block(vector, 1)
    }

    /// As many vectors as a node has actions.
    fn block(&self, first: Vector, count: u32) -> Range<usize> {
        first as usize * self.num_slots..(first + count) as usize * self.num_slots
    }
}

/// The vectors of a node's terminal children.
fn views<'a>(
    plan: &TerminalPlan,
    num_slots: usize,
    down: &'a [f32],
    [fold, showdown, other_values]: [&'a mut [f32]; 3],
) -> Terminals<'a> {
    let read = |v: Vector| &down[v as usize * num_slots..(v as usize + 1) * num_slots];
    let leaf = |leaf: Option<LeafPlan>, values: &'a mut [f32]| {
        leaf.map(|LeafPlan { amount, rake, chosen, .. }| Leaf { amount, rake, chosen: read(chosen), values })
    };
    Terminals {
        own_reach: read(plan.own_reach),
        other_reach: read(plan.other_reach),
        fold: leaf(plan.fold, fold),
        showdown: leaf(plan.showdown, showdown),
        other_values,
        adds: plan.adds,
    }
}

/// `[acting player's, other player's]` of a pair indexed by player, and back.
pub(crate) fn by_role<T>(player: usize, [first, second]: [T; 2]) -> [T; 2] {
    if player == 0 { [first, second] } else { [second, first] }
}

/// Adds a vector to another.
pub(crate) fn add(to: &mut [f32], what: &[f32]) {
    for (to, x) in to.iter_mut().zip(what) {
        *to += x;
    }
}
