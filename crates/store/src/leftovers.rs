//! Temporary files, and those that killed writers leave behind.
//!
//! Only names that a writer gives, `.NAME.partial-PID-N` with two numbers, count as such; whatever else is
//! hidden in the directory is somebody's own.
//!
//! A writer holds an advisory lock on its file from the moment it can be found until it has its final name.
//! So a process that gets the lock of such a file may remove it: its writer is dead, whatever the age of the
//! file and whichever process has its number now. A writer that finds its new file locked or gone has met a
//! process that is cleaning up, and takes another name. If the file system has no locks, nothing is removed.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::destination::directory;

const MARK: &str = ".partial-";

/// Most bytes of the final name in that of the temporary file: with everything around it, both fit the 255
/// bytes that file systems allow.
const MOST_NAME_BYTES: usize = 200;

/// Whether this is the name of an unfinished file.
#[must_use]
pub fn is_partial_name(name: &str) -> bool {
    final_name(name).is_some()
}

/// The final name in that of an unfinished file; its beginning if it is very long.
fn final_name(name: &str) -> Option<&str> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (name, numbers) = name.strip_prefix('.')?.rsplit_once(MARK)?;
    let (process, count) = numbers.split_once('-')?;
    (is_number(process) && is_number(count)).then_some(name)
}

/// A file that a writer left, or is writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartialFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its length in bytes.
    pub bytes: u64,
    /// Whether its writer is alive, as far as locks can tell.
    pub in_use: bool,
}

impl PartialFile {
    /// The final name that it was to get; its beginning if it is very long.
    #[must_use]
    pub fn final_name(&self) -> Option<&str> {
        final_name(self.path.file_name()?.to_str()?)
    }
}

/// What writers left in a directory or are writing there, by name; nothing if it cannot be read.
#[must_use]
pub fn partial_files(dir: impl AsRef<Path>) -> Vec<PartialFile> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_partial_name));
    let mut found: Vec<PartialFile> = ours.filter_map(|entry| look_at(entry.path())).collect();
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn look_at(path: PathBuf) -> Option<PartialFile> {
    let meta = fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file)?;
    let in_use = !lock_of_the_dead(&path).is_ok_and(|lock| lock.is_some());
    Some(PartialFile { path, bytes: meta.len(), in_use })
}

/// Removes what killed writers left in a directory. Returns what was removed. Failures do not matter: the
/// next process tries again.
pub fn remove_partial_files(dir: impl AsRef<Path>) -> Vec<PartialFile> {
    let mut found = partial_files(dir);
    found.retain(|file| !file.in_use && remove(&file.path).unwrap_or(false));
    found
}

/// Removes a file while no other process can take it for its own.
fn remove(path: &Path) -> io::Result<bool> {
    match lock_of_the_dead(path)? {
        None => Ok(false),
        // Its writer may have given the file its final name since it was opened, and another one may have
        // this name now.
        Some(lock) if !is_named(&lock, path)? => Ok(false),
        Some(_lock) => fs::remove_file(path).map(|()| true),
    }
}

/// Whether an open file still has this name.
#[cfg(unix)]
fn is_named(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;

    let (open, named) = (file.metadata()?, fs::symlink_metadata(path)?);
    Ok((open.dev(), open.ino()) == (named.dev(), named.ino()))
}

/// Whether an open file still has this name: on these systems open files keep theirs.
#[cfg(not(unix))]
fn is_named(_: &File, _: &Path) -> io::Result<bool> {
    Ok(true)
}

/// The lock of a file whose writer is dead.
fn lock_of_the_dead(path: &Path) -> io::Result<Option<File>> {
    // For reading, so that the permissions of what was to be replaced do not matter.
    let file = File::open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(e)) => Err(e),
    }
}

/// Creates a temporary file beside `path` and locks it.
pub(crate) fn create_partial(path: &Path) -> io::Result<(PathBuf, File)> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    loop {
        // Relaxed: only the uniqueness of the number counts, nothing is published through it.
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        let mut name = OsString::from(".");
        name.push(shortened(path.file_name().unwrap_or_default()));
        name.push(format!("{MARK}{}-{count}", std::process::id()));
        let temp = directory(path).join(name);
        match OpenOptions::new().read(true).write(true).create_new(true).open(&temp) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
            Ok(file) if is_mine(&temp, &file) => return Ok((temp, file)),
            Ok(_) => {}
        }
    }
}

/// A name of a length that leaves room for what is put around it.
fn shortened(name: &OsStr) -> Cow<'_, OsStr> {
    if name.len() <= MOST_NAME_BYTES {
        return name.into();
    }
    let text = name.to_string_lossy();
    OsString::from(&text[..text.floor_char_boundary(MOST_NAME_BYTES)]).into()
}

/// Locks a file that was just created; false if a process that is cleaning up was faster.
fn is_mine(temp: &Path, file: &File) -> bool {
    match file.try_lock() {
        Ok(()) => temp.exists(),
        Err(TryLockError::WouldBlock) => false,
        // Without locks no process cleans up.
        Err(TryLockError::Error(_)) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = entries.collect();
        names.sort();
        names
    }

    #[test]
    fn what_the_dead_left_is_removed_and_what_the_living_write_is_not() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(".a.hdm.partial-1-0"), "left").unwrap();
        let alive = File::create(dir.path().join(".b.hdm.partial-2-0")).unwrap();
        alive.lock().unwrap();
        fs::write(dir.path().join("c.partial-1"), "mine").unwrap();
        fs::create_dir(dir.path().join(".d.partial-3-0")).unwrap();
        let found = partial_files(dir.path());
        let facts: Vec<_> = found.iter().map(|f| (f.final_name().unwrap(), f.bytes, f.in_use)).collect();
        assert_eq!(facts, [("a.hdm", 4, false), ("b.hdm", 0, true)]);
        assert_eq!(remove_partial_files(dir.path()), found[..1]);
        assert_eq!(names(dir.path()), [".b.hdm.partial-2-0", ".d.partial-3-0", "c.partial-1"]);
        drop(alive);
        assert_eq!(remove_partial_files(dir.path()).len(), 1);
    }

    #[test]
    fn hidden_files_that_no_writer_made_are_the_users_own() {
        let dir = tempfile::tempdir().unwrap();
        // In the order in which they are listed.
        let own = [
            ".a.partial-",
            ".a.partial--1",
            ".a.partial-1",
            ".a.partial-1-",
            ".a.partial-1-0-0",
            ".a.partial-1-0.txt",
            ".a.partial-1-x",
            ".a.partial-x-1",
            ".thesis.partial-draft",
        ];
        own.iter().for_each(|name| fs::write(dir.path().join(name), "mine").unwrap());
        fs::write(dir.path().join(".a.partial-draft.partial-12-34"), "ours").unwrap();
        crate::write_atomic(dir.path().join("result"), b"new").unwrap();
        assert_eq!(names(dir.path()), [&own[..], &["result"]].concat());
    }

    #[test]
    fn the_longest_names_can_be_written() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["n".repeat(255), "\u{20ac}".repeat(85)] {
            crate::write_atomic(dir.path().join(&name), b"new").unwrap();
            let (temp, _lock) = create_partial(&dir.path().join(&name)).unwrap();
            assert!(is_partial_name(temp.file_name().unwrap().to_str().unwrap()), "{}", temp.display());
            fs::remove_file(temp).unwrap();
            assert_eq!(fs::read(dir.path().join(name)).unwrap(), b"new");
        }
    }

    #[test]
    fn what_was_to_replace_a_read_only_file_is_removed_too() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".a.hdm.partial-1-0");
        let file = File::create(&path).unwrap();
        let mut permissions = file.metadata().unwrap().permissions();
        permissions.set_readonly(true);
        file.set_permissions(permissions).unwrap();
        drop(file);
        remove_partial_files(dir.path());
        assert!(names(dir.path()).is_empty());
    }

    #[test]
    fn nobody_loses_a_file_to_those_who_sweep_meanwhile() {
        let dir = tempfile::tempdir().unwrap();
        let (path, stop) = (dir.path(), std::sync::atomic::AtomicBool::new(false));
        std::thread::scope(|scope| {
            let sweep = || {
                while !stop.load(Ordering::Relaxed) {
                    remove_partial_files(path);
                }
            };
            (0..2).for_each(|_| drop(scope.spawn(sweep)));
            for i in 0..60 {
                crate::write_atomic(path.join("file"), &[i as u8; 10]).unwrap();
                assert_eq!(fs::read(path.join("file")).unwrap(), [i as u8; 10]);
            }
            stop.store(true, Ordering::Relaxed);
        });
        assert_eq!(names(path), ["file"]);
    }
}
