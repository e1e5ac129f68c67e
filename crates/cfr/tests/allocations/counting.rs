//! The system's allocator, with a counter.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts what is asked of the system's allocator.
pub(crate) struct Counting;

static CALLS: AtomicU64 = AtomicU64::new(0);

/// Blocks allocated, grown or shrunk by all threads since the start.
pub(crate) fn calls() -> u64 {
    // Relaxed: whoever compares two counts has been synchronised with the threads in between.
    CALLS.load(Ordering::Relaxed)
}

fn count() {
    CALLS.fetch_add(1, Ordering::Relaxed);
}

// SAFETY: every call is passed on to the system's allocator as it came, which keeps the contract; the counter
// is no part of it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of this very function.
        unsafe { System.alloc(layout) }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of this very function.
        unsafe { System.alloc_zeroed(layout) }
    }
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of this very function, and all blocks are the system's.
        unsafe { System.realloc(block, layout, size) }
    }
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of this very function, and all blocks are the system's.
        unsafe { System.dealloc(block, layout) }
    }
}
