//! What a user asked for goes where the user wants it, and nothing else is touched.

use std::fs;
use std::io::Write;
use std::path::Path;

use holdem_store::{Container, ContainerWriter, Destination, Error, Output, write_output};

use crate::support::SMALL;

fn write(path: &Path, force: bool, bytes: &[u8]) -> Result<(), Error> {
    write_output(&Destination::new(path, force)?, bytes)
}

fn count(dir: &Path) -> usize {
    fs::read_dir(dir).unwrap().count()
}

#[test]
fn a_file_appears_whole_with_the_last_call_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("out.json");
    let destination = Destination::new(&path, false).unwrap();
    let mut output = Output::create(&destination).unwrap();
    output.write_all(b"half").unwrap();
    assert!(!path.exists());
    drop(output);
    assert_eq!(count(dir.path()), 0);
    write_output(&destination, b"whole").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"whole");
    assert_eq!(count(dir.path()), 1);
}

#[test]
fn a_file_is_replaced_only_if_the_user_insists() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("out.json");
    fs::write(&path, "mine").unwrap();
    assert!(matches!(write(&path, false, b"new"), Err(Error::AlreadyThere { .. })));
    assert_eq!(fs::read(&path).unwrap(), b"mine");
    write(&path, true, b"new").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
}

#[test]
fn a_file_that_came_meanwhile_is_not_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("out.json");
    let mut output = Output::create(&Destination::new(&path, false).unwrap()).unwrap();
    output.write_all(b"new").unwrap();
    fs::write(&path, "mine").unwrap();
    assert!(matches!(output.finish(), Err(Error::AlreadyThere { .. })));
    assert_eq!(fs::read(&path).unwrap(), b"mine");
    assert_eq!(count(dir.path()), 1);
}

#[test]
fn directories_and_paths_without_a_name_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    for force in [false, true] {
        assert!(matches!(write(dir.path(), force, b""), Err(Error::IsADirectory { .. })));
        assert!(matches!(write(&dir.path().join(".."), force, b""), Err(Error::IsADirectory { .. })));
        assert!(matches!(write(Path::new(""), force, b""), Err(Error::NoName { .. })));
        assert!(matches!(write(&dir.path().join("no/file"), force, b""), Err(Error::NotFound { .. })));
    }
    assert_eq!(count(dir.path()), 0);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};

    use super::*;

    fn pipe(dir: &Path) -> std::path::PathBuf {
        let path = dir.join("pipe");
        nix::unistd::mkfifo(&path, nix::sys::stat::Mode::S_IRWXU).unwrap();
        path
    }

    /// What arrives at the other end of a pipe.
    fn received(pipe: &Path, write: impl FnOnce()) -> Vec<u8> {
        let reader = std::thread::spawn({
            let pipe = pipe.to_path_buf();
            move || fs::read(pipe).unwrap()
        });
        write();
        reader.join().unwrap()
    }

    #[test]
    fn a_pipe_is_written_to_with_and_without_force_and_stays() {
        let dir = tempfile::tempdir().unwrap();
        let path = pipe(dir.path());
        for force in [false, true] {
            assert_eq!(received(&path, || write(&path, force, b"all of it").unwrap()), b"all of it");
            assert!(fs::metadata(&path).unwrap().file_type().is_fifo());
        }
        assert_eq!(count(dir.path()), 1);
    }

    #[test]
    fn a_container_goes_through_a_pipe_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = pipe(dir.path());
        let bytes = received(&path, || {
            let destination = Destination::new(&path, false).unwrap();
            let mut writer = ContainerWriter::create_at(&destination, SMALL, 7).unwrap().uncached();
            writer.typed_section::<f32>("numbers", &vec![0.5; 1 << 20]).unwrap();
            writer.finish().unwrap();
        });
        let file = dir.path().join("file.hdm");
        fs::write(&file, bytes).unwrap();
        Container::open(&file, SMALL).unwrap().verify().unwrap();
    }

    #[test]
    fn devices_are_written_to_and_stay() {
        let before = fs::metadata("/dev/null").unwrap().ino();
        for force in [false, true] {
            write(Path::new("/dev/null"), force, b"gone").unwrap();
        }
        let after = fs::metadata("/dev/null").unwrap();
        assert!(after.file_type().is_char_device() && after.ino() == before);
        assert!(matches!(ContainerWriter::create("/dev/null", SMALL, 0), Err(Error::NotAFile { .. })));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_device_that_is_full_is_named() {
        let error = write(Path::new("/dev/full"), false, &[0; 100_000]).unwrap_err();
        assert!(error.is_disk_full() && error.path() == Path::new("/dev/full"), "{error}");
    }

    #[test]
    fn links_stay_and_what_they_point_to_is_replaced_or_made() {
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("deep/real"), dir.path().join("link"));
        fs::create_dir(dir.path().join("deep")).unwrap();
        symlink("second", &link).unwrap();
        symlink("deep/real", dir.path().join("second")).unwrap();
        write(&link, false, b"made").unwrap();
        assert!(matches!(write(&link, false, b"no"), Err(Error::AlreadyThere { .. })));
        let open = fs::File::open(&real).unwrap();
        write(&link, true, b"replaced").unwrap();
        assert_eq!(fs::read(&real).unwrap(), b"replaced");
        assert_eq!(open.metadata().unwrap().len(), 4, "who has the old file open keeps it");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!((count(dir.path()), count(&dir.path().join("deep"))), (3, 1));
    }

    #[test]
    fn links_to_devices_directories_and_themselves_are_what_they_point_to() {
        let dir = tempfile::tempdir().unwrap();
        let link = |name: &str, to: &Path| {
            let link = dir.path().join(name);
            symlink(to, &link).unwrap();
            link
        };
        let null = link("null", Path::new("/dev/null"));
        write(&null, true, b"gone").unwrap();
        assert!(fs::symlink_metadata(&null).unwrap().is_symlink());
        let error = write(&link("dir", dir.path()), true, b"").unwrap_err();
        assert!(matches!(error, Error::IsADirectory { .. }), "{error}");
        let error = write(&link("loop", Path::new("loop")), true, b"").unwrap_err();
        assert!(matches!(error, Error::Io { .. }), "{error}");
    }

    #[test]
    fn permissions_stay() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret.json");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        write(&path, true, b"new").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_file_behind_an_open_descriptor_is_appended_to() {
        use std::os::fd::AsRawFd;

        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let mut file = fs::File::create(&path).unwrap();
        file.write_all(b"first, ").unwrap();
        let descriptor = format!("/proc/self/fd/{}", file.as_raw_fd());
        write(Path::new(&descriptor), false, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"first, second");
    }
}
