//! Sizes of bets as shares of the pot, at a table and in a betting tree.

use holdem_game::rules::{HandState, Move};
use holdem_game::tree::{Action, BettingTree, Chips, NodeId};

use crate::table::{Betting, as_move};

/// A raise **to** `to` by the seat to act, as a share of the pot after its call.
pub(super) fn share_of(hand: &HandState, seat: usize, to: Chips) -> f64 {
    f64::from(to.saturating_sub(hand.bet())) / after_call(hand, seat)
}

fn after_call(hand: &HandState, seat: usize) -> f64 {
    f64::from(hand.pot() + hand.bet() - hand.street_contributed()[seat])
}

/// A raise of a tree as a share of the pot after the call, in the tree's own chips.
pub(super) fn share_in_tree(tree: &BettingTree, node: NodeId, player: usize, child: NodeId) -> f64 {
    let put_in = tree.contributions(node);
    let most = put_in.iter().copied().max().expect("a game has players");
    let pot = tree.pot(node) + most - put_in[player];
    f64::from(tree.contributions(child)[player].saturating_sub(most)) / f64::from(pot)
}

/// The most that a raise by `seat` can come to: the part of a bet that no other seat can match is returned.
pub(super) fn effective(hand: &HandState, seat: usize, to: Chips) -> Chips {
    let others = hand.live().iter().filter(|&other| other != seat);
    let reach = |other: usize| hand.stacks()[other] + hand.street_contributed()[other];
    to.min(others.map(reach).max().unwrap_or(to))
}

/// An action of a tree as a legal move at the table: the same share of the table's pot, within what is legal.
/// All-in stays all-in, and a raise that is not possible becomes a call.
pub(super) fn at_table(
    tree: &BettingTree,
    (node, player): (NodeId, usize),
    (action, child): (Action, NodeId),
    betting: &Betting,
) -> Move {
    let legal = betting.legal();
    let Some(hand) = betting.no_limit() else { return as_move(action) };
    match (action, legal.raise_to) {
        (Action::Fold, _) if legal.fold => Move::Fold,
        (Action::AllIn(_), Some((_, most))) => Move::RaiseTo(most),
        (Action::RaiseTo(_), Some((least, most))) => {
            let seat = betting.to_act().expect("a raise is possible, so somebody is to act");
            let more = share_in_tree(tree, node, player, child) * after_call(hand, seat);
            Move::RaiseTo((hand.bet() + more.round() as Chips).clamp(least, most))
        }
        _ => legal.passive(),
    }
}
