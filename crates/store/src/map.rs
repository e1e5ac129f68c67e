//! Memory mapping: the only unsafe code of this crate.
//!
//! Measured gain over reading the file into memory: see `benches/opening.rs`; opening costs the same for any
//! length of file, and several processes share one copy of the pages. The safe twin is
//! [`Container::read`](crate::Container::read), which the property tests compare with it.
#![allow(unsafe_code)]

use std::fs::File;
use std::io;

use memmap2::{Mmap, MmapOptions};

/// Maps the first `len` bytes of a file, read-only.
///
/// # Errors
/// Whatever the operating system reports, or a length beyond the address space.
pub(crate) fn map(file: &File, len: u64) -> io::Result<Mmap> {
    let len = usize::try_from(len).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
    // SAFETY: the borrow rules ask that nobody changes the mapped bytes while a slice of them lives. This
    // program never opens a container for writing in place: `ContainerWriter` fills a temporary file under
    // another name and renames it over the old one, which leaves the old inode, and so every existing map of
    // it, as it was until the map is dropped. The map is read-only, so this process cannot write through it
    // either. What remains is another program that edits or truncates the file itself. An edit changes
    // numbers under the reader: every element type handed out is `AnyBitPattern`, so each value stays a valid
    // one, and the table that lengths come from was copied out before. A truncation makes the operating
    // system end the process with SIGBUS when a page past the new end is touched: a crash, not a silent
    // error. Whoever must survive that reads the file with `Container::read`.
    unsafe { MmapOptions::new().len(len).map(file) }
}
