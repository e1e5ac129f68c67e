//! All or nothing: until a writer finishes, the final name shows what it showed before.
use std::fs;
use std::path::Path;

use crate::support::{SMALL, open_and_verify, write_small};
use holdem_store::{Container, ContainerWriter, Error, write_atomic};

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_writer_that_is_dropped_leaves_the_old_file_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let path = write_small(dir.path());
    let before = fs::read(&path).unwrap();
    let mut writer = ContainerWriter::create(&path, SMALL, 9).unwrap();
    writer.section("new", &[7; 100_000]).unwrap();
    assert_eq!(fs::read(&path).unwrap(), before);
    drop(writer);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(names(dir.path()), ["small.hdm"]);
}

#[test]
fn a_file_that_is_replaced_stays_readable_for_those_who_have_it_open() {
    let dir = tempfile::tempdir().unwrap();
    let path = write_small(dir.path());
    let old = open_and_verify(&path).unwrap();
    let mut writer = ContainerWriter::create(&path, SMALL, 9).unwrap();
    writer.section("new", b"content").unwrap();
    writer.finish().unwrap();
    old.verify().unwrap();
    assert_eq!(old.typed::<f32>("numbers").unwrap(), [1.0, -2.5, 3.25]);
    assert_eq!(open_and_verify(&path).unwrap().bytes("new").unwrap(), b"content");
}

#[test]
fn small_files_are_replaced_whole() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("run.json");
    write_atomic(&path, b"{\"a\": 1}").unwrap();
    write_atomic(&path, b"{}").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"{}");
    assert_eq!(names(dir.path()), ["run.json"]);
}

#[test]
fn paths_that_cannot_become_a_file_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(write_atomic(dir.path().join("no/run.json"), b""), Err(Error::NotFound { .. })));
    assert!(matches!(write_atomic(dir.path(), b""), Err(Error::IsADirectory { .. })));
    assert!(matches!(write_atomic("", b""), Err(Error::NoName { .. })));
    let above = ContainerWriter::create(dir.path().join(".."), SMALL, 0);
    assert!(matches!(above, Err(Error::IsADirectory { .. })));
    #[cfg(unix)]
    assert!(matches!(write_atomic("/dev/null", b""), Err(Error::NotAFile { .. })));
    assert!(names(dir.path()).is_empty());
}

/// Runs a test of this file in a process of its own, with a directory in its environment.
#[cfg(target_os = "linux")]
fn child(test: &str, dir: &Path) -> std::process::Command {
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", &format!("atomic::{test}"), "--ignored", "--nocapture"])
        .env("STORE_TEST_DIR", dir);
    command
}

#[cfg(target_os = "linux")]
fn child_dir() -> std::path::PathBuf {
    std::env::var_os("STORE_TEST_DIR").expect("set by the test that starts this one").into()
}

#[test]
#[ignore = "helper: started and killed by the next test"]
#[cfg(target_os = "linux")]
fn helper_writes_forever() {
    let mut writer = ContainerWriter::create(child_dir().join("small.hdm"), SMALL, 9).unwrap();
    let mut section = writer.begin_section::<u8>("endless").unwrap();
    section.write(&[1; 1 << 20]).unwrap();
    fs::write(child_dir().join("started"), b"").unwrap();
    std::thread::sleep(std::time::Duration::from_secs(600));
}

#[test]
#[cfg(target_os = "linux")]
fn a_killed_writer_leaves_the_old_file_and_one_leftover_that_is_removed_later() {
    let dir = tempfile::tempdir().unwrap();
    let path = write_small(dir.path());
    let before = fs::read(&path).unwrap();
    let mut process = child("helper_writes_forever", dir.path()).spawn().unwrap();
    while !dir.path().join("started").exists() {
        assert!(process.try_wait().unwrap().is_none(), "the helper ended early");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    // Its writer lives.
    write_atomic(dir.path().join("other"), b"").unwrap();
    assert!(names(dir.path())[0].starts_with(".small.hdm.partial-"));
    process.kill().unwrap();
    process.wait().unwrap();
    assert_eq!(fs::read(&path).unwrap(), before);
    write_atomic(dir.path().join("other"), b"").unwrap();
    assert_eq!(names(dir.path()), ["other", "small.hdm", "started"]);
}

#[test]
#[ignore = "helper: started by the next test on a small file system"]
#[cfg(target_os = "linux")]
fn helper_fills_the_disk() {
    let path = write_small(&child_dir());
    let before = fs::read(&path).unwrap();
    // More than is kept in memory on the way.
    let large = vec![3; 48 << 20];
    for uncached in [false, true] {
        let writer = ContainerWriter::create(&path, SMALL, 9).unwrap();
        let mut writer = if uncached { writer.uncached() } else { writer };
        let error = writer.section("large", &large).unwrap_err();
        assert!(error.is_disk_full(), "{error:?}, uncached: {uncached}");
        drop(writer);
    }
    let mut writer = ContainerWriter::create(&path, SMALL, 9).unwrap().uncached();
    writer.section("small", &large[..4 << 20]).unwrap();
    assert!(writer.finish().unwrap_err().is_disk_full());
    let error = write_atomic(child_dir().join("large.md"), &large).unwrap_err();
    assert!(matches!(error, Error::DiskFull { .. }), "{error}");
    assert_eq!(names(&child_dir()), ["small.hdm"]);
    assert_eq!(fs::read(&path).unwrap(), before);
    Container::open(&path, SMALL).unwrap().verify().unwrap();
    fs::write(child_dir().join("done"), b"").unwrap();
    println!("filled the disk");
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_named_and_leaves_the_old_file() {
    let dir = tempfile::tempdir().unwrap();
    let test = child("helper_fills_the_disk", dir.path());
    // A file system of its own that vanishes with the process; needs user namespaces, or root.
    let mut mounted = std::process::Command::new("unshare");
    mounted.args(["--mount", "--map-root-user", "sh", "-c"]);
    mounted.args(["mount -t tmpfs -o size=1m tmpfs \"$STORE_TEST_DIR\" || exit 77; exec \"$@\"", "sh"]);
    mounted.arg(test.get_program()).args(test.get_args()).env("STORE_TEST_DIR", dir.path());
    let Ok(output) = mounted.output() else {
        return eprintln!("skipped: no `unshare` here to mount a small file system with");
    };
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.code() == Some(77) || err.contains("unshare:") {
        return eprintln!("skipped: a small file system cannot be mounted here: {err}");
    }
    assert!(output.status.success() && out.contains("filled the disk"), "{out}\n{err}");
}
