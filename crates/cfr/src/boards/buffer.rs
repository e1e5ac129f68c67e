//! Vectors that return to a free list of their thread when dropped.
//!
//! A best response on one flop takes and drops some ten million vectors of a few kilobytes. Through the
//! allocator that took a third of its time, most of it in the kernel.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

/// Largest number of vectors that a thread keeps.
const KEPT: usize = 4096;

thread_local! {
    static FREE: RefCell<Vec<Vec<f32>>> = const { RefCell::new(Vec::new()) };
}

/// A vector of numbers, initially zeros unless stated otherwise.
#[derive(Debug)]
pub(super) struct Buffer(Vec<f32>);

impl Buffer {
    /// `len` zeros.
    pub(super) fn zeros(len: usize) -> Self {
        Self::filled(len, 0.0)
    }

    /// `len` times the same number.
    pub(super) fn filled(len: usize, number: f32) -> Self {
        let mut vector = FREE.with_borrow_mut(Vec::pop).unwrap_or_default();
        vector.clear();
        vector.resize(len, number);
        Self(vector)
    }

    /// `len` numbers left over from an earlier use, for vectors that are written before they are read.
    pub(super) fn stale(len: usize) -> Self {
        let mut vector = FREE.with_borrow_mut(Vec::pop).unwrap_or_default();
        vector.resize(len, 0.0);
        Self(vector)
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let vector = std::mem::take(&mut self.0);
        // While its thread ends the list is gone; the vector is then simply freed.
        let _ = FREE.try_with(|free| {
            let mut free = free.borrow_mut();
            if free.len() < KEPT {
                free.push(vector);
            }
        });
    }
}

impl Deref for Buffer {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &self.0
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.0
    }
}
