//! [`Wide`] in registers of AVX2 and of AVX-512.
//!
//! The types are private to the kernels, which are compiled for their instruction set and available only on a
//! machine that has it (see [`super::ExactKernels::detect`]). That is why every operation here may be used.
//! Loads and stores go through references to whole blocks.
#![allow(unsafe_code)]

use super::wide::{Block, WIDE, Wide};
use std::arch::x86_64::*;

/// Two registers of AVX2.
#[derive(Clone, Copy)]
pub(super) struct Avx2([__m256; 2]);

/// One register of AVX-512.
#[derive(Clone, Copy)]
pub(super) struct Avx512(__m512);

/// Both halves of a block.
#[inline(always)]
fn halves<T>(block: &[T; WIDE]) -> [*const T; 2] {
    let (low, high) = block.split_at(WIDE / 2);
    [low.as_ptr(), high.as_ptr()]
}

#[inline(always)]
fn halves_mut<T>(block: &mut [T; WIDE]) -> [*mut T; 2] {
    let (low, high) = block.split_at_mut(WIDE / 2);
    [low.as_mut_ptr(), high.as_mut_ptr()]
}

macro_rules! pairwise {
    ($($name:ident = $intrinsic:ident;)*) => {
        $(#[inline(always)]
        fn $name(self, other: Self) -> Self {
            // SAFETY: registers alone; the machine has AVX2, see the module.
            unsafe { Self([$intrinsic(self.0[0], other.0[0]), $intrinsic(self.0[1], other.0[1])]) }
        })*
    };
}

impl Wide for Avx2 {
    pairwise! {
        plus = _mm256_add_ps;
        minus = _mm256_sub_ps;
        times = _mm256_mul_ps;
        over = _mm256_div_ps;
        most = _mm256_max_ps;
    }
    #[inline(always)]
    fn splat(x: f32) -> Self {
        // SAFETY: registers alone; the machine has AVX2.
        unsafe { Self([_mm256_set1_ps(x); 2]) }
    }
    #[inline(always)]
    fn load(from: &Block) -> Self {
        let [low, high] = halves(from);
        // SAFETY: each half holds eight numbers; the machine has AVX2.
        unsafe { Self([_mm256_loadu_ps(low), _mm256_loadu_ps(high)]) }
    }
    #[inline(always)]
    fn store(self, to: &mut Block) {
        let [low, high] = halves_mut(to);
        // SAFETY: each half holds eight numbers; the machine has AVX2.
        unsafe {
            _mm256_storeu_ps(low, self.0[0]);
            _mm256_storeu_ps(high, self.0[1]);
        }
    }
    #[inline(always)]
    fn where_plus(self, by: Self, other: Self) -> Self {
        // SAFETY: registers alone; the machine has AVX2.
        unsafe {
            let low = _mm256_blendv_ps(self.0[0], other.0[0], by.0[0]);
            Self([low, _mm256_blendv_ps(self.0[1], other.0[1], by.0[1])])
        }
    }
    #[inline(always)]
    fn where_positive(self, by: Self, other: Self) -> Self {
        // SAFETY: registers alone; the machine has AVX2.
        unsafe {
            let zero = _mm256_setzero_ps();
            let low = _mm256_cmp_ps::<_CMP_GT_OQ>(by.0[0], zero);
            let high = _mm256_cmp_ps::<_CMP_GT_OQ>(by.0[1], zero);
            let low = _mm256_blendv_ps(other.0[0], self.0[0], low);
            Self([low, _mm256_blendv_ps(other.0[1], self.0[1], high)])
        }
    }
    #[inline(always)]
    fn size(self) -> Self {
        // SAFETY: registers alone; the machine has AVX2.
        unsafe {
            let sign = _mm256_set1_ps(-0.0);
            Self([_mm256_andnot_ps(sign, self.0[0]), _mm256_andnot_ps(sign, self.0[1])])
        }
    }
    #[inline(always)]
    fn load_i16(from: &[i16; WIDE]) -> Self {
        let [low, high] = halves(from);
        // SAFETY: each half is 16 bytes; the machine has AVX2.
        unsafe {
            let low = _mm256_cvtepi16_epi32(_mm_loadu_si128(low.cast()));
            let high = _mm256_cvtepi16_epi32(_mm_loadu_si128(high.cast()));
            Self([_mm256_cvtepi32_ps(low), _mm256_cvtepi32_ps(high)])
        }
    }
    #[inline(always)]
    fn store_i16(self, to: &mut [i16; WIDE]) {
        // SAFETY: the block is 32 bytes; the machine has AVX2.
        unsafe {
            let (low, high) = (_mm256_cvtps_epi32(self.0[0]), _mm256_cvtps_epi32(self.0[1]));
            let packed = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packs_epi32(low, high));
            _mm256_storeu_si256(to.as_mut_ptr().cast(), packed);
        }
    }
    #[inline(always)]
    fn load_u16(from: &[u16; WIDE]) -> Self {
        let [low, high] = halves(from);
        // SAFETY: each half is 16 bytes; the machine has AVX2.
        unsafe {
            let low = _mm256_cvtepu16_epi32(_mm_loadu_si128(low.cast()));
            let high = _mm256_cvtepu16_epi32(_mm_loadu_si128(high.cast()));
            Self([_mm256_cvtepi32_ps(low), _mm256_cvtepi32_ps(high)])
        }
    }
    #[inline(always)]
    fn store_u16(self, to: &mut [u16; WIDE]) {
        // SAFETY: the block is 32 bytes; the machine has AVX2.
        unsafe {
            let (low, high) = (_mm256_cvtps_epi32(self.0[0]), _mm256_cvtps_epi32(self.0[1]));
            let packed = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packus_epi32(low, high));
            _mm256_storeu_si256(to.as_mut_ptr().cast(), packed);
        }
    }
    #[inline(always)]
    fn transpose(rows: [&Block; WIDE], to: &mut [Block; WIDE]) {
        transpose_by_eight(rows, to);
    }
}

/// Eight rows and four columns at a time. Quarters of rows are loaded into the two halves of a register, so
/// that within each half a square of four is left to transpose: a load into a half needs no shuffle.
#[inline(always)]
fn transpose_by_eight(rows: [&Block; WIDE], to: &mut [Block; WIDE]) {
    for down in 0..2 {
        for across in 0..4 {
            // No closures and no `map`: what is called by a function without AVX2 is not inlined.
            // SAFETY: a quarter holds four numbers and a half eight; the machine has AVX2.
            unsafe {
                let mut quarters = [_mm256_setzero_ps(); 4];
                for i in 0..4 {
                    let (first, second) = (rows[8 * down + i], rows[8 * down + 4 + i]);
                    let low = _mm256_castps128_ps256(_mm_loadu_ps(first.as_ptr().add(4 * across)));
                    let high = _mm_loadu_ps(second.as_ptr().add(4 * across));
                    quarters[i] = _mm256_insertf128_ps::<1>(low, high);
                }
                let [a, b, c, d] = quarters;
                let (ab, cd) = (_mm256_unpacklo_ps(a, b), _mm256_unpacklo_ps(c, d));
                let (ab_high, cd_high) = (_mm256_unpackhi_ps(a, b), _mm256_unpackhi_ps(c, d));
                let columns = [
                    _mm256_shuffle_ps::<0x44>(ab, cd),
                    _mm256_shuffle_ps::<0xEE>(ab, cd),
                    _mm256_shuffle_ps::<0x44>(ab_high, cd_high),
                    _mm256_shuffle_ps::<0xEE>(ab_high, cd_high),
                ];
                for j in 0..4 {
                    _mm256_storeu_ps(halves_mut(&mut to[4 * across + j])[down], columns[j]);
                }
            }
        }
    }
}

/// The same with all sixteen rows at once, a quarter of a register for four of them.
#[inline(always)]
fn transpose_by_quarters(rows: [&Block; WIDE], to: &mut [Block; WIDE]) {
    for across in 0..4 {
        // SAFETY: a quarter holds four numbers and a block sixteen; the machine has AVX-512.
        unsafe {
            let mut quarters = [_mm512_setzero_ps(); 4];
            for i in 0..4 {
                let first = _mm_loadu_ps(rows[i].as_ptr().add(4 * across));
                let second = _mm_loadu_ps(rows[4 + i].as_ptr().add(4 * across));
                let third = _mm_loadu_ps(rows[8 + i].as_ptr().add(4 * across));
                let fourth = _mm_loadu_ps(rows[12 + i].as_ptr().add(4 * across));
                let two = _mm512_insertf32x4::<1>(_mm512_castps128_ps512(first), second);
                quarters[i] = _mm512_insertf32x4::<3>(_mm512_insertf32x4::<2>(two, third), fourth);
            }
            let [a, b, c, d] = quarters;
            let (ab, cd) = (_mm512_unpacklo_ps(a, b), _mm512_unpacklo_ps(c, d));
            let (ab_high, cd_high) = (_mm512_unpackhi_ps(a, b), _mm512_unpackhi_ps(c, d));
            _mm512_storeu_ps(to[4 * across].as_mut_ptr(), _mm512_shuffle_ps::<0x44>(ab, cd));
            _mm512_storeu_ps(to[4 * across + 1].as_mut_ptr(), _mm512_shuffle_ps::<0xEE>(ab, cd));
            _mm512_storeu_ps(to[4 * across + 2].as_mut_ptr(), _mm512_shuffle_ps::<0x44>(ab_high, cd_high));
            _mm512_storeu_ps(to[4 * across + 3].as_mut_ptr(), _mm512_shuffle_ps::<0xEE>(ab_high, cd_high));
        }
    }
}

macro_rules! single {
    ($($name:ident = $intrinsic:ident;)*) => {
        $(#[inline(always)]
        fn $name(self, other: Self) -> Self {
            // SAFETY: registers alone; the machine has AVX-512, see the module.
            unsafe { Self($intrinsic(self.0, other.0)) }
        })*
    };
}

impl Wide for Avx512 {
    single! {
        plus = _mm512_add_ps;
        minus = _mm512_sub_ps;
        times = _mm512_mul_ps;
        over = _mm512_div_ps;
        most = _mm512_max_ps;
    }
    #[inline(always)]
    fn splat(x: f32) -> Self {
        // SAFETY: registers alone; the machine has AVX-512.
        unsafe { Self(_mm512_set1_ps(x)) }
    }
    #[inline(always)]
    fn load(from: &Block) -> Self {
        // SAFETY: a block holds sixteen numbers; the machine has AVX-512.
        unsafe { Self(_mm512_loadu_ps(from.as_ptr())) }
    }
    #[inline(always)]
    fn store(self, to: &mut Block) {
        // SAFETY: a block holds sixteen numbers; the machine has AVX-512.
        unsafe { _mm512_storeu_ps(to.as_mut_ptr(), self.0) }
    }
    #[inline(always)]
    fn where_plus(self, by: Self, other: Self) -> Self {
        // SAFETY: registers alone; the machine has AVX-512.
        unsafe {
            let minus = _mm512_movepi32_mask(_mm512_castps_si512(by.0));
            Self(_mm512_mask_blend_ps(minus, self.0, other.0))
        }
    }
    #[inline(always)]
    fn where_positive(self, by: Self, other: Self) -> Self {
        // SAFETY: registers alone; the machine has AVX-512.
        unsafe {
            let positive = _mm512_cmp_ps_mask::<_CMP_GT_OQ>(by.0, _mm512_setzero_ps());
            Self(_mm512_mask_blend_ps(positive, other.0, self.0))
        }
    }
    #[inline(always)]
    fn size(self) -> Self {
        // SAFETY: registers alone; the machine has AVX-512.
        unsafe { Self(_mm512_abs_ps(self.0)) }
    }
    #[inline(always)]
    fn load_i16(from: &[i16; WIDE]) -> Self {
        // SAFETY: the block is 32 bytes; the machine has AVX-512.
        unsafe {
            let short = _mm256_loadu_si256(from.as_ptr().cast());
            Self(_mm512_cvtepi32_ps(_mm512_cvtepi16_epi32(short)))
        }
    }
    #[inline(always)]
    fn store_i16(self, to: &mut [i16; WIDE]) {
        // SAFETY: the block is 32 bytes; the machine has AVX-512.
        unsafe {
            let short = _mm512_cvtsepi32_epi16(_mm512_cvtps_epi32(self.0));
            _mm256_storeu_si256(to.as_mut_ptr().cast(), short);
        }
    }
    #[inline(always)]
    fn load_u16(from: &[u16; WIDE]) -> Self {
        // SAFETY: the block is 32 bytes; the machine has AVX-512.
        unsafe {
            let short = _mm256_loadu_si256(from.as_ptr().cast());
            Self(_mm512_cvtepi32_ps(_mm512_cvtepu16_epi32(short)))
        }
    }
    #[inline(always)]
    fn store_u16(self, to: &mut [u16; WIDE]) {
        // SAFETY: the block is 32 bytes; the machine has AVX-512.
        unsafe {
            let whole = _mm512_max_epi32(_mm512_cvtps_epi32(self.0), _mm512_setzero_si512());
            _mm256_storeu_si256(to.as_mut_ptr().cast(), _mm512_cvtusepi32_epi16(whole));
        }
    }
    #[inline(always)]
    fn transpose(rows: [&Block; WIDE], to: &mut [Block; WIDE]) {
        transpose_by_quarters(rows, to);
    }
}
