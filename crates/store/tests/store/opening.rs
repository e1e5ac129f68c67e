//! Opening costs the same for any length of file: counted in bytes that are read and pages that are touched.

use std::fs;
use std::path::Path;

use holdem_store::{Container, ContainerWriter, Kind};

const BUCKETS: Kind = Kind::new("buckets", 1);
const MEGABYTES: u64 = 64;

fn write(path: &Path) {
    let mut writer = ContainerWriter::create(path, BUCKETS, 0).unwrap();
    let mut rows = writer.begin_section::<u16>("rows").unwrap();
    let row = vec![7; 1 << 19];
    (0..MEGABYTES).for_each(|_| rows.write(&row).unwrap());
    rows.end();
    writer.finish().unwrap();
}

/// Bytes that this thread has asked the system for, with `read` and its kin.
fn bytes_read() -> u64 {
    counter("rchar: ")
}

/// Bytes that the disk was asked for on behalf of this thread.
fn bytes_from_disk() -> u64 {
    counter("read_bytes: ")
}

fn counter(name: &str) -> u64 {
    let counters = fs::read_to_string("/proc/thread-self/io").unwrap();
    let line = counters.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap().parse().unwrap()
}

/// Drops a file from the page cache.
fn forget(path: &Path) {
    use nix::fcntl::{PosixFadviseAdvice, posix_fadvise};
    let file = fs::File::open(path).unwrap();
    file.sync_all().unwrap();
    posix_fadvise(&file, 0, 0, PosixFadviseAdvice::POSIX_FADV_DONTNEED).unwrap();
}

/// Bytes of the maps of a file that this process has touched, or that came in with what it touched.
fn bytes_touched(path: &Path) -> u64 {
    let maps = fs::read_to_string("/proc/self/smaps").unwrap();
    let mut lines = maps.lines().skip_while(|line| !line.ends_with(path.to_str().unwrap()));
    let resident = lines.find_map(|line| line.strip_prefix("Rss:")).unwrap();
    resident.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() << 10
}

#[test]
fn opening_a_long_file_reads_and_touches_next_to_nothing_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rows.hdm");
    write(&path);
    let (few, all) = (MEGABYTES << 20 >> 3, MEGABYTES << 20);
    let before = bytes_read();
    let file = Container::open(&path, BUCKETS).unwrap();
    // What counts is counted too: the lists of counters and of maps.
    assert!(bytes_read() - before < few && bytes_touched(&path) < few);
    file.verify().unwrap();
    assert!(bytes_touched(&path) > all / 2, "the measure sees what is touched");
    let before = bytes_read();
    Container::read(&path, BUCKETS).unwrap();
    assert!(bytes_read() - before >= all, "the measure sees what is read");
}

#[test]
fn a_cold_look_here_and_there_reads_little_but_what_is_looked_at() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rows.hdm");
    write(&path);
    forget(&path);
    let before = bytes_from_disk();
    let file = Container::open(&path, BUCKETS).unwrap();
    file.expect_scattered_reads();
    let rows = file.typed::<u16>("rows").unwrap();
    assert!([1, 3, 5].iter().all(|eighth| rows[rows.len() / 8 * eighth] == 7));
    assert!(bytes_from_disk() - before < 128 << 10);
}

#[test]
fn advice_changes_nothing_of_what_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rows.hdm");
    write(&path);
    for file in [Container::open(&path, BUCKETS).unwrap(), Container::read(&path, BUCKETS).unwrap()] {
        file.expect_scattered_reads();
        let rows = file.typed::<u16>("rows").unwrap();
        let past = 2 * rows.len();
        for bytes in
            [0..0, 5_000..5_001, 1 << 20..3 << 20, past - 2..past + 9, past + 1..past + 2, 0..usize::MAX]
        {
            file.will_need_of("rows", bytes).unwrap();
        }
        assert!(file.will_need_of("row", 0..1).unwrap_err().to_string().contains("rows"));
        assert!(rows.iter().all(|entry| *entry == 7));
        file.verify().unwrap();
    }
}
