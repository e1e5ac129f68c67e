//! Hints that memory will be read soon. They affect only time, and do nothing where the machine has no such
//! instruction.
#![allow(unsafe_code)]

/// Bytes of a cache line.
const LINE: usize = 64;

/// Prefetches the cache line of `items[index]`, if there is one.
pub(crate) fn line_of<T>(items: &[T], index: usize) {
    #[cfg(target_arch = "x86_64")]
    if let Some(item) = items.get(index) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch is a hint about an address that is valid here, and SSE is part of every x86-64.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(item).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (items, index);
}

/// Prefetches the rows of buckets, `stride` numbers each: either those of the buckets, or all rows in order
/// if that is no more.
pub(crate) fn rows<T>(rows: &[T], stride: usize, buckets: &[u32]) {
    if size_of_val(rows) <= buckets.len() * LINE {
        (0..rows.len()).step_by(LINE / size_of::<T>()).for_each(|first| line_of(rows, first));
    } else {
        buckets.iter().for_each(|&bucket| line_of(rows, bucket as usize * stride));
    }
}
