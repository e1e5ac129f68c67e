//! Values of all exits of the street where a walk begins.

use super::buffer::Buffer;
use holdem_game::deal::{CardModel, Deal};
use std::ops::Range;

/// Hands of a street, numbered so that hands that renamings turn into each other share a number: before any
/// public card is seen they are worth the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Orbits {
    /// `[slot]`: the orbit of its hand.
    of_slot: Vec<u32>,
    /// `[orbit]`: its hands.
    sizes: Vec<u32>,
}

impl Orbits {
    /// Each hand for itself.
    pub(super) fn single(layer: &Deal) -> Self {
        Self { of_slot: (0..layer.len() as u32).collect(), sizes: vec![1; layer.len()] }
    }

    /// The orbits of the hands that are held before any public card is seen.
    pub(super) fn before_boards(cards: &dyn CardModel, layer: &Deal) -> Self {
        let renamings = cards.renamings(0);
        let first = |&hand: &u16| {
            let images = renamings.iter().map(|renaming| renaming.hands[usize::from(hand)]);
            images.chain([hand]).min().expect("the hand itself")
        };
        let firsts: Vec<u16> = layer.hands.iter().map(first).collect();
        let mut names = firsts.clone();
        names.sort_unstable();
        names.dedup();
        let number = |first: &u16| names.binary_search(first).expect("all are listed");
        let of_slot: Vec<u32> = firsts.iter().map(|first| number(first) as u32).collect();
        let mut sizes = vec![0; names.len()];
        of_slot.iter().for_each(|&orbit| sizes[orbit as usize] += 1);
        Self { of_slot, sizes }
    }

    pub(super) fn len(&self) -> usize {
        self.sizes.len()
    }
}

/// Values of all exits over one board or more, `[pass][exit][player][orbit]`, in double precision, and the
/// probability of these boards.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ExitValues {
    pub(super) values: Vec<f64>,
    /// Sum of the probabilities of the boards.
    pub(crate) chance: f64,
}

impl ExitValues {
    /// No board.
    pub(super) fn none(passes: usize, exits: usize, orbits: &Orbits) -> Self {
        Self { values: vec![0.0; passes * exits * 2 * orbits.len()], chance: 0.0 }
    }

    /// Adds a multiple of the values of other boards, and of their probability.
    pub(crate) fn add(&mut self, factor: f64, other: &Self) {
        self.chance += factor * other.chance;
        self.values.iter_mut().zip(&other.values).for_each(|(sum, value)| *sum += factor * value);
    }

    /// The values of a range of exits, out of `count` per pass.
    pub(crate) fn of(&self, exits: Range<usize>, count: usize) -> Self {
        let len = self.values.len().checked_div(count).unwrap_or(0);
        let values = self.values[exits.start * len..exits.end * len].to_vec();
        Self { values, chance: self.chance }
    }

    /// Multiplies values and probability by a factor.
    pub(crate) fn scale(&mut self, factor: f64) {
        self.chance *= factor;
        self.values.iter_mut().for_each(|value| *value *= factor);
    }

    /// Adds the values of the exits on one board under a renaming of its cards: `slots` maps a slot of the
    /// board's hands to the slot that counts.
    pub(super) fn add_board(
        &mut self,
        orbits: &Orbits,
        found: &[Vec<[Buffer; 2]>],
        slots: impl Fn(usize) -> usize,
    ) {
        let (exits, len) = (found.len(), orbits.len());
        for (exit, passes) in found.iter().enumerate() {
            for (pass, pair) in passes.iter().enumerate() {
                for (player, values) in pair.iter().enumerate() {
                    let start = ((pass * exits + exit) * 2 + player) * len;
                    let sums = &mut self.values[start..start + len];
                    for (slot, value) in values.iter().take(orbits.of_slot.len()).enumerate() {
                        let orbit = orbits.of_slot[slots(slot)] as usize;
                        sums[orbit] += f64::from(*value) / f64::from(orbits.sizes[orbit]);
                    }
                }
            }
        }
    }

    /// Writes the values of one exit on one pass to all slots.
    pub(super) fn spread(&self, orbits: &Orbits, number: usize, scale: f64, out: &mut [f32]) {
        let len = orbits.len();
        let values = &self.values[number * len..(number + 1) * len];
        for (out, &orbit) in out.iter_mut().zip(&orbits.of_slot) {
            *out = (scale * values[orbit as usize]) as f32;
        }
    }
}
