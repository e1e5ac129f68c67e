//! The loops compiled for AVX2 and for AVX-512.
#![allow(unsafe_code)]

use super::wide_x86::{Avx2, Avx512};
use super::{
    Block, ExactKernels, Hands, Lanes, Learn, Pass, Short, Target, deals, predicted, rows, short, showdown,
};

macro_rules! compiled_for {
    ($module:ident, $wide:ty, $features:literal, $name:literal) => {
        mod $module {
            use super::*;

            macro_rules! compiled {
                ($function:ident = $place:ident::$body:ident::<$cell:tt>; $arguments:tt) => {
                    compiled_fn!($features, $function, $place::$body::<$wide, $cell>, $arguments);
                };
                ($function:ident = $place:ident::$body:ident; $arguments:tt) => {
                    compiled_fn!($features, $function, $place::$body::<$wide>, $arguments);
                };
            }
            compiled! { reach = rows::reach::<f32>; (table: &[f32], reach: &[f32], out: &mut [f32]) }
            compiled! { reach_regrets = rows::reach::<i16>; (table: &[i16], reach: &[f32], out: &mut [f32]) }
            compiled! { reach_averages = rows::reach::<u16>; (table: &[u16], reach: &[f32], out: &mut [f32]) }
            compiled! { learn = rows::learn;
            (regrets: &mut [f32], sums: &mut [f32], values: &[f32], own: Option<&[f32]>, learn: &Learn,
             to: Target<'_>) }
            compiled! { learn_predicted = predicted::learn_predicted;
            (tables: [&mut [f32]; 3], values: &[f32], own: Option<&[f32]>, learn: &Learn, to: Target<'_>) }
            compiled! { learn_short = short::learn_short;
            (regrets: &mut [i16], averages: &mut [u16], unit: &mut f32, values: &[f32], learn: &Learn,
             short: &Short, scratch: &mut [f32], to: Target<'_>) }
            compiled! { average = rows::average::<f32>; (table: &[f32], values: &[f32], to: Target<'_>) }
            compiled! { average_regrets = rows::average::<i16>;
            (table: &[i16], values: &[f32], to: Target<'_>) }
            compiled! { average_averages = rows::average::<u16>;
            (table: &[u16], values: &[f32], to: Target<'_>) }
            compiled! { best = rows::best; (values: &[f32], to: Target<'_>) }
            compiled! { pass = showdown::pass;
            (hands: &Hands<'_>, pass: &Pass, chance: f32, reach: &[f32], values: &mut [f32],
             lanes: &mut Lanes) }
            compiled! { to_lanes = deals::to_lanes;
            (rows: &[f32], which: &[u32], width: usize, to: &mut [Block]) }
            compiled! { from_lanes = deals::from_lanes;
            (lanes: &[Block], which: &[u32], width: usize, to: &mut [f32]) }
            compiled! { deal = deals::deal; (lanes: &[Block], rows: usize, slots: &[u16], to: &mut [f32]) }
            compiled! { collect = deals::collect;
            (values: &[f32], rows: usize, slots: &[u16], to: &mut [Block]) }
            compiled! { add_renamed = deals::add_renamed;
            (from: &[Block], groups: usize, slots: &[u16], to: &mut [Block]) }

            pub(super) const KERNELS: &ExactKernels = &ExactKernels {
                name: $name,
                reach,
                reach_regrets,
                reach_averages,
                learn,
                learn_predicted,
                learn_short,
                average,
                average_regrets,
                average_averages,
                best,
                pass,
                to_lanes,
                from_lanes,
                deal,
                collect,
                add_renamed,
            };
        }
    };
}

macro_rules! compiled_fn {
    ($features:literal, $function:ident, $body:expr, ($($argument:ident: $type:ty),*)) => {
        #[allow(clippy::too_many_arguments, reason = "as the body has")]
        fn $function($($argument: $type),*) {
            #[target_feature(enable = $features)]
            #[allow(clippy::too_many_arguments, reason = "as the body has")]
            fn compiled($($argument: $type),*) {
                $body($($argument),*)
            }
            // SAFETY: these kernels are handed out only on machines with the instruction set.
            unsafe { compiled($($argument),*) }
        }
    };
}

compiled_for!(avx2, Avx2, "avx2", "avx2");
compiled_for!(avx512, Avx512, "avx512f,avx512bw,avx512dq,avx512vl,avx2", "avx512");

/// What this machine can run, the fastest first.
pub(super) fn kernels() -> Vec<&'static ExactKernels> {
    let wide = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl");
    let avx2 = is_x86_feature_detected!("avx2");
    let known = [(avx2 && wide, avx512::KERNELS), (avx2, avx2::KERNELS)];
    known.into_iter().filter(|(has, _)| *has).map(|(_, kernels)| kernels).collect()
}
