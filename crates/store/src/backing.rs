//! Where the bytes of an open container live: in a map of the file, or in memory of our own.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use memmap2::Mmap;

use crate::Error;
use crate::format::ALIGN;

/// The bytes of a file, starting at a multiple of [`ALIGN`].
pub(crate) enum Backing {
    Mapped(Mmap),
    Owned { buffer: Vec<u8>, start: usize },
}

impl Backing {
    /// All bytes of the file.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Backing::Mapped(map) => map,
            Backing::Owned { buffer, start } => &buffer[*start..],
        }
    }

    /// Asks the operating system to start reading the file in.
    pub(crate) fn will_need(&self) {
        #[cfg(unix)]
        if let Backing::Mapped(map) = self {
            // Advice only: where it is not taken the pages are read when they are touched.
            let _ = map.advise(memmap2::Advice::WillNeed);
        }
    }
}

/// Maps a file of this length.
pub(crate) fn mapped(path: &Path, file: &File, len: u64) -> Result<Backing, Error> {
    crate::map::map(file, len).map(Backing::Mapped).map_err(|e| Error::io(path, "map", e))
}

/// Reads a file of this length into aligned memory.
pub(crate) fn owned(path: &Path, file: &mut File, len: u64) -> Result<Backing, Error> {
    let fail = |e| Error::io(path, "read", e);
    let len = usize::try_from(len).map_err(|_| fail(std::io::ErrorKind::FileTooLarge.into()))?;
    let mut buffer: Vec<u8> = Vec::new();
    buffer
        .try_reserve_exact(len.saturating_add(ALIGN))
        .map_err(|_| fail(std::io::ErrorKind::OutOfMemory.into()))?;
    let start = buffer.as_ptr().align_offset(ALIGN);
    buffer.resize(start + len, 0);
    file.read_exact(&mut buffer[start..]).map_err(fail)?;
    Ok(Backing::Owned { buffer, start })
}
