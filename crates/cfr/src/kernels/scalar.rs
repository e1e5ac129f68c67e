//! The inner loops as plain code: the reference for the order of every sum.

use super::{NodeValues, RowShape};

/// Normalises the non-negative part of each slot's row; uniform where nothing is positive.
pub(super) fn strategy(rows: &[f32], shape: RowShape, buckets: &[u32], out: &mut [f32]) {
    let lanes = buckets.len();
    let uniform = 1.0 / shape.num_actions as f32;
    for (slot, &bucket) in buckets.iter().enumerate() {
        let at = bucket as usize * shape.stride;
        let row = &rows[at..at + shape.num_actions];
        let sum = row[1..].iter().fold(row[0].max(0.0), |sum, x| sum + x.max(0.0));
        let inverse = 1.0 / sum;
        for (action, x) in row.iter().enumerate() {
            out[action * lanes + slot] = if sum > 0.0 { x.max(0.0) * inverse } else { uniform };
        }
    }
}

/// `out = a * b`, entry by entry.
pub(super) fn scale(a: &[f32], b: &[f32], out: &mut [f32]) {
    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
        *out = a * b;
    }
}

/// `out = sum over actions of strategy * value`.
pub(super) fn mix(strategy: &[f32], values: &[f32], out: &mut [f32]) {
    let lanes = out.len();
    scale(&strategy[..lanes], &values[..lanes], out);
    for (strategy, values) in strategy.chunks_exact(lanes).zip(values.chunks_exact(lanes)).skip(1) {
        for ((out, s), v) in out.iter_mut().zip(strategy).zip(values) {
            *out += s * v;
        }
    }
}

/// Mixes the actions' values into `out`, then adds regrets and strategy weights slot by slot.
pub(super) fn update(rows: &mut [f32], buckets: &[u32], node: &NodeValues<'_>, out: &mut [f32]) {
    let lanes = buckets.len();
    let num_actions = node.strategy.len() / lanes;
    mix(node.strategy, node.values, out);
    for (slot, &bucket) in buckets.iter().enumerate() {
        let row = &mut rows[bucket as usize * 2 * num_actions..][..2 * num_actions];
        let (regrets, sums) = row.split_at_mut(num_actions);
        let weight = node.reach[slot] * node.strategy_weight;
        for action in 0..num_actions {
            let at = action * lanes + slot;
            regrets[action] += (node.values[at] - out[slot]) * node.regret_weight;
            sums[action] += weight * node.strategy[at];
        }
    }
}
