//! Boards, and the ones that are walked in their place.
//!
//! Only one board of each class is walked; another one is queried through the renaming that turns the first
//! into it.

use super::board::BoardHands;
use super::boards::Part;
use super::error::ExactError;
use super::setup::Setup;
use holdem_game::deal::{Board, Renaming};
use std::sync::Arc;

/// A board of the game, given by the one that is walked in its place.
pub(super) struct Place<'a> {
    /// The part, and the boards in it on the way, the board itself last; empty for the root.
    pub(super) part: usize,
    pub(super) path: Vec<usize>,
    /// From private hands of the walked board to those of the queried board, renaming after renaming.
    renamings: Vec<Arc<Renaming>>,
    pub(super) board: &'a BoardHands,
}

impl<'a> Place<'a> {
    /// Finds the board that is walked in place of another.
    ///
    /// # Errors
    /// If no hands of both players are possible on it.
    pub(super) fn find(setup: &'a Setup, boards: &[Board]) -> Result<Self, ExactError> {
        let mut place =
            Place { part: 0, path: Vec::new(), renamings: Vec::new(), board: setup.boards.root() };
        for &wanted in boards {
            // The queried board, with the suits of the walked ones.
            let back = |board: Board| place.renamings.iter().rev().fold(board, |board, by| before(by, board));
            let wanted_here = back(wanted);
            let part: &Part = &setup.boards.parts[place.part];
            let found = place.board.next.iter().find_map(|&next| {
                let (number, first) = match place.path.is_empty() {
                    true => (next as usize, &setup.boards.parts[next as usize][0]),
                    false => (next as usize, &part[next as usize]),
                };
                let members = &place.board.types[usize::from(first.class_type)].renamings;
                let by = members.iter().find(|by| by.board(first.board) == wanted_here);
                (first.board == wanted_here || by.is_some()).then(|| (number, first, by.cloned()))
            });
            let (number, board, by) = found.ok_or_else(|| {
                ExactError::NotThere("no hands of both players go with this board".to_owned())
            })?;
            match place.path.is_empty() {
                true => (place.part, place.path) = (number, vec![0]),
                false => place.path.push(number),
            }
            place.board = board;
            // The newest renaming is undone last on the way back, so it comes first on the way out.
            by.into_iter().for_each(|by| place.renamings.push(by));
        }
        Ok(place)
    }

    /// A private hand of the walked board, with the suits of the queried board.
    pub(super) fn named(&self, hand: u16) -> u16 {
        self.renamings.iter().rev().fold(hand, |hand, by| by.hands[usize::from(hand)])
    }
}

/// The board that a renaming turns into this one.
fn before(by: &Renaming, board: Board) -> Board {
    (0..).zip(&by.cards).filter(|&(_, &to)| board >> to & 1 == 1).fold(0, |old, (card, _)| old | 1 << card)
}
