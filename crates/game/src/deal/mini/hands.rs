//! The hands of a board.

use std::borrow::Cow;

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

    /// Hands and blockers of a cleared deal on a board that is not final.
    pub(super) fn fill(&self, hands: Vec<u16>, deal: &mut Deal) {
        deal.hands = hands;
        self.fill_blockers(deal);
    }

    /// The same on a final board, with ties: hands with their strength, weakest first.
    pub(super) fn fill_sorted(&self, sorted: &[(u32, u16)], deal: &mut Deal) {
        for group in sorted.chunk_by(|a, b| a.0 == b.0) {
            deal.hands.extend(group.iter().map(|(_, hand)| hand));
            deal.end_tie(deal.hands.len());
        }
        self.fill_blockers(deal);
    }

    fn fill_blockers(&self, deal: &mut Deal) {
        deal.blockers.extend(deal.hands.iter().map(|&hand| self.blockers[usize::from(hand)]));
        deal.list_ties();
    }

    /// Hands with their strength on a final board, weakest first.
    pub(super) fn by_strength(&self, board: CardSet, hands: &[u16]) -> Vec<(u32, u16)> {
        let strength = |hand: u16| ranking::strength(self.hands[usize::from(hand)].union(board));
        let mut sorted: Vec<(u32, u16)> = hands.iter().map(|&hand| (strength(hand), hand)).collect();
        sorted.sort_unstable();
        sorted
    }

    /// All hands alive on a final board, sorted once if there are few such boards.
    fn all_by_strength(&self, board: CardSet) -> Cow<'_, [(u32, u16)]> {
        let sort = || self.by_strength(board, &self.live(board));
        match self.sorted.get(&board.bits()) {
            Some(once) => Cow::Borrowed(once.get_or_init(sort)),
            None => Cow::Owned(sort()),
        }
    }

    /// The hands in play on a final board, as [`Self::fill_sorted`] takes them; appends what [`Deal::own`]
    /// has to say of them.
    pub(super) fn sampled(
        &self,
        board: CardSet,
        sample: HandSample,
        rng: &mut DealRng,
        own: &mut Vec<f32>,
    ) -> Vec<(u32, u16)> {
        let mut hands = self.live(board);
        match sample {
            HandSample::Uniform(count) if count < hands.len() => {
                rng.choose_front(&mut hands, count);
                self.by_strength(board, &hands[..count])
            }
            HandSample::Stratified(count) if count < hands.len() => {
                let (sorted, mut picks) = (self.all_by_strength(board), vec![0; count]);
                one_of_each_share(sorted.len(), &mut picks, rng);
                let held = |place: usize| self.blockers[usize::from(sorted[place].1)];
                let collide = |a, b| held(b).iter().any(|blocker| held(a).contains(blocker));
                stand_in(sorted.len(), &picks, collide, own);
                picks.iter().map(|&pick| sorted[usize::from(pick)]).collect()
            }
            HandSample::All | HandSample::Uniform(_) | HandSample::Stratified(_) => {
                self.by_strength(board, &hands)
            }
        }
    }
}
