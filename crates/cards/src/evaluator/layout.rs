//! What the evaluator and the build script that makes its tables must agree on.

/// Keys of the ranks, deuce first: random 32-bit numbers, the first draw for which no two multisets of ranks
/// in one table share both row and low slot bits of their sum (modulo 2^32).
pub(crate) const RANK_KEYS: [u32; 13] = [
    0xd4d4_19f4,
    0x0843_5461,
    0x6a13_47e4,
    0x4d43_6ead,
    0x1095_30fe,
    0xacb1_60cf,
    0xf186_f447,
    0xc785_1143,
    0xaf4b_732a,
    0x9ef5_e0ce,
    0x828e_6c41,
    0x381b_f753,
    0x87ae_39b0,
];

/// Number of rows of either table; each has a displacement.
pub(crate) const ROWS: usize = 8192;
/// Slots of the table for seven cards.
pub(crate) const SLOTS_OF_SEVEN: usize = 65_536;
/// Slots of the table for five and six cards.
pub(crate) const SLOTS_OF_FEWER: usize = 32_768;

/// The row of a sum of rank keys: its highest 13 bits.
#[inline]
pub(crate) const fn row(key: u32) -> usize {
    (key >> (u32::BITS - ROWS.ilog2())) as usize
}

/// The slot of a sum of rank keys in a table of `SLOTS` (a power of two up to 65,536).
#[inline]
pub(crate) const fn slot<const SLOTS: usize>(key: u32, displacement: u16) -> usize {
    (key as u16).wrapping_add(displacement) as usize & (SLOTS - 1)
}

/// The lowest rank of each category, high card first; 1 is the lowest of all, 7,462 the highest.
pub(crate) const FIRST_RANKS: [u16; 9] = {
    let counts = [1277, 2860, 858, 858, 10, 1277, 156, 156];
    let mut first = [1; 9];
    let mut i = 0;
    while i < 8 {
        first[i + 1] = first[i] + counts[i];
        i += 1;
    }
    first
};
