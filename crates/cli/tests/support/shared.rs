//! What takes seconds to make and several tests look at: made once for a test binary, a copy for each,
//! nothing left behind.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Seek};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use super::{contents, holdem, train};

/// An abstraction of 20 percentiles a street and its name.
static BUCKETS: LazyLock<Mutex<(File, OsString)>> = LazyLock::new(|| {
    let cache = tempfile::tempdir().unwrap();
    holdem()
        .env("HOLDEM_CACHE", cache.path())
        .args(["buckets", "build", "--buckets", "percentile:20"])
        .assert()
        .code(0);
    let entry = fs::read_dir(cache.path()).unwrap().next().unwrap().unwrap();
    Mutex::new((File::open(entry.path()).unwrap(), entry.file_name()))
});

/// Puts `percentile:20` into an empty cache, as a build leaves it; the path of the file.
pub(crate) fn tiny_buckets(cache: &Path) -> PathBuf {
    let mut built = BUCKETS.lock().unwrap();
    let path = cache.join(&built.1);
    built.0.rewind().unwrap();
    io::copy(&mut built.0, &mut File::create(&path).unwrap()).unwrap();
    path
}

/// The files of a run on the small configuration with seed 3, not measured.
static RUN: LazyLock<Vec<(PathBuf, Vec<u8>)>> = LazyLock::new(|| {
    let directory = tempfile::tempdir().unwrap();
    train("small.yaml", directory.path(), &["--iters", "1000", "--seed", "3", "--no-eval"]).assert().code(0);
    let below = |path: PathBuf| path.strip_prefix(directory.path()).unwrap().to_owned();
    contents(directory.path()).into_iter().map(|(path, bytes)| (below(path), bytes)).collect()
});

/// Puts a run of 1,000 iterations on the small configuration into a directory.
pub(crate) fn small_run(directory: &Path) {
    for (name, bytes) in RUN.iter() {
        let path = directory.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}
