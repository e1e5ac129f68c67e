//! A sample of the hands of each board.

use holdem_game::deal::{Board, CardModel, Deal, DealRng, Runout};

/// Cards that are dealt `hands` hands a board where all are asked for: strategies that are judged on many
/// boards need not meet with every hand on each.
pub(crate) struct FewHands {
    /// The cards.
    pub(crate) cards: Box<dyn CardModel>,
    /// Hands of a board; all if `None`.
    pub(crate) hands: Option<usize>,
}

impl CardModel for FewHands {
    fn num_hands(&self) -> usize {
        self.cards.num_hands()
    }
    fn num_streets(&self) -> usize {
        self.cards.num_streets()
    }
    fn num_buckets(&self, street: usize) -> usize {
        self.cards.num_buckets(street)
    }
    fn blockers(&self, hand: usize) -> [u8; 2] {
        self.cards.blockers(hand)
    }
    fn hand_name(&self, hand: usize) -> String {
        self.cards.hand_name(hand)
    }
    fn final_boards(&self) -> Option<Vec<Board>> {
        self.cards.final_boards()
    }
    fn sample_final_board(&self, rng: &mut DealRng) -> Board {
        self.cards.sample_final_board(rng)
    }
    fn deal(&self, board: Board, sample: Option<usize>, rng: &mut DealRng, deal: &mut Deal) {
        self.cards.deal(board, sample.or(self.hands), rng, deal);
    }
    fn runouts(&self, street: usize, board: Board) -> Vec<Runout> {
        self.cards.runouts(street, board)
    }
    fn final_runouts(&self, street: usize, board: Board) -> Vec<Runout> {
        self.cards.final_runouts(street, board)
    }
    fn layer(&self, street: usize, board: Board, deal: &mut Deal) {
        self.cards.layer(street, board, deal);
    }
}
