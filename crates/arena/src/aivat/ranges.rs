//! Both players' hands at a public node.

use std::borrow::Cow;

use holdem_game::deal::{Board, CardModel, Deal};
use holdem_game::tree::NodeId;

use super::baseline::Baseline;
use super::hands::compared;

/// `[seat][hand]`: the probability with which each seat gets here with each hand.
pub(super) type Ranges = [Vec<f32>; 2];

/// Buckets of all hands on a board of a street.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub(super) street: usize,
    /// `[hand]`: 0 for hands that the board blocks, which have no weight in a range.
    buckets: Vec<u32>,
    /// `[hand]`: 1, or 0 for those.
    live: Vec<f32>,
}

impl Layer {
    pub(super) fn of(cards: &dyn CardModel, street: usize, board: Board) -> Self {
        let mut deal = Deal::default();
        cards.layer(street, board, &mut deal);
        let mut layer =
            Self { street, buckets: vec![0; cards.num_hands()], live: vec![0.0; cards.num_hands()] };
        for (&hand, &bucket) in deal.hands.iter().zip(&deal.buckets[street]) {
            layer.buckets[usize::from(hand)] = bucket;
            layer.live[usize::from(hand)] = 1.0;
        }
        layer
    }

    /// Removes the hands that the board blocks.
    pub(super) fn block(&self, range: &mut [f32]) {
        range.iter_mut().zip(&self.live).for_each(|(weight, live)| *weight *= live);
    }
}

/// Where values are read: a node of the baseline's tree, by the buckets of a layer.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) baseline: &'a Baseline,
    pub(super) node: NodeId,
    pub(super) layer: &'a Layer,
    /// The players on the two seats.
    pub(super) players: [usize; 2],
}

impl At<'_> {
    /// What a pair of ranges is worth to seat 0, in chips of the tree: the mean value of its hands less that
    /// of the other seat's hands, as if both were independent, less the mean at the node. `known` holds the
    /// weights of the other seat's hands possible with those of one seat, if they are already known.
    pub(super) fn value(&self, ranges: [&[f32]; 2], known: Option<(usize, &[f32])>) -> f64 {
        let street = usize::from(self.baseline.strategy().tree().node(self.node).street);
        let (is_dealt, shift) = (street == self.layer.street, self.baseline.shift(self.layer.street));
        let mut terms = [0.0; 2];
        for seat in [0, 1] {
            let row = self.baseline.row(self.players[seat], self.node, is_dealt);
            let beside = match known {
                Some((of, beside)) if of == seat => Cow::Borrowed(beside),
                _ => Cow::Owned(self.baseline.hands().beside(ranges[1 - seat])),
            };
            terms[seat] = mean_of((row, shift), &self.layer.buckets, ranges[seat], &beside);
        }
        let mean = f64::from(self.baseline.mean(self.players[0], self.node));
        terms[0] - terms[1] - mean
    }
}

/// Sums kept side by side, so that none waits for another.
const LANES: usize = 4;

/// Mean of the values of a range, which are `[bucket >> shift]`, each hand weighted by its own weight and
/// that of the other seat's hands possible with it.
fn mean_of((row, shift): (&[f32], u32), buckets: &[u32], own: &[f32], beside: &[f32]) -> f64 {
    let (mut sums, mut weights) = ([0.0f64; LANES], [0.0f64; LANES]);
    let mut add = |lane: usize, hand: usize| {
        let weight = f64::from(own[hand]) * f64::from(beside[hand]);
        sums[lane] += weight * f64::from(row[(buckets[hand] >> shift) as usize]);
        weights[lane] += weight;
    };
    let whole = own.len() - own.len() % LANES;
    for first in (0..whole).step_by(LANES) {
        (0..LANES).for_each(|lane| add(lane, first + lane));
    }
    (whole..own.len()).for_each(|hand| add(0, hand));
    let [sum, weight] = [sums, weights].map(|lanes| lanes.iter().sum::<f64>());
    sum / weight.max(f64::MIN_POSITIVE)
}

/// Share of the pairs of hands in which seat 0 wins less the share in which it loses, on a final board.
pub(super) fn showdown(cards: &dyn CardModel, board: Board, ranges: &Ranges) -> f64 {
    let mut deal = Deal::default();
    cards.layer(cards.num_streets() - 1, board, &mut deal);
    let slots = |seat: usize| -> Vec<f32> {
        deal.hands.iter().map(|&hand| ranges[seat][usize::from(hand)]).collect()
    };
    let [own, other] = [slots(0), slots(1)];
    let won = compared(&deal.blockers, &deal.tie_ends, &other, 1.0, -1.0);
    let beside = super::hands::beside(&deal.blockers, &other);
    let (mut sum, mut weights) = (0.0f64, 0.0f64);
    for ((&own, won), beside) in own.iter().zip(won).zip(beside) {
        sum += f64::from(own) * f64::from(won);
        weights += f64::from(own) * f64::from(beside);
    }
    sum / weights.max(f64::MIN_POSITIVE)
}
