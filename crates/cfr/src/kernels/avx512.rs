//! The inner loops for AVX-512: sixteen slots at a time, and the terminal children of four nodes.
//!
//! Where [`avx2`] loads the row of a bucket into half a register, here it goes into a quarter. Four registers
//! then hold the rows of sixteen slots, and a square of four is left to transpose within each quarter. That
//! takes eight shuffles for sixteen slots and four columns, where two registers half as wide take sixteen;
//! loading into a quarter takes none.
//!
//! A remainder of eight slots, the update of rows, and 16-bit numbers use the loops for AVX2: storing rows
//! sixteen at a time and adding them to the table from there took longer (`docs/experiments/kernels.md`).

use super::avx2::{self, MAX_ACTIONS};
use super::{Kernels, RowShape, short_avx2, terminal_x86};
use std::arch::x86_64::*;

const WIDTH: usize = 16;

/// The AVX-512 kernels, if this machine has AVX-512 of the usual kinds.
pub(super) fn kernels() -> Option<&'static Kernels> {
    const KERNELS: &Kernels = &Kernels {
        name: "avx512",
        strategy,
        scale: avx2::scale,
        update: avx2::update,
        mix: avx2::mix,
        short_strategy: short_avx2::strategy,
        short_update: short_avx2::update,
        terminals: terminal_x86::terminals,
        two_terminals: terminal_x86::two_terminals,
        four_terminals: terminal_x86::four_terminals,
        showdowns: terminal_x86::showdowns_in_sixteens,
    };
    let has = is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx2");
    has.then_some(KERNELS)
}

fn strategy(rows: &[f32], shape: RowShape, buckets: &[u32], out: &mut [f32]) {
    if !(2..=MAX_ACTIONS).contains(&shape.num_actions) || !avx2::reads_wide(rows, shape, buckets) {
        return avx2::strategy(rows, shape, buckets, out);
    }
    assert!(out.len() >= shape.num_actions * buckets.len());
    // SAFETY: AVX-512 was detected when these kernels were handed out; the rows of all buckets may be read 4
    // or 8 numbers wide, as was just found; `out` holds `num_actions` vectors of `buckets.len()`.
    unsafe { with_actions!(shape.num_actions, strategy_of(rows, shape.stride, buckets, out)) }
}

/// # Safety
/// AVX-512; `2 <= A <= 8`; 4 numbers (8 if `A > 4`) from the start of every bucket's row lie in `rows`;
/// `buckets.len()` is a multiple of eight and `out` holds `A` vectors of that length.
#[target_feature(enable = "avx512f,avx512vl,avx2")]
unsafe fn strategy_of<const A: usize>(rows: &[f32], stride: usize, buckets: &[u32], out: &mut [f32]) {
    let whole = buckets.len() - buckets.len() % WIDTH;
    for start in (0..whole).step_by(WIDTH) {
        // SAFETY: as promised by the caller.
        unsafe {
            let row = |i: usize| rows.as_ptr().add(*buckets.get_unchecked(start + i) as usize * stride);
            let [a, b, c, d] = columns_of(|i| _mm_loadu_ps(row(i)));
            let [e, f, g, h] = match A {
                0..=4 => [_mm512_setzero_ps(); 4],
                _ => columns_of(|i| _mm_loadu_ps(row(i).add(4))),
            };
            normalise::<A>(&[a, b, c, d, e, f, g, h], buckets.len(), start, out);
        }
    }
    if whole < buckets.len() {
        // SAFETY: as promised by the caller; eight slots are left.
        unsafe { avx2::strategy_of_eight::<A>(rows, stride, buckets, whole, out) }
    }
}

/// Writes the strategies of sixteen slots from `start` on: the non-negative part of the columns, normalised.
///
/// # Safety
/// AVX-512; `start + 16 <= lanes`, and `out` holds `A` vectors of `lanes`.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx2")]
unsafe fn normalise<const A: usize>(
    columns: &[__m512; MAX_ACTIONS],
    lanes: usize,
    start: usize,
    out: &mut [f32],
) {
    let zero = _mm512_setzero_ps();
    let mut positive = [zero; A];
    let mut sum = zero;
    for a in 0..A {
        positive[a] = _mm512_max_ps(columns[a], zero);
        sum = if a == 0 { positive[0] } else { _mm512_add_ps(sum, positive[a]) };
    }
    let (inverse, uniform) = (_mm512_div_ps(_mm512_set1_ps(1.0), sum), _mm512_set1_ps(1.0 / A as f32));
    let any = _mm512_cmp_ps_mask::<_CMP_GT_OQ>(sum, zero);
    for (a, x) in positive.into_iter().enumerate() {
        let p = _mm512_mask_blend_ps(any, uniform, _mm512_mul_ps(x, inverse));
        // SAFETY: `a * lanes + start + 16 <= A * lanes <= out.len()`.
        unsafe { _mm512_storeu_ps(out.as_mut_ptr().add(a * lanes + start), p) };
    }
}

/// Turns sixteen rows of four numbers into four columns of sixteen.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx2")]
fn columns_of(row: impl Fn(usize) -> __m128) -> [__m512; 4] {
    let mut quarters = [_mm512_setzero_ps(); 4];
    for (i, quarter) in quarters.iter_mut().enumerate() {
        let two = _mm512_insertf32x4::<1>(_mm512_castps128_ps512(row(i)), row(i + 4));
        *quarter = _mm512_insertf32x4::<3>(_mm512_insertf32x4::<2>(two, row(i + 8)), row(i + 12));
    }
    squares(quarters)
}

/// Transposes the four squares of four that lie side by side in the quarters.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx2")]
fn squares([a, b, c, d]: [__m512; 4]) -> [__m512; 4] {
    let (ab, cd) = (_mm512_unpacklo_ps(a, b), _mm512_unpacklo_ps(c, d));
    let (ab_high, cd_high) = (_mm512_unpackhi_ps(a, b), _mm512_unpackhi_ps(c, d));
    [
        _mm512_shuffle_ps::<0b01_00_01_00>(ab, cd),
        _mm512_shuffle_ps::<0b11_10_11_10>(ab, cd),
        _mm512_shuffle_ps::<0b01_00_01_00>(ab_high, cd_high),
        _mm512_shuffle_ps::<0b11_10_11_10>(ab_high, cd_high),
    ]
}
