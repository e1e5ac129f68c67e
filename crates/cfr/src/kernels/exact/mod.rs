//! The inner loops of exact solving: hands as blocks of sixteen, nodes as lanes of terminal passes.
//!
//! Each loop is written once, generic over sixteen numbers side by side ([`wide`]), and compiled for each
//! instruction set. All return the same bits.

mod deals;
mod predicted;
mod rows;
mod short;
mod showdown;
mod wide;
#[cfg(target_arch = "x86_64")]
mod wide_x86;
#[cfg(target_arch = "x86_64")]
mod x86;

pub(crate) use deals::lane_blocks;
pub(crate) use rows::{Learn, Target, padded};
pub(crate) use short::Short;
pub(crate) use showdown::{Due, Hands, Lanes, MOST_BLOCKS, Pass, Rank};
pub(crate) use wide::{Block, WIDE};

use std::sync::OnceLock;
use wide::Plain;

/// See [`rows::reach`].
pub(crate) type ReachFn<C> = fn(table: &[C], reach: &[f32], out: &mut [f32]);
/// See [`rows::learn`].
pub(crate) type LearnFn = fn(
    regrets: &mut [f32],
    sums: &mut [f32],
    values: &[f32],
    own: Option<&[f32]>,
    learn: &Learn,
    to: Target<'_>,
);
/// See [`predicted::learn_predicted`].
pub(crate) type LearnPredictedFn =
    fn(tables: [&mut [f32]; 3], values: &[f32], own: Option<&[f32]>, learn: &Learn, to: Target<'_>);
/// See [`short::learn_short`].
pub(crate) type LearnShortFn = fn(
    regrets: &mut [i16],
    averages: &mut [u16],
    unit: &mut f32,
    values: &[f32],
    learn: &Learn,
    short: &Short,
    scratch: &mut [f32],
    to: Target<'_>,
);
/// See [`rows::average`].
pub(crate) type AverageFn<C> = fn(table: &[C], values: &[f32], to: Target<'_>);
/// See [`rows::best`].
pub(crate) type BestFn = fn(values: &[f32], to: Target<'_>);
/// See [`showdown::pass`].
pub(crate) type PassFn =
    fn(hands: &Hands<'_>, pass: &Pass, chance: f32, reach: &[f32], values: &mut [f32], lanes: &mut Lanes);

/// See [`deals::to_lanes`].
pub(crate) type ToLanesFn = fn(rows: &[f32], which: &[u32], width: usize, to: &mut [Block]);
/// See [`deals::from_lanes`].
pub(crate) type FromLanesFn = fn(lanes: &[Block], which: &[u32], width: usize, to: &mut [f32]);
/// See [`deals::deal`].
pub(crate) type DealFn = fn(lanes: &[Block], rows: usize, slots: &[u16], to: &mut [f32]);
/// See [`deals::collect`].
pub(crate) type CollectFn = fn(values: &[f32], rows: usize, slots: &[u16], to: &mut [Block]);
/// See [`deals::add_renamed`].
pub(crate) type AddRenamedFn = fn(from: &[Block], groups: usize, slots: &[u16], to: &mut [Block]);

/// One implementation of the inner loops.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExactKernels {
    /// Name for reports.
    pub(crate) name: &'static str,
    pub(crate) reach: ReachFn<f32>,
    /// From regrets of 16 bits.
    pub(crate) reach_regrets: ReachFn<i16>,
    /// From averages of 16 bits.
    pub(crate) reach_averages: ReachFn<u16>,
    pub(crate) learn: LearnFn,
    pub(crate) learn_predicted: LearnPredictedFn,
    pub(crate) learn_short: LearnShortFn,
    pub(crate) average: AverageFn<f32>,
    pub(crate) average_regrets: AverageFn<i16>,
    pub(crate) average_averages: AverageFn<u16>,
    pub(crate) best: BestFn,
    pub(crate) pass: PassFn,
    pub(crate) to_lanes: ToLanesFn,
    pub(crate) from_lanes: FromLanesFn,
    pub(crate) deal: DealFn,
    pub(crate) collect: CollectFn,
    pub(crate) add_renamed: AddRenamedFn,
}

impl ExactKernels {
    /// The plain implementation, for every machine.
    pub(crate) const fn plain() -> &'static Self {
        &Self {
            name: "plain",
            reach: rows::reach::<Plain, f32>,
            reach_regrets: rows::reach::<Plain, i16>,
            reach_averages: rows::reach::<Plain, u16>,
            learn: rows::learn::<Plain>,
            learn_predicted: predicted::learn_predicted::<Plain>,
            learn_short: short::learn_short::<Plain>,
            average: rows::average::<Plain, f32>,
            average_regrets: rows::average::<Plain, i16>,
            average_averages: rows::average::<Plain, u16>,
            best: rows::best::<Plain>,
            pass: showdown::pass::<Plain>,
            to_lanes: deals::to_lanes::<Plain>,
            from_lanes: deals::from_lanes::<Plain>,
            deal: deals::deal::<Plain>,
            collect: deals::collect::<Plain>,
            add_renamed: deals::add_renamed::<Plain>,
        }
    }

    /// All implementations that this machine can run, the fastest first.
    pub(crate) fn all() -> Vec<&'static Self> {
        let mut all = Vec::new();
        #[cfg(target_arch = "x86_64")]
        all.extend(x86::kernels());
        all.push(Self::plain());
        all
    }

    /// The fastest implementation that this machine can run, found once.
    pub(crate) fn detect() -> &'static Self {
        static BEST: OnceLock<&'static ExactKernels> = OnceLock::new();
        BEST.get_or_init(|| Self::all()[0])
    }
}

#[cfg(test)]
mod tests;
