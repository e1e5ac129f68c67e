//! Rows of 16-bit numbers, as plain code: the reference for the order of every sum and every random bit. See
//! [`crate::tables::storage`] for the idea.

use super::{NodeValues, RowShape, ShortRows, scalar};
use holdem_cards::random::mix;
use std::ops::Range;

/// Largest number of units that one visit adds to a number.
pub const LARGEST_STEP: i16 = 1023;

/// A number above this makes the unit grow.
pub const CEILING: i16 = i16::MAX - SLOTS as i16 * LARGEST_STEP;

/// Unit of numbers that have not been touched: 2^-48. Smaller steps are noise, and with a finer unit the
/// first steps, counted in units, could exceed any number.
const FINEST: f32 = 1.0 / (1u64 << 48) as f32;

/// Largest number of doublings of a unit at a time: from [`FINEST`] to more chips than any game has.
const MOST_DOUBLINGS: i32 = 110;

/// Slots whose steps are rounded together, and random streams.
pub(super) const SLOTS: usize = 8;

/// Steps are rounded from fixed point, with this many parts in a unit.
pub(super) const PER_UNIT: f32 = (1 << 16) as f32;

/// Multiplier and increment of the random streams (Press, Teukolsky, Vetterling & Flannery, "Numerical
/// recipes", 2007).
pub(super) const MULTIPLIER: u32 = 1_664_525;
pub(super) const INCREMENT: u32 = 1_013_904_223;

/// A random stream of two 16-bit halves at a time. The upper half is that of a linear congruential generator;
/// the lower one is mixed with it.
#[derive(Clone, Copy, Debug)]
struct Stream(u32);

impl Stream {
    fn next(&mut self) -> [i32; 2] {
        self.0 = self.0.wrapping_mul(MULTIPLIER).wrapping_add(INCREMENT);
        let word = self.0 ^ (self.0 >> 16);
        [word & 0xffff, word >> 16].map(|half| half as i32)
    }
}

/// The initial states of a block's streams, one for each slot.
pub(super) fn streams(key: u64) -> [u32; SLOTS] {
    let mut starts = [0; SLOTS];
    for (i, pair) in starts.chunks_exact_mut(2).enumerate() {
        let word = mix(key.wrapping_add((i as u64) << 32));
        pair.copy_from_slice(&[word as u32, (word >> 32) as u32]);
    }
    starts
}

/// Rounds a step in fixed point to one of its neighbours, the nearer with the higher probability.
fn round(fixed: i32, random: i32) -> i32 {
    fixed.wrapping_add(random) >> 16
}

/// Which numbers of a row; also the index of their unit in [`ShortRows::units`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
enum Part {
    Regrets,
    Sums,
}

const PARTS: [Part; 2] = [Part::Regrets, Part::Sums];

impl ShortRows<'_> {
    /// Weights of regrets and strategy sums, in fixed point.
    pub(super) fn weights(&self, node: &NodeValues<'_>) -> [f32; 2] {
        let [regret, sum] = self.units.map(|unit| PER_UNIT / unit.max(FINEST));
        [node.regret_weight * regret, node.strategy_weight * sum]
    }

    /// Makes units large enough for the steps of a block; `largest` by part, in fixed point.
    #[cold]
    #[inline(never)]
    pub(super) fn fit(&mut self, largest: [f32; 2], num_actions: usize, key: u64) {
        for (part, mut largest) in PARTS.into_iter().zip(largest) {
            let mut doublings = 0;
            while largest > f32::from(LARGEST_STEP) * PER_UNIT && doublings < MOST_DOUBLINGS {
                largest *= 0.5;
                doublings += 1;
            }
            if doublings > 0 {
                self.coarsen(part, doublings, num_actions, key);
            }
        }
    }

    /// Doubles the unit of a part whose numbers have grown beyond the ceiling.
    #[cold]
    #[inline(never)]
    pub(super) fn lower(&mut self, num_actions: usize, key: u64) {
        for part in PARTS {
            let mut rows = self.words.chunks_exact(2 * num_actions);
            if rows.any(|row| of(part, row).iter().any(|x| *x > CEILING)) {
                self.coarsen(part, 1, num_actions, key);
            }
        }
    }

    /// Doubles a unit several times, rounding the numbers up or down at random.
    fn coarsen(&mut self, part: Part, doublings: i32, num_actions: usize, key: u64) {
        let unit = &mut self.units[part as usize];
        *unit = unit.max(FINEST) * 2f32.powi(doublings);
        let factor = 0.5f32.powi(doublings);
        let mut stream = Stream(mix(key ^ u64::from(unit.to_bits())) as u32);
        for row in self.words.chunks_exact_mut(2 * num_actions) {
            multiply(of_mut(part, row), factor, &mut stream, self.vanished);
        }
    }

    /// Multiplies positive regrets, negative regrets and strategy sums. What a change of unit can express is
    /// exact.
    pub(crate) fn discount(&mut self, factors: crate::discount::Factors, num_actions: usize, key: u64) {
        let [regrets, sums] = &mut *self.units;
        *sums = (*sums * factors.strategy).max(FINEST);
        let base = if factors.positive > 0.0 { factors.positive } else { 1.0 };
        *regrets = (*regrets * base).max(FINEST);
        let (positive, negative) = (factors.positive / base, factors.negative / base);
        let mut stream = Stream(mix(key) as u32);
        for row in self.words.chunks_exact_mut(2 * num_actions) {
            for x in of_mut(Part::Regrets, row) {
                let factor = if *x > 0 { positive } else { negative };
                multiply(std::slice::from_mut(x), factor, &mut stream, self.vanished);
            }
        }
    }
}

fn of(part: Part, row: &[i16]) -> &[i16] {
    let (regrets, sums) = row.split_at(row.len() / 2);
    if part == Part::Regrets { regrets } else { sums }
}

fn of_mut(part: Part, row: &mut [i16]) -> &mut [i16] {
    let (regrets, sums) = row.split_at_mut(row.len() / 2);
    if part == Part::Regrets { regrets } else { sums }
}

/// Multiplies numbers by at most 1, rounding at random, and counts those that vanish. Zeros are not written,
/// so untouched memory stays untouched.
fn multiply(numbers: &mut [i16], factor: f32, stream: &mut Stream, vanished: &mut u64) {
    if factor == 1.0 {
        return;
    }
    for x in numbers.iter_mut().filter(|x| **x != 0) {
        *x = round((f32::from(*x) * factor * PER_UNIT) as i32, stream.next()[0]) as i16;
        *vanished += u64::from(*x == 0);
    }
}

/// Normalises the non-negative part of each slot's row; uniform where nothing is positive.
pub(super) fn strategy(rows: &[i16], shape: RowShape, buckets: &[u32], out: &mut [f32]) {
    let lanes = buckets.len();
    let uniform = 1.0 / shape.num_actions as f32;
    for (slot, &bucket) in buckets.iter().enumerate() {
        let row = &rows[bucket as usize * shape.stride..][..shape.num_actions];
        let positive = |x: &i16| f32::from((*x).max(0));
        let sum: f32 = row.iter().map(positive).sum();
        let inverse = 1.0 / sum;
        for (action, x) in row.iter().enumerate() {
            out[action * lanes + slot] = if sum > 0.0 { positive(x) * inverse } else { uniform };
        }
    }
}

/// What one visit adds to the numbers of a row: `[regrets of all actions, sums of all actions]`, in fixed
/// point.
struct Steps<'a> {
    node: &'a NodeValues<'a>,
    mixed: &'a [f32],
    regret_weight: f32,
    strategy_weight: f32,
}

impl<'a> Steps<'a> {
    fn new(node: &'a NodeValues<'a>, mixed: &'a [f32], rows: &ShortRows<'_>) -> Self {
        let [regret_weight, strategy_weight] = rows.weights(node);
        Self { node, mixed, regret_weight, strategy_weight }
    }

    fn at(&self, column: usize, slot: usize) -> f32 {
        let lanes = self.mixed.len();
        let num_actions = self.node.strategy.len() / lanes;
        match column.checked_sub(num_actions) {
            None => (self.node.values[column * lanes + slot] - self.mixed[slot]) * self.regret_weight,
            Some(action) => {
                self.node.reach[slot] * self.strategy_weight * self.node.strategy[action * lanes + slot]
            }
        }
    }

    /// Calls `see(column, slot, step, step in units)` for a block: two columns share a random word.
    fn each(
        &self,
        slots: Range<usize>,
        streams: &mut [Stream; SLOTS],
        mut see: impl FnMut(usize, usize, f32, i32),
    ) {
        let num_columns = 2 * self.node.strategy.len() / self.mixed.len();
        for first in (0..num_columns).step_by(2) {
            for (slot, stream) in slots.clone().zip(&mut *streams) {
                for (column, random) in (first..).zip(stream.next()) {
                    let step = self.at(column, slot);
                    see(column, slot, step, round(step.round_ties_even() as i32, random));
                }
            }
        }
    }
}

/// Mixes the actions' values into `out`, then adds regrets and strategy weights, a block of slots at a time.
pub(super) fn update(
    mut rows: ShortRows<'_>,
    buckets: &[u32],
    node: &NodeValues<'_>,
    key: u64,
    out: &mut [f32],
) {
    let lanes = buckets.len();
    let num_actions = node.strategy.len() / lanes;
    scalar::mix(node.strategy, node.values, out);
    let mut streams = streams(key).map(Stream);
    for start in (0..lanes).step_by(SLOTS) {
        let slots = start..lanes.min(start + SLOTS);
        let (mut largest, mut too_large) = ([0.0f32; 2], false);
        Steps::new(node, out, &rows).each(slots.clone(), &mut streams.clone(), |column, _, step, units| {
            let largest = &mut largest[column / num_actions];
            *largest = largest.max(step.abs());
            too_large |= units.unsigned_abs() > LARGEST_STEP as u32;
        });
        if too_large {
            rows.fit(largest, num_actions, key ^ start as u64);
        }
        let steps = Steps::new(node, out, &rows);
        let mut highest = 0;
        steps.each(slots, &mut streams, |column, slot, _, units| {
            let x = &mut rows.words[buckets[slot] as usize * 2 * num_actions + column];
            *x = x.saturating_add(units as i16);
            highest = highest.max(*x);
        });
        if highest > CEILING {
            rows.lower(num_actions, key ^ start as u64);
        }
    }
}
