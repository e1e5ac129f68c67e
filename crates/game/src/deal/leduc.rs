//! Cards of Leduc poker (Southey et al. 2005): two suits of jack, queen and king, one private and one public
//! card.

use super::{Board, CardModel, Deal, DealRng, HandSample, Runout};

/// Card model of Leduc poker; private hand and card `2 * rank + suit`, ranks jack, queen, king for 0, 1, 2.
///
/// Suits never matter, so the buckets are lossless: the rank before the public card (3), and `3 * rank +
/// public rank` after it (9).
#[derive(Clone, Copy, Debug, Default)]
pub struct LeducCards;

const NUM_CARDS: usize = 6;
const NUM_RANKS: usize = 3;

fn rank(card: usize) -> usize {
    card / 2
}

/// The public card of a board of the second street.
fn public_card(board: Board) -> usize {
    board.trailing_zeros() as usize
}

impl LeducCards {
    /// Cards that are not on the board, weakest hand first.
    fn live(board: Board) -> impl Iterator<Item = usize> {
        let paired = (board != 0).then(|| rank(public_card(board)));
        (0..NUM_RANKS)
            .filter(move |r| Some(*r) != paired)
            .chain(paired)
            .flat_map(|r| [2 * r, 2 * r + 1])
            .filter(move |card| board & (1 << card) == 0)
    }
    fn fill(&self, board: Board, streets: std::ops::Range<usize>, deal: &mut Deal) {
        deal.clear();
        for card in Self::live(board) {
            deal.hands.push(card as u16);
            deal.blockers.push(self.blockers(card));
        }
        for street in streets {
            let hands = deal.hands.iter().map(|&card| rank(card as usize));
            deal.buckets[street] = match street {
                0 => hands.map(|r| r as u32).collect(),
                _ => hands.map(|r| (NUM_RANKS * r + rank(public_card(board))) as u32).collect(),
            };
            deal.buckets[street].resize(deal.width(), 0);
        }
        if board != 0 {
            for i in 1..=deal.len() {
                if i == deal.len() || rank(deal.hands[i] as usize) != rank(deal.hands[i - 1] as usize) {
                    deal.end_tie(i);
                }
            }
            deal.list_ties();
        }
    }
}

impl CardModel for LeducCards {
    fn num_hands(&self) -> usize {
        NUM_CARDS
    }
    fn num_streets(&self) -> usize {
        2
    }
    fn num_buckets(&self, street: usize) -> usize {
        [NUM_RANKS, NUM_RANKS * NUM_RANKS][street]
    }
    fn blockers(&self, hand: usize) -> [u8; 2] {
        [hand as u8, (hand + NUM_CARDS) as u8]
    }
    fn hand_name(&self, hand: usize) -> String {
        ["J1", "J2", "Q1", "Q2", "K1", "K2"][hand].to_owned()
    }
    fn final_boards(&self) -> Option<Vec<Board>> {
        Some((0..NUM_CARDS).map(|card| 1 << card).collect())
    }
    fn sample_final_board(&self, rng: &mut DealRng) -> Board {
        1 << rng.below(NUM_CARDS)
    }
    fn deal(&self, board: Board, _sample: HandSample, _rng: &mut DealRng, deal: &mut Deal) {
        self.fill(board, 0..2, deal);
    }
    fn runouts(&self, street: usize, board: Board) -> Vec<Runout> {
        debug_assert!(street == 0 && board == 0);
        (0..NUM_CARDS).map(|card| Runout { board: 1 << card, probability: 0.25 }).collect()
    }
    fn final_runouts(&self, street: usize, board: Board) -> Vec<Runout> {
        self.runouts(street, board)
    }
    fn layer(&self, street: usize, board: Board, deal: &mut Deal) {
        self.fill(board, street..street + 1, deal);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_with_the_board_is_strongest_and_ties_are_marked() {
        let mut deal = Deal::default();
        LeducCards.layer(1, 1 << 1, &mut deal);
        assert_eq!(deal.hands, [2, 3, 4, 5, 0]);
        assert_eq!(deal.tie_ends, [2, 4, 5]);
        assert_eq!(deal.num_pairs(), 5 * 4);
        assert_eq!(deal.buckets[1], [3, 3, 6, 6, 0, 0, 0, 0]);
        assert!(deal.buckets[0].is_empty());
    }

    #[test]
    fn chances_of_the_public_card_sum_to_one_for_every_pair_of_hands() {
        for a in 0..6u64 {
            for b in (0..6u64).filter(|b| *b != a) {
                let sum: f32 = LeducCards
                    .runouts(0, 0)
                    .iter()
                    .filter(|r| r.board & (1 << a | 1 << b) == 0)
                    .map(|r| r.probability)
                    .sum();
                assert_eq!(sum, 1.0);
            }
        }
    }
}
