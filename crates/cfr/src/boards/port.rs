//! Reach and values that pass from street to street.

use super::buffer::Buffer;
use holdem_game::deal::{Deal, Renaming};

/// Reach and values of one entry or exit, by player, over the slots of one board.
#[derive(Debug)]
pub(crate) struct Port {
    pub(super) reach: [Buffer; 2],
    /// Of each pass of the rule.
    pub(super) values: Vec<[Buffer; 2]>,
}

impl Port {
    pub(super) fn new(width: usize, passes: usize) -> Self {
        let zeros = || [Buffer::zeros(width), Buffer::zeros(width)];
        Self { reach: zeros(), values: (0..passes).map(|_| zeros()).collect() }
    }

    /// Makes room for the values of this many passes.
    pub(super) fn reserve_passes(&mut self, passes: usize) {
        let width = self.reach[0].len();
        self.values.resize_with(passes, || [Buffer::zeros(width), Buffer::zeros(width)]);
    }

    /// As many values as these, all 0.
    pub(super) fn zeros(&self) -> Vec<[Buffer; 2]> {
        let zeros = |values: &Buffer| Buffer::zeros(values.len());
        self.values.iter().map(|pair| pair.each_ref().map(zeros)).collect()
    }

    /// The same place on a board below: reach of the same hands, padded with 0. The visit writes the values.
    pub(super) fn carry_down(&self, slot_above: &[u32], width: usize, passes: usize) -> Self {
        let stale = || [Buffer::stale(width), Buffer::stale(width)];
        let mut port = Self { reach: stale(), values: (0..passes).map(|_| stale()).collect() };
        for (to, from) in port.reach.iter_mut().zip(&self.reach) {
            let (live, padding) = to.split_at_mut(slot_above.len());
            for (to, &slot) in live.iter_mut().zip(slot_above) {
                *to = from[slot as usize];
            }
            padding.fill(0.0);
        }
        port
    }

    /// Values of each pass carried to the hands above, weighted by the board's probability; 0 for hands that
    /// it blocks.
    pub(super) fn carry_up(&self, slot_above: &[u32], width: usize, probability: f32) -> Vec<[Buffer; 2]> {
        let up = |from: &Buffer| {
            let mut values = Buffer::zeros(width);
            for (value, &slot) in from.iter().zip(slot_above) {
                values[slot as usize] = probability * value;
            }
            values
        };
        self.values.iter().map(|pair| pair.each_ref().map(up)).collect()
    }
}

/// `[hand]`: its slot in a layer; `u32::MAX` for hands that are not in it.
pub(super) fn slot_of(layer: &Deal, num_hands: usize) -> Vec<u32> {
    let mut slot_of = vec![u32::MAX; num_hands];
    for (slot, &hand) in layer.hands.iter().enumerate() {
        slot_of[hand as usize] = slot as u32;
    }
    slot_of
}

/// For each slot of a layer: the slot of its renamed hand.
pub(super) fn renamed<'l>(
    layer: &'l Deal,
    slot_of: &'l [u32],
    renaming: &'l Renaming,
) -> impl Iterator<Item = usize> + 'l {
    layer.hands.iter().map(|&hand| slot_of[renaming.hands[hand as usize] as usize] as usize)
}
