//! What hands are worth at a public state.

use super::port::Port;
use holdem_game::deal::Deal;

/// What the hands of both players are worth at a public state.
#[derive(Clone, Debug, PartialEq)]
pub struct HandValues {
    /// Private hands that the board leaves possible.
    pub hands: Vec<u16>,
    /// `[player][slot]` over `hands`: counterfactual value in chips, the weighted sum over the other player's
    /// hands that are possible with it.
    pub values: [Vec<f64>; 2],
    /// `[player][slot]`: the weight of all hands of the other player that are possible with it.
    pub beside: [Vec<f64>; 2],
    /// Sum of the products of weights over all pairs of hands that can be held together.
    pub weight: f64,
    /// By player: mean payoff in chips over these pairs; 0 if there are none.
    pub mean: [f64; 2],
}

impl HandValues {
    /// `dead` are chips that no player has put in: see [`stake`](crate::walk::plan::stake).
    pub(super) fn of(layer: &Deal, root: &Port, pass: usize, dead: f64) -> Self {
        let [first, second] = root.reach.each_ref().map(|reach| weights_beside(layer, reach));
        let mut beside = [second, first];
        beside.iter_mut().for_each(|beside| beside.truncate(layer.len()));
        let weight: f64 = beside[0].iter().zip(&*root.reach[0]).map(|(a, b)| a * f64::from(*b)).sum();
        let values = [0, 1].map(|player: usize| {
            let stakes = root.values[pass][player].iter().zip(&beside[player]);
            stakes.map(|(value, beside)| f64::from(*value) + 0.5 * dead * beside).collect::<Vec<_>>()
        });
        let mean = |player: usize| {
            let hands = values[player].iter().zip(&*root.reach[player]);
            let sum: f64 = hands.map(|(value, weight)| value * f64::from(*weight)).sum();
            if weight > 0.0 { sum / weight } else { 0.0 }
        };
        Self { hands: layer.hands.clone(), mean: [mean(0), mean(1)], values, beside, weight }
    }
}

/// `[slot]`: the weight of all hands possible with a hand: all, less those that share a card; the same hand
/// shares two and is added back once.
fn weights_beside(layer: &Deal, weights: &[f32]) -> Vec<f64> {
    let mut held = vec![0.0; 1 + layer.blockers.iter().flatten().copied().max().map_or(0, usize::from)];
    let mut all = 0.0;
    for (blockers, weight) in layer.blockers.iter().zip(weights) {
        all += f64::from(*weight);
        blockers.iter().for_each(|&card| held[usize::from(card)] += f64::from(*weight));
    }
    let beside = |([a, b], same): (&[u8; 2], &f32)| {
        all + f64::from(*same) - held[usize::from(*a)] - held[usize::from(*b)]
    };
    layer.blockers.iter().zip(weights).map(beside).collect()
}
