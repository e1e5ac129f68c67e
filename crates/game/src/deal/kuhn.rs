//! Cards of Kuhn poker (Kuhn 1950): three cards, one each, no public card.

use super::{Board, CardModel, Deal, DealRng, HandSample, Runout};

/// Card model of Kuhn poker; private hand `i` is jack, queen, king for 0, 1, 2, and its own bucket.
#[derive(Clone, Copy, Debug, Default)]
pub struct KuhnCards;

const NUM_CARDS: usize = 3;

impl CardModel for KuhnCards {
    fn num_hands(&self) -> usize {
        NUM_CARDS
    }
    fn num_streets(&self) -> usize {
        1
    }
    fn num_buckets(&self, _street: usize) -> usize {
        NUM_CARDS
    }
    fn blockers(&self, hand: usize) -> [u8; 2] {
        [hand as u8, (hand + NUM_CARDS) as u8]
    }
    fn hand_name(&self, hand: usize) -> String {
        ["J", "Q", "K"][hand].to_owned()
    }
    fn final_boards(&self) -> Option<Vec<Board>> {
        Some(vec![0])
    }
    fn sample_final_board(&self, _rng: &mut DealRng) -> Board {
        0
    }
    fn deal(&self, board: Board, _sample: HandSample, _rng: &mut DealRng, deal: &mut Deal) {
        self.layer(0, board, deal);
    }
    fn runouts(&self, _street: usize, _board: Board) -> Vec<Runout> {
        Vec::new()
    }
    fn final_runouts(&self, _street: usize, _board: Board) -> Vec<Runout> {
        Vec::new()
    }
    fn layer(&self, _street: usize, _board: Board, deal: &mut Deal) {
        deal.clear();
        for hand in 0..NUM_CARDS {
            deal.hands.push(hand as u16);
            deal.blockers.push(self.blockers(hand));
            deal.buckets[0].push(hand as u32);
            deal.end_tie(hand + 1);
        }
        deal.buckets[0].resize(deal.width(), 0);
    }
}
