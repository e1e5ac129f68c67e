//! Opening costs the same for any length of file.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::time::{Duration, Instant};

use holdem_store::{Container, ContainerWriter, Kind};

const BUCKETS: Kind = Kind::new("buckets", 1);

fn write(path: &std::path::Path, megabytes: usize) {
    let mut writer = ContainerWriter::create(path, BUCKETS, 0).unwrap();
    let mut rows = writer.begin_section::<u16>("rows").unwrap();
    let row = vec![7; 1 << 19];
    (0..megabytes).for_each(|_| rows.write(&row).unwrap());
    rows.end();
    writer.finish().unwrap();
}

fn fastest(mut run: impl FnMut()) -> Duration {
    let timed = |run: &mut dyn FnMut()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..5).map(|_| timed(&mut run)).min().unwrap()
}

#[test]
fn opening_a_long_file_takes_milliseconds() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rows.hdm");
    write(&path, 64);
    let open = fastest(|| drop(Container::open(&path, BUCKETS).unwrap()));
    assert!(open < Duration::from_millis(10), "{open:?}");
}

#[test]
#[ignore = "slow: writes a gigabyte; prints what a map gains over a copy"]
fn figures_for_one_gigabyte() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rows.hdm");
    let start = Instant::now();
    write(&path, 1024);
    println!("write and flush {:?}", start.elapsed());
    println!("open   {:?}", fastest(|| drop(Container::open(&path, BUCKETS).unwrap())));
    println!("read   {:?}", fastest(|| drop(Container::read(&path, BUCKETS).unwrap())));
    println!("verify {:?}", fastest(|| Container::open(&path, BUCKETS).unwrap().verify().unwrap()));
    let open = fastest(|| drop(Container::open(&path, BUCKETS).unwrap()));
    assert!(open < Duration::from_millis(10), "{open:?}");
}
