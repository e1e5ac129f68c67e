//! Where a result goes: what a path given by the user stands for, determined before the work.
//!
//! | the path is | what happens |
//! |---|---|
//! | nothing yet | a file appears under it, whole or not at all |
//! | a regular file | refused, or replaced whole if the user insists; its permissions stay |
//! | a symbolic link | the same with what it points to; the link stays |
//! | a device, a pipe, an open descriptor (`/dev/stdout`, `/dev/fd/3`) | written to, never replaced |
//! | a directory or a socket | refused |

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use crate::Error;

/// As many links as Linux follows.
const MOST_LINKS: usize = 40;

/// A path to write to, and what to do there.
#[derive(Clone, Debug)]
pub struct Destination {
    /// As the user named it.
    path: PathBuf,
    target: Target,
}

#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// A regular file under this path, which is not a link; `replace` if there may already be one.
    File { path: PathBuf, replace: bool },
    /// Something to write to as it is.
    Stream,
}

impl Destination {
    /// Examines a path; `replace` allows a regular file to be replaced. Opens nothing.
    ///
    /// # Errors
    /// [`Error::AlreadyThere`] for a regular file that may not be replaced, [`Error::IsADirectory`],
    /// [`Error::NoName`], [`Error::NotAFile`] for a socket, [`Error::NotFound`] if there is no such
    /// directory, [`Error::Io`].
    pub fn new(path: impl AsRef<Path>, replace: bool) -> Result<Destination, Error> {
        let path = path.as_ref();
        let target = judge(path, replace)?;
        Ok(Destination { path: path.to_path_buf(), target })
    }

    /// A regular file of the program's own, whose older version is replaced.
    ///
    /// # Errors
    /// As [`Destination::new`]; [`Error::NotAFile`] for whatever else is there.
    pub(crate) fn own_file(path: &Path) -> Result<Destination, Error> {
        let destination = Destination::new(path, true)?;
        match destination.is_stream() {
            true => Err(Error::NotAFile { path: path.to_path_buf() }),
            false => Ok(destination),
        }
    }

    /// As the user named it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is a device, a pipe or an open descriptor.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        matches!(self.target, Target::Stream)
    }

    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// Opens a stream; a pipe without a reader waits for one.
    pub(crate) fn open_stream(&self) -> Result<File, Error> {
        // Appending, so that a file behind an open descriptor keeps its contents; for the others it makes no
        // difference.
        OpenOptions::new().append(true).open(&self.path).map_err(|e| Error::io(&self.path, "open", e))
    }
}

fn judge(path: &Path, replace: bool) -> Result<Target, Error> {
    if path.file_name().is_none() {
        let named = |path| {
            if fs::metadata(path).is_ok() { Error::is_a_directory(path) } else { Error::no_name(path) }
        };
        return Err(named(path));
    }
    if is_descriptor(path) {
        return Ok(Target::Stream);
    }
    let there = match fs::metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(e) => return Err(Error::io(path, "look at", e)),
        Ok(meta) => Some(meta.file_type()),
    };
    match there {
        Some(kind) if kind.is_dir() => Err(Error::is_a_directory(path)),
        Some(kind) if is_socket(kind) => Err(Error::NotAFile { path: path.to_path_buf() }),
        Some(kind) if !kind.is_file() => Ok(Target::Stream),
        Some(_) if !replace => Err(Error::AlreadyThere { path: path.to_path_buf() }),
        _ => file(path, behind_links(path)?, replace),
    }
}

fn file(named: &Path, path: PathBuf, replace: bool) -> Result<Target, Error> {
    match directory(&path).is_dir() {
        true => Ok(Target::File { path, replace }),
        false => Err(Error::NotFound { path: named.to_path_buf() }),
    }
}

/// Follows symbolic links, including those to files that do not exist.
fn behind_links(path: &Path) -> Result<PathBuf, Error> {
    let mut end = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        match fs::symlink_metadata(&end) {
            Ok(meta) if meta.is_symlink() => {
                let next = fs::read_link(&end).map_err(|e| Error::io(path, "follow", e))?;
                end = directory(&end).join(next);
            }
            _ => return Ok(end),
        }
    }
    Err(Error::io(path, "follow", io::Error::other("too many symbolic links")))
}

/// Whether a path leads to an open descriptor of a process: another program has opened what is behind it, and
/// goes on writing to it or reading from it.
pub(crate) fn is_descriptor(path: &Path) -> bool {
    let mut end = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        let parent = fs::canonicalize(directory(&end)).unwrap_or_default();
        if cfg!(unix) && is_descriptor_directory(&parent) {
            return true;
        }
        match fs::read_link(&end) {
            Ok(next) => end = directory(&end).join(next),
            Err(_) => return false,
        }
    }
    false
}

fn is_descriptor_directory(path: &Path) -> bool {
    path == Path::new("/dev/fd") || (path.starts_with("/proc") && path.ends_with("fd"))
}

/// The directory of a file; `.` for a bare name.
pub(crate) fn directory(path: &Path) -> &Path {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(unix)]
fn is_socket(kind: fs::FileType) -> bool {
    std::os::unix::fs::FileTypeExt::is_socket(&kind)
}

#[cfg(not(unix))]
fn is_socket(_: fs::FileType) -> bool {
    false
}
