//! A hand in the blueprint's tree: the nearest bet of the tree stands for every real bet.
//!
//! Nearest is understood as in pseudo-harmonic mapping (Ganzfried & Sandholm, "Action Translation in
//! Extensive-Form Games with Large Action Spaces", 2013): of the sizes below and above, the one that the
//! mapping takes more often. No random number is drawn, so a hand has one shadow. An all-in never stands for
//! a bet that leaves chips behind if the tree has another bet, because the hand would be over after it.

use holdem_game::rules::Move;
use holdem_game::tree::{Action, BettingTree, Chips, Edge, NodeId, NodeKind};

use super::Hand;

/// Where a hand is in the blueprint's tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shadow {
    /// At this decision.
    At(NodeId),
    /// The tree does not go beyond this node: nobody acts there any more, or the move is not offered.
    Lost(NodeId),
}

impl Shadow {
    /// Follows the first `moves` moves of a hand.
    pub(crate) fn of(tree: &BettingTree, hand: &Hand, moves: usize) -> Self {
        let mut node = 0;
        for (at, &step) in hand.moves()[..moves].iter().enumerate() {
            match Step::of_hand(hand, (at, step)).in_tree(tree, node) {
                Some(next) => node = next,
                None => return Self::Lost(node),
            }
        }
        match tree.node(node).kind {
            NodeKind::Decision { .. } => Self::At(node),
            NodeKind::Fold { .. } | NodeKind::Showdown => Self::Lost(node),
        }
    }
}

/// A move independent of the chips of its table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    Fold,
    Check,
    Call,
    Raise {
        /// Chips over the bet as a share of the pot after the call.
        share: f64,
        is_all_in: bool,
    },
}

impl Step {
    /// A move of a hand, before which it stood as it does before move number `at`.
    fn of_hand(hand: &Hand, (at, step): (usize, Move)) -> Self {
        match step {
            Move::Fold => Self::Fold,
            Move::Check => Self::Check,
            Move::Call => Self::Call,
            Move::RaiseTo(to) => {
                let state = hand.state_before(at).hand();
                let (legal, pot) = (state.legal(), state.pot());
                let is_all_in = legal.raise_to.is_some_and(|(_, most)| to >= most);
                Self::Raise { share: fraction(to.saturating_sub(state.bet()), pot + legal.call), is_all_in }
            }
        }
    }

    /// An action of a tree.
    pub(crate) fn of_tree(tree: &BettingTree, node: NodeId, edge: &Edge) -> Self {
        match edge.action {
            Action::Fold => Self::Fold,
            Action::Check => Self::Check,
            Action::Call => Self::Call,
            Action::RaiseTo(_) | Action::AllIn(_) => {
                let size = sizes(tree, node).into_iter().find(|size| size.child == edge.child);
                let Size { share, is_all_in, .. } = size.expect("every raise has a size");
                Self::Raise { share, is_all_in }
            }
        }
    }

    /// The node behind the action of a tree that stands for the move.
    pub(crate) fn in_tree(self, tree: &BettingTree, node: NodeId) -> Option<NodeId> {
        let exactly = |wanted: Action| {
            tree.edges(node).iter().find(|edge| edge.action == wanted).map(|edge| edge.child)
        };
        match self {
            Self::Fold => exactly(Action::Fold),
            Self::Check => exactly(Action::Check),
            Self::Call => exactly(Action::Call),
            Self::Raise { share, is_all_in } => nearest(&sizes(tree, node), share, is_all_in),
        }
    }
}

/// A raise of the tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Size {
    pub(crate) child: NodeId,
    /// Chips over the bet as a share of the pot after the call.
    pub(crate) share: f64,
    pub(crate) is_all_in: bool,
}

/// The raises at a decision, from small to large.
pub(crate) fn sizes(tree: &BettingTree, node: NodeId) -> Vec<Size> {
    let NodeKind::Decision { player } = tree.node(node).kind else { return Vec::new() };
    let put_in = tree.contributions(node);
    let most = put_in.iter().copied().max().unwrap_or(0);
    let pot = tree.pot(node) + most - put_in[usize::from(player)];
    let size = |action: Action, child: NodeId| {
        let is_all_in = match action {
            Action::RaiseTo(_) => false,
            Action::AllIn(_) => true,
            Action::Fold | Action::Check | Action::Call => return None,
        };
        // After a raise somebody still acts, so nothing has been returned yet.
        let after = tree.contributions(child)[usize::from(player)];
        Some(Size { child, share: fraction(after.saturating_sub(most), pot), is_all_in })
    };
    tree.edges(node).iter().filter_map(|edge| size(edge.action, edge.child)).collect()
}

fn fraction(chips: Chips, pot: Chips) -> f64 {
    f64::from(chips) / f64::from(pot.max(1))
}

/// The size that stands for a real one.
fn nearest(sizes: &[Size], real: f64, is_all_in: bool) -> Option<NodeId> {
    let all_in = sizes.iter().find(|size| size.is_all_in);
    let others: Vec<&Size> = sizes.iter().filter(|size| !size.is_all_in).collect();
    if let (true, Some(all_in)) = (is_all_in, all_in) {
        return Some(all_in.child);
    }
    let above = others.iter().find(|size| size.share >= real);
    let below = others.iter().rev().find(|size| size.share <= real);
    match (below, above) {
        (Some(below), Some(above)) => {
            Some(if takes_below(below.share, above.share, real) { below.child } else { above.child })
        }
        (Some(one), None) | (None, Some(one)) => Some(one.child),
        (None, None) => all_in.map(|size| size.child),
    }
}

/// Whether pseudo-harmonic mapping takes the smaller of two sizes at least as often.
fn takes_below(below: f64, above: f64, real: f64) -> bool {
    if above <= below {
        return true;
    }
    (above - real) * (1.0 + below) / ((above - below) * (1.0 + real)) >= 0.5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(child: NodeId, share: f64, is_all_in: bool) -> Size {
        Size { child, share, is_all_in }
    }

    #[test]
    fn the_size_that_the_mapping_takes_more_often_is_taken() {
        let sizes = [size(1, 0.5, false), size(2, 1.0, false), size(3, 4.0, true)];
        // Half and half at (1 + 2 * 0.5) / (3 + ...): between a half and all of the pot at 5/7.
        assert_eq!(nearest(&sizes, 5.0 / 7.0 - 0.01, false), Some(1));
        assert_eq!(nearest(&sizes, 5.0 / 7.0 + 0.01, false), Some(2));
        assert_eq!(nearest(&sizes, 0.1, false), Some(1));
        assert_eq!(nearest(&sizes, 3.9, false), Some(2), "no all-in while chips are left behind");
        assert_eq!(nearest(&sizes, 0.7, true), Some(3));
        assert_eq!(nearest(&sizes[2..], 0.7, false), Some(3));
        assert_eq!(nearest(&[], 0.7, false), None);
    }
}
