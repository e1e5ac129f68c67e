//! The system's allocator, with a counter of bytes for each thread.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// Counts what is asked of the system's allocator.
pub(crate) struct Counting;

thread_local! {
    /// Without a destructor and allocated with the thread: it can be counted from the first block to the
    /// last.
    static BYTES: Cell<u64> = const { Cell::new(0) };
}

/// Bytes that this thread has asked for since it began, given back or not.
pub(crate) fn bytes() -> u64 {
    BYTES.get()
}

fn count(bytes: usize) {
    BYTES.set(BYTES.get() + bytes as u64);
}

// SAFETY: every call is passed on to the system's allocator as it came, which keeps the contract; the counter
// is no part of it, and allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the contract of this very function.
        unsafe { System.alloc(layout) }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the contract of this very function.
        unsafe { System.alloc_zeroed(layout) }
    }
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: the caller keeps the contract of this very function, and all blocks are the system's.
        unsafe { System.realloc(block, layout, size) }
    }
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of this very function, and all blocks are the system's.
        unsafe { System.dealloc(block, layout) }
    }
}
