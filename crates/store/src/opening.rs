//! Opening a file for reading without waiting for anything.

use std::fs::File;
use std::io;
use std::path::Path;

/// Opens for reading; a pipe opens at once, with or without a writer.
#[cfg(unix)]
pub(crate) fn without_waiting(path: &Path) -> io::Result<File> {
    use std::fs::OpenOptions;
    use std::os::unix::fs::OpenOptionsExt;

    // For regular files the flag says nothing, and nothing else is kept open.
    OpenOptions::new().read(true).custom_flags(nix::fcntl::OFlag::O_NONBLOCK.bits()).open(path)
}

/// Opens for reading: pipes have names of their own here, which no file has.
#[cfg(any(not(unix), test))]
fn plainly(path: &Path) -> io::Result<File> {
    File::open(path)
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
            open(&file).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "text");
            assert_eq!(open(&dir.path().join("none")).unwrap_err().kind(), io::ErrorKind::NotFound);
        }
        #[cfg(unix)]
        {
            let pipe = dir.path().join("pipe");
            nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
            assert!(!without_waiting(&pipe).unwrap().metadata().unwrap().is_file());
        }
    }
}
