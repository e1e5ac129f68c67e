//! Building clustered buckets on a full disk, a read-only one, and into a signal: nothing half-written stands
//! under the final name, and what was finished is used by the next build.

use std::fs;
use std::path::Path;

use crate::support::disk::SmallDisk;
use crate::support::{Running, holdem};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

/// Few clusters on every street: the river is finished and kept before the turn begins.
const CLUSTERS: &str = "histogram:2/histogram:2/ochs:2";

fn build(out: &Path) -> assert_cmd::assert::Assert {
    holdem().args(["buckets", "build", "--buckets", CLUSTERS, "--out"]).arg(out).assert()
}

/// Names of all files in a directory, in order.
fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Starts a build and sends a signal when a street and phase is under way; the exit code.
fn signalled(out: &Path, at: &str, signal: &str) -> Option<i32> {
    let out = out.to_str().unwrap();
    let mut build = Running::start(&["buckets", "build", "--json", "--buckets", CLUSTERS, "--out", out]);
    build.wait_for(at);
    build.signal(signal);
    build.finish().0
}

#[test]
fn a_directory_that_cannot_be_written_is_named_before_any_work() {
    let Some(disk) = SmallDisk::new("1m") else { return };
    let out = disk.path().join("buckets.hdm");
    disk.remount("ro");
    build(&out).code(3).stderr(contains("Read-only file system").and(contains("strengths").not()));
    assert_eq!(names(disk.path()), [""; 0]);
}

#[test]
#[ignore = "slow: clusters 145 million river hands twice"]
fn a_disk_that_fills_up_is_told_and_nothing_is_left_on_it() {
    // Too small for the river; large enough for it, but not for the whole file beside it.
    for size in ["100m", "500m"] {
        let Some(disk) = SmallDisk::new(size) else { return };
        let out = disk.path().join("buckets.hdm");
        build(&out).code(3).stderr(contains("disk full").and(contains("buckets.hdm")));
        assert_eq!(names(disk.path()), [""; 0], "{size}");
    }
}

#[test]
#[ignore = "slow: clusters 145 million river hands"]
fn an_interrupted_build_leaves_finished_streets_only_and_the_next_goes_on_from_them() {
    let directory = tempfile::tempdir().unwrap();
    let out = directory.path().join("buckets.hdm");
    assert_eq!(signalled(&out, "river strengths", "INT"), Some(130));
    assert_eq!(names(directory.path()), [""; 0]);
    assert_eq!(signalled(&out, "turn buckets", "TERM"), Some(130));
    assert_eq!(names(directory.path()), ["buckets.hdm.river.part"]);
    // Killed: what was being written stays under a hidden name, until the next build.
    assert_eq!(signalled(&out, "turn buckets", "KILL"), None);
    let visible = || -> Vec<String> {
        names(directory.path()).into_iter().filter(|name| !name.starts_with('.')).collect()
    };
    assert_eq!(visible(), ["buckets.hdm.river.part"]);

    build(&out).code(0);
    assert_eq!(names(directory.path()), ["buckets.hdm"]);
    holdem().args(["buckets", "check"]).arg(&out).assert().code(0).stdout(contains("sound"));
}
