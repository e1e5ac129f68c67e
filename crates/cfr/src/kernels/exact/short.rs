//! Learning in 16 bits: regrets in a unit of the node, averages as shares of the largest number.

use super::rows::{
    FEW, Learn, MANY, SOME, Target, block, blocks, blocks_mut, by_actions, mean, put, strategy,
};
use super::wide::{Block, WIDE, Wide};

/// What else one iteration changes in 16-bit tables.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Short {
    /// Share of this iteration's strategy in the average; `None` if it is left alone.
    pub(crate) share: Option<f32>,
}

/// Learns at a node whose table has 16 bits: regrets in a unit of the node, averages as shares of the largest
/// number. `scratch` holds the intermediate regrets, because the unit depends on all of them.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "a node's table has three parts")]
pub(super) fn learn_short<W: Wide>(
    regrets: &mut [i16],
    averages: &mut [u16],
    unit: &mut f32,
    values: &[f32],
    learn: &Learn,
    short: &Short,
    scratch: &mut [f32],
    to: Target<'_>,
) {
    let n = values.len() / to.row.len();
    let width = to.row.len();
    assert!(values.len() == n * width && regrets.len() == values.len() && averages.len() == values.len());
    let scratch = blocks_mut(&mut scratch[..values.len()]);
    let (regrets, averages) = (blocks_mut(regrets), blocks_mut(averages));
    let (to, adds) = (blocks_mut(to.row), to.adds);
    let largest = by_actions!(
        n,
        learn_short_of::<W>(regrets, averages, *unit, blocks(values), learn, short, scratch, to, adds)
    );
    *unit = largest / LARGEST;
    let scale = W::splat(if largest > 0.0 { LARGEST / largest } else { 0.0 });
    for (regret, exact) in regrets.iter_mut().zip(&*scratch) {
        W::load(exact).times(scale).store_i16(regret);
    }
}

/// Largest regret in units.
const LARGEST: f32 = i16::MAX as f32;
/// Certainty in an average.
const WHOLE: f32 = u16::MAX as f32;

/// Writes the new regrets to `scratch`; returns the largest absolute value.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "the macro passes what `learn_short` has")]
fn learn_short_of<W: Wide, const MOST: usize>(
    n: usize,
    regrets: &[[i16; WIDE]],
    averages: &mut [[u16; WIDE]],
    unit: f32,
    values: &[Block],
    learn: &Learn,
    short: &Short,
    scratch: &mut [Block],
    to: &mut [Block],
    adds: bool,
) -> f32 {
    let width = to.len();
    let (gain, loss) = (W::splat(learn.positive), W::splat(learn.negative));
    let (unit, floor) = (W::splat(unit), W::splat(learn.floor));
    let mut largest = W::splat(0.0);
    for (at, to) in to.iter_mut().enumerate() {
        let chosen = strategy::<W, i16, MOST>(n, regrets, width, at);
        let value = mean::<W, MOST>(n, &chosen, values, at);
        put(value, to, adds);
        for a in 0..n {
            let old = W::load_i16(block(regrets, width, a, at)).times(unit);
            let gained = W::load(block(values, width, a, at)).minus(value);
            let new = old.times(gain.where_plus(old, loss)).plus(gained).most(floor);
            largest = new.size().most(largest);
            new.store(&mut scratch[a * width + at]);
        }
        if let Some(share) = short.share {
            let (share, rest) = (W::splat(share * WHOLE), W::splat(1.0 - share));
            for (a, chosen) in chosen.iter().enumerate().take(n) {
                let average = &mut averages[a * width + at];
                W::load_u16(average).times(rest).plus(chosen.times(share)).store_u16(average);
            }
        }
    }
    let mut lanes = [0.0; WIDE];
    largest.store(&mut lanes);
    lanes.into_iter().fold(0.0, f32::max)
}
