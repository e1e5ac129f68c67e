//! The operations on one row: regret matching, sampling, updates.
//!
//! The usual numbers of actions are compiled on their own, so that their loops unroll.

use super::fade::Fades;
use super::nodes::MAX_ACTIONS;
use super::table::{add, load, store};
use std::sync::atomic::{AtomicU32, Ordering};

/// Calls a function of the number of actions with that number known to the compiler if it is small.
macro_rules! by_actions {
    ($n:expr, $function:ident ( $($argument:expr),* )) => {
        match $n {
            2 => $function::<2>(2, $($argument),*),
            3 => $function::<3>(3, $($argument),*),
            4 => $function::<4>(4, $($argument),*),
            5 => $function::<5>(5, $($argument),*),
            n => $function::<MAX_ACTIONS>(n, $($argument),*),
        }
    };
}

/// The number of actions, as a constant if `N` gives it.
fn known<const N: usize>(n: usize) -> usize {
    if N == MAX_ACTIONS { n } else { N }
}

/// Probabilities by regret matching; uniform where no regret is positive.
fn matched<const N: usize>(n: usize, row: &[AtomicU32]) -> [f32; N] {
    let n = known::<N>(n);
    let mut p = [0.0; N];
    let mut total = 0.0;
    for (p, regret) in p[..n].iter_mut().zip(&row[..n]) {
        *p = load(regret).max(0.0);
        total += *p;
    }
    if total > 0.0 {
        let scale = 1.0 / total;
        p[..n].iter_mut().for_each(|p| *p *= scale);
    } else {
        p[..n].fill(1.0 / n as f32);
    }
    p
}

/// The action at a point of the unit interval.
fn choose(p: &[f32], mut at: f32) -> usize {
    for (action, p) in p.iter().enumerate().take(p.len() - 1) {
        at -= p;
        if at < 0.0 {
            return action;
        }
    }
    // Rounding may leave a little over; it belongs to the last action that is played at all.
    p.iter().rposition(|p| *p > 0.0).unwrap_or(p.len() - 1)
}

/// Samples the action of a player who is not updated, and adds the strategy to the sums with a weight; weight
/// 0 leaves them.
pub(super) fn sample(n: usize, row: &[AtomicU32], at: f32, sum_weight: f32) -> usize {
    by_actions!(n, sample_of(row, at, sum_weight))
}

fn sample_of<const N: usize>(n: usize, row: &[AtomicU32], at: f32, sum_weight: f32) -> usize {
    let n = known::<N>(n);
    let p = matched::<N>(n, row);
    if sum_weight != 0.0 {
        for (sum, p) in row[n..2 * n].iter().zip(&p[..n]).filter(|(_, p)| **p > 0.0) {
            add(sum, sum_weight * p);
        }
    }
    choose(&p[..n], at)
}

/// How regrets change: their weight, and what they must not fall below.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) weight: f32,
    pub(super) floor: f32,
}

/// Adds the regrets of one walk over all actions except those in the bit mask `skipped`; returns the value of
/// the strategy.
pub(super) fn learn(n: usize, row: &[AtomicU32], values: &[f32], skipped: u32, step: Step) -> f32 {
    if skipped == 0 {
        by_actions!(n, learn_of(row, values, step))
    } else {
        learn_rest(n, row, values, skipped, step)
    }
}

fn learn_of<const N: usize>(n: usize, row: &[AtomicU32], values: &[f32], step: Step) -> f32 {
    let n = known::<N>(n);
    let p = matched::<N>(n, row);
    let mean: f32 = p[..n].iter().zip(&values[..n]).map(|(p, v)| p * v).sum();
    for (regret, value) in row[..n].iter().zip(&values[..n]) {
        store(regret, (load(regret) + step.weight * (value - mean)).max(step.floor));
    }
    mean
}

fn learn_rest(n: usize, row: &[AtomicU32], values: &[f32], skipped: u32, step: Step) -> f32 {
    let mut p = matched::<MAX_ACTIONS>(n, row);
    let walked = |action: usize| skipped >> action & 1 == 0;
    // A skipped action is not played; if its regret has risen meanwhile, the others are played in proportion.
    let total: f32 = (0..n).filter(|&a| walked(a)).map(|a| p[a]).sum();
    let count = (0..n).filter(|&a| walked(a)).count() as f32;
    (0..n).for_each(|a| p[a] = if total > 0.0 { p[a] / total } else { 1.0 / count });
    let mean: f32 = (0..n).filter(|&a| walked(a)).map(|a| p[a] * values[a]).sum();
    for a in (0..n).filter(|&a| walked(a)) {
        store(&row[a], (load(&row[a]) + step.weight * (values[a] - mean)).max(step.floor));
    }
    mean
}

/// Actions whose regret is below a threshold, as a bit mask; none unless some regret is positive.
pub(super) fn hopeless(n: usize, row: &[AtomicU32], threshold: f32) -> u32 {
    let (mut mask, mut playable) = (0, false);
    for (action, regret) in row[..n].iter().enumerate() {
        let regret = load(regret);
        playable |= regret > 0.0;
        mask |= u32::from(regret < threshold) << action;
    }
    if playable { mask } else { 0 }
}

/// An action drawn with exploration.
#[derive(Clone, Copy, Debug)]
pub(super) struct Explored {
    pub(super) action: usize,
    /// Probability under the strategy.
    pub(super) strategy: f32,
    /// Probability of having been drawn.
    pub(super) drawn: f32,
    /// Whether the row had never been updated.
    pub(super) fresh: bool,
}

/// Draws an action from the strategy mixed with the uniform one, which gets the share `epsilon`.
pub(super) fn explore(n: usize, row: &[AtomicU32], at: f32, epsilon: f32) -> Explored {
    let strategy = matched::<MAX_ACTIONS>(n, row);
    let mixed = strategy.map(|p| epsilon / n as f32 + (1.0 - epsilon) * p);
    let action = choose(&mixed[..n], at);
    let fresh = row[..n].iter().all(|regret| load(regret) == 0.0);
    Explored { action, strategy: strategy[action], drawn: mixed[action], fresh }
}

/// Adds the regrets of outcome sampling: the sampled action is worth `value`, the others nothing, and the
/// strategy `mean`.
pub(super) fn learn_outcome(n: usize, row: &[AtomicU32], sampled: usize, value: f32, mean: f32, step: Step) {
    for (action, regret) in row[..n].iter().enumerate() {
        let value = if action == sampled { value } else { 0.0 };
        store(regret, (load(regret) + step.weight * (value - mean)).max(step.floor));
    }
}

/// Brings a row with an epoch up to date (DCFR): as many discounts as have fallen due since it was last
/// touched.
///
/// Two workers may do this at the same time; then one discount of one row, among thousands, is applied twice
/// or lost.
pub(super) fn refresh(n: usize, row: &[AtomicU32], epoch: u32, fades: &Fades) {
    let last = row[2 * n].load(Ordering::Relaxed);
    if last >= epoch {
        return;
    }
    row[2 * n].store(epoch, Ordering::Relaxed);
    let factors = fades.between(last, epoch);
    for regret in &row[..n] {
        let old = load(regret);
        store(regret, old * if old > 0.0 { factors.positive } else { factors.negative });
    }
    for sum in &row[n..2 * n] {
        store(sum, load(sum) * factors.strategy);
    }
}
