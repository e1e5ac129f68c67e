//! The equity of a hand against random hands.

use holdem_game::deal::{Board, DealRng};

use crate::table::{Dealt, Deck};

/// Samples of the rest of a deal, per board.
const SAMPLES: usize = 200;
/// Samples before the first public card, where they are drawn once.
const FIRST_SAMPLES: usize = 2_000;

/// Estimates shares of the pot at showdown against random hands. The sample depends only on the public cards,
/// so it is always the same.
#[derive(Clone, Debug)]
pub(super) struct Chances {
    /// `[hand]`: before the first public card.
    first: Vec<f32>,
    opponents: usize,
}

impl Chances {
    /// # Complexity
    /// O(hands), a tenth of a second in Hold'em.
    pub(super) fn new(deck: &Deck, opponents: usize) -> Self {
        let sample = sample(deck, &[0], opponents, FIRST_SAMPLES);
        let first = (0..deck.num_hands()).map(|hand| share(deck, hand, &sample)).collect();
        Self { first, opponents }
    }

    /// The share of one hand.
    pub(super) fn of(&self, deck: &Deck, hand: usize, boards: &[Board]) -> f32 {
        if boards.len() == 1 {
            return self.first[hand];
        }
        share(deck, hand, &sample(deck, boards, self.opponents, SAMPLES))
    }

    /// `[hand]`: the shares of all hands.
    pub(super) fn of_all(&self, deck: &Deck, boards: &[Board]) -> Vec<f32> {
        if boards.len() == 1 {
            return self.first.clone();
        }
        let sample = sample(deck, boards, self.opponents, SAMPLES);
        (0..deck.num_hands()).map(|hand| share(deck, hand, &sample)).collect()
    }
}

/// The rest of the board, and the best of the opponents' hands on it.
struct Sample {
    dealt: Dealt,
    best: u32,
    ties: u32,
}

fn sample(deck: &Deck, boards: &[Board], opponents: usize, samples: usize) -> Vec<Sample> {
    let board = boards[boards.len() - 1];
    let mut rng = DealRng::from_seed(board);
    let draw = |_| {
        let dealt = deck.deal_onto(opponents, boards, &mut rng);
        let last = dealt.boards[dealt.boards.len() - 1];
        let strengths = dealt.hands.iter().map(|&hand| deck.strength(hand, last));
        let best = strengths.clone().max().expect("there is an opponent");
        let ties = strengths.filter(|&other| other == best).count() as u32;
        Sample { dealt, best, ties }
    };
    (0..samples).map(draw).collect()
}

/// Mean share over the samples that leave the hand possible; half if there are none.
fn share(deck: &Deck, hand: usize, samples: &[Sample]) -> f32 {
    let (mut sum, mut count) = (0.0, 0u32);
    for Sample { dealt, best, ties } in samples {
        let board = dealt.boards[dealt.boards.len() - 1];
        if deck.collides(hand, board) || dealt.hands.iter().any(|&other| deck.hands_collide(hand, other)) {
            continue;
        }
        count += 1;
        sum += match deck.strength(hand, board).cmp(best) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 1.0 / (*ties + 1) as f32,
            std::cmp::Ordering::Less => 0.0,
        };
    }
    if count == 0 { 0.5 } else { sum / count as f32 }
}

#[cfg(test)]
mod tests {
    use holdem_game::deal::MiniDeck;

    use super::*;

    #[test]
    fn aces_are_a_favourite_and_one_hand_is_valued_as_among_all() {
        let deck = Deck::of_cards(&MiniDeck::holdem());
        let chances = Chances::new(&deck, 1);
        let cards = deck.cards().unwrap();
        let hand = |text: &str| cards.hand_of(text.parse().unwrap());
        let of = |text: &str| chances.of(&deck, hand(text), &[0]);
        assert!((of("AsAd") - 0.852).abs() < 0.04, "{}", of("AsAd"));
        assert!((of("7s2d") - 0.346).abs() < 0.05, "{}", of("7s2d"));
        let flop = [0, "AhKd7c".parse::<holdem_cards::CardSet>().unwrap().bits()];
        let all = chances.of_all(&deck, &flop);
        for text in ["AsAd", "2c3d", "QhJh"] {
            assert_eq!(chances.of(&deck, hand(text), &flop), all[hand(text)]);
        }
        assert!(all[hand("AsAd")] > 0.9 && all[hand("2c3d")] < 0.35);
    }
}
