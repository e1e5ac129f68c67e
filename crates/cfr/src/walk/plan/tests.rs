//! A plan is followed with labels instead of numbers: every step must find what it needs where it looks for it.

use super::*;
use holdem_game::menu::BetMenu;
use holdem_game::tree::{KuhnPoker, LeducPoker, NoLimitHoldem};
use std::collections::HashSet;

fn trees() -> Vec<BettingTree> {
    let heads_up =
        |stack, menu| NoLimitHoldem::heads_up(stack, menu).and_then(|game| game.tree()).expect("a tree");
    vec![
        BettingTree::build(&KuhnPoker { players: 2 }).expect("small"),
        BettingTree::build(&LeducPoker { players: 2 }).expect("small"),
        heads_up(10.0, BetMenu::jam_or_fold()),
        heads_up(20.0, BetMenu::default()),
        heads_up(100.0, BetMenu::default()),
    ]
}

/// What is known of the up vectors while a plan is followed: how many values of each kind have been summed there.
#[derive(Default)]
struct Follow {
    decided: HashSet<NodeId>,
    /// Nodes whose contributions are in a vector, by vector.
    holds: std::collections::HashMap<Vector, Vec<u32>>,
}

#[test]
fn every_decision_is_taken_once_after_all_of_its_children() {
    for tree in trees() {
        let plan = Plan::of_subtree(&tree, 0);
        let mut follow = Follow::default();
        for step in &plan.steps {
            if let Step::Decide { node, .. } = step {
                let children = tree.edges(*node).iter().map(|edge| edge.child);
                let mut below = children.filter(|&c| matches!(tree.node(c).kind, NodeKind::Decision { .. }));
                assert!(below.all(|child| follow.decided.contains(&child)), "node {node}");
                assert!(follow.decided.insert(*node), "node {node} twice");
            }
        }
        let decisions = tree.nodes().iter().filter(|n| matches!(n.kind, NodeKind::Decision { .. })).count();
        assert_eq!(follow.decided.len(), decisions);
    }
}

#[test]
fn nearly_all_nodes_with_terminal_children_are_valued_in_twos() {
    for tree in trees() {
        let plan = Plan::of_subtree(&tree, 0);
        let alone = plan.steps.iter().filter(|step| matches!(step, Step::Terminals(_))).count();
        assert!(alone <= 1, "{alone} of {} alone", plan.terminals.len());
    }
}

#[test]
fn no_value_is_read_before_it_is_written_or_written_over() {
    for tree in trees() {
        let plan = Plan::of_subtree(&tree, 0);
        let mut holds = Follow::default().holds;
        let terminals = |at: u32| plan.terminals[at as usize];
        let write = |holds: &mut std::collections::HashMap<Vector, Vec<u32>>, v: Vector| {
            holds.insert(v, vec![1]);
        };
        for step in &plan.steps {
            match *step {
                Step::Terminals(at) | Step::TwoTerminals(at) => {
                    let count = if matches!(step, Step::TwoTerminals(_)) { 2 } else { 1 };
                    for node in (at..at + count).map(terminals) {
                        node.fold
                            .iter()
                            .chain(&node.showdown)
                            .for_each(|leaf| write(&mut holds, leaf.values));
                        assert_eq!(node.adds, holds.contains_key(&node.other_values) && node.adds);
                        write(&mut holds, node.other_values);
                    }
                }
                Step::Add { from, to } => {
                    assert!(holds.remove(&from).is_some(), "nothing to add");
                    assert!(holds.contains_key(&to), "nothing to add to");
                }
                Step::Decide { num_actions, values, to, .. } => {
                    for v in values..values + num_actions {
                        assert!(holds.remove(&v).is_some(), "a value is missing");
                    }
                    assert!(!holds.contains_key(&to), "a value is lost");
                    write(&mut holds, to);
                }
                Step::Exit { to, .. } => to.into_iter().for_each(|v| write(&mut holds, v)),
                Step::Strategy { .. } | Step::Scale { .. } => {}
            }
        }
        let mut left: Vec<Vector> = holds.into_keys().collect();
        left.sort_unstable();
        assert_eq!(left, [0, 1], "only the values of the root are left");
    }
}
