//! Follows a plan with labels instead of numbers: every step must find what it needs where it looks for it.

use super::*;
use holdem_game::menu::BetMenu;
use holdem_game::tree::{KuhnPoker, LeducPoker, NoLimitHoldem};
use std::collections::{BTreeSet, HashMap, HashSet};

fn trees() -> Vec<BettingTree> {
    let heads_up =
        |stack, menu| NoLimitHoldem::heads_up(stack, menu).and_then(|game| game.tree()).expect("a tree");
    vec![
        BettingTree::build(&KuhnPoker { players: 2 }).expect("small"),
        BettingTree::build(&LeducPoker { players: 2 }).expect("small"),
        heads_up(10.0, BetMenu::jam_or_fold()),
        heads_up(20.0, BetMenu::compact()),
        heads_up(100.0, BetMenu::compact()),
    ]
}

#[test]
fn every_decision_is_taken_once_after_all_of_its_children() {
    for tree in trees() {
        let plan = Plan::of_subtree(&tree, 0);
        let mut decided = HashSet::new();
        for step in &plan.steps {
            if let Step::Decide { node, .. } = step {
                let children = tree.edges(*node).iter().map(|edge| edge.child);
                let mut below = children.filter(|&c| matches!(tree.node(c).kind, NodeKind::Decision { .. }));
                assert!(below.all(|child| decided.contains(&child)), "node {node}");
                assert!(decided.insert(*node), "node {node} twice");
            }
        }
        let decisions = tree.nodes().iter().filter(|n| matches!(n.kind, NodeKind::Decision { .. })).count();
        assert_eq!(decided.len(), decisions);
    }
}

#[test]
fn nearly_all_nodes_with_terminal_children_are_valued_in_fours() {
    for tree in trees() {
        nearly_all_in_fours(&Plan::of_subtree(&tree, 0));
    }
}

fn nearly_all_in_fours(plan: &Plan) {
    let count = |of: fn(&Step) -> bool| plan.steps.iter().filter(|step| of(step)).count();
    let alone = count(|step| matches!(step, Step::Terminals(_)));
    let pairs = count(|step| matches!(step, Step::TwoTerminals(_)));
    let fours = count(|step| matches!(step, Step::FourTerminals(_)));
    assert!(alone <= 1 && pairs <= 1, "{alone} alone, {pairs} pairs of {}", plan.terminals.len());
    assert_eq!(alone + 2 * pairs + 4 * fours, plan.terminals.len());
}

/// The decisions of a player on the way from a root to a node, with the actions taken.
type Path = Vec<(NodeId, u32)>;

fn path(tree: &BettingTree, roots: &[NodeId], node: NodeId, player: u8) -> Path {
    let mut path = Path::new();
    let mut at = node;
    while !roots.contains(&at) {
        let parent = tree.node(at).parent;
        if tree.node(parent).kind == (NodeKind::Decision { player }) {
            path.push((parent, action_to(tree, parent, at)));
        }
        at = parent;
    }
    path.reverse();
    path
}

fn action_to(tree: &BettingTree, parent: NodeId, child: NodeId) -> u32 {
    tree.edges(parent).iter().position(|edge| edge.child == child).expect("a child of its parent") as u32
}

/// What a down vector holds.
#[derive(Clone, Debug, PartialEq)]
enum Down {
    /// A player's reach.
    Reach(u8, Path),
    /// The probability of an action.
    Chosen(NodeId, u32),
}

/// What an up vector holds: values for a player, summed over nodes.
#[derive(Clone, Debug, PartialEq)]
struct Up(u8, BTreeSet<NodeId>);

/// A plan followed with labels.
struct Labels<'t> {
    tree: &'t BettingTree,
    roots: &'t [NodeId],
    /// Roots that were left with their values.
    left: Vec<NodeId>,
    /// Nodes that are valued elsewhere, by number.
    exits: &'t [NodeId],
    down: HashMap<Vector, Down>,
    up: HashMap<Vector, Up>,
}

impl<'t> Labels<'t> {
    fn new(tree: &'t BettingTree, roots: &'t [NodeId], exits: &'t [NodeId]) -> Self {
        let down = HashMap::from([(0, Down::Reach(0, Path::new())), (1, Down::Reach(1, Path::new()))]);
        Self { tree, roots, left: Vec::new(), exits, down, up: HashMap::new() }
    }

    fn player(&self, node: NodeId) -> u8 {
        match self.tree.node(node).kind {
            NodeKind::Decision { player } => player,
            NodeKind::Fold { .. } | NodeKind::Showdown => panic!("node {node} is no decision"),
        }
    }

    /// Whether nothing below a node is walked.
    fn ends(&self, node: NodeId) -> bool {
        self.exits.contains(&node) || !matches!(self.tree.node(node).kind, NodeKind::Decision { .. })
    }

    /// The nodes whose values sum up to a player's value of a node: its own decisions, and where the walk
    /// ends.
    fn terms(&self, player: u8, node: NodeId) -> BTreeSet<NodeId> {
        if self.ends(node) || self.player(node) == player {
            return BTreeSet::from([node]);
        }
        self.tree.edges(node).iter().flat_map(|edge| self.terms(player, edge.child)).collect()
    }

    fn expect_reach(&self, vector: Vector, player: u8, node: NodeId) {
        let expected = Down::Reach(player, path(self.tree, self.roots, node, player));
        assert_eq!(self.down[&vector], expected, "reach of player {player} at node {node}");
    }

    fn write(&mut self, vector: Vector, player: u8, nodes: BTreeSet<NodeId>) {
        assert!(self.up.insert(vector, Up(player, nodes)).is_none(), "a value is written over");
    }

    fn add(&mut self, vector: Vector, added: Up) {
        let Up(player, sum) = self.up.get_mut(&vector).expect("something to add to");
        assert_eq!(*player, added.0, "values of one player");
        for node in added.1 {
            assert!(sum.insert(node), "node {node} is added twice");
        }
    }

    fn step(&mut self, plan: &Plan, step: Step) {
        match step {
            Step::Strategy { node, num_actions, to, .. } => {
                (0..num_actions).for_each(|action| {
                    self.down.insert(to + action, Down::Chosen(node, action));
                });
            }
            Step::Scale { reach, chosen, to } => self.scale(reach, chosen, to),
            Step::Terminals(at) => self.terminals(&plan.terminals[at as usize]),
            Step::TwoTerminals(at) => {
                (at..at + 2).for_each(|at| self.terminals(&plan.terminals[at as usize]))
            }
            Step::FourTerminals(at) => {
                (at..at + 4).for_each(|at| self.terminals(&plan.terminals[at as usize]))
            }
            Step::Add { from, to } => {
                let added = self.up.remove(&from).expect("something to add");
                self.add(to, added);
            }
            Step::Exit { exit, reach, to } => {
                let node = self.exits[exit as usize];
                for player in [0, 1] {
                    self.expect_reach(reach[usize::from(player)], player, node);
                    self.write(to[usize::from(player)], player, BTreeSet::from([node]));
                }
            }
            Step::Decide { node, num_actions, strategy, reach, values, to } => {
                let player = self.player(node);
                self.expect_reach(reach, player, node);
                for (action, edge) in (0..num_actions).zip(self.tree.edges(node)) {
                    assert_eq!(self.down[&(strategy + action)], Down::Chosen(node, action));
                    let found = self.up.remove(&(values + action)).expect("a value of every action");
                    assert_eq!(found, Up(player, self.terms(player, edge.child)), "behind node {node}");
                }
                self.write(to, player, BTreeSet::from([node]));
            }
            Step::Enter { to, .. } => {
                for (vector, player) in to.into_iter().zip(0..) {
                    self.down.insert(vector, Down::Reach(player, Path::new()));
                }
            }
            Step::Leave { root, from } => {
                let node = self.roots[root as usize];
                for (vector, player) in from.into_iter().zip(0..) {
                    let found = self.up.remove(&vector).expect("the values of a root");
                    assert_eq!(found, Up(player, self.terms(player, node)));
                }
                self.left.push(node);
            }
        }
    }

    fn scale(&mut self, reach: Vector, chosen: Vector, to: Vector) {
        let Down::Chosen(node, action) = self.down[&chosen] else { panic!("reach is scaled by reach") };
        let player = self.player(node);
        self.expect_reach(reach, player, node);
        let mut behind = path(self.tree, self.roots, node, player);
        behind.push((node, action));
        self.down.insert(to, Down::Reach(player, behind));
    }

    fn terminals(&mut self, plan: &TerminalPlan) {
        let leaves: Vec<LeafPlan> = plan.fold.into_iter().chain(plan.showdown).collect();
        let Down::Chosen(node, _) = self.down[&leaves[0].chosen] else { panic!("no probability") };
        let player = self.player(node);
        self.expect_reach(plan.own_reach, player, node);
        self.expect_reach(plan.other_reach, 1 - player, node);
        let mut ended = BTreeSet::new();
        for leaf in leaves {
            let Down::Chosen(from, action) = self.down[&leaf.chosen] else { panic!("no probability") };
            let child = self.tree.edges(node)[action as usize].child;
            assert_eq!(
                (from, plan.fold == Some(leaf)),
                (node, self.tree.node(child).kind != NodeKind::Showdown)
            );
            assert_eq!(leaf.amount, self.tree.contributions(child)[usize::from(player)] as f32);
            self.write(leaf.values, player, BTreeSet::from([child]));
            ended.insert(child);
        }
        match plan.adds {
            true => self.add(plan.other_values, Up(1 - player, ended)),
            false => self.write(plan.other_values, 1 - player, ended),
        }
    }
}

fn follow(tree: &BettingTree, root: NodeId, plan: &Plan, exits: &[NodeId]) {
    let roots = [root];
    let mut labels = Labels::new(tree, &roots, exits);
    plan.steps.iter().for_each(|&step| labels.step(plan, step));
    let expected = [0, 1].map(|player| (Vector::from(player), Up(player, labels.terms(player, root))));
    assert_eq!(labels.up, HashMap::from(expected), "the values of the root, and nothing else");
    assert!(
        labels.down.keys().all(|&vector| (vector as usize) < plan.num_down),
        "vectors within their number"
    );
}

#[test]
fn every_vector_holds_what_a_step_takes_it_for() {
    for tree in trees() {
        follow(&tree, 0, &Plan::of_subtree(&tree, 0), &[]);
    }
}

#[test]
fn walks_that_end_at_the_next_street_hold_what_they_should_too() {
    for tree in trees() {
        let is_decision = |node: NodeId| matches!(tree.node(node).kind, NodeKind::Decision { .. });
        let enters = |&node: &NodeId| {
            is_decision(node) && tree.node(node).street == 1 && tree.node(tree.node(node).parent).street == 0
        };
        let exits: Vec<NodeId> = tree.subtree(0).skip(1).filter(enters).collect();
        let behind = |child: NodeId| match (exits.binary_search(&child), is_decision(child)) {
            (Ok(exit), _) => Behind::Exit(exit as u32),
            (Err(_), true) => Behind::Inside,
            (Err(_), false) => Behind::Leaf,
        };
        follow(&tree, 0, &Plan::new(&tree, 0, &behind), &exits);
    }
}

/// The decisions that begin a street, and those that begin the next.
fn street_of(tree: &BettingTree, street: u8) -> [Vec<NodeId>; 2] {
    [street, street + 1].map(|street| {
        let begins = |&id: &NodeId| {
            let node = tree.node(id);
            let is_decision = matches!(node.kind, NodeKind::Decision { .. });
            is_decision && node.street == street && (id == 0 || tree.node(node.parent).street < street)
        };
        tree.subtree(0).filter(begins).collect()
    })
}

#[test]
fn walks_over_all_of_a_street_hold_what_they_should_and_value_nodes_in_fours() {
    for tree in trees() {
        for street in 0..tree.num_streets() as u8 {
            let [roots, exits] = street_of(&tree, street);
            if roots.is_empty() {
                continue;
            }
            let is_decision = |node: NodeId| matches!(tree.node(node).kind, NodeKind::Decision { .. });
            let behind = |child: NodeId| match (exits.binary_search(&child), is_decision(child)) {
                (Ok(exit), _) => Behind::Exit(exit as u32),
                (Err(_), true) => Behind::Inside,
                (Err(_), false) => Behind::Leaf,
            };
            let numbered: Vec<(u32, NodeId)> = (0..).zip(roots.iter().copied()).collect();
            let plan = Plan::forest(&tree, &numbered, &behind);
            let mut labels = Labels::new(&tree, &roots, &exits);
            labels.down.clear();
            plan.steps.iter().for_each(|&step| labels.step(&plan, step));
            assert!(labels.up.is_empty(), "no values but those of the roots: {:?}", labels.up);
            let mut left = labels.left;
            left.sort_unstable();
            assert_eq!(left, roots, "every root is left once");
            assert!(labels.down.keys().all(|&vector| (vector as usize) < plan.num_down));
            nearly_all_in_fours(&plan);
            // The way down alone finds the same reach.
            let down = plan.down_alone();
            let mut labels = Labels::new(&tree, &roots, &exits);
            labels.down.clear();
            let mut reached = HashSet::new();
            for &step in &down.steps {
                labels.step(&down, step);
                if let Step::Exit { exit, .. } = step {
                    assert!(reached.insert(exit), "exit {exit} twice");
                    // Nothing is valued on the way down, so a place for values may be used again.
                    labels.up.clear();
                }
            }
            assert_eq!(reached.len(), exits.len());
        }
    }
}
