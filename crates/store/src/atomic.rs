//! All or nothing: a temporary file beside the final one, flushed, renamed, and its directory flushed.
//!
//! The temporary file is called `.NAME.partial-PID-N` and carries an advisory lock as long as its writer lives. What a killed
//! writer left is found by that name, an age of a minute and a lock that can be had, and removed by the next writer
//! in the directory.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::Error;
use crate::blocks::{BlockWriter, Way};

const MARK: &str = ".partial-";
const LEFTOVER_AGE: Duration = Duration::from_secs(60);

/// Writes a small file (a configuration, a report) with the promises of a container: under the final name stands the
/// old content or the new one, never a mixture, also after a kill or a power cut.
///
/// # Errors
/// [`Error::NotFound`] if the directory does not exist, [`Error::NotAFile`], [`Error::DiskFull`], [`Error::Io`]; the old
/// content is then still there.
pub fn write_atomic(path: impl AsRef<Path>, bytes: &[u8]) -> Result<(), Error> {
    let mut pending = PendingFile::create(path.as_ref())?;
    pending.write(bytes)?;
    pending.commit()
}

/// A file being written under a temporary name; dropping it removes it.
#[derive(Debug)]
pub(crate) struct PendingFile {
    path: PathBuf,
    temp: PathBuf,
    file: Option<BlockWriter>,
    /// A write failed: what the file holds is unknown, it can only be dropped.
    failed: bool,
}

impl PendingFile {
    /// Starts a file that is to become `path`.
    pub(crate) fn create(path: &Path) -> Result<PendingFile, Error> {
        // Renaming onto a device would replace the device.
        if fs::metadata(path).is_ok_and(|meta| !meta.is_file()) || path.file_name().is_none() {
            return Err(Error::NotAFile { path: path.to_path_buf() });
        }
        remove_leftovers(directory(path));
        let (temp, file) = create_temp(path).map_err(|e| Error::io(path, "create", e))?;
        // Without locks (some network file systems) only the removal of leftovers by age is less careful.
        let _ = file.try_lock();
        Self::over(path, temp, file)
    }

    fn over(path: &Path, temp: PathBuf, file: File) -> Result<PendingFile, Error> {
        match BlockWriter::new(file) {
            Ok(file) => Ok(PendingFile { path: path.to_path_buf(), temp, file: Some(file), failed: false }),
            Err(e) => {
                let _ = fs::remove_file(&temp);
                Err(Error::io(path, "create", e))
            }
        }
    }

    /// From now on this way is taken by what is large.
    pub(crate) fn set_way(&mut self, way: Way) {
        self.writer().set_way(way);
    }

    /// The final name.
    pub(crate) fn path(&self) -> &Path {
        &self.path
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
            return Err(Error::io(&self.path, "finish", source));
        }
        let flushed = self.writer().flush();
        self.noted(flushed)
    }

    /// Flushes the file to the disk, gives it its final name, and flushes the directory.
    pub(crate) fn commit(mut self) -> Result<(), Error> {
        self.flush()?;
        let synced = self.writer().file().sync_all();
        self.noted(synced)?;
        fs::rename(&self.temp, &self.path).map_err(|e| Error::io(&self.path, "rename", e))?;
        self.file = None;
        sync_directory(directory(&self.path)).map_err(|e| Error::io(&self.path, "flush the directory of", e))
    }

    /// As [`PendingFile::commit`], and fails if a file of the final name is there.
    fn commit_new(mut self) -> Result<(), Error> {
        self.flush()?;
        let synced = self.writer().file().sync_all();
        self.noted(synced)?;
        match fs::hard_link(&self.temp, &self.path) {
            // Dropping removes the temporary name.
            Ok(()) => sync_directory(directory(&self.path))
                .map_err(|e| Error::io(&self.path, "flush the directory of", e)),
            // File systems without links: between the look and the renaming another process may come first.
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists && !self.path.exists() => self.commit(),
            Err(e) => Err(Error::io(&self.path, "create", e)),
        }
    }

    fn noted(&mut self, result: io::Result<()>) -> Result<(), Error> {
        self.failed |= result.is_err();
        result.map_err(|e| Error::io(&self.path, "write", e))
    }

    fn writer(&mut self) -> &mut BlockWriter {
        self.file.as_mut().expect("only `commit`, which consumes the file, takes it")
    }
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        // Without flushing: nobody will read it.
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.temp);
        }
    }
}

/// The directory of a file; `.` for a bare name.
fn directory(path: &Path) -> &Path {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Creates a file that did not exist, beside `path`.
fn create_temp(path: &Path) -> io::Result<(PathBuf, File)> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    loop {
        // Relaxed: only the uniqueness of the number counts, nothing is published through it.
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        let mut name = OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!("{MARK}{}-{count}", std::process::id()));
        let temp = directory(path).join(name);
        match OpenOptions::new().write(true).create_new(true).open(&temp) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            result => return result.map(|file| (temp, file)),
        }
    }
}

/// Removes what killed writers left in a directory. Failures do not matter: the next writer tries again.
fn remove_leftovers(dir: &Path) {
    remove_leftovers_older_than(dir, LEFTOVER_AGE);
}

/// Removes what killed writers left in a directory, however short ago: for whoever knows to be its only writer, by a lock
/// for instance. Files whose writers live are left alone where the file system has locks. Failures do not matter: the next
/// writer tries again.
pub fn remove_partial_files(dir: impl AsRef<Path>) {
    remove_leftovers_older_than(dir.as_ref(), Duration::ZERO);
}

fn remove_leftovers_older_than(dir: &Path, age: Duration) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let ours = name.to_str().is_some_and(is_partial_name);
        if ours && is_abandoned(&entry.path(), age).unwrap_or(false) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a file of this name is one that was never finished.
pub fn is_partial_name(name: &str) -> bool {
    name.starts_with('.') && name.contains(MARK)
}

/// True if the file is older than this and nobody holds its lock.
fn is_abandoned(path: &Path, age: Duration) -> io::Result<bool> {
    let file = OpenOptions::new().write(true).open(path)?;
    let old = age.is_zero() || file.metadata()?.modified()?.elapsed().is_ok_and(|found| found > age);
    Ok(old && file.try_lock().is_ok())
}

/// Makes a directory and those above it that are missing, so that they survive a power cut.
///
/// # Errors
/// [`Error::NotFound`], [`Error::DiskFull`] or [`Error::Io`] as the system says.
pub fn create_directory(path: impl AsRef<Path>) -> Result<(), Error> {
    let path = path.as_ref();
    if path.is_dir() {
        return Ok(());
    }
    let parent = directory(path);
    if parent != path && !parent.exists() {
        create_directory(parent)?;
    }
    match fs::create_dir(path) {
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(e) => Err(Error::io(path, "create this directory", e)),
        Ok(()) => sync_directory(parent).map_err(|e| Error::io(path, "flush the directory of", e)),
    }
}

/// Writes a small file that must not be there yet: it appears under its name whole, or not at all, and of several who try
/// only one succeeds.
///
/// # Errors
/// [`Error::Io`] with [`io::ErrorKind::AlreadyExists`] if there is a file of this name; otherwise as [`write_atomic`].
pub fn create_atomic(path: impl AsRef<Path>, bytes: &[u8]) -> Result<(), Error> {
    let mut pending = PendingFile::create(path.as_ref())?;
    pending.write(bytes)?;
    pending.commit_new()
}

/// Makes a rename in this directory survive a power cut.
fn sync_directory(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::*;
    use crate::blocks::BLOCK_BYTES;

    /// A pending file whose disk is full from the first byte on.
    fn on_a_full_disk(dir: &Path, name: &str) -> PendingFile {
        let temp = dir.join(format!(".{name}.partial-test"));
        File::create(&temp).unwrap();
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        PendingFile::over(&dir.join(name), temp, full).unwrap()
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
        assert!(matches!(&error, Error::Io { source, .. } if source.kind() == io::ErrorKind::AlreadyExists));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn directories_are_made_with_those_above_them() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/c");
        create_directory(&path).unwrap();
        create_directory(&path).unwrap();
        assert!(path.is_dir());
        fs::write(dir.path().join("file"), "mine").unwrap();
        assert!(create_directory(dir.path().join("file/below")).is_err());
    }

    #[test]
    fn who_is_alone_in_a_directory_removes_leftovers_at_once() {
        let dir = tempfile::tempdir().unwrap();
        File::create(dir.path().join(".a.hdm.partial-1-0")).unwrap();
        let alive = File::create(dir.path().join(".b.hdm.partial-2-0")).unwrap();
        alive.lock().unwrap();
        fs::write(dir.path().join("c.partial-1"), "mine").unwrap();
        remove_partial_files(dir.path());
        let mut names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, [".b.hdm.partial-2-0", "c.partial-1"]);
    }

    #[test]
    fn leftovers_are_removed_when_old_and_unlocked_only() {
        let dir = tempfile::tempdir().unwrap();
        let make = |name: &str, age: u64| {
            let file = File::create(dir.path().join(name)).unwrap();
            file.set_modified(std::time::SystemTime::now() - Duration::from_secs(age)).unwrap();
            file
        };
        let dead = make(".a.hdm.partial-1-0", 120);
        drop(dead);
        let alive = make(".b.hdm.partial-2-0", 120);
        alive.lock().unwrap();
        make(".c.hdm.partial-3-0", 1);
        make("d.hdm.partial-4-0", 120);
        write_atomic(dir.path().join("e.txt"), b"new").unwrap();
        let mut names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, [".b.hdm.partial-2-0", ".c.hdm.partial-3-0", "d.hdm.partial-4-0", "e.txt"]);
    }
}
