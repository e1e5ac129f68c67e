//! Directories that survive a power cut.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use crate::Error;
use crate::destination::directory;

/// Makes a directory and any missing ones above it, so that they survive a power cut.
///
/// # Errors
/// [`Error::NotADirectory`] if something else is there; [`Error::NotFound`], [`Error::DiskFull`] or
/// [`Error::Io`] as the system says.
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
        // A file, or a link to nothing.
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
            Err(Error::NotADirectory { path: path.to_path_buf() })
        }
        Err(e) => Err(Error::io(path, "create this directory", e)),
        Ok(()) => sync_directory(parent).map_err(|e| Error::io(path, "flush the directory of", e)),
    }
}

/// Makes a rename in this directory survive a power cut.
pub(crate) fn sync_directory(dir: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_are_made_with_those_above_them() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/c");
        create_directory(&path).unwrap();
        create_directory(&path).unwrap();
        assert!(path.is_dir());
        fs::write(dir.path().join("file"), "mine").unwrap();
        assert!(create_directory(dir.path().join("file/below")).is_err());
        #[cfg(unix)]
        std::os::unix::fs::symlink("nowhere", dir.path().join("link")).unwrap();
        for name in if cfg!(unix) { &["file", "link"][..] } else { &["file"] } {
            let error = create_directory(dir.path().join(name)).unwrap_err();
            assert!(matches!(error, Error::NotADirectory { .. }), "{error}");
        }
    }
}
