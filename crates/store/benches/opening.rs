//! What a map gains over a copy, on a file of one gigabyte: `cargo bench -p holdem-store --bench opening`.
//!
//! The figures are those of one machine and moment; what must hold is asserted as a ratio inside one run.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench")]

use std::path::Path;
use std::time::{Duration, Instant};

use holdem_store::{Container, ContainerWriter, Kind};

const BUCKETS: Kind = Kind::new("buckets", 1);
const MEGABYTES: usize = 1_024;

fn write(path: &Path) {
    let mut writer = ContainerWriter::create(path, BUCKETS, 0).unwrap();
    let mut rows = writer.begin_section::<u16>("rows").unwrap();
    let row = vec![7; 1 << 19];
    (0..MEGABYTES).for_each(|_| rows.write(&row).unwrap());
    rows.end();
    writer.finish().unwrap();
}

fn timed(mut run: impl FnMut()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn fastest(mut run: impl FnMut()) -> Duration {
    (0..5).map(|_| timed(&mut run)).min().unwrap()
}

fn main() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rows.hdm");
    println!("write and flush {:?}", timed(|| write(&path)));
    let open = fastest(|| drop(Container::open(&path, BUCKETS).unwrap()));
    let read = fastest(|| drop(Container::read(&path, BUCKETS).unwrap()));
    let verify = fastest(|| Container::open(&path, BUCKETS).unwrap().verify().unwrap());
    println!("open {open:?}, read {read:?}, verify {verify:?}");
    assert!(open * 100 < read, "opening must not depend on the length of the file");
}
