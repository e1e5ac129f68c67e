//! Which hands can be held together.

use holdem_game::deal::{CardModel, NUM_BLOCKERS};

/// Blockers of all hands of a game.
#[derive(Clone, Debug)]
pub(super) struct Hands {
    blockers: Vec<[u8; 2]>,
}

impl Hands {
    pub(super) fn new(cards: &dyn CardModel) -> Self {
        Self { blockers: (0..cards.num_hands()).map(|hand| cards.blockers(hand)).collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.blockers.len()
    }

    /// `[hand]`: weight of the other player's hands that are possible with it.
    pub(super) fn beside(&self, weights: &[f32]) -> Vec<f32> {
        beside(&self.blockers, weights)
    }
}

/// Sums kept side by side: neighbouring hands often share a card, and one sum would have to wait for the
/// other.
const BANKS: usize = 4;

/// For each hand the sum of the weights of all hands that do not collide with it: all, less those that share
/// one of its two blockers, plus its own weight, which was subtracted twice.
pub(super) fn beside(blockers: &[[u8; 2]], weights: &[f32]) -> Vec<f32> {
    let mut banks = [[0.0f64; NUM_BLOCKERS]; BANKS];
    let mut totals = [0.0f64; BANKS];
    let mut add = |bank: usize, [a, b]: [u8; 2], weight: f32| {
        let (held, weight) = (&mut banks[bank], f64::from(weight));
        held[usize::from(a)] += weight;
        held[usize::from(b)] += weight;
        totals[bank] += weight;
    };
    let (pairs, rest) = blockers.as_chunks::<BANKS>();
    for (pairs, weights) in pairs.iter().zip(weights.chunks_exact(BANKS)) {
        (0..BANKS).for_each(|bank| add(bank, pairs[bank], weights[bank]));
    }
    for (&pair, &weight) in rest.iter().zip(&weights[pairs.len() * BANKS..]) {
        add(0, pair, weight);
    }
    let held: [f64; NUM_BLOCKERS] = std::array::from_fn(|card| banks.iter().map(|held| held[card]).sum());
    let total: f64 = totals.iter().sum();
    let left = |(&[a, b], &own): (&[u8; 2], &f32)| {
        (total - held[usize::from(a)] - held[usize::from(b)] + f64::from(own)).max(0.0) as f32
    };
    blockers.iter().zip(weights).map(left).collect()
}

/// For hands sorted by strength: what each wins against the others' weights, `win` per unit of weight below
/// it and `lose` per unit above it, nothing for ties. `tie_ends` as in [`holdem_game::deal::Deal`].
pub(super) fn compared(
    blockers: &[[u8; 2]],
    tie_ends: &[u16],
    weights: &[f32],
    win: f64,
    lose: f64,
) -> Vec<f32> {
    let mut below = Sums::default();
    let mut all = Sums::default();
    for (&pair, &weight) in blockers.iter().zip(weights) {
        all.add(pair, f64::from(weight));
    }
    let mut out = vec![0.0; weights.len()];
    let mut start = 0;
    for &end in tie_ends {
        let group = start..usize::from(end);
        for slot in group.clone() {
            out[slot] = (win * below.beside(blockers[slot])) as f32;
        }
        for slot in group.clone() {
            below.add(blockers[slot], f64::from(weights[slot]));
        }
        // Now with the hands of the group.
        for slot in group {
            let beating = all.beside(blockers[slot]) - below.beside(blockers[slot]);
            out[slot] = (f64::from(out[slot]) + lose * beating) as f32;
        }
        start = usize::from(end);
    }
    out
}

/// Sums of weights, all and by blocker.
struct Sums {
    total: f64,
    held: [f64; NUM_BLOCKERS],
}

impl Default for Sums {
    fn default() -> Self {
        Self { total: 0.0, held: [0.0; NUM_BLOCKERS] }
    }
}

impl Sums {
    fn add(&mut self, [a, b]: [u8; 2], weight: f64) {
        self.total += weight;
        self.held[usize::from(a)] += weight;
        self.held[usize::from(b)] += weight;
    }

    /// The sum without the hands that share a blocker. A hand is itself counted under both its blockers, so
    /// the result is too small by its weight if it is part of the sum; a pair of sums, one with and one
    /// without the hand, corrects for that.
    fn beside(&self, [a, b]: [u8; 2]) -> f64 {
        self.total - self.held[usize::from(a)] - self.held[usize::from(b)]
    }
}

#[cfg(test)]
mod tests {
    use holdem_game::deal::{DealRng, HoldemCards};

    use super::*;

    /// Weights of all pairs, one by one.
    #[test]
    fn what_lies_beside_a_hand_is_what_does_not_collide_with_it() {
        let cards = HoldemCards::new(holdem_blueprint::game::PreflopClasses);
        let hands = Hands::new(&cards);
        let mut rng = DealRng::from_seed(3);
        let weights: Vec<f32> = (0..hands.len()).map(|_| rng.unit()).collect();
        let found = hands.beside(&weights);
        let meet = |x: [u8; 2], y: [u8; 2]| x.iter().any(|card| y.contains(card));
        for at in (0..hands.len()).step_by(97) {
            let others = (0..hands.len()).filter(|&o| !meet(hands.blockers[at], hands.blockers[o]));
            let expected: f64 = others.map(|other| f64::from(weights[other])).sum();
            assert!((f64::from(found[at]) - expected).abs() < 1e-3, "{at}: {} {expected}", found[at]);
        }
    }

    #[test]
    fn a_hand_wins_from_weaker_ones_and_ties_with_its_group() {
        let blockers = [[0, 1], [2, 3], [4, 5], [0, 6], [7, 8]];
        let weights = [1.0, 2.0, 4.0, 8.0, 16.0];
        // Groups: {0}, {1, 2}, {3, 4}.
        let found = compared(&blockers, &[1, 3, 5], &weights, 1.0, -1.0);
        assert_eq!(found, [-22.0, 1.0 - 24.0, 1.0 - 24.0, 6.0, 7.0]);
    }
}
