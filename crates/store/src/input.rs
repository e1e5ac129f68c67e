//! Reads whole files named by a user: a regular file or what the shell opened, up to a limit, without ever
//! waiting for something that does not come.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use crate::Error;
use crate::destination::is_descriptor;
use crate::opening;

/// Opens a regular file; returns it with its length in bytes.
///
/// # Errors
/// [`Error::NotFound`], [`Error::IsADirectory`], [`Error::NotAFile`] for a device, a pipe or a socket,
/// [`Error::NoName`] for an empty path, [`Error::Io`].
pub fn open_regular(path: impl AsRef<Path>) -> Result<(File, u64), Error> {
    open_regular_as(path, OpenOptions::new().read(true))
}

/// Opens a regular file in a way that may also write to it or make it; returns it with its length in bytes.
///
/// # Errors
/// As [`open_regular`].
pub fn open_regular_as(path: impl AsRef<Path>, options: &mut OpenOptions) -> Result<(File, u64), Error> {
    let path = path.as_ref();
    // Checked before, so that no device is opened, and after, because the name may stand for something else
    // by then.
    match fs::metadata(path) {
        // Opening decides.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        meta => {
            regular(path, meta)?;
        }
    }
    let file = opening::without_waiting(path, options).map_err(|e| Error::io(path, "open", e))?;
    let meta = regular(path, file.metadata())?;
    Ok((file, meta.len()))
}

fn regular(path: &Path, meta: io::Result<Metadata>) -> Result<Metadata, Error> {
    let meta = meta.map_err(|e| Error::io(path, "look at", e))?;
    match (meta.is_file(), meta.is_dir()) {
        (true, _) => Ok(meta),
        (_, true) => Err(Error::is_a_directory(path)),
        _ => Err(Error::NotAFile { path: path.to_path_buf() }),
    }
}

/// Opens what is read from front to end: a regular file, or a descriptor that the shell has opened, such as
/// `/dev/stdin` or the `/dev/fd/63` of `<(command)`.
///
/// # Errors
/// As [`open_regular`].
pub fn open_input(path: impl AsRef<Path>) -> Result<File, Error> {
    let path = path.as_ref();
    if !is_descriptor(path) {
        return open_regular(path).map(|(file, _)| file);
    }
    let file = File::open(path).map_err(|e| Error::io(path, "open", e))?;
    match file.metadata() {
        Ok(meta) if meta.is_dir() => Err(Error::is_a_directory(path)),
        _ => Ok(file),
    }
}

/// Reads a file whole, if it is one of [`open_input`] and holds at most `limit` bytes.
///
/// # Errors
/// As [`open_regular`]; [`Error::TooLong`], after reading one byte more than the limit and not more.
pub fn read_whole(path: impl AsRef<Path>, limit: u64) -> Result<Vec<u8>, Error> {
    let path = path.as_ref();
    read_limited(open_input(path)?, path, limit)
}

/// Reads a text file whole, as [`read_whole`] does.
///
/// # Errors
/// As [`read_whole`]; [`Error::NotText`] if it is not UTF-8.
pub fn read_text(path: impl AsRef<Path>, limit: u64) -> Result<String, Error> {
    let path = path.as_ref();
    text(read_whole(path, limit)?, path)
}

/// Reads standard input to its end, as [`read_text`] reads a file.
///
/// # Errors
/// [`Error::TooLong`], [`Error::NotText`] and [`Error::Io`], with `standard input` as the path.
pub fn read_standard_input(limit: u64) -> Result<String, Error> {
    let path = Path::new("standard input");
    text(read_limited(io::stdin().lock(), path, limit)?, path)
}

fn read_limited(source: impl Read, path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    source.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| Error::io(path, "read", e))?;
    match bytes.len() as u64 > limit {
        true => Err(Error::TooLong { path: path.to_path_buf(), limit }),
        false => Ok(bytes),
    }
}

fn text(bytes: Vec<u8>, path: &Path) -> Result<String, Error> {
    String::from_utf8(bytes)
        .map_err(|e| Error::NotText { path: path.to_path_buf(), offset: e.utf8_error().valid_up_to() as u64 })
}
