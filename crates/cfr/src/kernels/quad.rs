//! Four numbers side by side: the terminal kernel values up to three reach vectors in one pass, one per lane.
//!
//! On x86-64 a quad is a 128-bit register by type. Plain arrays of four compute the same, but the compiler then tries to
//! vectorise loops over hands instead, across the table look-ups of card removal, and spends more on inserting and
//! extracting than it gains (`docs/experiments/kernels.md`).

use std::ops::{Add, AddAssign, Sub};

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod lanes {
    //! SSE. Every operation works on registers alone.
    use std::arch::x86_64::*;

    pub(super) type Lanes = __m128;

    #[inline(always)]
    pub(super) fn add(a: Lanes, b: Lanes) -> Lanes {
        // SAFETY: SSE is part of x86-64.
        unsafe { _mm_add_ps(a, b) }
    }
    #[inline(always)]
    pub(super) fn sub(a: Lanes, b: Lanes) -> Lanes {
        // SAFETY: SSE is part of x86-64.
        unsafe { _mm_sub_ps(a, b) }
    }
    #[inline(always)]
    pub(super) fn mul(a: Lanes, b: Lanes) -> Lanes {
        // SAFETY: SSE is part of x86-64.
        unsafe { _mm_mul_ps(a, b) }
    }
    #[inline(always)]
    pub(super) fn transpose([a, b, c, d]: [Lanes; 4]) -> [Lanes; 4] {
        // SAFETY: SSE is part of x86-64.
        unsafe {
            let (ab_low, cd_low) = (_mm_unpacklo_ps(a, b), _mm_unpacklo_ps(c, d));
            let (ab_high, cd_high) = (_mm_unpackhi_ps(a, b), _mm_unpackhi_ps(c, d));
            [
                _mm_movelh_ps(ab_low, cd_low),
                _mm_movehl_ps(cd_low, ab_low),
                _mm_movelh_ps(ab_high, cd_high),
                _mm_movehl_ps(cd_high, ab_high),
            ]
        }
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod lanes {
    //! Plain arrays, for the compiler to make of what it can.
    pub(super) type Lanes = [f32; 4];

    #[inline(always)]
    pub(super) fn add(a: Lanes, b: Lanes) -> Lanes {
        std::array::from_fn(|i| a[i] + b[i])
    }
    #[inline(always)]
    pub(super) fn sub(a: Lanes, b: Lanes) -> Lanes {
        std::array::from_fn(|i| a[i] - b[i])
    }
    #[inline(always)]
    pub(super) fn mul(a: Lanes, b: Lanes) -> Lanes {
        std::array::from_fn(|i| a[i] * b[i])
    }
    #[inline(always)]
    pub(super) fn transpose(rows: [Lanes; 4]) -> [Lanes; 4] {
        std::array::from_fn(|i| std::array::from_fn(|j| rows[j][i]))
    }
}

/// Four lanes of `f32`.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub(super) struct Quad(lanes::Lanes);

impl Quad {
    /// A quad of four numbers.
    #[inline(always)]
    pub(super) fn new(lanes: [f32; 4]) -> Self {
        Self(bytemuck::must_cast(lanes))
    }
    /// The same number four times.
    #[inline(always)]
    pub(super) fn splat(x: f32) -> Self {
        Self::new([x; 4])
    }
    /// The four numbers.
    #[inline(always)]
    pub(super) fn lanes(self) -> [f32; 4] {
        bytemuck::must_cast(self.0)
    }
    /// Lane `i` of quad `j` becomes lane `j` of quad `i`.
    #[inline(always)]
    pub(super) fn transpose([a, b, c, d]: [Self; 4]) -> [Self; 4] {
        let [a, b, c, d] = lanes::transpose([a.0, b.0, c.0, d.0]);
        [Self(a), Self(b), Self(c), Self(d)]
    }
    /// Lane by lane.
    #[inline(always)]
    pub(super) fn times(self, other: Self) -> Self {
        Self(lanes::mul(self.0, other.0))
    }
}

impl Default for Quad {
    #[inline(always)]
    fn default() -> Self {
        Self::splat(0.0)
    }
}

impl Add for Quad {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(lanes::add(self.0, other.0))
    }
}

impl Sub for Quad {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(lanes::sub(self.0, other.0))
    }
}

impl AddAssign for Quad {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
