//! Rows of 16-bit numbers for AVX2: eight slots at a time, as in [`avx2`](super::avx2).
//!
//! Half the bytes also means half the registers: the rounded steps of a bucket are one 128-bit register for
//! up to four actions, added to the row by one saturating addition. Steps are computed in fixed point with 16
//! bits after the point, and two columns are rounded by one random word; their upper halves side by side are
//! the first stage of the transposition.

use super::avx2::{MAX_ACTIONS, WIDTH, largest, load_4, load_8, normalise};
use super::short::{self, CEILING, INCREMENT, LARGEST_STEP, MULTIPLIER};
use super::{NodeValues, RowShape, ShortRows};
use std::arch::x86_64::*;

pub(super) fn strategy(rows: &[i16], shape: RowShape, buckets: &[u32], out: &mut [f32]) {
    let lanes = buckets.len();
    // A row is read 4 or 8 numbers wide; the last rows of a node may be shorter than that.
    let span = if shape.num_actions <= 4 { 4 } else { WIDTH };
    let wide = shape.num_actions <= MAX_ACTIONS && lanes.is_multiple_of(WIDTH);
    if !wide || largest(buckets) as usize * shape.stride + span > rows.len() {
        return short::strategy(rows, shape, buckets, out);
    }
    assert!(out.len() >= shape.num_actions * lanes);
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

/// # Safety
/// AVX2; `A <= 8`; 4 numbers (8 if `A > 4`) from the start of every bucket's row lie in `rows`;
/// `buckets.len()` is a multiple of eight and `out` holds `A` vectors of that length.
#[target_feature(enable = "avx2")]
unsafe fn strategy_of<const A: usize>(rows: &[i16], stride: usize, buckets: &[u32], out: &mut [f32]) {
    for start in (0..buckets.len()).step_by(WIDTH) {
        // SAFETY: as promised by the caller.
        unsafe {
            let row = |i: usize| rows.as_ptr().add(*buckets.get_unchecked(start + i) as usize * stride);
            // Integers of 32 bits pass through the transposition as floats: bits are only moved.
            let mut columns = match A {
                0..=4 => load_4(|i| _mm_castsi128_ps(_mm_cvtepi16_epi32(_mm_loadl_epi64(row(i).cast())))),
                _ => load_8(|i| _mm256_castsi256_ps(_mm256_cvtepi16_epi32(_mm_loadu_si128(row(i).cast())))),
            };
            // No `map`: it is compiled without AVX2, and what it calls is not inlined.
            for column in &mut columns[..A] {
                *column = _mm256_cvtepi32_ps(_mm256_castps_si256(*column));
            }
            normalise::<A>(columns, buckets.len(), start, out);
        }
    }
}

pub(super) fn update(rows: ShortRows<'_>, buckets: &[u32], node: &NodeValues<'_>, key: u64, out: &mut [f32]) {
    let lanes = buckets.len();
    let num_actions = node.strategy.len() / lanes;
    if !(2..=MAX_ACTIONS).contains(&num_actions) || !lanes.is_multiple_of(WIDTH) {
        return short::update(rows, buckets, node, key, out);
    }
    assert!(node.strategy.len() == num_actions * lanes && node.values.len() == num_actions * lanes);
    assert!(node.reach.len() == lanes && out.len() == lanes);
    assert!((largest(buckets) as usize) < rows.words.len() / (2 * num_actions));
    // SAFETY: AVX2 was detected when these kernels were handed out; all lengths and every bucket were checked
    // above.
    unsafe { with_actions!(num_actions, update_of(rows, buckets, node, key, out)) }
}

/// # Safety
/// AVX2; `2 <= A <= 8`; per-action vectors of `node` have `A * buckets.len()` numbers, the others
/// `buckets.len()`, a multiple of eight; every bucket's row of `2 * A` numbers lies in `rows`.
#[target_feature(enable = "avx2")]
unsafe fn update_of<const A: usize>(
    mut rows: ShortRows<'_>,
    buckets: &[u32],
    node: &NodeValues<'_>,
    key: u64,
    out: &mut [f32],
) {
    let lanes = buckets.len();
    let mut streams: __m256i = bytemuck::must_cast(short::streams(key));
    let mut weights = rows.weights(node);
    let (mut start, mut fitted) = (0, false);
    while start < lanes {
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
        let (regret_weight, strategy_weight) = (_mm256_set1_ps(weights[0]), _mm256_set1_ps(weights[1]));
        let weight = _mm256_mul_ps(load(node.reach, 0), strategy_weight);
        let mut steps = [zero; 2 * WIDTH];
        for a in 0..A {
            steps[a] = _mm256_mul_ps(_mm256_sub_ps(values[a], mixed), regret_weight);
            steps[A + a] = _mm256_mul_ps(weight, strategy[a]);
        }
        let mut next = streams;
        let pairs = rounded::<A>(&steps, &mut next);
        if too_large::<A>(&pairs) && !fitted {
            // A copy, so that the steps themselves can stay in registers; then the block again.
            let mut copy = [[0.0; WIDTH]; 2 * WIDTH];
            for (to, step) in copy.iter_mut().zip(steps) {
                *to = bytemuck::must_cast(step);
            }
            rows.fit(largest_steps::<A>(&copy), A, key ^ start as u64);
            (weights, fitted) = (rows.weights(node), true);
            continue;
        }
        (streams, fitted) = (next, false);
        let first = transpose([pairs[0], pairs[1], pairs[2], pairs[3]]);
        let second = if A > 4 { transpose([pairs[4], pairs[5], pairs[6], pairs[7]]) } else { first };
        let mut highest = _mm_setzero_si128();
        let words = rows.words.as_mut_ptr();
        for i in 0..WIDTH {
            // SAFETY: the row of every bucket lies in `rows`; the pieces added cover its `2 * A` numbers
            // exactly.
            unsafe {
                let row = words.add(*buckets.get_unchecked(start + i) as usize * 2 * A);
                let (first, second) = (slot(&first, i), slot(&second, i));
                let new = match A {
                    2 => add_4(row, first),
                    3 => add_6(row, first),
                    _ => add_8(row, first),
                };
                highest = _mm_max_epi16(highest, new);
                let new = match A {
                    5 => add_2(row.add(8), second),
                    6 => add_4(row.add(8), second),
                    7 => add_6(row.add(8), second),
                    8 => add_8(row.add(8), second),
                    _ => continue,
                };
                highest = _mm_max_epi16(highest, new);
            }
        }
        if _mm_movemask_epi8(_mm_cmpgt_epi16(highest, _mm_set1_epi16(CEILING))) != 0 {
            rows.lower(A, key ^ start as u64);
            weights = rows.weights(node);
        }
        start += WIDTH;
    }
}

/// Pairs of columns rounded at random: of each slot, two numbers of 16 bits side by side.
#[inline]
#[target_feature(enable = "avx2")]
fn rounded<const A: usize>(steps: &[__m256; 2 * WIDTH], streams: &mut __m256i) -> [__m256i; WIDTH] {
    let mut pairs = [_mm256_setzero_si256(); WIDTH];
    let (multiplier, increment) = (_mm256_set1_epi32(MULTIPLIER as i32), _mm256_set1_epi32(INCREMENT as i32));
    for pair in 0..A {
        *streams = _mm256_add_epi32(_mm256_mullo_epi32(*streams, multiplier), increment);
        let words = _mm256_xor_si256(*streams, _mm256_srli_epi32::<16>(*streams));
        // To the nearest, ties to even: the processor's mode, which nothing here changes.
        let (low, high) = (_mm256_cvtps_epi32(steps[2 * pair]), _mm256_cvtps_epi32(steps[2 * pair + 1]));
        let low = _mm256_add_epi32(low, _mm256_and_si256(words, _mm256_set1_epi32(0xffff)));
        let high = _mm256_add_epi32(high, _mm256_srli_epi32::<16>(words));
        pairs[pair] = _mm256_blend_epi16::<0b10_10_10_10>(_mm256_srli_epi32::<16>(low), high);
    }
    pairs
}

/// Whether a step is more than [`LARGEST_STEP`] units, which is one less than a power of two.
#[inline]
#[target_feature(enable = "avx2")]
fn too_large<const A: usize>(pairs: &[__m256i; WIDTH]) -> bool {
    let mut any = _mm256_setzero_si256();
    for pair in &pairs[..A] {
        any = _mm256_or_si256(any, _mm256_abs_epi16(*pair));
    }
    _mm256_testz_si256(any, _mm256_set1_epi16(!LARGEST_STEP)) == 0
}

/// Largest steps of regrets and of strategy sums.
#[cold]
fn largest_steps<const A: usize>(steps: &[[f32; WIDTH]; 2 * WIDTH]) -> [f32; 2] {
    let largest = |columns: &[[f32; WIDTH]]| columns.iter().flatten().fold(0f32, |max, x| max.max(x.abs()));
    [largest(&steps[..A]), largest(&steps[A..2 * A])]
}

/// Rows of eight numbers from four pairs of columns: the rows of slots 0, 1, 2, 3 in the low halves, of 4, 5,
/// 6, 7 in the high ones.
#[inline]
#[target_feature(enable = "avx2")]
fn transpose([c01, c23, c45, c67]: [__m256i; 4]) -> [__m256i; 4] {
    let (low, high) = (_mm256_unpacklo_epi32(c01, c23), _mm256_unpackhi_epi32(c01, c23));
    let (low_rest, high_rest) = (_mm256_unpacklo_epi32(c45, c67), _mm256_unpackhi_epi32(c45, c67));
    [
        _mm256_unpacklo_epi64(low, low_rest),
        _mm256_unpackhi_epi64(low, low_rest),
        _mm256_unpacklo_epi64(high, high_rest),
        _mm256_unpackhi_epi64(high, high_rest),
    ]
}

/// The row of a slot.
#[inline]
#[target_feature(enable = "avx2")]
fn slot(rows: &[__m256i; 4], i: usize) -> __m128i {
    match i / 4 {
        0 => _mm256_castsi256_si128(rows[i % 4]),
        _ => _mm256_extracti128_si256::<1>(rows[i % 4]),
    }
}

/// # Safety
/// AVX2; eight numbers at `at` are readable and writable.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn add_8(at: *mut i16, x: __m128i) -> __m128i {
    // SAFETY: as promised by the caller.
    unsafe {
        let new = _mm_adds_epi16(_mm_loadu_si128(at.cast()), x);
        _mm_storeu_si128(at.cast(), new);
        new
    }
}

/// Adds the first six numbers of `x`; the last two that are returned are 0.
///
/// # Safety
/// AVX2; six numbers at `at` are readable and writable.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn add_6(at: *mut i16, x: __m128i) -> __m128i {
    // SAFETY: as promised by the caller; 8 and 4 bytes touch exactly six numbers.
    unsafe {
        let rest = at.add(4).cast::<i32>();
        let old = _mm_insert_epi32::<2>(_mm_loadl_epi64(at.cast()), rest.read_unaligned());
        let new = _mm_adds_epi16(old, x);
        _mm_storel_epi64(at.cast(), new);
        rest.write_unaligned(_mm_extract_epi32::<2>(new));
        new
    }
}

/// Adds the first four numbers of `x`.
///
/// # Safety
/// AVX2; four numbers at `at` are readable and writable.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn add_4(at: *mut i16, x: __m128i) -> __m128i {
    // SAFETY: as promised by the caller; 8 bytes are exactly four numbers.
    unsafe {
        let new = _mm_adds_epi16(_mm_loadl_epi64(at.cast()), x);
        _mm_storel_epi64(at.cast(), new);
        new
    }
}

/// Adds the first two numbers of `x`.
///
/// # Safety
/// AVX2; two numbers at `at` are readable and writable.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn add_2(at: *mut i16, x: __m128i) -> __m128i {
    // SAFETY: as promised by the caller; 4 bytes are exactly two numbers.
    unsafe {
        let at = at.cast::<i32>();
        let new = _mm_adds_epi16(_mm_cvtsi32_si128(at.read_unaligned()), x);
        at.write_unaligned(_mm_cvtsi128_si32(new));
        new
    }
}
