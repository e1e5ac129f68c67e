//! One dense table that all workers share.
//!
//! *Relaxed atomics, no read-modify-write.* Every number is loaded and stored on its own, as plain moves. If
//! two workers update the same number at the same moment, one of the two updates may be lost: one sample
//! among all that ever reach the row, either of the two, so what the sums keep stays unbiased. A row of a
//! Hold'em tree is one of hundreds of thousands, so this is rare; `tests/sampled.rs` shows on games of a few
//! rows, where it happens all the time, that the result is as good. There is no undefined behaviour and no
//! torn number, and no ordering between numbers is needed, because each is independent of the others.
//!
//! The memory is anonymous and zeroed by the system, huge pages advised; pages never touched cost nothing.
#![allow(unsafe_code)]

use memmap2::MmapMut;
use std::io;
use std::sync::atomic::{AtomicU32, Ordering};

/// Numbers in `f32`, or epochs in `u32`, word by word.
#[derive(Debug)]
pub(super) struct Table {
    memory: MmapMut,
    len: usize,
}

impl Table {
    /// Reserves `len` zeroed words.
    ///
    /// # Errors
    /// If the system refuses the memory.
    pub(super) fn new(len: usize) -> io::Result<Self> {
        let memory = MmapMut::map_anon((len * size_of::<u32>()).max(1))?;
        #[cfg(target_os = "linux")]
        // Advice only: without huge pages everything works, with more TLB misses.
        let _ = memory.advise(memmap2::Advice::HugePage);
        Ok(Self { memory, len })
    }

    /// All words, for any number of workers.
    pub(super) fn words(&self) -> &[AtomicU32] {
        // SAFETY: the map is page-aligned and at least `len` words long, and every bit pattern is a u32.
        // Through `&self` its memory is only ever reached as atomics, here and nowhere else; plain slices
        // need `&mut self`.
        unsafe { std::slice::from_raw_parts(self.memory.as_ptr().cast::<AtomicU32>(), self.len) }
    }

    /// All words, for one owner.
    pub(super) fn words_mut(&mut self) -> &mut [u32] {
        bytemuck::cast_slice_mut(&mut self.memory[..self.len * size_of::<u32>()])
    }
}

// Relaxed: every number is independent of the others; see the module documentation.
pub(super) fn load(x: &AtomicU32) -> f32 {
    f32::from_bits(x.load(Ordering::Relaxed))
}

pub(super) fn store(x: &AtomicU32, what: f32) {
    x.store(what.to_bits(), Ordering::Relaxed);
}

pub(super) fn add(x: &AtomicU32, what: f32) {
    store(x, load(x) + what);
}
