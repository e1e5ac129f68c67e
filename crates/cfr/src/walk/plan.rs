//! The order of work in a walk over a subtree, fixed once: a list of steps over numbered vectors.
//!
//! A walk goes down the tree with reach and comes up with values, depth first, so that few vectors are alive
//! at a time. What costs most is valuing terminal children, and two nodes cost little more than one (see
//! [`crate::kernels`]); but depth first there is only ever one node at hand. So a node whose decisions below
//! are done *waits* with its terminal children, and whatever depends on them waits with it, while the walk
//! goes on beside it, until the next node waits too: then both are valued together. All of this is known
//! before the first walk; the plan also says where every vector stands, so that a walk is a loop without
//! recursion, allocation or bookkeeping.
//!
//! Vectors are of two kinds, numbered on their own: *down*, reach and strategies, and *up*, values. A walk
//! starts with the players' reach in down vectors 0 and 1 and ends with their values in up vectors 0 and 1.

use crate::walk::by_role;
use holdem_game::tree::{BettingTree, NodeId, NodeKind};

/// Number of a vector of one kind.
pub(crate) type Vector = u32;

/// One step of a walk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    /// The strategy of a node's player, one down vector for each action from `to` on; `next` is the node of
    /// the next such step, the same if there is none.
    Strategy { node: NodeId, num_actions: u32, to: Vector, next: NodeId },
    /// Reach behind an action (down vectors).
    Scale { reach: Vector, chosen: Vector, to: Vector },
    /// Terminal children of one node: its index in [`Plan::terminals`].
    Terminals(u32),
    /// Terminal children of two nodes: this index and the next.
    TwoTerminals(u32),
    /// The value of a node for its player from those of its actions: reads `strategy`, `reach` (down) and
    /// `values`, writes `to` (up).
    Decide { node: NodeId, num_actions: u32, strategy: Vector, reach: Vector, values: Vector, to: Vector },
    /// Adds an up vector to another.
    Add { from: Vector, to: Vector },
    /// Leaves the subtree: hands out reach and fetches values, by player.
    Exit { exit: u32, reach: [Vector; 2], to: [Vector; 2] },
    /// Begins one of several subtrees: fetches the players' reach (down).
    Enter { root: u32, to: [Vector; 2] },
    /// Ends one of several subtrees: hands out the players' values (up).
    Leave { root: u32, from: [Vector; 2] },
}

/// A terminal child.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LeafPlan {
    /// Chips that one player wins from the other, see [`stake`].
    pub amount: f32,
    /// Chips that the house takes from each player, see [`half_rake`].
    pub rake: f32,
    /// Probability of the action (down).
    pub chosen: Vector,
    /// Where the acting player's values go (up).
    pub values: Vector,
}

/// The terminal children of a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct TerminalPlan {
    /// Reach of the acting player (down).
    pub own_reach: Vector,
    /// Reach of the other player (down).
    pub other_reach: Vector,
    /// The acting player folds.
    pub fold: Option<LeafPlan>,
    /// The hands are compared.
    pub showdown: Option<LeafPlan>,
    /// Where the other player's values go (up).
    pub other_values: Vector,
    /// Whether they are added to what is there.
    pub adds: bool,
}

impl TerminalPlan {
    /// Whether the house takes anything here.
    pub(crate) fn is_raked(&self) -> bool {
        self.fold.iter().chain(&self.showdown).any(|leaf| leaf.rake != 0.0)
    }
}

/// What a walk finds behind an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behind {
    /// A decision node that is walked as well.
    Inside,
    /// A terminal node that is valued in the walk.
    Leaf,
    /// A node that others value: its number.
    Exit(u32),
}

/// The steps of a walk.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<Step>,
    pub(crate) terminals: Vec<TerminalPlan>,
    /// Down vectors in all.
    pub(crate) num_down: usize,
    /// Up vectors in all.
    pub(crate) num_up: usize,
}

impl Plan {
    /// Plans the walk over a whole subtree.
    ///
    /// # Complexity
    /// O(nodes x vectors alive at a time), once.
    pub(crate) fn of_subtree(tree: &BettingTree, root: NodeId) -> Self {
        Self::new(tree, root, &|child| match tree.node(child).kind {
            NodeKind::Decision { .. } => Behind::Inside,
            NodeKind::Fold { .. } | NodeKind::Showdown => Behind::Leaf,
        })
    }

    /// Plans the walk from several decision nodes, one after the other, down to where `behind` says that it
    /// ends. What is left to value of one subtree is valued together with the first of the next.
    pub(crate) fn forest(
        tree: &BettingTree,
        roots: &[(u32, NodeId)],
        behind: &dyn Fn(NodeId) -> Behind,
    ) -> Self {
        let mut planner = Planner::new(tree, behind);
        let mut waiting: Option<Waiting> = None;
        for &(root, node) in roots {
            let (reach, out) = ([(); 2].map(|()| planner.down.take(1)), [(); 2].map(|()| planner.up.take(1)));
            planner.steps.push(Step::Enter { root, to: reach });
            let leave = vec![Step::Leave { root, from: out }];
            let free = |vectors: [Vector; 2]| vectors.map(|vector| (vector, 1)).to_vec();
            let rest = Rest { steps: leave, down: free(reach), up: free(out) };
            match planner.node(node, reach, out) {
                None => planner.finish(rest),
                Some(mut mine) => {
                    mine.rest.append(rest);
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
        planner.plan()
    }

    /// The same walk on the way down alone: reach is handed out, nothing is valued.
    pub(crate) fn down_alone(&self) -> Self {
        let goes_down = |step: &&Step| {
            matches!(
                step,
                Step::Strategy { .. } | Step::Scale { .. } | Step::Enter { .. } | Step::Exit { .. }
            )
        };
        let steps = self.steps.iter().filter(goes_down).copied().collect();
        Self { steps, terminals: Vec::new(), ..*self }
    }

    /// Plans the walk from a decision node down to where `behind` says that it ends.
    pub(crate) fn new(tree: &BettingTree, root: NodeId, behind: &dyn Fn(NodeId) -> Behind) -> Self {
        let mut planner = Planner::new(tree, behind);
        let [reach, out] = [&mut planner.down, &mut planner.up].map(|vectors| {
            let first = vectors.take(2);
            [first, first + 1]
        });
        if let Some(waiting) = planner.node(root, reach, out) {
            planner.value(waiting, None);
        }
        planner.plan()
    }
}

/// Chips that one player wins from the other at a terminal node: half of what lies between winning and losing
/// there.
///
/// What is left after it is the same for both players. They share chips that nobody of the tree has put in,
/// half for each whatever happens, so these change no choice and are added where a walk ends. And each pays
/// half of the rake of the terminal node: see [`half_rake`].
pub(crate) fn stake(tree: &BettingTree, terminal: NodeId) -> f32 {
    let between = match tree.node(terminal).kind {
        NodeKind::Fold { winner } => {
            let payoff = |player| tree.fold_payoff(terminal, winner, player);
            payoff(usize::from(winner)) - payoff(1 - usize::from(winner))
        }
        NodeKind::Showdown | NodeKind::Decision { .. } => {
            let payoffs = tree.payoffs(terminal, 0);
            payoffs.win - payoffs.lose
        }
    };
    (between / 2.0) as f32
}

/// Chips that each player pays to the house at a terminal node, beyond what one wins from the other.
///
/// Let `won` be the pot less the rake, and `put_in` what each player has put in (the same for both, uncalled
/// chips are returned). The winner gets `won - put_in`, the loser `-put_in`, who ties `won / 2 - put_in`:
/// half of `won` up, down or neither from `won / 2 - put_in`. That is half of the dead chips less half of the
/// rake.
pub(crate) fn half_rake(tree: &BettingTree, terminal: NodeId) -> f32 {
    (tree.rake_at(terminal) / 2.0) as f32
}

/// Tells every step that asks for a strategy which node is next.
fn look_ahead(steps: &mut [Step]) {
    let mut after = None;
    for step in steps.iter_mut().rev() {
        if let Step::Strategy { node, next, .. } = step {
            *next = after.replace(*node).unwrap_or(*node);
        }
    }
}

/// Vectors of one kind: which are in use.
#[derive(Debug, Default)]
struct Vectors(Vec<bool>);

impl Vectors {
    /// The first `count` neighbours that are free.
    fn take(&mut self, count: usize) -> Vector {
        let free = |at: usize| self.0.iter().skip(at).take(count).all(|used| !used);
        let at = (0..=self.0.len()).find(|&at| free(at)).expect("there is room at the end");
        let end = self.0.len().max(at + count);
        self.0.resize(end, false);
        self.0[at..at + count].fill(true);
        at as Vector
    }
    fn give_back(&mut self, first: Vector, count: usize) {
        self.0[first as usize..first as usize + count].fill(false);
    }
}

/// What is left to do once some values are there: steps, and vectors that are free afterwards.
#[derive(Debug, Default)]
struct Rest {
    steps: Vec<Step>,
    down: Vec<(Vector, usize)>,
    up: Vec<(Vector, usize)>,
}

impl Rest {
    fn append(&mut self, mut later: Self) {
        self.steps.append(&mut later.steps);
        self.down.append(&mut later.down);
        self.up.append(&mut later.up);
    }
}

/// A node that waits with its terminal children.
#[derive(Debug)]
struct Waiting {
    terminals: TerminalPlan,
    rest: Rest,
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
    steps: Vec<Step>,
    terminals: Vec<TerminalPlan>,
    down: Vectors,
    up: Vectors,
}

impl<'t> Planner<'t> {
    fn new(tree: &'t BettingTree, behind: &'t dyn Fn(NodeId) -> Behind) -> Self {
        let (steps, terminals) = (Vec::new(), Vec::new());
        Self { tree, behind, steps, terminals, down: Vectors::default(), up: Vectors::default() }
    }

    fn plan(self) -> Plan {
        let Self { mut steps, terminals, down, up, .. } = self;
        look_ahead(&mut steps);
        Plan { steps, terminals, num_down: down.0.len(), num_up: up.0.len() }
    }

    /// Plans a decision node: `reach` and `out` by player. What is returned still waits; otherwise all is
    /// done.
    fn node(&mut self, id: NodeId, reach: [Vector; 2], out: [Vector; 2]) -> Option<Waiting> {
        let NodeKind::Decision { player } = self.tree.node(id).kind else {
            unreachable!("only decision nodes are planned")
        };
        let (tree, player) = (self.tree, player as usize);
        let num_actions = tree.edges(id).len();
        let (strategy, values) = (self.down.take(num_actions), self.up.take(num_actions));
        self.steps.push(Step::Strategy { node: id, num_actions: num_actions as u32, to: strategy, next: id });
        let (mut sum, mut waiting) = (Sum::Empty, None);
        for (action, edge) in (0..).zip(tree.edges(id)) {
            let behind = (self.behind)(edge.child);
            if behind == Behind::Leaf {
                continue;
            }
            let own_reach = self.down.take(1);
            self.steps.push(Step::Scale { reach: reach[player], chosen: strategy + action, to: own_reach });
            let mut rest = Rest { down: vec![(own_reach, 1)], ..Rest::default() };
            let other_out = self.other_out(out[1 - player], sum, &mut rest);
            let reach = by_role(player, [own_reach, reach[1 - player]]);
            let to = by_role(player, [values + action, other_out]);
            match self.child(edge.child, behind, reach, to) {
                None => match (&mut waiting, sum) {
                    // The sum begins with the child that waits: this one is added after it.
                    (Some(Waiting { rest: first, .. }), Sum::Awaited) => first.append(rest),
                    _ => {
                        self.finish(rest);
                        sum = Sum::Begun;
                    }
                },
                Some(mut child) => {
                    child.rest.append(rest);
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
        let mut rest = Rest {
            steps: vec![decide],
            down: vec![(strategy, num_actions)],
            up: vec![(values, num_actions)],
        };
        let Some(mut terminals) = self.leaves(id, player, reach, strategy, values) else {
            return match waiting {
                Some(mut child) => {
                    child.rest.append(rest);
                    Some(child)
                }
                None => {
                    self.finish(rest);
                    None
                }
            };
        };
        let mut before = Rest::default();
        terminals.adds = sum == Sum::Begun;
        terminals.other_values = match sum {
            Sum::Empty | Sum::Begun => out[1 - player],
            Sum::Awaited => self.other_out(out[1 - player], sum, &mut before),
        };
        before.append(std::mem::take(&mut rest));
        let mine = Waiting { terminals, rest: before };
        match waiting {
            Some(child) => {
                self.value(child, Some(mine));
                None
            }
            None => Some(mine),
        }
    }

    /// Where a contribution to the other player's sum goes: into the sum if it is the first, else beside it,
    /// to be added.
    fn other_out(&mut self, sum_at: Vector, sum: Sum, rest: &mut Rest) -> Vector {
        if sum == Sum::Empty {
            return sum_at;
        }
        let beside = self.up.take(1);
        rest.steps.push(Step::Add { from: beside, to: sum_at });
        rest.up.push((beside, 1));
        beside
    }

    fn child(&mut self, id: NodeId, behind: Behind, reach: [Vector; 2], to: [Vector; 2]) -> Option<Waiting> {
        match behind {
            Behind::Exit(exit) => {
                self.steps.push(Step::Exit { exit, reach, to });
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
        let at = self.terminals.len() as u32;
        self.terminals.push(first.terminals);
        let mut rest = first.rest;
        match second {
            Some(second) => {
                self.terminals.push(second.terminals);
                self.steps.push(Step::TwoTerminals(at));
                rest.append(second.rest);
            }
            None => self.steps.push(Step::Terminals(at)),
        }
        self.finish(rest);
    }

    fn finish(&mut self, mut rest: Rest) {
        self.steps.append(&mut rest.steps);
        rest.down.into_iter().for_each(|(first, count)| self.down.give_back(first, count));
        rest.up.into_iter().for_each(|(first, count)| self.up.give_back(first, count));
    }
}

#[cfg(test)]
mod tests;
