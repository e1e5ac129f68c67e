//! Disks that can be filled or made read-only.
#![allow(clippy::print_stdout, reason = "skipping is said")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A file system of its own; gone with the value.
pub(crate) struct SmallDisk {
    mount: TempDir,
}

impl SmallDisk {
    /// Mounts one; `None`, with the reason printed, without the right to.
    pub(crate) fn new(size: &str) -> Option<Self> {
        let mount = tempfile::tempdir().unwrap();
        let options = format!("size={size},nr_inodes=10k");
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &options, "holdem-test"]).arg(mount.path());
        match command.output() {
            Ok(output) if output.status.success() => Some(Self { mount }),
            Ok(output) => {
                println!("skipped: cannot mount: {}", String::from_utf8_lossy(&output.stderr));
                None
            }
            Err(error) => {
                println!("skipped: cannot run mount: {error}");
                None
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.mount.path()
    }

    /// Fills the disk, but for some kB.
    pub(crate) fn fill(&self, but_kb: usize) -> PathBuf {
        let ballast = self.path().join("ballast");
        // Ends with an error: that is the point.
        let _ = fs::write(&ballast, vec![1; 200 << 20]);
        let len = fs::metadata(&ballast).unwrap().len();
        let file = fs::OpenOptions::new().write(true).open(&ballast).unwrap();
        file.set_len(len.saturating_sub(but_kb as u64 * 1024)).unwrap();
        ballast
    }

    pub(crate) fn remount(&self, options: &str) {
        let status =
            Command::new("mount").args(["-o", &format!("remount,{options}")]).arg(self.path()).status();
        assert!(status.unwrap().success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.path()).status();
    }
}
