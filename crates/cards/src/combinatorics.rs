//! Counting subsets. The build script uses this file too.

/// `n` choose `k`, for results below `u32::MAX`; 0 if `k > n`.
pub(crate) const fn binomial(n: u32, k: u32) -> u32 {
    let (mut product, mut i) = (1u64, 0);
    while i < k {
        product = product * (n as u64).saturating_sub(i as u64) / (i as u64 + 1);
        i += 1;
    }
    product as u32
}
