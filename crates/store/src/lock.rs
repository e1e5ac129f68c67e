//! Locks that keep what several processes could write to one of them at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::Error;
use crate::input::open_regular_as;

/// Takes the lock of a file, which is made if need be: it is held as long as the file is open, and the system
/// releases it when the process ends, however it ends. `None` if another process holds it.
///
/// File systems without locks keep nobody out.
///
/// # Errors
/// As [`open_regular`](crate::open_regular); nothing is waited for.
pub fn try_lock(path: impl AsRef<Path>) -> Result<Option<File>, Error> {
    let mut options = OpenOptions::new();
    let (file, _) = open_regular_as(path.as_ref(), options.write(true).create(true).truncate(false))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Ok(None),
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(file)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_has_one_holder_and_is_free_once_it_is_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let held = try_lock(&path).unwrap();
        assert!(held.is_some() && try_lock(&path).unwrap().is_none());
        drop(held);
        assert!(try_lock(&path).unwrap().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_or_a_directory_in_its_place_is_named_and_not_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe");
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
        assert!(matches!(try_lock(&pipe), Err(Error::NotAFile { .. })));
        assert!(matches!(try_lock(dir.path()), Err(Error::IsADirectory { .. })));
    }
}
