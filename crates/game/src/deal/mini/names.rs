//! Text of a bucket of mini hold'em.

use std::fmt::Write;

use holdem_cards::{Card, CardSet, Combo};

use super::MiniHoldemCards;
use super::buckets::NO_BUCKET;
use crate::deal::Board;
use crate::deal::board::dealt;

impl MiniHoldemCards {
    /// `[bucket]`: the first hand of each bucket of a street, on the first of its boards.
    ///
    /// Before any public card that is a hand class, `AKs` (or a rank, with one hole card); later the board
    /// and the hand, `4c|Kh9c`. If buckets are lossless, it stands for all hands and boards that are the same
    /// up to suit isomorphism.
    ///
    /// # Panics
    /// If there is no such street.
    pub fn bucket_names(&self, street: usize) -> Vec<String> {
        let rows = &self.rows[street];
        let mut names = vec![String::new(); rows.num_buckets];
        for (row, &board) in rows.boards.iter().enumerate() {
            for (hand, &bucket) in
                rows.row(row).iter().enumerate().filter(|(_, bucket)| **bucket != NO_BUCKET)
            {
                let name = &mut names[bucket as usize];
                if name.is_empty() {
                    *name = self.name_on(board, self.hands[hand]);
                }
            }
        }
        names
    }

    fn name_on(&self, board: Board, hand: CardSet) -> String {
        let (hand, board) = (descending(hand), in_order(board));
        match (&board[..], &hand[..]) {
            ([], &[high, low]) => match Combo::new(high, low) {
                Some(combo) => combo.class().to_string(),
                None => text(&hand),
            },
            ([], _) => text(&hand).chars().take(1).collect(),
            _ => format!("{}|{}", text(&board), text(&hand)),
        }
    }
}

/// Public cards in the order of their deals, those of one deal descending.
fn in_order(board: Board) -> Vec<Card> {
    let card = |(card, deal)| Some((deal, Card::from_index(card)?));
    let mut cards: Vec<(u8, Card)> = dealt(board).filter_map(card).collect();
    cards.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    cards.into_iter().map(|(_, card)| card).collect()
}

fn descending(cards: CardSet) -> Vec<Card> {
    let mut cards: Vec<Card> = cards.iter().collect();
    cards.sort_unstable_by(|a, b| b.cmp(a));
    cards
}

fn text(cards: &[Card]) -> String {
    cards.iter().fold(String::new(), |mut text, card| {
        write!(text, "{card}").expect("a string takes all text");
        text
    })
}
