//! Mini hold'em: betting of one to four streets.

use holdem_game::mini::MiniHoldem;
use holdem_game::tree::{Action, BettingTree, NodeId, NodeKind};

fn tree(board_cards: &[u8]) -> BettingTree {
    let game = MiniHoldem { ranks: 5, board_cards: board_cards.to_vec(), ..MiniHoldem::default() };
    game.betting(MiniHoldem::one_pot_bet()).unwrap().tree().unwrap()
}

#[test]
fn four_bets_of_the_pot_put_all_chips_in() {
    let tree = tree(&[1, 1, 1]);
    let all_in = tree.find("r6c/b12c/b36c/ac").unwrap();
    assert_eq!(tree.contributions(all_in), [162, 162]);
    assert_eq!((tree.node(all_in).kind, tree.node(all_in).street), (NodeKind::Showdown, 3));
}

/// By hand: before the flop fold, call (then check, or a bet that is folded to or called), or raise (fold,
/// call).
#[test]
fn one_street_has_four_decisions() {
    let tree = tree(&[]);
    assert_eq!((tree.num_streets(), tree.num_decisions(), tree.nodes().len()), (1, 4, 10));
    let end = tree.find("cr6f").unwrap();
    assert_eq!(tree.node(end).kind, NodeKind::Fold { winner: 1 });
    assert_eq!(tree.payoffs(end, 1).win, 2.0);
    assert_eq!(tree.payoffs(tree.find("r6c").unwrap(), 0).win, 6.0);
}

#[test]
fn no_street_has_more_than_one_bet_and_bets_are_of_the_pot() {
    for board_cards in [&[1u8][..], &[1, 1], &[1, 1, 1]] {
        let tree = tree(board_cards);
        assert_eq!(tree.num_streets(), 1 + board_cards.len());
        for id in 0..tree.nodes().len() as NodeId {
            assert!(usize::from(tree.node(id).street) < tree.num_streets());
            for edge in tree.edges(id) {
                let (Action::RaiseTo(to) | Action::AllIn(to)) = edge.action else { continue };
                assert_eq!(tree.raises_on_street(id), 0);
                let put_in = tree.contributions(id);
                let called = 2 * put_in.iter().max().unwrap();
                let matched = if tree.node(id).street == 0 { called / 2 } else { 0 };
                assert_eq!(to, matched + called, "{}", tree.history_text(id));
            }
        }
    }
}
