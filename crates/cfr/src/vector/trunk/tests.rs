//! Which worker does which trunk node, and when.

use super::*;
use crate::tables::storage::Storage;
use holdem_game::deal::DealRng;
use holdem_game::menu::BetMenu;
use holdem_game::tree::NoLimitHoldem;

const SMALLEST_PART: usize = 60;

fn holdem() -> BettingTree {
    NoLimitHoldem::heads_up(50.0, BetMenu::compact()).and_then(|game| game.tree()).expect("a tree")
}

fn trunk(tree: &BettingTree) -> (Cut, Trunk) {
    let cut = Cut::with_largest(tree, SMALLEST_PART);
    let rows = |id| if cut.in_trunk(id) { 3 } else { 0 };
    let table = Table::new(tree, Storage::F32, tree.subtree(0), rows).expect("memory");
    let trunk = Trunk::new(tree, &cut, table);
    (cut, trunk)
}

#[test]
fn each_trunk_node_falls_to_whoever_brings_its_last_part_once_a_batch() {
    let tree = holdem();
    let (cut, mut trunk) = trunk(&tree);
    let (ids, subtrees) = (trunk.nodes.iter().map(|node| node.id).collect::<Vec<_>>(), cut.roots().len());
    assert!(ids.len() > 20 && subtrees > 20, "{} trunk nodes, {subtrees} subtrees", ids.len());
    let open = trunk.open();
    let is_below = |part: PartNumber, node: NodeId| {
        let root = ids.iter().chain(cut.roots()).nth(part).copied().expect("a part");
        root != node && tree.subtree(node).contains(&root)
    };
    for batch in 0..20 {
        let mut order: Vec<usize> = (0..subtrees).collect();
        DealRng::for_iteration(1, batch).choose_front(&mut order, subtrees);
        let mut finished = Vec::new();
        for subtree in order {
            let mut part = open.part_of_subtree(subtree);
            finished.push(part);
            while let Some(node) = open.finish(part) {
                let below = (0..ids.len() + subtrees).filter(|&part| is_below(part, ids[node]));
                assert!(below.into_iter().all(|part| finished.contains(&part)), "something is missing");
                finished.push(node);
                part = node;
            }
        }
        assert_eq!(finished.last(), Some(&0), "the root is the last");
        finished.sort_unstable();
        assert!(finished.into_iter().eq(0..ids.len() + subtrees), "every part once");
    }
}

#[test]
fn the_way_to_a_part_follows_the_edges_from_the_root() {
    let tree = holdem();
    let (cut, trunk) = trunk(&tree);
    for (&root, part) in cut.roots().iter().zip(&trunk.parts[trunk.nodes.len()..]) {
        let mut at = 0;
        for Step { node, player, action } in &part.path {
            assert_eq!(trunk.nodes[*node].id, at);
            assert_eq!(tree.node(at).kind, NodeKind::Decision { player: *player as u8 });
            at = tree.edges(at)[*action].child;
        }
        assert_eq!(at, root);
    }
}
