//! What is read whole is a file and has a limit; nothing is waited for.

use std::fs;

use holdem_store::{Error, open_input, open_regular, read_text, read_whole};

#[test]
fn a_file_is_read_whole_up_to_its_limit_and_not_beyond() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("config.yaml");
    fs::write(&path, "seed: 3\n").unwrap();
    assert_eq!(read_text(&path, 8).unwrap(), "seed: 3\n");
    assert_eq!(read_whole(&path, u64::MAX).unwrap().len(), 8);
    let error = read_text(&path, 7).unwrap_err();
    assert!(matches!(error, Error::TooLong { limit: 7, .. }), "{error}");
    assert!(error.to_string().contains("config.yaml: longer than 7 bytes"), "{error}");
    assert_eq!(open_regular(&path).unwrap().1, 8);
}

#[test]
fn what_is_no_text_says_where() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("config.yaml");
    fs::write(&path, b"seed\xff").unwrap();
    assert!(matches!(read_text(&path, 99), Err(Error::NotText { offset: 4, .. })));
}

#[test]
fn directories_missing_files_and_empty_paths_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(read_whole(dir.path(), 9), Err(Error::IsADirectory { .. })));
    assert!(matches!(read_whole(dir.path().join("none"), 9), Err(Error::NotFound { .. })));
    let error = read_whole("", 9).unwrap_err();
    assert_eq!(error.to_string(), "\"\": this path names no file");
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_named_and_never_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    for path in [pipe.as_path(), "/dev/zero".as_ref(), "/dev/null".as_ref()] {
        let error = read_whole(path, 9).unwrap_err();
        assert!(matches!(&error, Error::NotAFile { path: named } if named == path), "{error}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_shell_has_opened_is_read_up_to_the_limit() {
    use std::io::{Read, Write};
    use std::os::fd::AsRawFd;

    let (read, mut write) = std::io::pipe().unwrap();
    write.write_all(b"seed: 3").unwrap();
    let path = format!("/dev/fd/{}", read.as_raw_fd());
    assert!(matches!(read_whole(&path, 3), Err(Error::TooLong { limit: 3, .. })));
    drop(write);
    let mut rest = String::new();
    open_input(&path).unwrap().read_to_string(&mut rest).unwrap();
    assert_eq!(rest, ": 3", "one byte more than the limit was taken");
}
