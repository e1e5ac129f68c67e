//! Hands of hold'em by cell of the 13x13 grid.

use holdem_cards::{Combo, HandClass};
use serde::Serialize;
use utoipa::ToSchema;

use super::hands::Hands;
use super::numbers::{chips, share};

/// A cell of the grid: all combos of a class that the board leaves.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Cell {
    /// The class: `AKs`.
    class: String,
    /// Mean weight of the acting player's combos that the board leaves.
    weight: f32,
    /// Their sum.
    combos: f32,
    /// Combos that the board leaves.
    live: u8,
    /// By action, by weight; `null` where the weight is 0.
    frequencies: Option<Vec<f32>>,
    /// Mean EV in chips, where it is known.
    ev: Option<f32>,
    /// Mean equity, where it is known.
    equity: Option<f32>,
}

impl Cell {
    /// Mean weight of the acting player's combos.
    pub(crate) fn weight(&self) -> f32 {
        self.weight
    }
}

/// The cell of every hand.
pub(crate) fn cell_of(hand: usize) -> usize {
    u16::try_from(hand).ok().and_then(Combo::from_index).map_or(0, |combo| combo.class().index())
}

/// Means by cell of a number by hand: `None` where no weight is.
pub(crate) fn means(weights: &[f64], of: impl Fn(usize) -> f64) -> Vec<Option<f64>> {
    let mut sums = vec![(0.0, 0.0); HandClass::COUNT];
    for (hand, &weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
        let value = of(hand);
        if value.is_finite() {
            let (sum, total) = &mut sums[cell_of(hand)];
            (*sum, *total) = (*sum + weight * value, *total + weight);
        }
    }
    sums.into_iter().map(|(sum, total)| (total > 0.0).then(|| sum / total)).collect()
}

/// The grid of the acting player.
pub(crate) fn cells(hands: &Hands) -> Vec<Cell> {
    let Some(acting) = hands.acting else { return Vec::new() };
    let range = &hands.ranges[acting];
    let (mut live, mut combos) = ([0_u8; HandClass::COUNT], [0.0; HandClass::COUNT]);
    for hand in (0..range.len()).filter(|&hand| hands.live[hand]) {
        live[cell_of(hand)] += 1;
        combos[cell_of(hand)] += f64::from(range[hand]);
    }
    let row = |row: &Vec<f32>| means(&hands.weights, |hand| f64::from(row[hand]));
    let rows: Vec<_> = hands.probabilities.iter().map(row).collect();
    let worth = hands.worth.as_ref();
    let ev = worth.map(|worth| means(&hands.weights, |hand| worth.ev[acting][hand]));
    let equity = worth.map(|worth| means(&hands.weights, |hand| worth.equity[acting][hand]));
    let cell = |class: HandClass| {
        let at = class.index();
        let frequencies: Option<Vec<f32>> = rows.iter().map(|row| row[at].map(share)).collect();
        Cell {
            class: class.to_string(),
            weight: if live[at] == 0 { 0.0 } else { share(combos[at] / f64::from(live[at])) },
            combos: share(combos[at]),
            live: live[at],
            frequencies: frequencies.filter(|_| combos[at] > 0.0),
            ev: ev.as_ref().and_then(|ev| ev[at]).map(chips),
            equity: equity.as_ref().and_then(|equity| equity[at]).map(share),
        }
    };
    HandClass::all().map(cell).collect()
}
