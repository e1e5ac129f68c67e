//! Learning with predictions: the strategy of the next iteration follows from the regrets expected then,
//! which are the present regrets plus the latest gain once more.

use super::rows::{
    FEW, Learn, MANY, SOME, Target, block, blocks, blocks_mut, by_actions, count, mean, put, strategy,
};
use super::wide::{Block, Wide};

/// Learns at a node: values the strategy of the expected regrets, then changes all three tables: expected
/// regrets, strategy sums and regrets. `own` is the player's reach, if sums are weighted by it.
#[inline(always)]
pub(super) fn learn_predicted<W: Wide>(
    [predicted, sums, kept]: [&mut [f32]; 3],
    values: &[f32],
    own: Option<&[f32]>,
    learn: &Learn,
    to: Target<'_>,
) {
    let width = to.row.len();
    let n = values.len() / width;
    let whole = [predicted.len(), sums.len(), kept.len(), n * width].iter().all(|&len| len == values.len());
    assert!(whole && own.is_none_or(|own| own.len() == width));
    let tables = [blocks_mut(predicted), blocks_mut(sums), blocks_mut(kept)];
    let own = own.map(blocks);
    by_actions!(n, learn_of::<W>(tables, blocks(values), own, learn, blocks_mut(to.row), to.adds));
}

#[inline(always)]
fn learn_of<W: Wide, const MOST: usize>(
    n: usize,
    [predicted, sums, kept]: [&mut [Block]; 3],
    values: &[Block],
    own: Option<&[Block]>,
    learn: &Learn,
    to: &mut [Block],
    adds: bool,
) {
    let width = to.len();
    let (gain, loss) = (W::splat(learn.positive), W::splat(learn.negative));
    let (floor, ahead) = (W::splat(learn.floor), W::splat(learn.ahead));
    for (at, to) in to.iter_mut().enumerate() {
        let chosen = strategy::<W, f32, MOST>(n, predicted, width, at);
        let value = mean::<W, MOST>(n, &chosen, values, at);
        put(value, to, adds);
        for a in 0..n {
            let gained = W::load(block(values, width, a, at)).minus(value);
            let kept = &mut kept[a * width + at];
            let old = W::load(kept);
            let new = old.times(gain.where_plus(old, loss)).plus(gained).most(floor);
            new.store(kept);
            new.times(ahead).plus(gained).most(floor).store(&mut predicted[a * width + at]);
        }
        if let Some(weight) = learn.weight {
            let own = own.map(|own| &own[at]);
            count::<W, MOST>(n, &chosen, [weight, learn.decay], own, &mut sums[at..], width);
        }
    }
}
