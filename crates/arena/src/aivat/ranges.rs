//! Both players' hands at a public node.

use std::borrow::Cow;

use holdem_game::deal::{Board, CardModel, Deal};
use holdem_game::tree::NodeId;

use super::baseline::Baseline;
use super::hands::compared;

/// No bucket: the board takes a card of the hand.
const BLOCKED: u32 = u32::MAX;

/// `[seat][hand]`: how likely each seat comes here with each hand.
pub(super) type Ranges = [Vec<f32>; 2];

/// Buckets of all hands on a board of a street.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub(super) street: usize,
    /// `[hand]`.
    buckets: Vec<u32>,
}

impl Layer {
    pub(super) fn of(cards: &dyn CardModel, street: usize, board: Board) -> Self {
        let mut deal = Deal::default();
        cards.layer(street, board, &mut deal);
        let mut buckets = vec![BLOCKED; cards.num_hands()];
        for (&hand, &bucket) in deal.hands.iter().zip(&deal.buckets[street]) {
            buckets[usize::from(hand)] = bucket;
        }
        Self { street, buckets }
    }

    /// Forgets the hands that the board takes a card of.
    pub(super) fn block(&self, range: &mut [f32]) {
        for (weight, &bucket) in range.iter_mut().zip(&self.buckets) {
            if bucket == BLOCKED {
                *weight = 0.0;
            }
        }
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
    /// What a pair of ranges is worth to seat 0, in chips of the tree: own hands by their values less the
    /// other's by theirs, as if both did not depend on each other. `known` are the weights of the other's
    /// hands beside those of one seat, where they are known already.
    pub(super) fn value(&self, ranges: [&[f32]; 2], known: Option<(usize, &[f32])>) -> f64 {
        let street = usize::from(self.baseline.strategy().tree().node(self.node).street);
        let is_dealt = street == self.layer.street;
        let mut terms = [0.0; 2];
        for seat in [0, 1] {
            let row = self.baseline.row(self.players[seat], self.node, is_dealt);
            let beside = match known {
                Some((of, beside)) if of == seat => Cow::Borrowed(beside),
                _ => Cow::Owned(self.baseline.hands().beside(ranges[1 - seat])),
            };
            let (mut sum, mut weights) = (0.0f64, 0.0f64);
            for ((&own, &beside), &bucket) in ranges[seat].iter().zip(beside.iter()).zip(&self.layer.buckets)
            {
                // Not a branch on the weight alone: a blocked hand has none.
                if own > 0.0 && bucket != BLOCKED {
                    let weight = f64::from(own) * f64::from(beside);
                    sum += weight * f64::from(row[bucket as usize]);
                    weights += weight;
                }
            }
            terms[seat] = sum / weights.max(f64::MIN_POSITIVE);
        }
        let mean = f64::from(self.baseline.mean(self.players[0], self.node));
        terms[0] - terms[1] - mean
    }
}

/// Share of the pairs of hands in which seat 0 wins less that in which it loses, on a final board.
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
