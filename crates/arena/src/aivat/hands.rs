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

    /// `[hand]`: weight of the other player's hands that can be held beside it.
    pub(super) fn beside(&self, weights: &[f32]) -> Vec<f32> {
        beside(&self.blockers, weights)
    }
}

/// The sum of the weights of all that do not collide with each: all, less those that share one of its two
/// blockers, and its own weight that was taken off twice.
pub(super) fn beside(blockers: &[[u8; 2]], weights: &[f32]) -> Vec<f32> {
    let mut held = [0.0f64; NUM_BLOCKERS];
    let mut total = 0.0f64;
    for (&[a, b], &weight) in blockers.iter().zip(weights) {
        let weight = f64::from(weight);
        held[usize::from(a)] += weight;
        held[usize::from(b)] += weight;
        total += weight;
    }
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
    let mut out = Vec::with_capacity(weights.len());
    let mut start = 0;
    for &end in tie_ends {
        let end = usize::from(end);
        let mut upto = below.clone();
        for slot in start..end {
            upto.add(blockers[slot], f64::from(weights[slot]));
        }
        for &pair in &blockers[start..end] {
            let (beaten, beating) = (below.beside(pair), all.beside(pair) - upto.beside(pair));
            out.push((win * beaten + lose * beating) as f32);
        }
        (below, start) = (upto, end);
    }
    out
}

/// Sums of weights, all and by blocker.
#[derive(Clone)]
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

    /// The sum without those that share a blocker. A hand itself is counted among those of both its blockers,
    /// so that what is left is too small by its weight where it is among the sum: a pair of sums, one with
    /// and one without it, takes care of that.
    fn beside(&self, [a, b]: [u8; 2]) -> f64 {
        self.total - self.held[usize::from(a)] - self.held[usize::from(b)]
    }
}
