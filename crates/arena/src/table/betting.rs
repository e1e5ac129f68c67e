//! The betting of a hand in play, by the rules of any of the games.

use std::sync::Arc;

use holdem_game::rules::{HandState, IllegalMove, LegalActions, Move, Phase};
use holdem_game::tree::{Action, BettingTree, Chips, NodeId, NodeKind};

/// Betting of a hand in play. Moves, amounts and seats are those of the [rules](holdem_game::rules): with two
/// seats seat 1 is the button and the small blind; in Kuhn and Leduc seat 0 begins.
#[derive(Clone, Debug)]
pub enum Betting {
    /// No-limit hold'em, also with a part of the deck: any size that the rules allow.
    NoLimit(HandState),
    /// A small game whose betting tree is the whole game: Kuhn and Leduc.
    Tree(TreeBetting),
}

/// A node of a complete tree, played like any other hand.
#[derive(Clone, Debug)]
pub struct TreeBetting {
    tree: Arc<BettingTree>,
    node: NodeId,
}

impl TreeBetting {
    /// The beginning of a hand.
    pub fn begin(tree: Arc<BettingTree>) -> Self {
        Self { tree, node: 0 }
    }

    /// The tree.
    pub fn tree(&self) -> &Arc<BettingTree> {
        &self.tree
    }

    /// The node that the hand has reached.
    pub fn node(&self) -> NodeId {
        self.node
    }

    fn legal(&self) -> LegalActions {
        let mut legal = LegalActions::default();
        let put_in = self.tree.contributions(self.node);
        for edge in self.tree.edges(self.node) {
            match edge.action {
                Action::Fold => legal.fold = true,
                Action::Check => legal.call = 0,
                Action::Call => {
                    let seat = self.to_act().expect("a node with actions is a decision");
                    legal.call = put_in.iter().max().expect("a game has seats") - put_in[seat];
                }
                Action::RaiseTo(to) | Action::AllIn(to) => {
                    let (min, max) = legal.raise_to.unwrap_or((to, to));
                    legal.raise_to = Some((min.min(to), max.max(to)));
                }
            }
        }
        legal
    }

    fn to_act(&self) -> Option<usize> {
        match self.tree.node(self.node).kind {
            NodeKind::Decision { player } => Some(player.into()),
            NodeKind::Fold { .. } | NodeKind::Showdown => None,
        }
    }

    fn act(&mut self, action: Move) -> Result<(), IllegalMove> {
        let edges = self.tree.edges(self.node);
        match edges.iter().find(|edge| as_move(edge.action) == action) {
            Some(edge) => {
                self.node = edge.child;
                Ok(())
            }
            None => {
                let legal = (!edges.is_empty()).then(|| self.legal());
                Err(IllegalMove { rejected: action, legal })
            }
        }
    }
}

/// A move of the betting tree as one of the rules.
pub fn as_move(action: Action) -> Move {
    match action {
        Action::Fold => Move::Fold,
        Action::Check => Move::Check,
        Action::Call => Move::Call,
        Action::RaiseTo(to) | Action::AllIn(to) => Move::RaiseTo(to),
    }
}

impl Betting {
    /// Number of seats, folded ones included.
    pub fn num_seats(&self) -> usize {
        match self {
            Self::NoLimit(hand) => hand.num_seats(),
            Self::Tree(at) => at.tree.num_players(),
        }
    }

    /// Seat to act, or `None` when betting is over.
    pub fn to_act(&self) -> Option<usize> {
        match self {
            Self::NoLimit(hand) => hand.to_act(),
            Self::Tree(at) => at.to_act(),
        }
    }

    /// What the hand waits for.
    pub fn phase(&self) -> Phase {
        match self {
            Self::NoLimit(hand) => hand.phase(),
            Self::Tree(at) => match at.tree.node(at.node).kind {
                NodeKind::Decision { player } => Phase::Act(player.into()),
                NodeKind::Fold { winner } => Phase::Over { winner: winner.into() },
                NodeKind::Showdown => Phase::Showdown,
            },
        }
    }

    /// Street of the betting round, 0 = preflop; once betting is over, the street on which it ended.
    pub fn street(&self) -> usize {
        match self {
            Self::NoLimit(hand) => hand.street().index(),
            Self::Tree(at) => at.tree.node(at.node).street.into(),
        }
    }

    /// All chips in the pot.
    pub fn pot(&self) -> Chips {
        match self {
            Self::NoLimit(hand) => hand.pot(),
            Self::Tree(at) => at.tree.pot(at.node),
        }
    }

    /// Chips put in since the start of the hand, by seat; uncalled chips are returned at the end of a round.
    pub fn contributed(&self) -> &[Chips] {
        match self {
            Self::NoLimit(hand) => hand.contributed(),
            Self::Tree(at) => at.tree.contributions(at.node),
        }
    }

    /// Whether a seat has folded.
    pub fn is_folded(&self, seat: usize) -> bool {
        match self {
            Self::NoLimit(hand) => hand.is_folded(seat),
            Self::Tree(at) => at.tree.live_players(at.node) >> seat & 1 == 0,
        }
    }

    /// What the seat in turn may do; nothing once betting is over.
    pub fn legal(&self) -> LegalActions {
        match self {
            Self::NoLimit(hand) => hand.legal(),
            Self::Tree(at) => at.legal(),
        }
    }

    /// Makes a move for the seat in turn.
    ///
    /// # Errors
    /// If the move is not legal; nothing has changed then.
    pub fn act(&mut self, action: Move) -> Result<(), IllegalMove> {
        match self {
            Self::NoLimit(hand) => hand.act(action),
            Self::Tree(at) => at.act(action),
        }
    }

    /// The hand by the rules of no-limit hold'em; `None` in Kuhn and Leduc.
    pub fn no_limit(&self) -> Option<&HandState> {
        match self {
            Self::NoLimit(hand) => Some(hand),
            Self::Tree(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use holdem_game::LeducPoker;

    use super::*;

    #[test]
    fn leduc_is_played_like_any_other_hand() {
        let tree = Arc::new(BettingTree::build(&LeducPoker::default()).unwrap());
        let mut hand = Betting::Tree(TreeBetting::begin(tree));
        assert_eq!((hand.to_act(), hand.pot(), hand.street()), (Some(0), 2, 0));
        assert!(!hand.legal().fold && hand.legal().call == 0);
        let (bet, _) = hand.legal().raise_to.unwrap();
        assert!(hand.act(Move::RaiseTo(bet + 1)).is_err());
        hand.act(Move::RaiseTo(bet)).unwrap();
        assert_eq!((hand.legal().call, hand.legal().fold), (2, true));
        hand.act(Move::Call).unwrap();
        assert_eq!((hand.street(), hand.contributed()), (1, [3, 3].as_slice()));
        hand.act(Move::Check).unwrap();
        hand.act(Move::Check).unwrap();
        assert_eq!(hand.phase(), Phase::Showdown);
        assert!(hand.act(Move::Check).unwrap_err().legal.is_none());
    }
}
