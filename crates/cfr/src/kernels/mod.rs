//! The inner loops: one algorithm each, over plain slices, in two implementations.
//!
//! A walk spends its time in four places, and each is one function of [`Kernels`]:
//!
//! 1. [`Kernels::strategy`] reads the rows of the hands' buckets and normalises them: regret matching (Hart &
//!    Mas-Colell 2000) on regrets, the average strategy on strategy sums. The same code serves both.
//! 2. [`Kernels::scale`] multiplies reach probabilities with the strategy.
//! 3. [`Kernels::terminals`] values folds and showdowns with card removal in O(hands), by prefix sums over
//!    hands sorted by strength (Johanson, Waugh, Bowling & Zinkevich 2011, "Accelerating best response
//!    calculation").
//! 4. [`Kernels::update`] mixes the actions' values and adds regrets and strategy weights to the rows.
//!
//! *Shapes.* A vector has one entry per slot of the deals that are walked together (see
//! `holdem_game::deal::Deal`); its length is a multiple of 8. Per-action vectors are stored action by action:
//! `[action][slot]`. A row is the numbers of one bucket at one node.
//!
//! *Same bits.* [`Kernels::scalar`] is the reference for what is computed and for the order of every sum. The
//! versions for AVX2 and AVX-512 keep that order and never fuse a multiplication with an addition, so all
//! return the same bits, which the tests check.

/// Calls a function that is compiled for each number of actions from two to eight, with the actual number.
#[cfg(target_arch = "x86_64")]
macro_rules! with_actions {
    ($num_actions:expr, $function:ident ( $($argument:expr),* )) => {
        match $num_actions {
            2 => $function::<2>($($argument),*),
            3 => $function::<3>($($argument),*),
            4 => $function::<4>($($argument),*),
            5 => $function::<5>($($argument),*),
            6 => $function::<6>($($argument),*),
            7 => $function::<7>($($argument),*),
            _ => $function::<8>($($argument),*),
        }
    };
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod avx2;
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod avx512;
pub(crate) mod exact;
mod lanes;
pub(crate) mod prefetch;
mod rake;
mod scalar;
mod short;
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod short_avx2;
mod showdown;
mod sums;
mod terminal;
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod terminal_x86;

pub(crate) use holdem_cards::random::mix as mix_bits;
pub(crate) use rake::take_rake;
pub use short::{CEILING, LARGEST_STEP};
pub use sums::{Showdowns, TerminalScratch};
pub use terminal::{Leaf, Terminals};

use std::sync::OnceLock;

/// Reads a strategy from rows: `(rows, shape, buckets, out)`; `out` is `[action][slot]`.
pub type StrategyFn = fn(rows: &[f32], shape: RowShape, buckets: &[u32], out: &mut [f32]);
/// Multiplies two vectors: `(a, b, out)`.
pub type ScaleFn = fn(a: &[f32], b: &[f32], out: &mut [f32]);
/// Mixes values and, if `rows` are given, adds regrets and strategy weights to them.
pub type UpdateFn = fn(rows: &mut [f32], buckets: &[u32], node: &NodeValues<'_>, out: &mut [f32]);
/// Mixes values only: `(strategy, values, out)`, all per action except `out`.
pub type MixFn = fn(strategy: &[f32], values: &[f32], out: &mut [f32]);
/// [`StrategyFn`] on numbers of 16 bits.
pub type ShortStrategyFn = fn(rows: &[i16], shape: RowShape, buckets: &[u32], out: &mut [f32]);
/// [`UpdateFn`] on numbers of 16 bits; `key` seeds the random bits of rounding.
pub type ShortUpdateFn =
    fn(rows: ShortRows<'_>, buckets: &[u32], node: &NodeValues<'_>, key: u64, out: &mut [f32]);
/// Values the terminal children of one node on one deal, whose slots begin with `first`.
pub type TerminalsFn =
    fn(deal: &Showdowns<'_>, node: &mut Terminals<'_>, first: usize, scratch: &mut TerminalScratch);
/// Values the terminal children of two nodes on one deal, whose slots begin with `first`.
pub type TwoTerminalsFn =
    fn(deal: &Showdowns<'_>, nodes: [&mut Terminals<'_>; 2], first: usize, scratch: &mut TerminalScratch);
/// Values the terminal children of four nodes on one deal, whose slots begin with `first`.
pub type FourTerminalsFn =
    fn(deal: &Showdowns<'_>, nodes: [&mut Terminals<'_>; 4], first: usize, scratch: &mut TerminalScratch);
/// Writes what every hand wins at showdown against each of the given reach vectors, `[vector][slot]`.
pub type ShowdownsFn =
    fn(deal: &Showdowns<'_>, reach: &[f32], values: &mut [f32], scratch: &mut TerminalScratch);

/// Where the numbers of a bucket are: bucket `b` has `num_actions` of them from `b * stride` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowShape {
    /// Numbers from one bucket to the next.
    pub stride: usize,
    /// Numbers that are read per bucket.
    pub num_actions: usize,
}

/// The rows of one node in 16 bits, see [`crate::tables::storage`].
#[derive(Debug)]
pub struct ShortRows<'a> {
    /// `[bucket][regrets, strategy sums]`, in units.
    pub words: &'a mut [i16],
    /// Unit of the regrets in chips and of the strategy sums in weights; 0 if nothing has been added yet.
    pub units: &'a mut [f32; 2],
    /// How often a number other than 0 was rounded to 0 when a unit grew.
    pub vanished: &'a mut u64,
}

/// What [`Kernels::update`] reads: the acting player's vectors at one node.
#[derive(Clone, Copy, Debug)]
pub struct NodeValues<'a> {
    /// `[action][slot]`: the strategy that was played.
    pub strategy: &'a [f32],
    /// `[action][slot]`: counterfactual value of each action in chips.
    pub values: &'a [f32],
    /// `[slot]`: the acting player's own reach.
    pub reach: &'a [f32],
    /// Weight of this visit in the regrets.
    pub regret_weight: f32,
    /// Weight of this visit in the strategy sums.
    pub strategy_weight: f32,
}

/// One implementation of the inner loops.
#[derive(Clone, Copy, Debug)]
pub struct Kernels {
    /// Name for reports.
    pub name: &'static str,
    /// See [`StrategyFn`].
    pub strategy: StrategyFn,
    /// See [`ScaleFn`].
    pub scale: ScaleFn,
    /// See [`UpdateFn`]. Rows are `[bucket][regrets, strategy sums]`, `2 * num_actions` numbers each.
    pub update: UpdateFn,
    /// See [`MixFn`].
    pub mix: MixFn,
    /// See [`ShortStrategyFn`].
    pub short_strategy: ShortStrategyFn,
    /// See [`ShortUpdateFn`].
    pub short_update: ShortUpdateFn,
    /// See [`TerminalsFn`].
    pub terminals: TerminalsFn,
    /// See [`TwoTerminalsFn`]: the same bits as one node after the other, in little more time than one node
    /// takes.
    pub two_terminals: TwoTerminalsFn,
    /// See [`FourTerminalsFn`]: the same bits as one node after the other.
    pub four_terminals: FourTerminalsFn,
    /// See [`ShowdownsFn`].
    pub showdowns: ShowdownsFn,
}

impl Kernels {
    /// The plain implementation, for every machine.
    pub const fn scalar() -> &'static Self {
        &Self {
            name: "scalar",
            strategy: scalar::strategy,
            scale: scalar::scale,
            update: scalar::update,
            mix: scalar::mix,
            short_strategy: short::strategy,
            short_update: short::update,
            terminals: terminal::one,
            two_terminals: terminal::two,
            four_terminals: terminal::four,
            showdowns: showdown::showdowns,
        }
    }

    /// All implementations that this machine can run, the fastest first.
    pub fn all() -> Vec<&'static Self> {
        let mut all = Vec::new();
        #[cfg(target_arch = "x86_64")]
        all.extend(avx512::kernels().into_iter().chain(avx2::kernels()));
        all.push(Self::scalar());
        all
    }

    /// The fastest implementation that this machine can run, found once.
    pub fn detect() -> &'static Self {
        static BEST: OnceLock<&'static Kernels> = OnceLock::new();
        BEST.get_or_init(|| Self::all()[0])
    }
}

#[cfg(test)]
mod tests;
