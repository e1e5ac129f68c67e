//! Sums over the opponent's hands, for all own hands at once: O(hands), with card removal.
//!
//! Vectors are `[hand]` over all private hands of the game; hands that the board blocks are 0.

use holdem_game::deal::{Deal, NUM_BLOCKERS};

/// Sums of reach over hands, in all and by blocker.
struct Held {
    total: f64,
    by_blocker: [f64; NUM_BLOCKERS],
}

impl Held {
    fn none() -> Self {
        Self { total: 0.0, by_blocker: [0.0; NUM_BLOCKERS] }
    }

    fn of(deal: &Deal, reach: &[f64]) -> Self {
        let mut held = Self::none();
        for (hand, blockers) in deal.hands.iter().zip(&deal.blockers) {
            held.add(*blockers, reach[usize::from(*hand)]);
        }
        held
    }

    fn add(&mut self, [a, b]: [u8; 2], reach: f64) {
        self.total += reach;
        self.by_blocker[usize::from(a)] += reach;
        self.by_blocker[usize::from(b)] += reach;
    }

    /// Sum over hands with neither blocker. The hand that has both is subtracted twice.
    fn without(&self, [a, b]: [u8; 2]) -> f64 {
        self.total - self.by_blocker[usize::from(a)] - self.by_blocker[usize::from(b)]
    }
}

/// `[hand]`: the reach of all hands possible with it.
pub(crate) fn beside(deal: &Deal, reach: &[f64]) -> Vec<f64> {
    let held = Held::of(deal, reach);
    let mut out = vec![0.0; reach.len()];
    for (hand, blockers) in deal.hands.iter().zip(&deal.blockers) {
        let hand = usize::from(*hand);
        out[hand] = held.without(*blockers) + reach[hand];
    }
    out
}

/// Adds to `out[hand]`, times `weight`, the reach of the hands that it beats less that of the hands that beat
/// it. The deal is of a final board.
///
/// Let `B` be the sum over all weaker hands, `A` over these and the equally strong ones, and `M` over all
/// hands, each without those that collide; then that is `B - (M - A)`.
pub(super) fn compare(deal: &Deal, reach: &[f64], weight: f64, out: &mut [f64]) {
    let (all, mut passed) = (Held::of(deal, reach), Held::none());
    let mut start = 0;
    for &end in &deal.tie_ends {
        let end = usize::from(end);
        let group =
            || deal.hands[start..end].iter().map(|hand| usize::from(*hand)).zip(&deal.blockers[start..end]);
        for (hand, blockers) in group() {
            out[hand] += weight * (passed.without(*blockers) - all.without(*blockers));
        }
        group().for_each(|(hand, blockers)| passed.add(*blockers, reach[hand]));
        // The hand's own share in `M` and `A` cancels out.
        for (hand, blockers) in group() {
            out[hand] += weight * passed.without(*blockers);
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use holdem_game::deal::{CardModel, DealRng, LeducCards, MiniDeck, MiniHoldemCards};

    use super::*;

    /// Who beats whom, pair by pair.
    fn compare_slowly(deal: &Deal, reach: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let strength = |slot: usize| deal.tie_ends.partition_point(|&end| usize::from(end) <= slot);
        let (mut beside, mut ahead) = (vec![0.0; reach.len()], vec![0.0; reach.len()]);
        for i in 0..deal.len() {
            for j in (0..deal.len()).filter(|&j| j != i) {
                if deal.blockers[i].iter().any(|blocker| deal.blockers[j].contains(blocker)) {
                    continue;
                }
                let (hand, weight) = (usize::from(deal.hands[i]), reach[usize::from(deal.hands[j])]);
                beside[hand] += weight;
                ahead[hand] += weight
                    * (strength(i) as f64 - strength(j) as f64).signum()
                    * f64::from(u8::from(strength(i) != strength(j)));
            }
        }
        (beside, ahead)
    }

    fn check(cards: &dyn CardModel, board: u64) {
        let (mut deal, mut rng) = (Deal::default(), DealRng::from_seed(5));
        cards.layer(cards.num_streets() - 1, board, &mut deal);
        let mut reach = vec![0.0; cards.num_hands()];
        deal.hands.iter().for_each(|&hand| reach[usize::from(hand)] = f64::from(rng.unit()));
        let (slow_beside, slow_ahead) = compare_slowly(&deal, &reach);
        let mut ahead = vec![0.0; reach.len()];
        compare(&deal, &reach, 2.0, &mut ahead);
        let close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-9;
        assert!(beside(&deal, &reach).iter().zip(&slow_beside).all(close));
        assert!(ahead.iter().map(|sum| sum / 2.0).zip(&slow_ahead).all(|(a, b)| close((&a, b))));
    }

    #[test]
    fn sums_are_those_of_all_pairs() {
        check(&LeducCards, 1 << 3);
        let deck = MiniDeck { ranks: 4, suits: 3, hole_cards: 2, board_cards: vec![2, 1] };
        let cards = MiniHoldemCards::new(&deck).expect("a small deck");
        let board = cards.sample_final_board(&mut DealRng::from_seed(1));
        check(&cards, board);
    }
}
