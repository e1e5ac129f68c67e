//! [`Wide`] in registers of AVX2 and of AVX-512.
//!
//! The types are private to the kernels, which are compiled for their instruction set and handed out only on
//! a machine that has it (see [`super::ExactKernels::detect`]): that is why every operation here may be used.
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

/// Four squares of eight.
#[inline(always)]
fn transpose_by_eight(rows: [&Block; WIDE], to: &mut [Block; WIDE]) {
    for down in 0..2 {
        for across in 0..2 {
            // No closures and no `map`: what is called by a function without AVX2 is not inlined.
            // SAFETY: each half holds eight numbers; the machine has AVX2.
            unsafe {
                let mut square = [_mm256_setzero_ps(); 8];
                for i in 0..8 {
                    square[i] = _mm256_loadu_ps(halves(rows[8 * down + i])[across]);
                }
                let columns = transpose_eight(square);
                for j in 0..8 {
                    _mm256_storeu_ps(halves_mut(&mut to[8 * across + j])[down], columns[j]);
                }
            }
        }
    }
}

/// # Safety
/// AVX2.
#[inline(always)]
unsafe fn transpose_eight(r: [__m256; 8]) -> [__m256; 8] {
    // SAFETY: registers alone; the caller has AVX2.
    unsafe {
        let (a0, a1) = (_mm256_unpacklo_ps(r[0], r[1]), _mm256_unpackhi_ps(r[0], r[1]));
        let (a2, a3) = (_mm256_unpacklo_ps(r[2], r[3]), _mm256_unpackhi_ps(r[2], r[3]));
        let (a4, a5) = (_mm256_unpacklo_ps(r[4], r[5]), _mm256_unpackhi_ps(r[4], r[5]));
        let (a6, a7) = (_mm256_unpacklo_ps(r[6], r[7]), _mm256_unpackhi_ps(r[6], r[7]));
        let (b0, b1) = (_mm256_shuffle_ps::<0x44>(a0, a2), _mm256_shuffle_ps::<0xEE>(a0, a2));
        let (b2, b3) = (_mm256_shuffle_ps::<0x44>(a1, a3), _mm256_shuffle_ps::<0xEE>(a1, a3));
        let (b4, b5) = (_mm256_shuffle_ps::<0x44>(a4, a6), _mm256_shuffle_ps::<0xEE>(a4, a6));
        let (b6, b7) = (_mm256_shuffle_ps::<0x44>(a5, a7), _mm256_shuffle_ps::<0xEE>(a5, a7));
        [
            _mm256_permute2f128_ps::<0x20>(b0, b4),
            _mm256_permute2f128_ps::<0x20>(b1, b5),
            _mm256_permute2f128_ps::<0x20>(b2, b6),
            _mm256_permute2f128_ps::<0x20>(b3, b7),
            _mm256_permute2f128_ps::<0x31>(b0, b4),
            _mm256_permute2f128_ps::<0x31>(b1, b5),
            _mm256_permute2f128_ps::<0x31>(b2, b6),
            _mm256_permute2f128_ps::<0x31>(b3, b7),
        ]
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
        transpose_by_eight(rows, to);
    }
}
