//! A line and a board, found in the tree.

use holdem_blueprint::PublicCards;
use holdem_blueprint::config::GameKind;
use holdem_cards::CardSet;
use holdem_game::tree::{NodeId, NodeKind};

use super::Book;
use super::book::read_cards;
use crate::error::ApiError;

/// Whether somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// A seat acts.
    Decision(usize),
    /// So many cards are dealt first.
    Deal(usize),
    /// The hand is over.
    Over,
}

/// A node with the cards that lie there.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The node.
    pub(crate) node: NodeId,
    /// Cards in the order in which they were dealt, no more than the street has.
    pub(crate) board: Vec<String>,
    /// What happens here.
    pub(crate) state: State,
}

impl Place {
    /// Finds a line on a board; cards beyond the street of the line do not count.
    ///
    /// # Errors
    /// If the tree has no such line, or the board is none.
    pub(crate) fn find(book: Book<'_>, line: &str, board: &str) -> Result<Self, ApiError> {
        let node = book.find(line)?;
        Self::at(book, node, cards(book, board)?)
    }

    /// A node on a board.
    ///
    /// # Errors
    /// If the board does not begin as the book's does.
    pub(crate) fn at(book: Book<'_>, node: NodeId, mut board: Vec<String>) -> Result<Self, ApiError> {
        board.truncate(book.cards_on(book.street(node)));
        let missing = book.cards_on(book.street(node)) - board.len();
        let state = match book.tree().node(node).kind {
            NodeKind::Decision { .. } if missing > 0 => State::Deal(missing),
            NodeKind::Decision { player } => State::Decision(usize::from(player)),
            NodeKind::Fold { .. } | NodeKind::Showdown => State::Over,
        };
        Ok(Self { node, board, state })
    }

    /// Who acts.
    ///
    /// # Errors
    /// If nobody does.
    pub(crate) fn acting(&self) -> Result<usize, ApiError> {
        let refuse = |code, text: &str, field: &str| Err(ApiError::bad(code, text).of_field(field));
        match self.state {
            State::Decision(seat) => Ok(seat),
            State::Deal(_) => refuse("bad_board", "a card is dealt there first: name it", "board"),
            State::Over => refuse("bad_line", "the hand is over there, nobody acts", "line"),
        }
    }

    /// The board as a set of hold'em's cards.
    pub(crate) fn cards(&self) -> CardSet {
        self.board.concat().parse().unwrap_or(CardSet::EMPTY)
    }

    /// The line as a solver reads it: with the cards dealt on the way.
    pub(crate) fn solver_line(&self, book: Book<'_>) -> String {
        let tree = book.tree();
        let mut known = book.root_board().len();
        let mut steps: Vec<String> = Vec::new();
        let mut deal = |street: usize, steps: &mut Vec<String>| {
            let now = book.cards_on(street).min(self.board.len());
            steps.extend(self.board[known.min(now)..now].iter().cloned());
            known = known.max(now);
        };
        for (parent, action) in way(book, self.node) {
            deal(usize::from(tree.node(parent).street), &mut steps);
            let edge = tree.edges(parent)[action];
            steps.push(book.token(parent, edge.action));
        }
        if self.state != State::Over {
            deal(book.street(self.node), &mut steps);
        }
        steps.join(" ")
    }

    /// The cards as a strategy takes them.
    ///
    /// # Errors
    /// If they are no board of the game.
    pub(crate) fn public_cards(
        &self,
        strategy: &holdem_blueprint::Strategy,
    ) -> Result<PublicCards, ApiError> {
        Ok(strategy.board(&self.board.concat())?)
    }
}

/// Reads a board: its cards in order. A solution's begins with the cards of its spot.
fn cards(book: Book<'_>, text: &str) -> Result<Vec<String>, ApiError> {
    if book.kind() == GameKind::Leduc {
        let card = text.trim();
        return Ok(if card.is_empty() { Vec::new() } else { vec![card.to_owned()] });
    }
    let cards: Vec<String> = read_cards(text)?.iter().map(ToString::to_string).collect();
    let root = book.root_board();
    if cards.len() < root.len() {
        return Ok(root);
    }
    let set = |cards: &[String]| cards.concat().parse::<CardSet>().unwrap_or(CardSet::EMPTY);
    if set(&cards[..root.len()]) != set(&root) {
        let message = format!("the board of this spot begins with {}", root.join(" "));
        return Err(ApiError::bad("bad_board", message).of_field("board"));
    }
    Ok(root.iter().chain(&cards[root.len()..]).cloned().collect())
}

/// Decisions on the way to a node, the first one first, and the number of the action taken.
pub(crate) fn way(book: Book<'_>, node: NodeId) -> Vec<(NodeId, usize)> {
    let tree = book.tree();
    let mut steps = Vec::new();
    let mut child = node;
    while child != 0 {
        let parent = tree.node(child).parent;
        steps.extend(tree.edges(parent).iter().position(|edge| edge.child == child).map(|at| (parent, at)));
        child = parent;
    }
    steps.reverse();
    steps
}
