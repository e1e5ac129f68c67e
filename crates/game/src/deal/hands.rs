//! One hand for each player: the deals of samplers that walk one hand at a time.

use super::{CardModel, Deal, DealRng, HandSample};
use crate::tree::MAX_STREETS;

/// The hand of one player in a sampled deal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DealtHand {
    /// Bucket on each street.
    pub buckets: [u32; MAX_STREETS],
    /// Strength on the final board: comparable within the deal, the higher the better, equal for ties.
    pub strength: u16,
}

/// Draws a board and hands that do not collide, by rejection, using only what every card model has. The plain
/// twin of faster deals.
pub(super) fn deal_by_rejection<C: CardModel + ?Sized>(
    cards: &C,
    rng: &mut DealRng,
    deal: &mut Deal,
    out: &mut [DealtHand],
) {
    let mut slots = vec![0; out.len()];
    loop {
        let board = match cards.final_boards() {
            Some(boards) => boards[rng.below(boards.len())],
            None => cards.sample_final_board(rng),
        };
        cards.deal(board, HandSample::All, rng, deal);
        slots.iter_mut().for_each(|slot| *slot = rng.below(deal.len()));
        if !collide(deal, &slots) {
            break;
        }
    }
    for (hand, &slot) in out.iter_mut().zip(&slots) {
        let bucket = |street: usize| deal.buckets[street].get(slot).copied().unwrap_or(0);
        hand.buckets = std::array::from_fn(bucket);
        hand.strength = deal.tie_ends.partition_point(|end| usize::from(*end) <= slot) as u16;
    }
}

/// Whether two of the slots hold the same card.
fn collide(deal: &Deal, slots: &[usize]) -> bool {
    let mut seen = 0u64;
    slots.iter().flat_map(|&slot| deal.blockers[slot]).any(|blocker| {
        let bit = 1u64 << blocker;
        let again = seen & bit != 0;
        seen |= bit;
        again
    })
}
