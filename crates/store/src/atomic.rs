//! All or nothing: a temporary file beside the final one, flushed, renamed, and its directory flushed.
//!
//! The temporary file is called `.NAME.partial-PID-N` (a very long name is cut) and carries an advisory lock
//! as long as its writer lives; [`leftovers`](crate::leftovers) says what happens to it after a kill. Output
//! that must reach a stream as a whole is first collected in the directory for temporary files, and copied
//! when it is complete.

use std::fs::{self, File};
use std::io::{self, Seek};
use std::path::{Path, PathBuf};

use crate::blocks::{BlockWriter, Way};
use crate::destination::{Target, directory};
use crate::directories::sync_directory;
use crate::{Destination, Error, leftovers};

/// Writes a small file (a configuration, a report) with the promises of a container: the final name holds the
/// old content or the new one, never a mixture, even after a kill or a power cut. A symbolic link is
/// followed.
///
/// # Errors
/// [`Error::NotFound`] if the directory does not exist, [`Error::NotAFile`], [`Error::DiskFull`],
/// [`Error::Io`]; the old content is then still there.
pub fn write_atomic(path: impl AsRef<Path>, bytes: &[u8]) -> Result<(), Error> {
    write(PendingFile::create(path.as_ref())?, bytes)
}

/// Writes a small file that must not exist yet: it appears under its name as a whole or not at all, and if
/// several processes try, only one succeeds.
///
/// # Errors
/// [`Error::AlreadyThere`] if there is a file of this name; otherwise as [`write_atomic`].
pub fn create_atomic(path: impl AsRef<Path>, bytes: &[u8]) -> Result<(), Error> {
    write(PendingFile::at(&Destination::new(path, false)?)?, bytes)
}

fn write(mut pending: PendingFile, bytes: &[u8]) -> Result<(), Error> {
    pending.write(bytes)?;
    pending.commit()
}

/// A file being written under a temporary name; dropping it removes it.
#[derive(Debug)]
pub(crate) struct PendingFile {
    destination: Destination,
    temp: PathBuf,
    file: Option<BlockWriter>,
    /// A write failed: what the file holds is unknown, it can only be dropped.
    failed: bool,
}

impl PendingFile {
    /// Starts a file of the program's own that is to become `path`.
    pub(crate) fn create(path: &Path) -> Result<PendingFile, Error> {
        Self::at(&Destination::own_file(path)?)
    }

    /// Starts what is to go to a destination.
    pub(crate) fn at(destination: &Destination) -> Result<PendingFile, Error> {
        let created = match destination.target() {
            Target::File { path, .. } => {
                leftovers::remove_partial_files(directory(path));
                leftovers::create_partial(path)
            }
            Target::Stream => nameless(),
        };
        let (temp, file) = created.map_err(|e| Error::io(destination.path(), "create", e))?;
        Self::over(destination, temp, file)
    }

    fn over(destination: &Destination, temp: PathBuf, file: File) -> Result<PendingFile, Error> {
        match BlockWriter::new(file) {
            Ok(file) => {
                Ok(PendingFile { destination: destination.clone(), temp, file: Some(file), failed: false })
            }
            Err(e) => {
                let _ = fs::remove_file(&temp);
                Err(Error::io(destination.path(), "create", e))
            }
        }
    }

    /// From now on large amounts go this way.
    pub(crate) fn set_way(&mut self, way: Way) {
        // Output for a stream is read again soon.
        if !self.destination.is_stream() {
            self.writer().set_way(way);
        }
    }

    /// The final name, as it was given.
    pub(crate) fn path(&self) -> &Path {
        self.destination.path()
    }

    /// Appends bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let result = self.writer().write_all(bytes);
        self.noted(result)
    }

    /// Overwrites the beginning of the file; call it last.
    pub(crate) fn write_at_start(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let result = self.writer().write_at_start(bytes);
        self.noted(result)
    }

    /// Hands everything to the operating system, which may still keep it in memory.
    pub(crate) fn flush(&mut self) -> Result<(), Error> {
        if self.failed {
            let source = io::Error::other("an earlier write failed");
            return Err(Error::io(self.path(), "finish", source));
        }
        let flushed = self.writer().flush();
        self.noted(flushed)
    }

    /// Flushes the file to the disk, gives it its final name, and flushes the directory; or copies it to its
    /// stream.
    pub(crate) fn commit(mut self) -> Result<(), Error> {
        self.flush()?;
        match self.destination.target().clone() {
            Target::Stream => self.copy(),
            Target::File { path, replace } => {
                let synced = self.writer().file().sync_all();
                self.noted(synced)?;
                match replace {
                    true => self.rename(&path),
                    false => self.link(&path),
                }
            }
        }
    }

    fn rename(mut self, path: &Path) -> Result<(), Error> {
        if let Ok(before) = fs::metadata(path) {
            // Where it cannot be, the new file has the permissions of new files.
            let _ = fs::set_permissions(&self.temp, before.permissions());
        }
        fs::rename(&self.temp, path).map_err(|e| Error::io(self.path(), "rename", e))?;
        self.file = None;
        self.sync(path)
    }

    /// Gives the file a name that no other file has.
    fn link(self, path: &Path) -> Result<(), Error> {
        match fs::hard_link(&self.temp, path) {
            // Dropping removes the temporary name.
            Ok(()) => self.sync(path),
            // File systems without links: between the look and the renaming another process may come first.
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists && !path.exists() => self.rename(path),
            Err(e) => Err(Error::io(self.path(), "create", e)),
        }
    }

    fn copy(mut self) -> Result<(), Error> {
        let mut stream = self.destination.open_stream()?;
        let mut file = self.writer().file();
        let copied = file.rewind().and_then(|()| io::copy(&mut file, &mut stream));
        copied.map(drop).map_err(|e| Error::io(self.path(), "write", e))
    }

    fn sync(&self, path: &Path) -> Result<(), Error> {
        sync_directory(directory(path)).map_err(|e| Error::io(self.path(), "flush the directory of", e))
    }

    fn noted(&mut self, result: io::Result<()>) -> Result<(), Error> {
        self.failed |= result.is_err();
        result.map_err(|e| Error::io(self.path(), "write", e))
    }

    fn writer(&mut self) -> &mut BlockWriter {
        self.file.as_mut().expect("only `commit`, which consumes the file, takes it")
    }
}

/// A temporary file whose name is already removed, on systems where open files need none, so that nothing of
/// it remains.
fn nameless() -> io::Result<(PathBuf, File)> {
    let (temp, file) = leftovers::create_partial(&std::env::temp_dir().join("holdem-output"))?;
    if cfg!(unix) {
        fs::remove_file(&temp)?;
    }
    Ok((temp, file))
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        // Without flushing: nobody will read it.
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.temp);
        }
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::fs::OpenOptions;

    use super::*;
    use crate::blocks::BLOCK_BYTES;

    /// A pending file whose disk is full from the first byte on.
    fn on_a_full_disk(dir: &Path, name: &str) -> PendingFile {
        let temp = dir.join(format!(".{name}.partial-test"));
        File::create(&temp).unwrap();
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let destination = Destination::own_file(&dir.join(name)).unwrap();
        PendingFile::over(&destination, temp, full).unwrap()
    }

    #[test]
    fn a_full_disk_is_named_and_leaves_the_old_file() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("report.md"), "old").unwrap();
        let mut pending = on_a_full_disk(dir.path(), "report.md");
        let error = pending.write(&vec![1; 2 * BLOCK_BYTES]).unwrap_err();
        assert!(error.is_disk_full(), "{error}");
        let Error::DiskFull { source, .. } = &error else { panic!("{error:?}") };
        assert_eq!(source.kind(), io::ErrorKind::StorageFull);
        assert!(
            matches!(pending.commit(), Err(Error::Io { action: "finish", .. })),
            "not finished after a failed write"
        );
        assert_eq!(fs::read(dir.path().join("report.md")).unwrap(), b"old");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "the temporary file is removed");
    }

    #[test]
    fn a_disk_that_is_full_only_at_the_last_flush_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let mut pending = on_a_full_disk(dir.path(), "small.json");
        pending.write(b"fits the buffer").unwrap();
        assert!(pending.commit().unwrap_err().is_disk_full());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_new_file_is_created_by_one_only_and_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("run.json");
        let winners: usize = std::thread::scope(|scope| {
            let path = &path;
            let threads: Vec<_> =
                (0..8u8).map(|i| scope.spawn(move || create_atomic(path, &[i; 100]).is_ok())).collect();
            threads.into_iter().map(|thread| usize::from(thread.join().unwrap())).sum()
        });
        assert_eq!(winners, 1);
        let bytes = fs::read(&path).unwrap();
        assert!(bytes.len() == 100 && bytes.iter().all(|&b| b == bytes[0]));
        let error = create_atomic(&path, b"late").unwrap_err();
        assert!(matches!(error, Error::AlreadyThere { .. }), "{error}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
