//! Bytes on their way to a file, in large blocks.
//!
//! Blocks begin at multiples of their length, in memory and in the file, so that they can go to the disk
//! directly (`O_DIRECT`) instead of through the page cache. Handing a GB to the page cache takes about two
//! core-seconds, in which the kernel finds pages, copies, and looks for the oldest pages to drop; a block
//! written directly costs one copy here and next to nothing in the kernel. The advantage of the page cache,
//! that the disk works while the next bytes are made, is kept by a thread that writes one block while the
//! next is filled.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use memmap2::MmapMut;

/// Bytes of a block: a multiple of every sector and page size, and enough for a disk to be busy.
pub(crate) const BLOCK_BYTES: usize = 8 << 20;

/// Blocks being written, or waiting to be, while one is filled.
const BLOCKS_BESIDE: usize = 2;

/// How blocks reach the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Through the page cache: for data that is read again soon.
    Cached,
    /// Directly where file system and disk can: for large files that nobody reads soon.
    Direct,
}

/// A file that is written from its beginning to its end.
#[derive(Debug)]
pub(crate) struct BlockWriter {
    file: File,
    /// The block that is being filled. Pages that were never touched cost nothing.
    block: MmapMut,
    filled: usize,
    /// How whole blocks are to go from now on.
    way: Way,
    /// Writes directly while the next block is filled.
    direct: Option<DirectWriter>,
}

impl BlockWriter {
    /// Writes to an empty file.
    ///
    /// # Errors
    /// If the system has no memory for a block.
    pub(crate) fn new(file: File) -> io::Result<Self> {
        let block = MmapMut::map_anon(BLOCK_BYTES)?;
        Ok(Self { file, block, filled: 0, way: Way::Cached, direct: None })
    }

    /// From now on whole blocks go this way.
    pub(crate) fn set_way(&mut self, way: Way) {
        self.way = way;
    }

    /// The file; its contents are complete only after [`BlockWriter::flush`].
    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// Appends bytes. An error may concern earlier bytes.
    pub(crate) fn write_all(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            if self.way == Way::Cached && self.filled == 0 && bytes.len() >= BLOCK_BYTES {
                return self.file.write_all(bytes);
            }
            let (now, later) = bytes.split_at(bytes.len().min(BLOCK_BYTES - self.filled));
            self.block[self.filled..self.filled + now.len()].copy_from_slice(now);
            self.filled += now.len();
            bytes = later;
            if self.filled == BLOCK_BYTES {
                self.write_block()?;
            }
        }
        Ok(())
    }

    /// Hands the rest to the operating system.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        if let Some(direct) = self.direct.take() {
            direct.finish()?;
            // The rest may end anywhere: only the page cache accepts it.
            direct::switch(&self.file, false)?;
            self.way = Way::Cached;
        }
        self.file.write_all(&self.block[..self.filled])?;
        self.filled = 0;
        Ok(())
    }

    /// Overwrites the beginning of the file; call it last.
    pub(crate) fn write_at_start(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.flush()?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(bytes)
    }

    fn write_block(&mut self) -> io::Result<()> {
        if self.way == Way::Direct && self.direct.is_none() {
            self.direct = DirectWriter::begin(&self.file).ok();
            // If it cannot be begun now, it cannot be later.
            self.way = if self.direct.is_some() { Way::Direct } else { Way::Cached };
        }
        match &self.direct {
            Some(direct) => direct.exchange(&mut self.block)?,
            None => self.file.write_all(&self.block)?,
        }
        self.filled = 0;
        Ok(())
    }
}

/// A thread that writes blocks past the page cache.
#[derive(Debug)]
struct DirectWriter {
    full: Option<Sender<MmapMut>>,
    empty: Receiver<io::Result<MmapMut>>,
    thread: Option<JoinHandle<()>>,
}

impl DirectWriter {
    /// Fails if the file cannot be written directly, or if there is no memory or thread for it.
    fn begin(file: &File) -> io::Result<Self> {
        let (full, to_write) = mpsc::channel::<MmapMut>();
        let (written, empty) = mpsc::channel();
        for _ in 0..BLOCKS_BESIDE {
            // The other end is held until the thread takes it.
            let _ = written.send(MmapMut::map_anon(BLOCK_BYTES));
        }
        // The same open file: place and flags are shared.
        let clone = file.try_clone()?;
        direct::switch(file, true)?;
        let write = move || {
            for block in to_write {
                let result = write_directly(&clone, &block).map(|()| block);
                let failed = result.is_err();
                if written.send(result).is_err() || failed {
                    return;
                }
            }
        };
        match thread::Builder::new().name("write".to_owned()).spawn(write) {
            Ok(thread) => Ok(Self { full: Some(full), empty, thread: Some(thread) }),
            Err(e) => {
                direct::switch(file, false)?;
                Err(e)
            }
        }
    }

    /// Exchanges a full block for an empty one.
    fn exchange(&self, block: &mut MmapMut) -> io::Result<()> {
        let empty = self.empty.recv().unwrap_or_else(|_| Err(ended()))?;
        let full = std::mem::replace(block, empty);
        match self.full.as_ref().map(|to| to.send(full)) {
            Some(Ok(())) => Ok(()),
            // The thread has ended, and said why.
            Some(Err(_)) | None => Err(self.empty.iter().find_map(Result::err).unwrap_or_else(ended)),
        }
    }

    /// Waits until everything is written.
    fn finish(mut self) -> io::Result<()> {
        self.full = None;
        self.empty.iter().try_for_each(|result| result.map(drop))
    }
}

/// An error was told before.
fn ended() -> io::Error {
    io::Error::other("writing has ended")
}

impl Drop for DirectWriter {
    fn drop(&mut self) {
        self.full = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn write_directly(mut file: &File, block: &[u8]) -> io::Result<()> {
    let mut rest = block;
    while !rest.is_empty() {
        match file.write(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => rest = &rest[count..],
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            // File systems may allow to switch and refuse to write, or want other lengths after a part of a
            // block.
            Err(e) if e.kind() == io::ErrorKind::InvalidInput => {
                direct::switch(file, false)?;
                return file.write_all(rest);
            }
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

#[cfg(target_os = "linux")]
mod direct {
    use std::fs::File;
    use std::io;

    use nix::fcntl::{FcntlArg, OFlag, fcntl};

    /// Sets whether writes from now on bypass the page cache.
    pub(super) fn switch(file: &File, on: bool) -> io::Result<()> {
        let mut flags = OFlag::from_bits_retain(fcntl(file, FcntlArg::F_GETFL)?);
        flags.set(OFlag::O_DIRECT, on);
        fcntl(file, FcntlArg::F_SETFL(flags))?;
        Ok(())
    }
}

#[cfg(any(not(target_os = "linux"), test))]
mod indirect {
    use std::fs::File;
    use std::io;

    /// Not available here: everything goes through the page cache.
    pub(super) fn switch(_: &File, _: bool) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(not(target_os = "linux"))]
use indirect as direct;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a file holds after these pieces were written to it, with its beginning overwritten.
    fn written(dir: &std::path::Path, way: Way, pieces: &[Vec<u8>], start: &[u8]) -> Vec<u8> {
        let path = dir.join("file");
        let mut writer = BlockWriter::new(File::create(&path).unwrap()).unwrap();
        writer.set_way(way);
        pieces.iter().for_each(|piece| writer.write_all(piece).unwrap());
        writer.write_at_start(start).unwrap();
        std::fs::read(path).unwrap()
    }

    fn pieces(lens: &[usize]) -> Vec<Vec<u8>> {
        let byte = |piece: usize, i: usize| (piece * 31 + i * 7 + i / 251) as u8;
        lens.iter().enumerate().map(|(p, &len)| (0..len).map(|i| byte(p, i)).collect()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn both_ways_write_what_they_are_given(
            lens in prop::collection::vec(
                prop_oneof![0..5000usize, BLOCK_BYTES - 3..=2 * BLOCK_BYTES + 3],
                1..5,
            ),
        ) {
            let pieces = pieces(&lens);
            let start = [0xA5; 128];
            let mut expected = pieces.concat();
            expected.resize(expected.len().max(start.len()), 0);
            expected[..start.len()].copy_from_slice(&start);
            // Where this program is built is on a disk, unlike the directory for temporary files on some
            // machines.
            let program = std::env::current_exe().unwrap();
            let disk = tempfile::tempdir_in(program.parent().unwrap()).unwrap();
            for way in [Way::Cached, Way::Direct] {
                prop_assert!(written(disk.path(), way, &pieces, &start) == expected, "{way:?}");
            }
        }
    }

    #[test]
    fn where_no_system_call_is_known_the_page_cache_is_asked_for() {
        let file = tempfile::tempfile().unwrap();
        assert_eq!(indirect::switch(&file, true).unwrap_err().kind(), io::ErrorKind::Unsupported);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn where_nothing_can_be_written_directly_the_page_cache_takes_it() {
        // Memory cannot be written to directly on all kernels; either way the bytes are there.
        if let Ok(memory) = tempfile::tempdir_in("/dev/shm") {
            let pieces = pieces(&[BLOCK_BYTES, 100]);
            let found = written(memory.path(), Way::Direct, &pieces, &[]);
            assert!(found == pieces.concat());
        }
        let mut full =
            BlockWriter::new(std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap()).unwrap();
        full.set_way(Way::Direct);
        let error = full.write_all(&vec![1; BLOCK_BYTES]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
