//! One server writes to a folder at a time: two would solve on and write down the same things.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use crate::files::FileId;

/// The file that is locked; it holds the number of the process.
const LOCK: &str = "lock";
/// How often it is tried anew: it is removed just before it is locked, or the folder is a link to nowhere.
const MOST_TRIES: usize = 10_000;
/// Most bytes of it that are read.
const LONGEST: u64 = 20;

/// Another server has the folder: the number of its process, if it is known.
#[derive(Debug)]
pub(crate) struct Taken(pub(crate) Option<u32>);

/// A folder that is held until this goes away, or the process ends.
#[derive(Debug)]
pub(crate) struct Hold {
    path: PathBuf,
    _file: File,
}

impl Hold {
    /// Takes a hidden folder, which is made for it. None where nothing can be written or locked: a folder
    /// that can only be read is served like any other.
    ///
    /// # Errors
    /// If another server has it.
    pub(crate) fn take(hidden: &Path) -> Result<Option<Self>, Taken> {
        let path = hidden.join(LOCK);
        for _ in 0..MOST_TRIES {
            match fs::create_dir(hidden) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => return Ok(None),
                _ => {}
            }
            let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
            let mut file = match file {
                Ok(file) => file,
                // Whoever had it has just removed it.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(_) => return Ok(None),
            };
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => return Err(Taken(process(&file))),
                Err(TryLockError::Error(_)) => return Ok(None),
                Ok(()) if is_at(&file, &path) => {}
                // It was removed before it was locked: nobody else would see the lock.
                Ok(()) => continue,
            }
            let told = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
            // The number is for the message alone.
            drop(told);
            return Ok(Some(Self { path, _file: file }));
        }
        Ok(None)
    }
}

impl Drop for Hold {
    /// Removes the file while it is locked, and the folder if there is nothing else in it.
    fn drop(&mut self) {
        drop(fs::remove_file(&self.path));
        drop(self.path.parent().map(fs::remove_dir));
    }
}

fn is_at(file: &File, path: &Path) -> bool {
    let same = |a: io::Result<fs::Metadata>, b: io::Result<fs::Metadata>| {
        Some(FileId::of(&a.ok()?) == FileId::of(&b.ok()?))
    };
    same(file.metadata(), fs::metadata(path)).unwrap_or(false)
}

fn process(file: &File) -> Option<u32> {
    let mut text = String::new();
    file.take(LONGEST).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;

    #[test]
    fn a_folder_is_held_once_and_left_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let hidden = folder.path().join(".hidden");
        let hold = Hold::take(&hidden).unwrap().unwrap();
        assert_eq!(Hold::take(&hidden).unwrap_err().0, Some(std::process::id()));
        drop(hold);
        assert!(!hidden.exists());
        fs::create_dir(&hidden).unwrap();
        fs::write(hidden.join("solve.json"), "{}").unwrap();
        // The lock of a process that was killed.
        fs::write(hidden.join(LOCK), "4194303 and more").unwrap();
        drop(Hold::take(&hidden).unwrap().unwrap());
        let left: Vec<_> = fs::read_dir(&hidden).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["solve.json"]);
    }

    #[test]
    fn of_many_that_take_a_folder_again_and_again_no_two_have_it_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let (hidden, barrier) = (folder.path().join(".hidden"), Barrier::new(4));
        let alone = std::sync::Mutex::new(());
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    barrier.wait();
                    for _ in 0..500 {
                        if let Ok(hold) = Hold::take(&hidden) {
                            let hold = hold.unwrap();
                            let alone = alone.try_lock().expect("nobody else has it");
                            thread::yield_now();
                            drop(alone);
                            drop(hold);
                        }
                    }
                });
            }
        });
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_not_held_and_nobody_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(Hold::take(&file).unwrap().is_none());
        assert!(Hold::take(&folder.path().join("nothing/.hidden")).unwrap().is_none());
        #[cfg(unix)]
        {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink(folder.path().join("nowhere"), &link).unwrap();
            assert!(Hold::take(&link).unwrap().is_none());
        }
        // Where nobody may make a folder.
        #[cfg(target_os = "linux")]
        assert!(Hold::take(Path::new("/proc/.hidden")).unwrap().is_none());
    }
}
