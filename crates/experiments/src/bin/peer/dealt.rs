//! One board, dealt before anybody asks.

use holdem_game::deal::{Board, CardModel, Deal, DealRng, HandSample};
use holdem_game::hand_on;

/// The last street.
pub(crate) const RIVER: usize = 3;

/// Cards of which every deal is the same.
pub(crate) struct Dealt<'a> {
    cards: &'a dyn CardModel,
    /// The final board.
    pub(crate) board: Board,
    /// Hands and buckets on it.
    pub(crate) deal: Deal,
    /// Whether every hand is a bucket of its own on the river.
    tells_rivers: bool,
}

impl<'a> Dealt<'a> {
    /// The board of a random stream, with all hands.
    pub(crate) fn new(cards: &'a dyn CardModel, seed: u64, number: u64) -> Self {
        let (mut rng, mut deal) = (DealRng::for_iteration(seed, number), Deal::default());
        let board = cards.sample_final_board(&mut rng);
        cards.deal(board, HandSample::All, &mut rng, &mut deal);
        Self { cards, board, deal, tells_rivers: false }
    }

    /// The same where the bucket of a hand on the river is its number.
    pub(crate) fn with_own_rivers(&self) -> Self {
        let mut deal = self.deal.clone();
        let rivers = deal.buckets[RIVER].iter_mut().zip(&self.deal.hands);
        rivers.for_each(|(bucket, &hand)| *bucket = hand.into());
        Self { cards: self.cards, board: self.board, deal, tells_rivers: true }
    }
}

impl CardModel for Dealt<'_> {
    hand_on!(cards: num_hands num_streets blockers hand_name final_boards runouts final_runouts layer);
    hand_on!(cards: bucket renamings);
    fn num_buckets(&self, street: usize) -> usize {
        match self.tells_rivers && street == RIVER {
            true => self.cards.num_hands(),
            false => self.cards.num_buckets(street),
        }
    }
    fn sample_final_board(&self, _: &mut DealRng) -> Board {
        self.board
    }
    fn deal(&self, _: Board, _: HandSample, _: &mut DealRng, deal: &mut Deal) {
        deal.clone_from(&self.deal);
    }
}
