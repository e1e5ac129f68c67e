//! Where bucket files are kept, when one is built, and what else is kept there.

mod contents;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use holdem_store::remove_partial_files;

use crate::progress::ProgressFn;
use crate::{BucketFile, BucketParams, Error, build_file};

pub use contents::{Cached, CachedFile, clean, contents, remove};

/// The directory for files that can be rebuilt: `$HOLDEM_CACHE`, else `$XDG_CACHE_HOME/holdem`, else
/// `~/.cache/holdem`, else `%LOCALAPPDATA%\holdem`, else `.holdem-cache` in the working directory. Empty
/// variables count as unset, and so does a relative `XDG_CACHE_HOME`, as its specification asks.
///
/// The directory need not exist.
#[must_use]
pub fn cache_dir() -> PathBuf {
    cache_dir_from(|name| env::var_os(name))
}

fn cache_dir_from(variable: impl Fn(&str) -> Option<OsString>) -> PathBuf {
    let path = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    path("HOLDEM_CACHE")
        .or_else(|| path("XDG_CACHE_HOME").filter(|dir| dir.is_absolute()).map(|dir| dir.join("holdem")))
        .or_else(|| path("HOME").map(|home| home.join(".cache").join("holdem")))
        .or_else(|| path("LOCALAPPDATA").map(|local| local.join("holdem")))
        .unwrap_or_else(|| PathBuf::from(".holdem-cache"))
}

/// Opens the file of `params` in `dir`, after building it if there is none; `dir` is made if need be.
///
/// An existing file is compared with its checksums and never overwritten: if it cannot be used, the error
/// says what to do. What killed builds left in `dir` is removed.
///
/// # Complexity
/// A tenth of a second if the file exists and is in memory (405 MB are read), otherwise seconds for
/// percentiles and minutes for clusters; see [`build_file`].
///
/// # Errors
/// [`Error::Unusable`] for a damaged, foreign or newer file in the place of the cached one;
/// [`Error::CreateDir`]; those of [`build_file`].
pub fn open_or_build(
    params: &BucketParams,
    dir: &Path,
    threads: usize,
    progress: &mut ProgressFn<'_>,
) -> Result<BucketFile, Error> {
    remove_partial_files(dir);
    let path = dir.join(params.file_name());
    match open_cached(params, &path) {
        Err(Error::Store(holdem_store::Error::NotFound { .. })) => {}
        Err(source) => return Err(Error::Unusable { path, source: Box::new(source) }),
        Ok(file) => return Ok(file),
    }
    fs::create_dir_all(dir).map_err(|source| Error::CreateDir { path: dir.to_path_buf(), source })?;
    build_file(params, &path, threads, progress)?;
    BucketFile::open(&path)
}

fn open_cached(params: &BucketParams, path: &Path) -> Result<BucketFile, Error> {
    let file = BucketFile::open(path)?;
    file.expect_params(params)?;
    file.verify()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dir(variables: &[(&str, &str)]) -> PathBuf {
        cache_dir_from(|name| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn the_cache_directory_is_the_first_that_is_set() {
        let home = ("HOME", "/home/ann");
        let xdg = ("XDG_CACHE_HOME", "/var/ann");
        let own = ("HOLDEM_CACHE", "buckets");
        assert_eq!(dir(&[home, xdg, own]), Path::new("buckets"));
        assert_eq!(dir(&[home, xdg]), Path::new("/var/ann/holdem"));
        assert_eq!(dir(&[home, ("XDG_CACHE_HOME", "relative")]), Path::new("/home/ann/.cache/holdem"));
        assert_eq!(dir(&[home, ("HOLDEM_CACHE", "")]), Path::new("/home/ann/.cache/holdem"));
        let local = ("LOCALAPPDATA", "/users/ann");
        assert_eq!(dir(&[local]), Path::new("/users/ann/holdem"));
        assert_eq!(dir(&[local, home]), Path::new("/home/ann/.cache/holdem"));
        assert_eq!(dir(&[]), Path::new(".holdem-cache"));
    }
}
