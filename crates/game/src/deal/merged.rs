//! The cards of another game with fewer buckets.

use super::{Board, CardModel, Deal, DealRng, HandSample};

/// Cards of a game whose players forget on one street: several of its buckets become one. For small games,
/// where the cost of an abstraction is known exactly.
///
/// ```
/// use holdem_game::deal::{CardModel, LeducCards, MergedBuckets};
/// // Players who do not see the public card: after it, buckets are private ranks.
/// let blind = MergedBuckets::new(LeducCards, 1, vec![0, 0, 0, 1, 1, 1, 2, 2, 2]);
/// assert_eq!((blind.num_buckets(0), blind.num_buckets(1)), (3, 3));
/// ```
#[derive(Clone, Debug)]
pub struct MergedBuckets<C> {
    cards: C,
    street: usize,
    into: Vec<u32>,
}

impl<C: CardModel> MergedBuckets<C> {
    /// `into`: `[bucket of the street]`: the bucket that takes its place.
    ///
    /// # Panics
    /// If there are not as many as the street has buckets.
    pub fn new(cards: C, street: usize, into: Vec<u32>) -> Self {
        assert_eq!(into.len(), cards.num_buckets(street), "every bucket has one that takes its place");
        Self { cards, street, into }
    }

    fn merge(&self, deal: &mut Deal) {
        deal.buckets[self.street].iter_mut().for_each(|bucket| *bucket = self.into[*bucket as usize]);
    }
}

impl<C: CardModel> CardModel for MergedBuckets<C> {
    crate::hand_on!(cards: num_hands num_streets blockers hand_name final_boards sample_final_board);
    crate::hand_on!(cards: runouts final_runouts);
    fn num_buckets(&self, street: usize) -> usize {
        match street == self.street {
            true => self.into.iter().max().map_or(0, |&last| last as usize + 1),
            false => self.cards.num_buckets(street),
        }
    }
    fn deal(&self, board: Board, sample: HandSample, rng: &mut DealRng, deal: &mut Deal) {
        self.cards.deal(board, sample, rng, deal);
        self.merge(deal);
    }
    fn layer(&self, street: usize, board: Board, deal: &mut Deal) {
        self.cards.layer(street, board, deal);
        self.merge(deal);
    }
}
