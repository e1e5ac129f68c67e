//! The nodes on the way to a place, with their actions; streets divided by their cards.

use holdem_game::tree::{Action, NodeId};
use serde::Serialize;
use utoipa::ToSchema;

use super::numbers::{MoveKind, share};
use super::place::{State, way};
use super::{Book, Place};

/// An action of a decision.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ActionOf {
    /// Its text in lines.
    pub(crate) token: String,
    /// In words.
    pub(crate) label: String,
    /// What kind it is.
    pub(crate) kind: MoveKind,
    /// Chips of the player on this street after it; 0 where none are put in.
    pub(crate) to: u32,
    /// Bets and raises: the share of the pot, over a call.
    pub(crate) size: Option<f32>,
    /// The line behind it.
    pub(crate) line: String,
    /// Whether the hand is over behind it, but for cards still to be dealt.
    pub(crate) ends: bool,
    /// How often it is taken.
    pub(crate) frequency: Option<f32>,
}

/// A piece of the ribbon.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Piece {
    /// Somebody acts.
    Decision {
        /// The line to it.
        line: String,
        /// Its street.
        street: String,
        /// Who acts.
        seat: usize,
        /// The seat's name.
        name: String,
        /// Chips behind the player.
        stack: u32,
        /// Chips in the pot.
        pot: u32,
        /// Number of the action taken; `null` at the place itself.
        taken: Option<usize>,
        /// What can be done.
        actions: Vec<ActionOf>,
    },
    /// Cards are dealt.
    Cards {
        /// The street that begins.
        street: String,
        /// Its cards.
        cards: Vec<String>,
        /// Cards that are not named yet.
        missing: usize,
    },
}

/// Chips that every seat has put in on the street of a node.
pub(crate) fn street_bets(book: Book<'_>, node: NodeId) -> Vec<u32> {
    let tree = book.tree();
    let street = tree.node(node).street;
    // The child that begins the street has what was put in before; the blinds belong to the root's street.
    let mut first = node;
    while first != 0 && tree.node(tree.node(first).parent).street == street {
        first = tree.node(first).parent;
    }
    let before: Vec<u32> = match first {
        0 => vec![0; tree.num_players()],
        _ => tree.contributions(first).to_vec(),
    };
    tree.contributions(node).iter().zip(before).map(|(&now, before)| now.saturating_sub(before)).collect()
}

/// What a player has to put in to stay.
pub(crate) fn to_call(book: Book<'_>, node: NodeId, seat: usize) -> u32 {
    let put_in = book.tree().contributions(node);
    let most = put_in.iter().copied().max().unwrap_or(0);
    (most - put_in[seat]).min(book.stacks()[seat].saturating_sub(put_in[seat]))
}

/// The actions of a decision; frequencies are filled in later.
pub(crate) fn actions(book: Book<'_>, node: NodeId, seat: usize) -> Vec<ActionOf> {
    let tree = book.tree();
    let (call, bets) = (to_call(book, node, seat), street_bets(book, node));
    let highest = bets.iter().copied().max().unwrap_or(0);
    let pot = f64::from(tree.pot(node) + call);
    let action = |edge: &holdem_game::tree::Edge| {
        let (to, size) = match edge.action {
            Action::Fold | Action::Check => (0, None),
            Action::Call => (bets[seat] + call, None),
            Action::RaiseTo(to) | Action::AllIn(to) => {
                (to, Some(f64::from(to.saturating_sub(highest)) / pot))
            }
        };
        ActionOf {
            token: book.token(node, edge.action),
            label: book.label(node, edge.action),
            kind: book.move_kind(node, edge.action),
            to,
            size: size.map(share),
            line: book.line(edge.child),
            ends: tree.edges(edge.child).is_empty(),
            frequency: None,
        }
    };
    tree.edges(node).iter().map(action).collect()
}

/// The ribbon to a place; `frequencies` says how often actions are taken at a node on the way, where that is
/// known.
pub(crate) fn ribbon(
    book: Book<'_>,
    place: &Place,
    mut frequencies: impl FnMut(NodeId, &[String]) -> Option<Vec<f64>>,
) -> Vec<Piece> {
    let (mut pieces, mut known) = (Vec::new(), 0);
    for (node, taken) in way(book, place.node) {
        known = deal(book, place, book.street(node), known, &mut pieces);
        let mut piece = decision(book, node, Some(taken));
        if let Some(found) = frequencies(node, &place.board[..known]) {
            put(&mut piece, &found);
        }
        pieces.push(piece);
    }
    match place.state {
        State::Over => {
            deal(book, place, book.street(place.node), known, &mut pieces);
        }
        State::Deal(missing) => {
            let street = book.street_name(book.street(place.node)).to_owned();
            pieces.push(Piece::Cards { street, cards: place.board[known..].to_vec(), missing });
        }
        State::Decision(_) => {
            deal(book, place, book.street(place.node), known, &mut pieces);
            pieces.push(decision(book, place.node, None));
        }
    }
    pieces
}

/// Adds the cards of a street, if it has new ones; returns how many are dealt by then.
fn deal(book: Book<'_>, place: &Place, street: usize, known: usize, pieces: &mut Vec<Piece>) -> usize {
    let now = book.cards_on(street).min(place.board.len());
    if now > known {
        let street = book.street_name(street).to_owned();
        pieces.push(Piece::Cards { street, cards: place.board[known..now].to_vec(), missing: 0 });
    }
    now.max(known)
}

fn decision(book: Book<'_>, node: NodeId, taken: Option<usize>) -> Piece {
    let tree = book.tree();
    let seat = match tree.node(node).kind {
        holdem_game::tree::NodeKind::Decision { player } => usize::from(player),
        _ => 0,
    };
    Piece::Decision {
        line: book.line(node),
        street: book.street_name(book.street(node)).to_owned(),
        seat,
        name: book.seat_names()[seat].to_owned(),
        stack: book.stacks()[seat].saturating_sub(tree.contributions(node)[seat]),
        pot: tree.pot(node),
        taken,
        actions: actions(book, node, seat),
    }
}

/// Puts frequencies to the actions of a piece.
pub(crate) fn put(piece: &mut Piece, frequencies: &[f64]) {
    if let Piece::Decision { actions, .. } = piece {
        for (action, &frequency) in actions.iter_mut().zip(frequencies) {
            action.frequency = Some(share(frequency));
        }
    }
}
