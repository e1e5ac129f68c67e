//! The inner loops for AVX2: eight slots at a time.
//!
//! The plain code is slow not because of arithmetic but because of moving rows: a gather of one number per
//! slot and action costs as many loads as there are numbers, and there is no scatter. Here a bucket's row,
//! with all its actions, is one load. Eight rows are transposed in registers into one vector per action, and
//! back for the update, where regrets and strategy sums of a bucket take one load, one addition and one
//! store. Rows are covered exactly (pieces of 8, 4 and 2 numbers), so that no store overlaps a neighbour's
//! row and every later load is forwarded from it. The measured gain over the plain code is in
//! `docs/experiments/kernels.md`.
//!
//! Nodes with more than eight actions use the plain code.

use super::{Kernels, NodeValues, RowShape, scalar, short_avx2, terminal_x86};
use std::arch::x86_64::*;

pub(super) const WIDTH: usize = 8;
pub(super) const MAX_ACTIONS: usize = 8;

pub(super) type Block = [__m256; WIDTH];

/// The AVX2 kernels, if this machine has AVX2.
pub(super) fn kernels() -> Option<&'static Kernels> {
    const KERNELS: &Kernels = &Kernels {
        name: "avx2",
        strategy,
        scale,
        update,
        mix,
        short_strategy: short_avx2::strategy,
        short_update: short_avx2::update,
        terminals: terminal_x86::terminals,
        two_terminals: terminal_x86::two_terminals,
        four_terminals: terminal_x86::four_in_twos,
        showdowns: terminal_x86::showdowns,
    };
    is_x86_feature_detected!("avx2").then_some(KERNELS)
}

/// Whether the rows of all buckets can be read 4 numbers wide, or 8 for more than four actions: the last rows
/// of a node may be shorter than that.
pub(super) fn reads_wide(rows: &[f32], shape: RowShape, buckets: &[u32]) -> bool {
    let span = if shape.num_actions <= 4 { 4 } else { WIDTH };
    let wide = shape.num_actions <= MAX_ACTIONS && buckets.len().is_multiple_of(WIDTH);
    wide && largest(buckets) as usize * shape.stride + span <= rows.len()
}

pub(super) fn strategy(rows: &[f32], shape: RowShape, buckets: &[u32], out: &mut [f32]) {
    if !reads_wide(rows, shape, buckets) {
        return scalar::strategy(rows, shape, buckets, out);
    }
    assert!(out.len() >= shape.num_actions * buckets.len());
    // SAFETY: AVX2 was detected when these kernels were handed out; `span` numbers from the row of the
    // largest bucket lie in `rows`, so those of all buckets do; `out` holds `num_actions` vectors of `lanes`,
    // a multiple of eight.
    unsafe {
        match shape.num_actions {
            1 => strategy_of::<1>(rows, shape.stride, buckets, out),
            n => with_actions!(n, strategy_of(rows, shape.stride, buckets, out)),
        }
    }
}

/// Largest bucket, 0 for none.
pub(super) fn largest(buckets: &[u32]) -> u32 {
    // SAFETY: AVX2 was detected when these kernels were handed out.
    unsafe { largest_avx2(buckets) }
}

#[target_feature(enable = "avx2")]
fn largest_avx2(buckets: &[u32]) -> u32 {
    buckets.iter().fold(0, |largest, &b| largest.max(b))
}

/// # Safety
/// AVX2; `A <= 8`; 4 numbers (8 if `A > 4`) from the start of every bucket's row lie in `rows`;
/// `buckets.len()` is a multiple of eight and `out` holds `A` vectors of that length.
#[target_feature(enable = "avx2")]
unsafe fn strategy_of<const A: usize>(rows: &[f32], stride: usize, buckets: &[u32], out: &mut [f32]) {
    for start in (0..buckets.len()).step_by(WIDTH) {
        // SAFETY: as promised by the caller.
        unsafe { strategy_of_eight::<A>(rows, stride, buckets, start, out) }
    }
}

/// The strategies of the eight slots from `start` on.
///
/// # Safety
/// As [`strategy_of`]; `start` is a multiple of eight below `buckets.len()`.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn strategy_of_eight<const A: usize>(
    rows: &[f32],
    stride: usize,
    buckets: &[u32],
    start: usize,
    out: &mut [f32],
) {
    // SAFETY: as promised by the caller.
    unsafe {
        let row = |i: usize| rows.as_ptr().add(*buckets.get_unchecked(start + i) as usize * stride);
        let columns = match A {
            0..=4 => load_4(|i| _mm_loadu_ps(row(i))),
            _ => load_8(|i| _mm256_loadu_ps(row(i))),
        };
        normalise::<A>(columns, buckets.len(), start, out);
    }
}

/// Writes the strategies of eight slots from `start` on: the non-negative part of the columns, normalised.
///
/// # Safety
/// AVX2; `A <= 8`; `start + 8 <= lanes`, and `out` holds `A` vectors of `lanes`.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn normalise<const A: usize>(columns: Block, lanes: usize, start: usize, out: &mut [f32]) {
    let zero = _mm256_setzero_ps();
    let one = _mm256_set1_ps(1.0);
    let uniform = _mm256_set1_ps(1.0 / A as f32);
    let mut positive = [zero; A];
    let mut sum = zero;
    for a in 0..A {
        positive[a] = _mm256_max_ps(columns[a], zero);
        sum = if a == 0 { positive[0] } else { _mm256_add_ps(sum, positive[a]) };
    }
    let inverse = _mm256_div_ps(one, sum);
    let any = _mm256_cmp_ps::<_CMP_GT_OQ>(sum, zero);
    for (a, x) in positive.into_iter().enumerate() {
        let p = _mm256_blendv_ps(uniform, _mm256_mul_ps(x, inverse), any);
        // SAFETY: `a * lanes + start + 8 <= A * lanes <= out.len()`.
        unsafe { _mm256_storeu_ps(out.as_mut_ptr().add(a * lanes + start), p) };
    }
}

/// Turns eight rows of four numbers into four columns of eight; the other columns are zero.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn load_4(row: impl Fn(usize) -> __m128) -> Block {
    let mut pairs = [_mm256_setzero_ps(); 4];
    for (i, pair) in pairs.iter_mut().enumerate() {
        *pair = _mm256_insertf128_ps::<1>(_mm256_castps128_ps256(row(i)), row(i + 4));
    }
    let [r0, r1, r2, r3] = pairs;
    let (lo01, hi01) = (_mm256_unpacklo_ps(r0, r1), _mm256_unpackhi_ps(r0, r1));
    let (lo23, hi23) = (_mm256_unpacklo_ps(r2, r3), _mm256_unpackhi_ps(r2, r3));
    let zero = _mm256_setzero_ps();
    [
        _mm256_shuffle_ps::<0b01_00_01_00>(lo01, lo23),
        _mm256_shuffle_ps::<0b11_10_11_10>(lo01, lo23),
        _mm256_shuffle_ps::<0b01_00_01_00>(hi01, hi23),
        _mm256_shuffle_ps::<0b11_10_11_10>(hi01, hi23),
        zero,
        zero,
        zero,
        zero,
    ]
}

/// Turns eight rows of eight numbers into eight columns.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn load_8(row: impl Fn(usize) -> __m256) -> Block {
    let mut rows = [_mm256_setzero_ps(); WIDTH];
    for (i, to) in rows.iter_mut().enumerate() {
        *to = row(i);
    }
    transpose(rows)
}

/// Transposes eight rows of eight.
#[inline]
#[target_feature(enable = "avx2")]
fn transpose(r: Block) -> Block {
    let (l01, h01) = (_mm256_unpacklo_ps(r[0], r[1]), _mm256_unpackhi_ps(r[0], r[1]));
    let (l23, h23) = (_mm256_unpacklo_ps(r[2], r[3]), _mm256_unpackhi_ps(r[2], r[3]));
    let (l45, h45) = (_mm256_unpacklo_ps(r[4], r[5]), _mm256_unpackhi_ps(r[4], r[5]));
    let (l67, h67) = (_mm256_unpacklo_ps(r[6], r[7]), _mm256_unpackhi_ps(r[6], r[7]));
    // Columns 0 to 3 in the low halves, 4 to 7 in the high halves; rows 0 to 3, then 4 to 7.
    const LOW: i32 = 0b01_00_01_00;
    const HIGH: i32 = 0b11_10_11_10;
    let (a0, a1) = (_mm256_shuffle_ps::<LOW>(l01, l23), _mm256_shuffle_ps::<HIGH>(l01, l23));
    let (a2, a3) = (_mm256_shuffle_ps::<LOW>(h01, h23), _mm256_shuffle_ps::<HIGH>(h01, h23));
    let (b0, b1) = (_mm256_shuffle_ps::<LOW>(l45, l67), _mm256_shuffle_ps::<HIGH>(l45, l67));
    let (b2, b3) = (_mm256_shuffle_ps::<LOW>(h45, h67), _mm256_shuffle_ps::<HIGH>(h45, h67));
    [
        _mm256_permute2f128_ps::<0x20>(a0, b0),
        _mm256_permute2f128_ps::<0x20>(a1, b1),
        _mm256_permute2f128_ps::<0x20>(a2, b2),
        _mm256_permute2f128_ps::<0x20>(a3, b3),
        _mm256_permute2f128_ps::<0x31>(a0, b0),
        _mm256_permute2f128_ps::<0x31>(a1, b1),
        _mm256_permute2f128_ps::<0x31>(a2, b2),
        _mm256_permute2f128_ps::<0x31>(a3, b3),
    ]
}

pub(super) fn scale(a: &[f32], b: &[f32], out: &mut [f32]) {
    // SAFETY: AVX2 was detected when these kernels were handed out.
    unsafe { scale_avx2(a, b, out) }
}

#[target_feature(enable = "avx2")]
fn scale_avx2(a: &[f32], b: &[f32], out: &mut [f32]) {
    for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
        *out = a * b;
    }
}

pub(super) fn mix(strategy: &[f32], values: &[f32], out: &mut [f32]) {
    // SAFETY: AVX2 was detected when these kernels were handed out.
    unsafe { mix_avx2(strategy, values, out) }
}

#[target_feature(enable = "avx2")]
fn mix_avx2(strategy: &[f32], values: &[f32], out: &mut [f32]) {
    let lanes = out.len();
    scale_avx2(&strategy[..lanes], &values[..lanes], out);
    for (strategy, values) in strategy.chunks_exact(lanes).zip(values.chunks_exact(lanes)).skip(1) {
        for ((out, s), v) in out.iter_mut().zip(strategy).zip(values) {
            *out += s * v;
        }
    }
}

/// Refuses vectors and buckets that do not fit each other and the rows.
fn check_update(rows: &[f32], buckets: &[u32], node: &NodeValues<'_>, out: &[f32]) {
    let lanes = buckets.len();
    let num_actions = node.strategy.len() / lanes;
    assert!(node.strategy.len() == num_actions * lanes && node.values.len() == num_actions * lanes);
    assert!(node.reach.len() == lanes && out.len() == lanes);
    assert!((largest(buckets) as usize) < rows.len() / (2 * num_actions));
}

pub(super) fn update(rows: &mut [f32], buckets: &[u32], node: &NodeValues<'_>, out: &mut [f32]) {
    let lanes = buckets.len();
    let num_actions = node.strategy.len() / lanes;
    if !(2..=MAX_ACTIONS).contains(&num_actions) || !lanes.is_multiple_of(WIDTH) {
        return scalar::update(rows, buckets, node, out);
    }
    check_update(rows, buckets, node, out);
    // SAFETY: AVX2 was detected when these kernels were handed out; all lengths and every bucket were checked
    // above.
    unsafe { with_actions!(num_actions, update_of(rows, buckets, node, out)) }
}

/// # Safety
/// AVX2; `2 <= A <= 8`; per-action vectors of `node` have `A * buckets.len()` numbers, the others
/// `buckets.len()`, a multiple of eight; every bucket's row of `2 * A` numbers lies in `rows`.
#[target_feature(enable = "avx2")]
unsafe fn update_of<const A: usize>(
    rows: &mut [f32],
    buckets: &[u32],
    node: &NodeValues<'_>,
    out: &mut [f32],
) {
    for start in (0..buckets.len()).step_by(WIDTH) {
        // SAFETY: as promised by the caller.
        unsafe { update_of_eight::<A>(rows, buckets, node, start, out) }
    }
}

/// Updates by the eight slots from `start` on.
///
/// # Safety
/// As [`update_of`]; `start` is a multiple of eight below `buckets.len()`.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn update_of_eight<const A: usize>(
    rows: &mut [f32],
    buckets: &[u32],
    node: &NodeValues<'_>,
    start: usize,
    out: &mut [f32],
) {
    let lanes = buckets.len();
    let regret_weight = _mm256_set1_ps(node.regret_weight);
    let strategy_weight = _mm256_set1_ps(node.strategy_weight);
    // SAFETY: `start + 8 <= lanes`, and `a < A`.
    let load = |v: &[f32], a: usize| unsafe { _mm256_loadu_ps(v.as_ptr().add(a * lanes + start)) };
    let zero = _mm256_setzero_ps();
    let (mut strategy, mut values) = ([zero; A], [zero; A]);
    let mut mixed = zero;
    for a in 0..A {
        strategy[a] = load(node.strategy, a);
        values[a] = load(node.values, a);
        let product = _mm256_mul_ps(strategy[a], values[a]);
        mixed = if a == 0 { product } else { _mm256_add_ps(mixed, product) };
    }
    // SAFETY: `start + 8 <= out.len()`.
    unsafe { _mm256_storeu_ps(out.as_mut_ptr().add(start), mixed) };
    let weight = _mm256_mul_ps(load(node.reach, 0), strategy_weight);
    let mut columns = [zero; 2 * WIDTH];
    for a in 0..A {
        columns[a] = _mm256_mul_ps(_mm256_sub_ps(values[a], mixed), regret_weight);
        columns[A + a] = _mm256_mul_ps(weight, strategy[a]);
    }
    let [c0, c1, c2, c3, c4, c5, c6, c7, rest @ ..] = columns;
    let first = transpose([c0, c1, c2, c3, c4, c5, c6, c7]);
    let second = if A > 4 { transpose(rest) } else { first };
    for i in 0..WIDTH {
        // SAFETY: the row of every bucket lies in `rows`; the pieces added cover its `2 * A` numbers
        // exactly.
        unsafe {
            let row = rows.as_mut_ptr().add(*buckets.get_unchecked(start + i) as usize * 2 * A);
            match A {
                2 => add_4(row, _mm256_castps256_ps128(first[i])),
                3 => {
                    add_4(row, _mm256_castps256_ps128(first[i]));
                    add_2(row.add(4), _mm256_extractf128_ps::<1>(first[i]));
                }
                _ => {
                    add_8(row, first[i]);
                    match A {
                        5 => add_2(row.add(8), _mm256_castps256_ps128(second[i])),
                        6 => add_4(row.add(8), _mm256_castps256_ps128(second[i])),
                        7 => {
                            add_4(row.add(8), _mm256_castps256_ps128(second[i]));
                            add_2(row.add(12), _mm256_extractf128_ps::<1>(second[i]));
                        }
                        8 => add_8(row.add(8), second[i]),
                        _ => {}
                    }
                }
            }
        }
    }
}

/// # Safety
/// AVX2; eight numbers at `at` are readable and writable.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn add_8(at: *mut f32, x: __m256) {
    // SAFETY: as promised by the caller.
    unsafe { _mm256_storeu_ps(at, _mm256_add_ps(_mm256_loadu_ps(at), x)) }
}

/// # Safety
/// AVX2; four numbers at `at` are readable and writable.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn add_4(at: *mut f32, x: __m128) {
    // SAFETY: as promised by the caller.
    unsafe { _mm_storeu_ps(at, _mm_add_ps(_mm_loadu_ps(at), x)) }
}

/// # Safety
/// AVX2; two numbers at `at` are readable and writable.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn add_2(at: *mut f32, x: __m128) {
    // SAFETY: as promised by the caller; a 64-bit load and store touch exactly two numbers.
    unsafe {
        let old = _mm_castpd_ps(_mm_load_sd(at.cast()));
        _mm_store_sd(at.cast(), _mm_castps_pd(_mm_add_ps(old, x)));
    }
}
