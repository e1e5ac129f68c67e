//! Decision nodes: the strategy of a row of hands on the way down, what they learn on the way up.
//!
//! A node's table on one board is `[action][hand]`, hands padded to whole blocks. All vectors have the width
//! of the player's hands on the board.

use super::wide::{Block, WIDE, Wide};

/// Largest number of actions whose numbers stay in registers; more actions work too, but slower.
pub(super) const FEW: usize = 4;
pub(super) const SOME: usize = 8;
pub(super) const MANY: usize = 256;

/// How one iteration changes the tables of the player it updates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Learn {
    /// Factor of regrets that are not negative.
    pub(crate) positive: f32,
    /// Factor of negative regrets.
    pub(crate) negative: f32,
    /// Regrets are kept above.
    pub(crate) floor: f32,
    /// Factor of the strategy sums.
    pub(crate) decay: f32,
    /// Weight of this iteration's strategy in them; `None` if they are left alone.
    pub(crate) weight: Option<f32>,
    /// Predictive variants only: factor of the new regrets when they are added to a prediction.
    pub(crate) ahead: f32,
}

/// A number in a table.
pub(super) trait Cell: Copy {
    fn wide<W: Wide>(block: &[Self; WIDE]) -> W;
}

impl Cell for f32 {
    #[inline(always)]
    fn wide<W: Wide>(block: &Block) -> W {
        W::load(block)
    }
}

impl Cell for i16 {
    #[inline(always)]
    fn wide<W: Wide>(block: &[Self; WIDE]) -> W {
        W::load_i16(block)
    }
}

impl Cell for u16 {
    #[inline(always)]
    fn wide<W: Wide>(block: &[Self; WIDE]) -> W {
        W::load_u16(block)
    }
}

/// Where the value of a node goes.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    /// `[hand]`.
    pub(crate) row: &'a mut [f32],
    /// Whether it is added to what is there.
    pub(crate) adds: bool,
}

/// Calls a body with the number of actions as a constant where there are few.
macro_rules! by_actions {
    ($actions:expr, $body:ident::<$($wide:ty),*>($($argument:expr),*)) => {
        match $actions {
            1 => $body::<$($wide),*, 1>(1, $($argument),*),
            2 => $body::<$($wide),*, 2>(2, $($argument),*),
            3 => $body::<$($wide),*, 3>(3, $($argument),*),
            4 => $body::<$($wide),*, FEW>(4, $($argument),*),
            n if n <= SOME => $body::<$($wide),*, SOME>(n, $($argument),*),
            n => $body::<$($wide),*, MANY>(n, $($argument),*),
        }
    };
}

pub(super) use by_actions;

/// The block of `action` at `at` in a table of `blocks` blocks per action.
#[inline(always)]
pub(super) fn block<C>(table: &[[C; WIDE]], blocks: usize, action: usize, at: usize) -> &[C; WIDE] {
    &table[action * blocks + at]
}

#[inline(always)]
pub(super) fn blocks<C>(row: &[C]) -> &[[C; WIDE]] {
    row.as_chunks().0
}

#[inline(always)]
pub(super) fn blocks_mut<C>(row: &mut [C]) -> &mut [[C; WIDE]] {
    row.as_chunks_mut().0
}

/// Writes the reach after each action, `[action][hand]`: `reach` times the positive part of the table,
/// normalised; where nothing is positive all actions are equally likely.
#[inline(always)]
pub(super) fn reach<W: Wide, C: Cell>(table: &[C], reach: &[f32], out: &mut [f32]) {
    let actions = out.len() / reach.len();
    assert!(table.len() == out.len() && out.len() == actions * reach.len());
    by_actions!(actions, reach_of::<W, C>(blocks(table), blocks(reach), blocks_mut(out)));
}

#[inline(always)]
fn reach_of<W: Wide, C: Cell, const MOST: usize>(
    n: usize,
    table: &[[C; WIDE]],
    reach: &[Block],
    out: &mut [Block],
) {
    let uniform = W::splat(1.0 / n as f32);
    let width = reach.len();
    assert!(table.len() == n * width && out.len() == n * width);
    for (at, reach) in reach.iter().enumerate() {
        let reach = W::load(reach);
        let (positive, sum) = positive::<W, C, MOST>(n, table, width, at);
        let (scale, even) = (reach.over(sum), reach.times(uniform));
        for (a, &positive) in positive.iter().enumerate().take(n) {
            positive.times(scale).where_positive(sum, even).store(&mut out[a * width + at]);
        }
    }
}

/// The positive parts of the regrets of one block and their sum.
#[inline(always)]
fn positive<W: Wide, C: Cell, const MOST: usize>(
    n: usize,
    table: &[[C; WIDE]],
    width: usize,
    at: usize,
) -> ([W; MOST], W) {
    let zero = W::splat(0.0);
    let (mut positive, mut sum) = ([zero; MOST], zero);
    for (a, positive) in positive.iter_mut().enumerate().take(n) {
        *positive = C::wide::<W>(block(table, width, a, at)).most(zero);
        sum = sum.plus(*positive);
    }
    (positive, sum)
}

/// The strategy of one block from its regrets.
#[inline(always)]
pub(super) fn strategy<W: Wide, C: Cell, const MOST: usize>(
    n: usize,
    table: &[[C; WIDE]],
    width: usize,
    at: usize,
) -> [W; MOST] {
    let (mut chosen, sum) = positive::<W, C, MOST>(n, table, width, at);
    let (scale, even) = (W::splat(1.0).over(sum), W::splat(1.0 / n as f32));
    for chosen in chosen.iter_mut().take(n) {
        *chosen = chosen.times(scale).where_positive(sum, even);
    }
    chosen
}

/// The mean of the actions' values by a strategy.
#[inline(always)]
pub(super) fn mean<W: Wide, const MOST: usize>(
    n: usize,
    chosen: &[W; MOST],
    values: &[Block],
    at: usize,
) -> W {
    let width = values.len() / n;
    let mut value = W::splat(0.0);
    for (a, chosen) in chosen.iter().enumerate().take(n) {
        value = value.plus(chosen.times(W::load(block(values, width, a, at))));
    }
    value
}

#[inline(always)]
pub(super) fn put<W: Wide>(value: W, to: &mut Block, adds: bool) {
    let value = if adds { W::load(to).plus(value) } else { value };
    value.store(to);
}

/// Learns at a node: values the strategy given by the regrets, then changes regrets and strategy sums. `own`
/// is the player's reach, if sums are weighted by it.
#[inline(always)]
pub(super) fn learn<W: Wide>(
    regrets: &mut [f32],
    sums: &mut [f32],
    values: &[f32],
    own: Option<&[f32]>,
    learn: &Learn,
    to: Target<'_>,
) {
    let n = values.len() / to.row.len();
    let width = to.row.len();
    assert!(values.len() == n * width && regrets.len() == values.len() && sums.len() == values.len());
    assert!(own.is_none_or(|own| own.len() == width));
    let (regrets, sums) = (blocks_mut(regrets), blocks_mut(sums));
    let own = own.map(blocks);
    by_actions!(n, learn_of::<W>(regrets, sums, blocks(values), own, learn, blocks_mut(to.row), to.adds));
}

#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "the macro passes what `learn` has")]
fn learn_of<W: Wide, const MOST: usize>(
    n: usize,
    regrets: &mut [Block],
    sums: &mut [Block],
    values: &[Block],
    own: Option<&[Block]>,
    learn: &Learn,
    to: &mut [Block],
    adds: bool,
) {
    let width = to.len();
    let (gain, loss) = (W::splat(learn.positive), W::splat(learn.negative));
    let floor = W::splat(learn.floor);
    assert!(regrets.len() == n * width && sums.len() == n * width && values.len() == n * width);
    for (at, to) in to.iter_mut().enumerate() {
        let chosen = strategy::<W, f32, MOST>(n, regrets, width, at);
        let value = mean::<W, MOST>(n, &chosen, values, at);
        put(value, to, adds);
        for a in 0..n {
            let regret = &mut regrets[a * width + at];
            let old = W::load(regret);
            let gained = W::load(block(values, width, a, at)).minus(value);
            old.times(gain.where_plus(old, loss)).plus(gained).most(floor).store(regret);
        }
        if let Some(weight) = learn.weight {
            let own = own.map(|own| &own[at]);
            count::<W, MOST>(n, &chosen, [weight, learn.decay], own, &mut sums[at..], width);
        }
    }
}

/// Adds the strategy of one block to its sums, `width` blocks per action; `own` is the reach there, if sums
/// are weighted by it.
#[inline(always)]
pub(super) fn count<W: Wide, const MOST: usize>(
    n: usize,
    chosen: &[W; MOST],
    [weight, decay]: [f32; 2],
    own: Option<&Block>,
    sums: &mut [Block],
    width: usize,
) {
    let (mut weight, decay) = (W::splat(weight), W::splat(decay));
    if let Some(own) = own {
        weight = weight.times(W::load(own));
    }
    for (a, chosen) in chosen.iter().enumerate().take(n) {
        let sum = &mut sums[a * width];
        W::load(sum).times(decay).plus(chosen.times(weight)).store(sum);
    }
}

/// Values the strategy that a table holds (see [`reach`]).
#[inline(always)]
pub(super) fn average<W: Wide, C: Cell>(table: &[C], values: &[f32], to: Target<'_>) {
    let n = values.len() / to.row.len();
    assert!(values.len() == n * to.row.len() && table.len() == values.len());
    by_actions!(n, average_of::<W, C>(blocks(table), blocks(values), blocks_mut(to.row), to.adds));
}

#[inline(always)]
fn average_of<W: Wide, C: Cell, const MOST: usize>(
    n: usize,
    table: &[[C; WIDE]],
    values: &[Block],
    to: &mut [Block],
    adds: bool,
) {
    let width = to.len();
    for (at, to) in to.iter_mut().enumerate() {
        let chosen = strategy::<W, C, MOST>(n, table, width, at);
        put(mean::<W, MOST>(n, &chosen, values, at), to, adds);
    }
}

/// Values the best action.
#[inline(always)]
pub(super) fn best<W: Wide>(values: &[f32], to: Target<'_>) {
    let n = values.len() / to.row.len();
    let (values, to, adds) = (blocks(values), blocks_mut(to.row), to.adds);
    let width = to.len();
    assert!(values.len() == n * width);
    for (at, to) in to.iter_mut().enumerate() {
        let mut best = W::load(&values[at]);
        for a in 1..n {
            best = W::load(block(values, width, a, at)).most(best);
        }
        put(best, to, adds);
    }
}

/// Number of hands padded to whole blocks, for callers that pad.
pub(crate) const fn padded(hands: usize) -> usize {
    hands.next_multiple_of(WIDE)
}
