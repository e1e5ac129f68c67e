//! Opening a file without waiting for anything.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Opens a file; a pipe opens or fails at once, whoever is at its other end.
#[cfg(unix)]
pub(crate) fn without_waiting(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;

    // For regular files the flag says nothing, and nothing else is kept open.
    options.custom_flags(nix::fcntl::OFlag::O_NONBLOCK.bits()).open(path)
}

/// Opens a file: pipes have names of their own here, which no file has.
#[cfg(any(not(unix), test))]
fn plainly(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    options.open(path)
}

#[cfg(not(unix))]
pub(crate) use plainly as without_waiting;

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn both_ways_open_files_and_the_first_does_not_wait_for_a_pipe() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        std::fs::write(&file, "text").unwrap();
        for open in [without_waiting, plainly] {
            let mut text = String::new();
            open(&file, OpenOptions::new().read(true)).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "text");
            let none = open(&dir.path().join("none"), OpenOptions::new().read(true));
            assert_eq!(none.unwrap_err().kind(), io::ErrorKind::NotFound);
        }
        #[cfg(unix)]
        {
            let pipe = dir.path().join("pipe");
            nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
            let opened = without_waiting(&pipe, OpenOptions::new().read(true)).unwrap();
            assert!(!opened.metadata().unwrap().is_file());
            assert!(
                without_waiting(&pipe, OpenOptions::new().write(true)).is_ok(),
                "the reader is still open"
            );
            drop(opened);
            assert!(without_waiting(&pipe, OpenOptions::new().write(true)).is_err(), "nobody reads");
        }
    }
}
