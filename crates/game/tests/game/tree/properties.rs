//! What holds of every tree, whatever the menu and the stacks.

use holdem_game::menu::{BetMenu, BetSize, StreetMenu};
use holdem_game::tree::{Action, BettingTree, Chips, HoldemError, NoLimitHoldem, Node, NodeId, NodeKind};
use proptest::collection::vec;
use proptest::prelude::*;

use super::oracle;

const MAX_NODES: usize = 20_000;

fn size(multiples: bool) -> BoxedStrategy<BetSize> {
    let percent = (10..300u32).prop_map(|p| BetSize::PotPercent(f64::from(p)));
    let blinds = (1..40u32).prop_map(|b| BetSize::BigBlinds(f64::from(b) / 2.0));
    let multiple = (11..60u32).prop_map(|m| BetSize::Multiple(f64::from(m) / 10.0));
    if multiples {
        prop_oneof![3 => percent, 1 => blinds, 3 => multiple, 1 => Just(BetSize::AllIn)].boxed()
    } else {
        prop_oneof![3 => percent, 1 => blinds, 1 => Just(BetSize::AllIn)].boxed()
    }
}

fn street(preflop: bool) -> impl Strategy<Value = StreetMenu> {
    let first = vec(size(preflop), 1..=3);
    let later = vec(vec(size(true), 0..=2), 0..=2);
    (first, later, 1..=4u8).prop_map(|(first, later, max_raises)| StreetMenu {
        sizes: std::iter::once(first).chain(later).collect(),
        max_raises,
    })
}

fn menu() -> impl Strategy<Value = BetMenu> {
    let streets =
        (street(true), proptest::option::of(street(true)), street(false), street(false), street(false));
    let share = |most: u32| (0..=most).prop_map(|hundredths| f64::from(hundredths) / 100.0);
    (streets, any::<bool>(), share(30), share(40), share(150)).prop_map(
        |(
            (preflop, limped, flop, turn, river),
            limp,
            merge_threshold,
            all_in_threshold,
            add_all_in_below,
        )| {
            BetMenu {
                preflop,
                limped,
                flop,
                turn,
                river,
                limp,
                merge_threshold,
                all_in_threshold,
                add_all_in_below,
                ..BetMenu::compact()
            }
        },
    )
}

fn build(menu: BetMenu, stack: Chips) -> Option<BettingTree> {
    match NoLimitHoldem::heads_up(f64::from(stack) / 2.0, menu).unwrap().tree_within(MAX_NODES) {
        Ok(tree) => Some(tree),
        Err(HoldemError::Build(_)) => None,
        Err(other) => panic!("a menu with bets on every street leaves a choice everywhere: {other}"),
    }
}

fn assert_pre_order(tree: &BettingTree, id: NodeId, node: &Node) {
    let mut next = id + 1;
    for edge in tree.edges(id) {
        assert_eq!(edge.child, next);
        let child = tree.node(edge.child);
        assert_eq!(child.parent, id);
        assert!(child.street == node.street || child.street == node.street + 1, "a street was skipped");
        next = child.subtree_end;
    }
    assert_eq!(node.subtree_end, next);
}

fn assert_actions_in_menu_order(tree: &BettingTree, id: NodeId) {
    let rank = |action: Action| match action {
        Action::Fold => (0, 0),
        Action::Check | Action::Call => (1, 0),
        Action::RaiseTo(to) => (2, to),
        Action::AllIn(to) => (3, to),
    };
    let ranks: Vec<_> = tree.edges(id).iter().map(|edge| rank(edge.action)).collect();
    assert!(ranks.len() >= 2, "a decision is a choice");
    assert!(ranks.is_sorted_by(|a, b| a < b), "{ranks:?}");
    let amounts: Vec<_> = ranks.iter().map(|rank| rank.1).filter(|&to| to > 0).collect();
    assert!(amounts.is_sorted_by(|a, b| a < b), "amounts repeat: {ranks:?}");
}

fn assert_chips(tree: &BettingTree, id: NodeId, stack: Chips) {
    let chips = tree.contributions(id);
    assert!(chips.iter().all(|&c| c <= stack));
    match tree.node(id).kind {
        NodeKind::Decision { player } => {
            assert!(chips[player as usize] < stack, "nobody acts without chips");
            assert!(chips[player as usize] <= chips[1 - player as usize]);
        }
        NodeKind::Fold { winner } => {
            assert_eq!(chips[0], chips[1], "uncalled chips are returned");
            assert_eq!(tree.live_players(id), 1 << winner);
        }
        NodeKind::Showdown => {
            assert_eq!(chips[0], chips[1], "bets are called");
            assert!(chips[0] == stack || tree.node(id).street == 3, "betting ends by all-in or on the river");
            assert_eq!(tree.live_players(id), 0b11);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, max_global_rejects: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn every_node_is_well_formed(menu in menu(), stack in 3..200u32) {
        let tree = build(menu, stack);
        prop_assume!(tree.is_some());
        let tree = tree.unwrap();
        for (id, node) in (0..).zip(tree.nodes()) {
            assert_pre_order(&tree, id, node);
            assert_chips(&tree, id, stack);
            if matches!(node.kind, NodeKind::Decision { .. }) {
                assert_actions_in_menu_order(&tree, id);
            }
        }
        let counts = tree.counts();
        prop_assert_eq!(counts.iter().map(|c| c.decisions + c.terminals).sum::<usize>(), tree.nodes().len());
        prop_assert_eq!(counts.iter().map(|c| c.actions).sum::<usize>(), tree.nodes().len() - 1);
    }

    #[test]
    fn a_history_finds_its_node(menu in menu(), stack in 3..100u32) {
        let tree = build(menu, stack);
        prop_assume!(tree.is_some());
        let tree = tree.unwrap();
        for id in 0..tree.nodes().len() as NodeId {
            prop_assert_eq!(tree.find(&tree.history_text(id)), Ok(id));
            let last = tree.history(id).last().copied();
            prop_assert_eq!(last.is_none(), id == 0);
            if let Some((player, action)) = last {
                let parent = tree.node(id).parent;
                prop_assert_eq!(tree.node(parent).kind, NodeKind::Decision { player });
                prop_assert!(tree.edges(parent).iter().any(|e| e.action == action && e.child == id));
            }
        }
    }

    #[test]
    fn the_tree_is_that_of_the_slow_count(menu in menu(), stack in 3..100u32) {
        let tree = build(menu.clone(), stack);
        prop_assume!(tree.is_some());
        assert_same_nodes(&tree.unwrap(), &menu, stack);
    }

    #[test]
    fn the_smaller_stack_decides(
        menu in menu(),
        stack in 3..60u32,
        extra in 1..200u32,
        first in any::<bool>(),
    ) {
        let stakes = holdem_game::rules::Stakes::new(1, 2).unwrap();
        let equal = build(menu.clone(), stack);
        prop_assume!(equal.is_some());
        let stacks = if first { [stack + extra, stack] } else { [stack, stack + extra] };
        let unequal = NoLimitHoldem::new(&stakes, &stacks, menu).unwrap().tree().unwrap();
        prop_assert_eq!(equal.unwrap().counts(), unequal.counts());
        for (id, node) in (0..).zip(unequal.nodes()) {
            if !matches!(node.kind, NodeKind::Decision { .. }) {
                prop_assert!(unequal.contributions(id).iter().all(|&chips| chips <= stack));
            }
        }
    }
}

pub(crate) fn assert_same_nodes(tree: &BettingTree, menu: &BetMenu, stack: Chips) {
    let lines = oracle::lines(menu, u64::from(stack));
    for (id, line) in (0..).zip(&lines).take(tree.nodes().len()) {
        let kind = match tree.node(id).kind {
            NodeKind::Decision { player } => format!("player {player}"),
            NodeKind::Fold { winner } => format!("fold to {winner}"),
            NodeKind::Showdown => "showdown".to_owned(),
        };
        let chips = [0, 1].map(|player| u64::from(tree.contributions(id)[player]));
        assert_eq!(*line, oracle::Line { history: tree.history_text(id), kind, chips });
    }
    assert_eq!(lines.len(), tree.nodes().len());
}
