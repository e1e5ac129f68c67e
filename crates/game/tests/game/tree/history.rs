//! Histories as text, and the words for actions.

use holdem_game::menu::BetMenu;
use holdem_game::tree::{Action, BettingTree, HistoryError, KuhnPoker, NoLimitHoldem};

fn hundred_big_blinds() -> BettingTree {
    NoLimitHoldem::heads_up(100.0, BetMenu::compact()).unwrap().tree().unwrap()
}

#[test]
fn a_history_lists_players_and_actions() {
    use Action::{Call, Check, Fold, RaiseTo};
    let tree = hundred_big_blinds();
    let node = tree.find("r5c/kb8f").unwrap();
    let history = [(0, RaiseTo(5)), (1, Call), (1, Check), (0, RaiseTo(8)), (1, Fold)];
    assert_eq!(tree.history(node), history);
    assert_eq!(tree.history(0), []);
}

#[test]
fn equivalent_spellings_find_the_same_node() {
    let tree = hundred_big_blinds();
    let node = tree.find("r5c/kb8c/kb23a").unwrap_err();
    assert!(matches!(node, HistoryError::NotOffered { .. }), "the turn has no such bet: {node}");
    let node = tree.find("r5r18r41ac").unwrap();
    for spelling in ["r5r18r41r200c", "b5 b18 b41 a c", "r5, r18, r41, a, c"] {
        assert_eq!(tree.find(spelling), Ok(node), "{spelling}");
    }
    let node = tree.find("ck/kk/kk/").unwrap();
    for spelling in ["ck/kk/kk", "ckkkkk", "cx/xx/xx"] {
        assert_eq!(tree.find(spelling), Ok(node), "{spelling}");
    }
    assert_eq!(tree.find(""), Ok(0));
}

#[test]
fn a_wrong_history_says_where_and_what_is_offered() {
    let tree = hundred_big_blinds();
    let message = |history: &str| tree.find(history).unwrap_err().to_string();
    assert_eq!(message("k"), "no `k` at character 1: at the first decision the tree has f, c, r5");
    assert_eq!(message("r5c/r7"), "no `r7` at character 5: after `r5c/` the tree has k, b3, b8");
    assert_eq!(message("fc"), "no `c` at character 2: after `f` the tree has no action: the hand is over");
    assert_eq!(
        message("r5/c"),
        "no new street at character 3: after `r5` the street goes on, or the hand is over"
    );
    assert!(matches!(tree.find("ck//"), Err(HistoryError::Street { at: 4, .. })));
    for (history, token, at) in
        [("r5z", "z", 3), ("r", "r", 1), ("5", "5", 1), ("r5 7c", "7", 4), ("f3", "f3", 1), ("é", "é", 1)]
    {
        assert_eq!(tree.find(history), Err(HistoryError::Unknown { token: token.into(), at }), "{history}");
    }
    assert!(matches!(tree.find("r99999999999"), Err(HistoryError::Unknown { .. })));
}

#[test]
fn the_blind_is_raised_and_the_flop_is_bet() {
    let tree = hundred_big_blinds();
    let label = |history: &str, blind| {
        let node = tree.find(history).unwrap();
        let edges = tree.edges(tree.node(node).parent);
        let action = edges.iter().find(|edge| edge.child == node).unwrap().action;
        tree.label(tree.node(node).parent, action, blind)
    };
    assert_eq!(label("r5", Some(2)), "raise to 2.5bb");
    assert_eq!(label("cr6", Some(2)), "raise to 3bb");
    assert_eq!(label("r5c/b8", Some(2)), "bet 4bb");
    assert_eq!(label("r5c/b8", None), "bet 8");
    assert_eq!(label("r5c/b8r24", None), "raise to 24");
    assert_eq!(label("r5r18r41a", Some(2)), "all-in 100bb");
    assert_eq!(label("r5f", None), "fold");
    assert_eq!(label("ck", None), "check");
    assert_eq!(label("r5c", None), "call");
}

#[test]
fn antes_are_not_bets() {
    let tree = BettingTree::build(&KuhnPoker::default()).unwrap();
    assert_eq!(tree.history_text(tree.find("kr1c").unwrap()), "kb1c");
}

#[test]
fn actions_are_written_in_words() {
    let texts = [
        (Action::Fold, "fold"),
        (Action::Check, "check"),
        (Action::Call, "call"),
        (Action::RaiseTo(6), "raise to 6"),
        (Action::AllIn(200), "all-in 200"),
    ];
    for (action, text) in texts {
        assert_eq!(action.to_string(), text);
    }
}
