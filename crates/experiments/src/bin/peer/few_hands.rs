//! A sample of the hands of each board.

use holdem_game::deal::{Board, CardModel, Deal, DealRng, HandSample};
use holdem_game::hand_on;

/// Cards that are dealt `hands` hands a board where all are asked for: strategies that are judged on many
/// boards need not meet with every hand on each.
pub(crate) struct FewHands {
    /// The cards.
    pub(crate) cards: Box<dyn CardModel>,
    /// Hands of a board; all if `None`.
    pub(crate) hands: Option<usize>,
}

impl CardModel for FewHands {
    hand_on!(cards: num_hands num_streets blockers hand_name final_boards sample_final_board);
    hand_on!(cards: num_buckets runouts final_runouts layer bucket renamings);
    fn deal(&self, board: Board, sample: HandSample, rng: &mut DealRng, deal: &mut Deal) {
        let few = self.hands.map_or(sample, HandSample::Uniform);
        self.cards.deal(board, if sample == HandSample::All { few } else { sample }, rng, deal);
    }
}
