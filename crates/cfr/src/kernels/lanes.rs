//! Numbers side by side: the terminal kernel carries four of each node (see [`terminal`](super::terminal))
//! and values one, two or four nodes in a pass, four, eight or sixteen lanes.
//!
//! On x86-64 the type of four lanes is a 128-bit register. Plain arrays compute the same, but the compiler
//! then tries to vectorise the loops over hands instead, across the table look-ups of card removal, and
//! spends more on inserting and extracting than it gains (`docs/experiments/kernels.md`).

/// Lanes of one node.
pub(super) const LANES: usize = 4;

/// The lanes of one node.
#[cfg(target_arch = "x86_64")]
pub(super) type Quad = std::arch::x86_64::__m128;
/// The lanes of one node.
#[cfg(not(target_arch = "x86_64"))]
pub(super) type Quad = [f32; LANES];

/// Lanes of one or several nodes. All operations are lane by lane, so every implementation computes the same
/// bits.
pub(super) trait Lanes: bytemuck::Pod {
    /// Nodes side by side.
    const NODES: usize;
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    /// The same four numbers for every node.
    fn repeat(lanes: [f32; LANES]) -> Self;
    /// The lanes of each node.
    fn of_nodes(quads: impl Fn(usize) -> Quad) -> Self;
    /// The lanes of node `i`.
    fn quad(self, i: usize) -> Quad;
    /// For each node separately: lane `i` of quad `j` becomes lane `j` of quad `i`.
    fn transpose(quads: [Self; LANES]) -> [Self; LANES];

    #[inline(always)]
    fn zero() -> Self {
        bytemuck::Zeroable::zeroed()
    }
}

/// Four numbers as a quad.
#[inline(always)]
pub(super) fn quad(lanes: [f32; LANES]) -> Quad {
    bytemuck::must_cast(lanes)
}

impl Lanes for Quad {
    const NODES: usize = 1;
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        registers::add(self, other)
    }
    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        registers::sub(self, other)
    }
    #[inline(always)]
    fn times(self, other: Self) -> Self {
        registers::mul(self, other)
    }
    #[inline(always)]
    fn repeat(lanes: [f32; LANES]) -> Self {
        quad(lanes)
    }
    #[inline(always)]
    fn of_nodes(quads: impl Fn(usize) -> Quad) -> Self {
        quads(0)
    }
    #[inline(always)]
    fn quad(self, _: usize) -> Quad {
        self
    }
    #[inline(always)]
    fn transpose(quads: [Self; LANES]) -> [Self; LANES] {
        registers::transpose(quads)
    }
}

/// Two nodes as two quads, for machines without wider registers.
impl Lanes for [Quad; 2] {
    const NODES: usize = 2;
    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        [self[0].plus(other[0]), self[1].plus(other[1])]
    }
    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        [self[0].minus(other[0]), self[1].minus(other[1])]
    }
    #[inline(always)]
    fn times(self, other: Self) -> Self {
        [self[0].times(other[0]), self[1].times(other[1])]
    }
    #[inline(always)]
    fn repeat(lanes: [f32; LANES]) -> Self {
        [quad(lanes); 2]
    }
    #[inline(always)]
    fn of_nodes(quads: impl Fn(usize) -> Quad) -> Self {
        [quads(0), quads(1)]
    }
    #[inline(always)]
    fn quad(self, i: usize) -> Quad {
        self[i]
    }
    #[inline(always)]
    fn transpose([a, b, c, d]: [Self; LANES]) -> [Self; LANES] {
        let [first, second] = [0, 1].map(|i| registers::transpose([a[i], b[i], c[i], d[i]]));
        [0, 1, 2, 3].map(|i| [first[i], second[i]])
    }
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod registers {
    //! SSE. Every operation works on registers alone.
    use super::{LANES, Quad};
    use std::arch::x86_64::*;

    #[inline(always)]
    pub(super) fn add(a: Quad, b: Quad) -> Quad {
        // SAFETY: SSE is part of x86-64.
        unsafe { _mm_add_ps(a, b) }
    }
    #[inline(always)]
    pub(super) fn sub(a: Quad, b: Quad) -> Quad {
        // SAFETY: SSE is part of x86-64.
        unsafe { _mm_sub_ps(a, b) }
    }
    #[inline(always)]
    pub(super) fn mul(a: Quad, b: Quad) -> Quad {
        // SAFETY: SSE is part of x86-64.
        unsafe { _mm_mul_ps(a, b) }
    }
    #[inline(always)]
    pub(super) fn transpose([a, b, c, d]: [Quad; LANES]) -> [Quad; LANES] {
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
mod registers {
    //! Plain arrays, left to the compiler to optimise.
    use super::{LANES, Quad};

    #[inline(always)]
    pub(super) fn add(a: Quad, b: Quad) -> Quad {
        std::array::from_fn(|i| a[i] + b[i])
    }
    #[inline(always)]
    pub(super) fn sub(a: Quad, b: Quad) -> Quad {
        std::array::from_fn(|i| a[i] - b[i])
    }
    #[inline(always)]
    pub(super) fn mul(a: Quad, b: Quad) -> Quad {
        std::array::from_fn(|i| a[i] * b[i])
    }
    #[inline(always)]
    pub(super) fn transpose(rows: [Quad; LANES]) -> [Quad; LANES] {
        std::array::from_fn(|i| std::array::from_fn(|j| rows[j][i]))
    }
}
