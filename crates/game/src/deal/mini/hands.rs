//! The hands of a board.

use holdem_cards::CardSet;

use super::{MiniHoldemCards, ranking};
use crate::deal::sample::{one_of_each_share, stand_in};
use crate::deal::{Deal, DealRng, HandSample};

impl MiniHoldemCards {
    pub(super) fn live(&self, board: CardSet) -> Vec<u16> {
        (0..self.hands.len() as u16)
            .filter(|&hand| !self.hands[usize::from(hand)].intersects(board))
            .collect()
    }

    /// Hands and blockers of a deal that was cleared; sorted by strength, with ties, if the board is final.
    pub(super) fn fill_hands(&self, board: CardSet, hands: Vec<u16>, is_final: bool, deal: &mut Deal) {
        deal.hands = hands;
        if is_final {
            let keyed = self.by_strength(board, &deal.hands);
            let mut end = 0;
            for group in keyed.chunk_by(|a, b| a.0 == b.0) {
                end += group.len();
                deal.end_tie(end);
            }
            deal.hands.iter_mut().zip(keyed).for_each(|(hand, (_, sorted))| *hand = sorted);
        }
        deal.blockers.extend(deal.hands.iter().map(|&hand| self.blockers[usize::from(hand)]));
        deal.list_ties();
    }

    /// Hands with their strength on a final board, weakest first.
    fn by_strength(&self, board: CardSet, hands: &[u16]) -> Vec<(u32, u16)> {
        let strength = |hand: u16| ranking::strength(self.hands[usize::from(hand)].union(board));
        let mut keyed: Vec<(u32, u16)> = hands.iter().map(|&hand| (strength(hand), hand)).collect();
        keyed.sort_unstable();
        keyed
    }

    /// The hands in play on a final board; appends what [`Deal::own`] has to say of them.
    pub(super) fn sampled(
        &self,
        board: CardSet,
        sample: HandSample,
        rng: &mut DealRng,
        own: &mut Vec<f32>,
    ) -> Vec<u16> {
        let mut hands = self.live(board);
        match sample {
            HandSample::Uniform(count) if count < hands.len() => {
                rng.choose_front(&mut hands, count);
                hands.truncate(count);
                hands
            }
            HandSample::Stratified(count) if count < hands.len() => {
                let (in_order, mut picks) = (self.by_strength(board, &hands), vec![0; count]);
                one_of_each_share(in_order.len(), &mut picks, rng);
                let held = |place: usize| self.blockers[usize::from(in_order[place].1)];
                let collide = |a, b| held(b).iter().any(|blocker| held(a).contains(blocker));
                stand_in(in_order.len(), &picks, collide, own);
                picks.iter().map(|&pick| in_order[usize::from(pick)].1).collect()
            }
            HandSample::All | HandSample::Uniform(_) | HandSample::Stratified(_) => hands,
        }
    }
}
