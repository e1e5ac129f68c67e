//! The inner loops for AVX-512: sixteen slots at a time, and the terminal children of four nodes.
//!
//! Where [`avx2`] loads the row of a bucket into half a register, here it goes into a quarter: then four
//! registers hold the rows of sixteen slots, and within each quarter a square of four is left to transpose.
//! That is eight shuffles for sixteen slots and four columns, where two registers half as wide take sixteen;
//! loading into a quarter takes none. On the way back the rows of sixteen slots are stored once and added to
//! the table from there, so that no row has to be moved out of a quarter.
//!
//! What is left over of eight slots, and numbers of 16 bits, take the loops for AVX2.

use super::avx2::{self, MAX_ACTIONS, add_2, add_4, add_8};
use super::{Kernels, NodeValues, RowShape, short_avx2, terminal_x86};
use std::arch::x86_64::*;

const WIDTH: usize = 16;

/// The AVX-512 kernels, if this machine has AVX-512 of the usual kinds.
pub(super) fn kernels() -> Option<&'static Kernels> {
    const KERNELS: &Kernels = &Kernels {
        name: "avx512",
        strategy,
        scale: avx2::scale,
        update,
        mix: avx2::mix,
        short_strategy: short_avx2::strategy,
        short_update: short_avx2::update,
        terminals: terminal_x86::terminals,
        two_terminals: terminal_x86::two_terminals,
        four_terminals: terminal_x86::four_terminals,
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
    // SAFETY: AVX-512 was detected when these kernels were handed out; the rows of all buckets may be read 4 or
    // 8 numbers wide, as was just found; `out` holds `num_actions` vectors of `buckets.len()`.
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

fn update(rows: &mut [f32], buckets: &[u32], node: &NodeValues<'_>, out: &mut [f32]) {
    let lanes = buckets.len();
    let num_actions = node.strategy.len() / lanes;
    if !(2..=MAX_ACTIONS).contains(&num_actions) || !lanes.is_multiple_of(avx2::WIDTH) {
        return avx2::update(rows, buckets, node, out);
    }
    avx2::check_update(rows, buckets, node, out);
    // SAFETY: AVX-512 was detected when these kernels were handed out; all lengths and every bucket were checked
    // just now.
    unsafe { with_actions!(num_actions, update_of(rows, buckets, node, out)) }
}

/// # Safety
/// AVX-512; `2 <= A <= 8`; per-action vectors of `node` have `A * buckets.len()` numbers, the others
/// `buckets.len()`, a multiple of eight; every bucket's row of `2 * A` numbers lies in `rows`.
#[target_feature(enable = "avx512f,avx512vl,avx2")]
unsafe fn update_of<const A: usize>(
    rows: &mut [f32],
    buckets: &[u32],
    node: &NodeValues<'_>,
    out: &mut [f32],
) {
    let lanes = buckets.len();
    let whole = lanes - lanes % WIDTH;
    let regret_weight = _mm512_set1_ps(node.regret_weight);
    let strategy_weight = _mm512_set1_ps(node.strategy_weight);
    let mut steps = Steps([[0.0; WIDTH]; WIDTH]);
    for start in (0..whole).step_by(WIDTH) {
        // SAFETY: `start + 16 <= lanes`, and `a < A`.
        let load = |v: &[f32], a: usize| unsafe { _mm512_loadu_ps(v.as_ptr().add(a * lanes + start)) };
        let zero = _mm512_setzero_ps();
        let (mut strategy, mut values) = ([zero; A], [zero; A]);
        let mut mixed = zero;
        for a in 0..A {
            strategy[a] = load(node.strategy, a);
            values[a] = load(node.values, a);
            let product = _mm512_mul_ps(strategy[a], values[a]);
            mixed = if a == 0 { product } else { _mm512_add_ps(mixed, product) };
        }
        // SAFETY: `start + 16 <= out.len()`.
        unsafe { _mm512_storeu_ps(out.as_mut_ptr().add(start), mixed) };
        let weight = _mm512_mul_ps(load(node.reach, 0), strategy_weight);
        let mut columns = [zero; WIDTH];
        for a in 0..A {
            columns[a] = _mm512_mul_ps(_mm512_sub_ps(values[a], mixed), regret_weight);
            columns[A + a] = _mm512_mul_ps(weight, strategy[a]);
        }
        steps.put::<A>(&columns);
        for i in 0..WIDTH {
            // SAFETY: the row of every bucket lies in `rows`; the pieces added cover its `2 * A` numbers
            // exactly, and those of the steps are as long.
            unsafe {
                let row = rows.as_mut_ptr().add(*buckets.get_unchecked(start + i) as usize * 2 * A);
                add_row::<A>(row, steps.row::<A>(i));
            }
        }
    }
    if whole < lanes {
        // SAFETY: as promised by the caller; eight slots are left.
        unsafe { avx2::update_of_eight::<A>(rows, buckets, node, whole, out) }
    }
}

/// What is added to the rows of sixteen slots. A register that holds the rows of one, two or four slots is
/// stored as it comes: [`Steps::row`] knows where a slot is.
#[repr(align(64))]
struct Steps([[f32; WIDTH]; WIDTH]);

impl Steps {
    /// The row of a slot.
    #[inline]
    fn row<const A: usize>(&self, slot: usize) -> *const f32 {
        let (quarter, square) = (slot % 4, slot / 4);
        let (register, at) = match A {
            2 => (quarter, 4 * square),
            3 | 4 => (2 * quarter + square / 2, 8 * (square % 2)),
            _ => (slot, 0),
        };
        self.0[register][at..].as_ptr()
    }

    /// Writes the rows of `2 * A` columns.
    #[inline]
    #[target_feature(enable = "avx512f,avx512vl,avx2")]
    fn put<const A: usize>(&mut self, columns: &[__m512; WIDTH]) {
        let four = |at: usize| squares([columns[at], columns[at + 1], columns[at + 2], columns[at + 3]]);
        // No iterators over registers: what is called by a function without AVX-512 is not inlined.
        let first = four(0);
        if A == 2 {
            for q in 0..4 {
                self.store(q, first[q]);
            }
            return;
        }
        let second = four(4);
        if A <= 4 {
            for q in 0..4 {
                let [low, high] = side_by_side(first[q], second[q]);
                self.store(2 * q, low);
                self.store(2 * q + 1, high);
            }
            return;
        }
        let (third, fourth) = (four(8), four(12));
        for q in 0..4 {
            let rows = across([first[q], second[q], third[q], fourth[q]]);
            for k in 0..4 {
                self.store(4 * k + q, rows[k]);
            }
        }
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512vl,avx2")]
    fn store(&mut self, at: usize, numbers: __m512) {
        // SAFETY: a row holds sixteen numbers.
        unsafe { _mm512_storeu_ps(self.0[at].as_mut_ptr(), numbers) };
    }
}

/// Quarter `k` of register `j` becomes quarter `j` of register `k`.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx2")]
fn across([a, b, c, d]: [__m512; 4]) -> [__m512; 4] {
    let (ab, cd) = (_mm512_shuffle_f32x4::<0b01_00_01_00>(a, b), _mm512_shuffle_f32x4::<0b01_00_01_00>(c, d));
    let (ab_high, cd_high) =
        (_mm512_shuffle_f32x4::<0b11_10_11_10>(a, b), _mm512_shuffle_f32x4::<0b11_10_11_10>(c, d));
    [
        _mm512_shuffle_f32x4::<0b10_00_10_00>(ab, cd),
        _mm512_shuffle_f32x4::<0b11_01_11_01>(ab, cd),
        _mm512_shuffle_f32x4::<0b10_00_10_00>(ab_high, cd_high),
        _mm512_shuffle_f32x4::<0b11_01_11_01>(ab_high, cd_high),
    ]
}

/// Quarters 0 and 1 of two registers in turn, and quarters 2 and 3.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx2")]
fn side_by_side(a: __m512, b: __m512) -> [__m512; 2] {
    let low = _mm512_setr_epi32(0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
    let high = _mm512_setr_epi32(8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
    [_mm512_permutex2var_ps(a, low, b), _mm512_permutex2var_ps(a, high, b)]
}

/// Adds `2 * A` numbers to a row.
///
/// # Safety
/// AVX-512; `2 * A` numbers at `row` are readable and writable, and as many at `steps` readable, in pieces of 8
/// and 4 where these begin.
#[inline]
#[target_feature(enable = "avx512f,avx512vl,avx2")]
unsafe fn add_row<const A: usize>(row: *mut f32, steps: *const f32) {
    // SAFETY: as promised by the caller; rows of steps are padded to 4, 8 or 16 numbers.
    unsafe {
        match A {
            2 => add_4(row, _mm_loadu_ps(steps)),
            3 => {
                add_4(row, _mm_loadu_ps(steps));
                add_2(row.add(4), _mm_loadu_ps(steps.add(4)));
            }
            8 => {
                let sum = _mm512_add_ps(_mm512_loadu_ps(row), _mm512_loadu_ps(steps));
                _mm512_storeu_ps(row, sum);
            }
            _ => {
                add_8(row, _mm256_loadu_ps(steps));
                match A {
                    5 => add_2(row.add(8), _mm_loadu_ps(steps.add(8))),
                    6 => add_4(row.add(8), _mm_loadu_ps(steps.add(8))),
                    7 => {
                        add_4(row.add(8), _mm_loadu_ps(steps.add(8)));
                        add_2(row.add(12), _mm_loadu_ps(steps.add(12)));
                    }
                    _ => {}
                }
            }
        }
    }
}
