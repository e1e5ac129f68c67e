//! Frequencies that a node plays on average.
//!
//! Which hands play what stays free. Every action gets a price in chips, paid to the player for taking it,
//! such that the best mix of hands has the wanted frequencies. Prices are Lagrange multipliers. Step by step
//! over the iterations they fall while an action is taken too often and rise while it is taken too rarely.
//! The remaining difference between the average strategy and the frequencies is removed by a factor for each
//! action, found by proportional fitting (Deming & Stephan 1940), so that the frequencies are played exactly.
//!
//! Where the opponent does not come to the node, prices teach nothing, and what the opponent learns of coming
//! would be what hands do without the frequencies. So as long as it stays away it learns against the current
//! strategy with factors of its own, which follow that by a round of fitting in each iteration.
//!
//! On average the prices cost nothing, because what they pay at the wanted frequencies is subtracted. They
//! are part of the payoffs while a strategy is learned and while exploitability is computed: the best
//! response may break the frequencies, but pays the prices for it. Reported EVs do not include them.

use serde::{Deserialize, Serialize};

/// The first step of a price, as a share of the pot, for a frequency that is wrong by 1.
const FIRST_STEP: f64 = 0.2;
/// Rounds of proportional fitting.
const FITTINGS: usize = 400;
/// Added to every probability before the factors of the current strategy: regret matching often makes it 0.
const LEAST: f32 = 1e-6;
/// The most that a factor of the current strategy changes by in an iteration, and what it can come to.
const MOST_CHANGE: f64 = 4.0;
const MOST_FACTOR: f32 = 1e9;

/// The state of a held node: with the tables, all that is needed to continue.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HeldState {
    /// `[action]`: price in chips.
    pub prices: Vec<f32>,
    /// `[action]`: factor of the average strategy.
    pub factors: Vec<f32>,
    /// `[action]`: factor of the current strategy; none in what earlier programs kept.
    #[serde(default)]
    pub current: Vec<f32>,
    /// Whether the opponent has stayed away in the last iteration.
    #[serde(default)]
    pub is_avoided: bool,
}

/// What a walk has seen of a held node: how often each action is taken, with and without the factors of the
/// current strategy, and the weight of all hands.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    taken: Vec<f64>,
    levelled: Vec<f64>,
    weight: f64,
}

impl Seen {
    fn new(actions: usize) -> Self {
        Self { taken: vec![0.0; actions], levelled: vec![0.0; actions], weight: 0.0 }
    }

    fn add(&mut self, weight: f64, taken: &[f32], levelled: &[f32]) {
        let add = |sums: &mut [f64], play: &[f32]| {
            sums.iter_mut().zip(play).for_each(|(sum, &play)| *sum += weight * f64::from(play));
        };
        add(&mut self.taken, taken);
        add(&mut self.levelled, levelled);
        self.weight += weight;
    }
}

/// A node that plays wanted frequencies.
#[derive(Debug)]
pub(super) struct Held {
    /// `[action]`: wanted.
    pub(super) shares: Vec<f32>,
    pub(super) state: HeldState,
    /// By hands of the opponent as they come to the node, and as if all of them came.
    seen: [Seen; 2],
}

impl Held {
    pub(super) fn new(shares: &[f32]) -> Self {
        let ones = vec![1.0; shares.len()];
        let state = HeldState {
            prices: vec![0.0; shares.len()],
            factors: ones.clone(),
            current: ones,
            is_avoided: false,
        };
        let seen = [(); 2].map(|()| Seen::new(shares.len()));
        Self { shares: shares.to_vec(), state, seen }
    }

    /// Notes what a hand does in the walk of this iteration, by its weights: beside the opponent's hands as
    /// they come, and beside all of them.
    pub(super) fn see(&mut self, taken: &[f32], weights: [f64; 2]) {
        let mut levelled = taken.to_vec();
        self.level_current(&mut levelled);
        for (seen, weight) in self.seen.iter_mut().zip(weights) {
            seen.add(weight, taken, &levelled);
        }
    }

    /// `[action]`: chips paid for it: its price less the mean price at the wanted frequencies.
    pub(super) fn paid(&self) -> Vec<f32> {
        let mean: f32 = self.state.prices.iter().zip(&self.shares).map(|(price, share)| price * share).sum();
        self.state.prices.iter().map(|price| price - mean).collect()
    }

    /// Changes prices and the factors of the current strategy by what iteration `t` has seen; `pot` is the
    /// scale of chips.
    pub(super) fn adjust(&mut self, t: u64, pot: f64) {
        let nothing = [(); 2].map(|()| Seen::new(self.shares.len()));
        let [met, all] = std::mem::replace(&mut self.seen, nothing);
        if met.weight > 0.0 {
            let step = FIRST_STEP * pot / (t as f64).sqrt();
            for ((price, taken), share) in self.state.prices.iter_mut().zip(&met.taken).zip(&self.shares) {
                *price -= (step * (taken / met.weight - f64::from(*share))) as f32;
            }
        }
        self.state.is_avoided = met.weight == 0.0;
        let seen = if self.state.is_avoided { all } else { met };
        if seen.weight > 0.0 {
            let pairs = self.state.current.iter_mut().zip(&seen.levelled).zip(&self.shares);
            for ((factor, levelled), share) in pairs {
                let change = f64::from(*share) * seen.weight / levelled.max(f64::MIN_POSITIVE);
                let change = change.clamp(MOST_CHANGE.recip(), MOST_CHANGE) as f32;
                *factor = (*factor * change).clamp(MOST_FACTOR.recip(), MOST_FACTOR);
            }
        }
    }

    /// Whether the opponent learns against the current strategy with its factors.
    pub(super) fn is_avoided(&self) -> bool {
        self.state.is_avoided
    }

    /// Applies the factors of the current strategy to one hand, in place.
    pub(super) fn level_current(&self, play: &mut [f32]) {
        play.iter_mut().zip(&self.state.current).for_each(|(play, factor)| *play = (*play + LEAST) * factor);
        let sum: f32 = play.iter().sum();
        play.iter_mut().for_each(|play| *play /= sum);
    }

    /// Applies the factors to a strategy of one hand, in place.
    pub(super) fn level(&self, play: &mut [f32]) {
        play.iter_mut().zip(&self.state.factors).for_each(|(play, factor)| *play *= factor);
        let sum: f32 = play.iter().sum();
        for (play, share) in play.iter_mut().zip(&self.shares) {
            *play = if sum > 0.0 { *play / sum } else { *share };
        }
    }

    /// Finds the factors with which hands `[action][hand]` of these weights play the wanted frequencies.
    pub(super) fn fit(&mut self, strategy: &[Vec<f32>], weights: &[f64]) {
        self.state.factors.fill(1.0);
        let total: f64 = weights.iter().sum();
        if total <= 0.0 {
            return;
        }
        for _ in 0..FITTINGS {
            let mut played = vec![0.0; self.shares.len()];
            for (slot, weight) in weights.iter().enumerate() {
                let mut play: Vec<f32> = strategy.iter().map(|row| row[slot]).collect();
                self.level(&mut play);
                played.iter_mut().zip(play).for_each(|(sum, play)| *sum += weight * f64::from(play));
            }
            let pairs = self.state.factors.iter_mut().zip(&played).zip(&self.shares);
            for ((factor, played), share) in pairs {
                if *played > 0.0 {
                    *factor *= (f64::from(*share) * total / played) as f32;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_bring_hands_to_the_wanted_frequencies() {
        let mut held = Held::new(&[0.3, 0.7, 0.0]);
        let strategy = [vec![0.5, 0.9, 0.2], vec![0.4, 0.1, 0.7], vec![0.1, 0.0, 0.1]];
        let weights = [1.0, 2.0, 0.5];
        held.fit(&strategy, &weights);
        let mut played = [0.0; 3];
        for slot in 0..3 {
            let mut play: Vec<f32> = strategy.iter().map(|row| row[slot]).collect();
            held.level(&mut play);
            assert!((play.iter().sum::<f32>() - 1.0).abs() < 1e-6);
            played.iter_mut().zip(play).for_each(|(sum, p)| *sum += weights[slot] * f64::from(p) / 3.5);
        }
        let apart = played.iter().zip([0.3, 0.7, 0.0]).map(|(a, b): (&f64, f64)| (a - b).abs());
        assert!(apart.fold(0.0, f64::max) < 1e-6, "{played:?}");
    }

    #[test]
    fn prices_fall_for_what_is_taken_too_often_and_cost_nothing_on_the_mean() {
        let mut held = Held::new(&[0.25, 0.75]);
        for play in [[1.0, 0.0], [0.0, 1.0]] {
            held.see(&play, [2.0, 9.0]);
        }
        held.adjust(1, 100.0);
        assert_eq!(held.state.prices, [-5.0, 5.0]);
        let paid = held.paid();
        assert!((0.25 * paid[0] + 0.75 * paid[1]).abs() < 1e-5 && paid[0] < 0.0, "{paid:?}");
    }
}
