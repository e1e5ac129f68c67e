//! Buckets of hands on boards: one for each up to suit isomorphism, or a coarser table.

use holdem_cards::{Card, CardSet, SuitPermutation};

use super::MiniError;
use super::deck::{MiniDeck, choose};
use crate::deal::board::{board_of, dealt};
use crate::deal::{Board, cards_on};

/// Largest number of entries of all bucket tables together: 400 MB.
const MAX_ENTRIES: usize = 100_000_000;

/// Entry of a hand that the board blocks.
pub(super) const NO_BUCKET: u32 = u32::MAX;

/// The boards of one street up to suit isomorphism, and the buckets of the hands on them.
#[derive(Clone, Debug)]
pub(super) struct StreetRows {
    /// Canonical boards, with the deals their cards came in, ascending; of boards that renamings turn into
    /// each other, the one with the lowest bits.
    pub(super) boards: Vec<Board>,
    /// `[row]`: boards that a canonical board stands for.
    pub(super) multiplicity: Vec<u32>,
    /// `[row][hand]`: the bucket.
    buckets: Vec<u32>,
    num_hands: usize,
    pub(super) num_buckets: usize,
}

impl StreetRows {
    /// The row of a board and the number of the renaming that leads to it.
    pub(super) fn find(&self, board: Board, suits: &[SuitPermutation]) -> (usize, usize) {
        let (bits, renaming) = canonical(board, suits);
        let row = self.boards.binary_search(&bits).expect("a board of this street");
        (row, renaming)
    }

    pub(super) fn row(&self, row: usize) -> &[u32] {
        &self.buckets[row * self.num_hands..][..self.num_hands]
    }
}

/// The board with the lowest bits that renamings turn a board into, and the number of the renaming.
pub(super) fn canonical(board: Board, suits: &[SuitPermutation]) -> (Board, usize) {
    let renamed = suits.iter().map(|suits| renamed(board, suits)).zip(0..);
    renamed.min().expect("there is a trivial renaming")
}

/// The board that a renaming of the suits turns a board into.
pub(super) fn renamed(board: Board, suits: &SuitPermutation) -> Board {
    let card = |card: u8| suits.card(Card::from_index(card).expect("a card of the board")).index() as u8;
    board_of(dealt(board).map(|(old, deal)| (card(old), deal)))
}

/// What the tables are made from.
pub(super) struct Rows<'a> {
    pub(super) deck: &'a MiniDeck,
    pub(super) hands: &'a [CardSet],
    pub(super) suits: &'a [SuitPermutation],
    /// `[renaming][hand]`.
    pub(super) renamed: &'a [Vec<u16>],
}

impl Rows<'_> {
    /// Tables of all streets. `number(street, board, hand, next)` gives the bucket of the first of the
    /// equivalent hands on a canonical board; `next` is the first number that the street has not used.
    pub(super) fn build(
        &self,
        mut number: impl FnMut(usize, CardSet, CardSet, usize) -> usize,
    ) -> Result<Vec<StreetRows>, MiniError> {
        (0..self.deck.num_streets())
            .try_for_each(|street| self.check_size(street, self.fewest_boards(street)))?;
        let streets = 0..self.deck.num_streets();
        streets
            .map(|street| self.street(street, |board, hand, next| number(street, board, hand, next)))
            .collect()
    }

    fn street(
        &self,
        street: usize,
        mut number: impl FnMut(CardSet, CardSet, usize) -> usize,
    ) -> Result<StreetRows, MiniError> {
        let mut rows = self.boards(street)?;
        for at in 0..rows.boards.len() {
            let labelled = rows.boards[at];
            let board = CardSet::from_bits(cards_on(labelled)).expect("made of cards");
            let keeps: Vec<usize> =
                (0..self.suits.len()).filter(|&at| renamed(labelled, &self.suits[at]) == labelled).collect();
            for (index, hand) in self.hands.iter().enumerate() {
                let start = rows.buckets.len() - index;
                let first = keeps.iter().map(|&at| usize::from(self.renamed[at][index])).min();
                let entry = match first.unwrap_or(index) {
                    _ if hand.intersects(board) => NO_BUCKET,
                    first if first < index => rows.buckets[start + first],
                    _ => {
                        let bucket = number(board, *hand, rows.num_buckets);
                        rows.num_buckets = rows.num_buckets.max(bucket + 1);
                        bucket as u32
                    }
                };
                rows.buckets.push(entry);
            }
        }
        Ok(rows)
    }

    fn boards(&self, street: usize) -> Result<StreetRows, MiniError> {
        let mut counts = std::collections::BTreeMap::new();
        for board in self.deck.boards(street) {
            *counts.entry(canonical(board, self.suits).0).or_insert(0) += 1;
        }
        self.check_size(street, counts.len())?;
        let buckets = Vec::with_capacity(counts.len() * self.hands.len());
        let (boards, multiplicity): (Vec<u64>, Vec<u32>) = counts.into_iter().unzip();
        Ok(StreetRows { boards, multiplicity, buckets, num_hands: self.hands.len(), num_buckets: 0 })
    }

    /// A lower bound on the number of canonical boards: each stands for no more boards than there are
    /// renamings.
    fn fewest_boards(&self, street: usize) -> usize {
        let left = |deal: usize| self.deck.num_cards() - self.deck.board_len(deal);
        let deals = self.deck.board_cards[..street].iter().enumerate();
        let boards: f64 = deals.map(|(deal, &cards)| choose(left(deal), cards.into())).product();
        (boards / self.suits.len() as f64) as usize
    }

    fn check_size(&self, street: usize, boards: usize) -> Result<(), MiniError> {
        match boards * self.hands.len() {
            entries if entries > MAX_ENTRIES => {
                Err(MiniError::TooLarge { street, entries, most: MAX_ENTRIES })
            }
            _ => Ok(()),
        }
    }
}
