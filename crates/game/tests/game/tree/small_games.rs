//! Kuhn and Leduc against the histories, terminals and infosets that OpenSpiel counts, and by hand.

use holdem_game::tree::{Action, BettingTree, BuildError, KuhnPoker, LeducPoker, NodeId, NodeKind};

struct Counts {
    decisions: [usize; 2],
    terminals: [usize; 2],
}

fn counts(tree: &BettingTree) -> Counts {
    let mut counts = Counts { decisions: [0; 2], terminals: [0; 2] };
    for node in tree.nodes() {
        let by_street = match node.kind {
            NodeKind::Decision { .. } => &mut counts.decisions,
            _ => &mut counts.terminals,
        };
        by_street[node.street as usize] += 1;
    }
    counts
}

fn walk(tree: &BettingTree, actions: &[Action]) -> NodeId {
    actions.iter().fold(0, |node, &action| {
        let edges = tree.edges(node);
        edges.iter().find(|edge| edge.action == action).expect("a legal action").child
    })
}

#[test]
fn kuhn_has_four_decisions_and_five_terminals() {
    use Action::{Call, Check, Fold, RaiseTo};
    let tree = BettingTree::build(&KuhnPoker::default()).unwrap();
    assert_eq!((tree.num_players(), tree.num_streets(), tree.nodes().len()), (2, 1, 9));
    let terminals = [
        (&[Check, Check][..], NodeKind::Showdown, [1, 1]),
        (&[Check, RaiseTo(1), Fold], NodeKind::Fold { winner: 1 }, [1, 1]),
        (&[Check, RaiseTo(1), Call], NodeKind::Showdown, [2, 2]),
        (&[RaiseTo(1), Fold], NodeKind::Fold { winner: 0 }, [1, 1]),
        (&[RaiseTo(1), Call], NodeKind::Showdown, [2, 2]),
    ];
    for (actions, kind, contributions) in terminals {
        let node = walk(&tree, actions);
        assert_eq!(tree.node(node).kind, kind, "{actions:?}");
        assert_eq!(tree.contributions(node), contributions, "{actions:?}");
    }
    assert_eq!(
        tree.contributions(walk(&tree, &[Check, RaiseTo(1)])),
        [1, 2],
        "a decision shows the bet to face"
    );
}

#[test]
fn kuhn_matches_the_histories_of_open_spiel() {
    // (players, deals so far by number of cards dealt, histories, terminals, infosets)
    for (players, partial, deals, histories, terminals, infosets) in
        [(2, 1 + 3, 6, 58, 30, 12), (3, 1 + 4 + 12, 24, 617, 312, 48)]
    {
        let tree = BettingTree::build(&KuhnPoker { players }).unwrap();
        let counts = counts(&tree);
        assert_eq!(partial + deals * tree.nodes().len(), histories);
        assert_eq!(deals * counts.terminals[0], terminals);
        assert_eq!((players + 1) * counts.decisions[0], infosets);
    }
}

#[test]
fn leduc_matches_the_histories_of_open_spiel() {
    let tree = BettingTree::build(&LeducPoker::default()).unwrap();
    let Counts { decisions, terminals } = counts(&tree);
    assert_eq!((decisions, terminals), ([6, 30], [4, 45]));
    assert_eq!(decisions[0] * 3 + decisions[1] * 9, 288, "infosets by rank");
    assert_eq!(decisions[0] * 6 + decisions[1] * 6 * 5, 936, "infosets by card");
    assert_eq!(30 * terminals[0] + 120 * terminals[1], 5520, "terminal histories");
    let deals_of_the_board = 5;
    let preflop = decisions[0] + terminals[0] + deals_of_the_board;
    assert_eq!(1 + 6 + 30 * preflop + 120 * (decisions[1] + terminals[1]), 9457, "histories");
}

#[test]
fn leduc_for_three_matches_the_histories_of_open_spiel() {
    let tree = BettingTree::build(&LeducPoker { players: 3 }).unwrap();
    let Counts { decisions, terminals } = counts(&tree);
    assert_eq!(336 * decisions[0] + 1680 * decisions[1], 777_168, "decision histories");
    assert_eq!(336 * terminals[0] + 1680 * terminals[1], 1_043_952, "terminal histories");
    assert_eq!(8 * decisions[0] + 56 * decisions[1], 25_800, "infosets");
}

#[test]
fn leduc_bets_two_then_four_and_twice_a_street() {
    use Action::{Call, Check, Fold, RaiseTo};
    let tree = BettingTree::build(&LeducPoker::default()).unwrap();
    let capped = walk(&tree, &[RaiseTo(2), RaiseTo(4)]);
    assert_eq!(tree.edges(capped).iter().map(|e| e.action).collect::<Vec<_>>(), [Fold, Call]);
    let flop = walk(&tree, &[RaiseTo(2), RaiseTo(4), Call]);
    assert_eq!((tree.node(flop).street, tree.contributions(flop)), (1, &[5, 5][..]));
    let all = walk(&tree, &[RaiseTo(2), RaiseTo(4), Call, Check, RaiseTo(4), RaiseTo(8), Call]);
    assert_eq!((tree.node(all).kind, tree.contributions(all)), (NodeKind::Showdown, &[13, 13][..]));
    let folded = walk(&tree, &[RaiseTo(2), RaiseTo(4), Call, Check, RaiseTo(4), RaiseTo(8), Fold]);
    assert_eq!(tree.node(folded).kind, NodeKind::Fold { winner: 0 });
    assert_eq!(tree.contributions(folded), [9, 9], "the uncalled raise goes back");
}

#[test]
fn nodes_are_in_pre_order() {
    for tree in [
        BettingTree::build(&KuhnPoker { players: 4 }).unwrap(),
        BettingTree::build(&LeducPoker { players: 3 }).unwrap(),
    ] {
        let mut edges = 0;
        for (id, node) in tree.nodes().iter().enumerate() {
            assert_eq!(node.first_edge, edges, "edges are stored in node order");
            edges += u32::from(node.num_actions);
            let mut next = id as NodeId + 1;
            for edge in tree.edges(id as NodeId) {
                assert_eq!(edge.child, next, "a child follows its elder sibling's subtree");
                assert_eq!(tree.node(edge.child).parent, id as NodeId);
                next = tree.node(edge.child).subtree_end;
            }
            assert_eq!(node.subtree_end, next);
        }
        assert_eq!(tree.subtree(0), 0..tree.nodes().len() as NodeId);
    }
}

#[test]
fn a_fold_leaves_the_others_in() {
    let tree = BettingTree::build(&KuhnPoker { players: 3 }).unwrap();
    let node = walk(&tree, &[Action::RaiseTo(1), Action::Fold, Action::Call]);
    assert_eq!((tree.node(node).kind, tree.live_players(node)), (NodeKind::Showdown, 0b101));
}

#[test]
fn a_tree_beyond_the_limit_is_refused() {
    let result = BettingTree::build_within(&LeducPoker::default(), 84);
    assert_eq!(result, Err(BuildError::TooManyNodes { limit: 84 }));
    assert!(BettingTree::build_within(&LeducPoker::default(), 85).is_ok());
}

#[test]
fn unsupported_numbers_of_players_are_refused() {
    for players in [0, 1, 10] {
        assert_eq!(BettingTree::build(&KuhnPoker { players }), Err(BuildError::Players { found: players }));
    }
}
