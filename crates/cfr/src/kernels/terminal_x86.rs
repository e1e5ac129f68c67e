//! The terminal kernel in registers of AVX2, two nodes in one, and of AVX-512, four nodes in one.
//!
//! The exported functions are available only on machines with the instruction set (see [`avx2`](super::avx2)
//! and [`avx512`](super::avx512)).

use super::lanes::{LANES, Lanes, Quad};
use super::{Showdowns, TerminalScratch, Terminals, showdown, terminal};
use std::arch::x86_64::*;

pub(super) fn terminals(
    deal: &Showdowns<'_>,
    node: &mut Terminals<'_>,
    first: usize,
    scratch: &mut TerminalScratch,
) {
    // SAFETY: AVX2 was detected when these kernels were handed out.
    unsafe { terminals_avx2(deal, node, first, scratch) }
}

#[target_feature(enable = "avx2")]
fn terminals_avx2(
    deal: &Showdowns<'_>,
    node: &mut Terminals<'_>,
    first: usize,
    scratch: &mut TerminalScratch,
) {
    terminal::value::<Quad, 1>(deal, [node], first, scratch);
}

pub(super) fn two_terminals(
    deal: &Showdowns<'_>,
    nodes: [&mut Terminals<'_>; 2],
    first: usize,
    scratch: &mut TerminalScratch,
) {
    // SAFETY: AVX2 was detected when these kernels were handed out.
    unsafe { two_terminals_avx2(deal, nodes, first, scratch) }
}

#[target_feature(enable = "avx2")]
fn two_terminals_avx2(
    deal: &Showdowns<'_>,
    nodes: [&mut Terminals<'_>; 2],
    first: usize,
    scratch: &mut TerminalScratch,
) {
    terminal::value::<__m256, 2>(deal, nodes, first, scratch);
}

pub(super) fn four_in_twos(
    deal: &Showdowns<'_>,
    [a, b, c, d]: [&mut Terminals<'_>; 4],
    first: usize,
    scratch: &mut TerminalScratch,
) {
    two_terminals(deal, [a, b], first, scratch);
    two_terminals(deal, [c, d], first, scratch);
}

pub(super) fn showdowns(
    deal: &Showdowns<'_>,
    reach: &[f32],
    values: &mut [f32],
    scratch: &mut TerminalScratch,
) {
    // SAFETY: AVX2 was detected when these kernels were handed out.
    unsafe { showdowns_avx2(deal, reach, values, scratch) }
}

#[target_feature(enable = "avx2")]
fn showdowns_avx2(deal: &Showdowns<'_>, reach: &[f32], values: &mut [f32], scratch: &mut TerminalScratch) {
    showdown::compare_all::<__m256, 2>(deal, reach, values, scratch);
}

/// Two nodes in one register. Used by functions with AVX2 alone, into which all of it is inlined.
impl Lanes for __m256 {
    const NODES: usize = 2;
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        // SAFETY: all users have AVX2.
        unsafe { _mm256_add_ps(self, other) }
    }
    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        // SAFETY: all users have AVX2.
        unsafe { _mm256_sub_ps(self, other) }
    }
    #[inline(always)]
    fn times(self, other: Self) -> Self {
        // SAFETY: all users have AVX2.
        unsafe { _mm256_mul_ps(self, other) }
    }
    #[inline(always)]
    fn repeat(lanes: [f32; LANES]) -> Self {
        let [a, b, c, d] = lanes;
        bytemuck::must_cast([a, b, c, d, a, b, c, d])
    }
    #[inline(always)]
    fn of_nodes(quads: impl Fn(usize) -> Quad) -> Self {
        let (first, second) = (quads(0), quads(1));
        // SAFETY: all users have AVX2.
        unsafe { _mm256_insertf128_ps::<1>(_mm256_castps128_ps256(first), second) }
    }
    #[inline(always)]
    fn quad(self, i: usize) -> Quad {
        // SAFETY: all users have AVX2.
        unsafe {
            match i {
                0 => _mm256_castps256_ps128(self),
                _ => _mm256_extractf128_ps::<1>(self),
            }
        }
    }
    #[inline(always)]
    fn transpose([a, b, c, d]: [Self; LANES]) -> [Self; LANES] {
        // SAFETY: all users have AVX2.
        unsafe {
            let (ab_low, cd_low) = (_mm256_unpacklo_ps(a, b), _mm256_unpacklo_ps(c, d));
            let (ab_high, cd_high) = (_mm256_unpackhi_ps(a, b), _mm256_unpackhi_ps(c, d));
            [
                _mm256_shuffle_ps::<0b01_00_01_00>(ab_low, cd_low),
                _mm256_shuffle_ps::<0b11_10_11_10>(ab_low, cd_low),
                _mm256_shuffle_ps::<0b01_00_01_00>(ab_high, cd_high),
                _mm256_shuffle_ps::<0b11_10_11_10>(ab_high, cd_high),
            ]
        }
    }
}

pub(super) fn four_terminals(
    deal: &Showdowns<'_>,
    nodes: [&mut Terminals<'_>; 4],
    first: usize,
    scratch: &mut TerminalScratch,
) {
    // SAFETY: AVX-512 was detected when these kernels were handed out.
    unsafe { four_terminals_avx512(deal, nodes, first, scratch) }
}

#[target_feature(enable = "avx512f,avx512vl,avx2")]
fn four_terminals_avx512(
    deal: &Showdowns<'_>,
    nodes: [&mut Terminals<'_>; 4],
    first: usize,
    scratch: &mut TerminalScratch,
) {
    terminal::value::<Four, 4>(deal, nodes, first, scratch);
}

pub(super) fn showdowns_in_sixteens(
    deal: &Showdowns<'_>,
    reach: &[f32],
    values: &mut [f32],
    scratch: &mut TerminalScratch,
) {
    // SAFETY: AVX-512 was detected when these kernels were handed out.
    unsafe { showdowns_avx512(deal, reach, values, scratch) }
}

#[target_feature(enable = "avx512f,avx512vl,avx2")]
fn showdowns_avx512(deal: &Showdowns<'_>, reach: &[f32], values: &mut [f32], scratch: &mut TerminalScratch) {
    showdown::compare_all::<Four, 4>(deal, reach, values, scratch);
}

/// Four nodes in one register. Used by functions with AVX-512 alone, into which all of it is inlined.
#[derive(Clone, Copy)]
#[repr(transparent)]
struct Four(__m512);

// SAFETY: sixteen floats, for which every pattern of bits is a number.
unsafe impl bytemuck::Zeroable for Four {}
// SAFETY: as above, without padding.
unsafe impl bytemuck::Pod for Four {}

impl Lanes for Four {
    const NODES: usize = 4;
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        // SAFETY: all users have AVX-512.
        unsafe { Self(_mm512_add_ps(self.0, other.0)) }
    }
    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        // SAFETY: all users have AVX-512.
        unsafe { Self(_mm512_sub_ps(self.0, other.0)) }
    }
    #[inline(always)]
    fn times(self, other: Self) -> Self {
        // SAFETY: all users have AVX-512.
        unsafe { Self(_mm512_mul_ps(self.0, other.0)) }
    }
    #[inline(always)]
    fn repeat([a, b, c, d]: [f32; LANES]) -> Self {
        // SAFETY: all users have AVX-512.
        unsafe { Self(_mm512_setr_ps(a, b, c, d, a, b, c, d, a, b, c, d, a, b, c, d)) }
    }
    #[inline(always)]
    fn of_nodes(quads: impl Fn(usize) -> Quad) -> Self {
        let (first, second, third, fourth) = (quads(0), quads(1), quads(2), quads(3));
        // SAFETY: all users have AVX-512.
        unsafe {
            let two = _mm512_insertf32x4::<1>(_mm512_castps128_ps512(first), second);
            Self(_mm512_insertf32x4::<3>(_mm512_insertf32x4::<2>(two, third), fourth))
        }
    }
    #[inline(always)]
    fn quad(self, i: usize) -> Quad {
        // SAFETY: all users have AVX-512.
        unsafe {
            match i {
                0 => _mm512_castps512_ps128(self.0),
                1 => _mm512_extractf32x4_ps::<1>(self.0),
                2 => _mm512_extractf32x4_ps::<2>(self.0),
                _ => _mm512_extractf32x4_ps::<3>(self.0),
            }
        }
    }
    #[inline(always)]
    fn transpose([a, b, c, d]: [Self; LANES]) -> [Self; LANES] {
        // SAFETY: all users have AVX-512.
        unsafe {
            let (ab_low, cd_low) = (_mm512_unpacklo_ps(a.0, b.0), _mm512_unpacklo_ps(c.0, d.0));
            let (ab_high, cd_high) = (_mm512_unpackhi_ps(a.0, b.0), _mm512_unpackhi_ps(c.0, d.0));
            [
                Self(_mm512_shuffle_ps::<0b01_00_01_00>(ab_low, cd_low)),
                Self(_mm512_shuffle_ps::<0b11_10_11_10>(ab_low, cd_low)),
                Self(_mm512_shuffle_ps::<0b01_00_01_00>(ab_high, cd_high)),
                Self(_mm512_shuffle_ps::<0b11_10_11_10>(ab_high, cd_high)),
            ]
        }
    }
}
