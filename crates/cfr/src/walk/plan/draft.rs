//! The steps of a walk in order, with every vector used for a single purpose.

use super::{Behind, LeafPlan, Plan, Step, TerminalPlan, Vector, fours, half_rake, places, stake};
use crate::walk::by_role;
use holdem_game::tree::{BettingTree, NodeId, NodeKind};

/// Numbers for vectors of one kind, each given once; neighbouring vectors are in one block.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fresh {
    /// First vector and length of every block.
    pub(super) blocks: Vec<(Vector, usize)>,
    next: Vector,
}

impl Fresh {
    /// A block of new vectors.
    pub(super) fn take(&mut self, count: usize) -> Vector {
        let first = self.next;
        self.blocks.push((first, count));
        self.next += count as Vector;
        first
    }
}

/// A plan whose vectors have no places yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Draft {
    pub(super) steps: Vec<Step>,
    pub(super) terminals: Vec<TerminalPlan>,
    pub(super) down: Fresh,
    pub(super) up: Fresh,
    /// The first vectors of each kind, which come from outside and stay.
    pub(super) fixed: Vector,
}

impl Draft {
    /// The walk from a decision node.
    pub(super) fn new(tree: &BettingTree, root: NodeId, behind: &dyn Fn(NodeId) -> Behind) -> Self {
        let mut planner = Planner { tree, behind, draft: Self { fixed: 2, ..Self::default() } };
        let [reach, out] = [&mut planner.draft.down, &mut planner.draft.up].map(|vectors| {
            let first = vectors.take(2);
            [first, first + 1]
        });
        if let Some(waiting) = planner.node(root, reach, out) {
            planner.value(waiting, None);
        }
        planner.draft
    }

    /// The walk from several decision nodes, one after the other.
    pub(super) fn forest(
        tree: &BettingTree,
        roots: &[(u32, NodeId)],
        behind: &dyn Fn(NodeId) -> Behind,
    ) -> Self {
        let mut planner = Planner { tree, behind, draft: Self::default() };
        let mut waiting: Option<Waiting> = None;
        for &(root, node) in roots {
            let reach = [(); 2].map(|()| planner.draft.down.take(1));
            let out = [(); 2].map(|()| planner.draft.up.take(1));
            planner.draft.steps.push(Step::Enter { root, to: reach });
            let leave = Step::Leave { root, from: out };
            match planner.node(node, reach, out) {
                None => planner.draft.steps.push(leave),
                Some(mut mine) => {
                    mine.rest.push(leave);
                    match waiting.take() {
                        None => waiting = Some(mine),
                        Some(first) => planner.value(first, Some(mine)),
                    }
                }
            }
        }
        if let Some(last) = waiting {
            planner.value(last, None);
        }
        planner.draft
    }

    /// The plan: pairs of nodes are joined to fours, and vectors get their places.
    pub(super) fn finish(self) -> Plan {
        let mut plan = places::place(fours::join(self));
        look_ahead(&mut plan.steps);
        plan
    }
}

/// Tells every step that needs a strategy which node is next.
fn look_ahead(steps: &mut [Step]) {
    let mut after = None;
    for step in steps.iter_mut().rev() {
        if let Step::Strategy { node, next, .. } = step {
            *next = after.replace(*node).unwrap_or(*node);
        }
    }
}

/// A node that waits with its terminal children.
#[derive(Debug)]
struct Waiting {
    terminals: TerminalPlan,
    /// What is left to do once they are valued.
    rest: Vec<Step>,
}

/// The sum of the other player's values over the children of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sum {
    /// Nothing is there yet.
    Empty,
    /// The child that waits will write it first.
    Awaited,
    /// To be added to.
    Begun,
}

struct Planner<'t> {
    tree: &'t BettingTree,
    behind: &'t dyn Fn(NodeId) -> Behind,
    draft: Draft,
}

impl Planner<'_> {
    /// Plans a decision node: `reach` and `out` by player. A returned node still waits; otherwise everything
    /// is done.
    fn node(&mut self, id: NodeId, reach: [Vector; 2], out: [Vector; 2]) -> Option<Waiting> {
        let NodeKind::Decision { player } = self.tree.node(id).kind else {
            unreachable!("only decision nodes are planned")
        };
        let (tree, player) = (self.tree, player as usize);
        let num_actions = tree.edges(id).len();
        let (strategy, values) = (self.draft.down.take(num_actions), self.draft.up.take(num_actions));
        self.draft.steps.push(Step::Strategy {
            node: id,
            num_actions: num_actions as u32,
            to: strategy,
            next: id,
        });
        let (mut sum, mut waiting) = (Sum::Empty, None);
        for (action, edge) in (0..).zip(tree.edges(id)) {
            let behind = (self.behind)(edge.child);
            if behind == Behind::Leaf {
                continue;
            }
            let own_reach = self.draft.down.take(1);
            self.draft.steps.push(Step::Scale {
                reach: reach[player],
                chosen: strategy + action,
                to: own_reach,
            });
            let mut rest = Vec::new();
            let other_out = self.other_out(out[1 - player], sum, &mut rest);
            let reach = by_role(player, [own_reach, reach[1 - player]]);
            let to = by_role(player, [values + action, other_out]);
            match self.child(edge.child, behind, reach, to) {
                None => match (&mut waiting, sum) {
                    // The sum begins with the child that waits: this one is added after it.
                    (Some(Waiting { rest: first, .. }), Sum::Awaited) => first.append(&mut rest),
                    _ => {
                        self.finish(rest);
                        sum = Sum::Begun;
                    }
                },
                Some(mut child) => {
                    child.rest.append(&mut rest);
                    match waiting.take() {
                        None => {
                            sum = if sum == Sum::Empty { Sum::Awaited } else { sum };
                            waiting = Some(child);
                        }
                        Some(first) => {
                            self.value(first, Some(child));
                            sum = Sum::Begun;
                        }
                    }
                }
            }
        }
        let decide = Step::Decide {
            node: id,
            num_actions: num_actions as u32,
            strategy,
            reach: reach[player],
            values,
            to: out[player],
        };
        let mut rest = vec![decide];
        let Some(mut terminals) = self.leaves(id, player, reach, strategy, values) else {
            return match waiting {
                Some(mut child) => {
                    child.rest.append(&mut rest);
                    Some(child)
                }
                None => {
                    self.finish(rest);
                    None
                }
            };
        };
        let mut before = Vec::new();
        terminals.adds = sum == Sum::Begun;
        terminals.other_values = match sum {
            Sum::Empty | Sum::Begun => out[1 - player],
            Sum::Awaited => self.other_out(out[1 - player], sum, &mut before),
        };
        before.append(&mut rest);
        let mine = Waiting { terminals, rest: before };
        match waiting {
            Some(child) => {
                self.value(child, Some(mine));
                None
            }
            None => Some(mine),
        }
    }

    /// Where a contribution to the other player's sum goes: into the sum if it is the first, otherwise into a
    /// separate vector, to be added.
    fn other_out(&mut self, sum_at: Vector, sum: Sum, rest: &mut Vec<Step>) -> Vector {
        if sum == Sum::Empty {
            return sum_at;
        }
        let beside = self.draft.up.take(1);
        rest.push(Step::Add { from: beside, to: sum_at });
        beside
    }

    fn child(&mut self, id: NodeId, behind: Behind, reach: [Vector; 2], to: [Vector; 2]) -> Option<Waiting> {
        match behind {
            Behind::Exit(exit) => {
                self.draft.steps.push(Step::Exit { exit, reach, to });
                None
            }
            Behind::Inside => self.node(id, reach, to),
            Behind::Leaf => unreachable!("leaves are valued with their parent"),
        }
    }

    /// The terminal children of a node, if it has any; the other player's values are still to be placed.
    fn leaves(
        &self,
        id: NodeId,
        player: usize,
        reach: [Vector; 2],
        strategy: Vector,
        values: Vector,
    ) -> Option<TerminalPlan> {
        let (own_reach, other_reach) = (reach[player], reach[1 - player]);
        let mut plan =
            TerminalPlan { own_reach, other_reach, fold: None, showdown: None, other_values: 0, adds: false };
        for (action, edge) in (0..).zip(self.tree.edges(id)) {
            if (self.behind)(edge.child) == Behind::Leaf {
                let (amount, rake) = (stake(self.tree, edge.child), half_rake(self.tree, edge.child));
                let leaf =
                    Some(LeafPlan { amount, rake, chosen: strategy + action, values: values + action });
                match self.tree.node(edge.child).kind {
                    NodeKind::Fold { .. } => plan.fold = leaf,
                    NodeKind::Showdown | NodeKind::Decision { .. } => plan.showdown = leaf,
                }
            }
        }
        (plan.fold.is_some() || plan.showdown.is_some()).then_some(plan)
    }

    /// Values the terminal children of one or two nodes and does what waits for them.
    fn value(&mut self, first: Waiting, second: Option<Waiting>) {
        let at = self.draft.terminals.len() as u32;
        self.draft.terminals.push(first.terminals);
        let mut rest = first.rest;
        match second {
            Some(second) => {
                self.draft.terminals.push(second.terminals);
                self.draft.steps.push(Step::TwoTerminals(at));
                rest.extend(second.rest);
            }
            None => self.draft.steps.push(Step::Terminals(at)),
        }
        self.finish(rest);
    }

    fn finish(&mut self, rest: Vec<Step>) {
        self.draft.steps.extend(rest);
    }
}
