//! Where the bytes of an open container are: in a mapping of the file, or in memory of our own.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
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

    /// Asks the operating system to start reading these bytes in; what lies past the end is left out.
    pub(crate) fn will_need(&self, bytes: Range<usize>) {
        let end = bytes.end.min(self.bytes().len());
        if bytes.start < end {
            self.advise(Advice::WillNeed(bytes.start..end));
        }
    }

    /// Says whether reads jump about, so that nothing around them is worth reading.
    pub(crate) fn scattered(&self, scattered: bool) {
        self.advise(if scattered { Advice::Scattered } else { Advice::Ordinary });
    }

    /// Advice only: where it is not taken, pages are read when they are touched.
    #[cfg(unix)]
    fn advise(&self, advice: Advice) {
        let Backing::Mapped(map) = self else { return };
        let _ = match advice {
            Advice::WillNeed(bytes) => map.advise_range(memmap2::Advice::WillNeed, bytes.start, bytes.len()),
            Advice::Scattered => map.advise(memmap2::Advice::Random),
            Advice::Ordinary => map.advise(memmap2::Advice::Normal),
        };
    }

    /// Systems without such advice read pages when they are touched.
    #[cfg(not(unix))]
    fn advise(&self, _: Advice) {}
}

/// How bytes will be read.
#[cfg_attr(not(unix), allow(dead_code, reason = "there is nobody to tell"))]
enum Advice {
    WillNeed(Range<usize>),
    Scattered,
    Ordinary,
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
