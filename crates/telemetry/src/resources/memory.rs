//! The memory of the machine, and how much of it this process may have.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::portable;
use super::proc::kilobytes;

/// The memory of the machine in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// What is built in.
    pub total_bytes: u64,
    /// What a new process could use without swapping, within the limit of the control group.
    pub available_bytes: u64,
    /// The lowest limit of the control groups (containers) of this process, if one lies below `total_bytes`.
    pub limit_bytes: Option<u64>,
}

impl Memory {
    /// The current state; `None` only if the system does not report it. Limits of control groups are known on
    /// Linux.
    pub fn now() -> Option<Memory> {
        Self::under(Path::new("/")).or_else(portable::memory)
    }

    /// Looks at the files below `root`.
    fn under(root: &Path) -> Option<Memory> {
        let info = fs::read_to_string(root.join("proc/meminfo")).ok()?;
        let total_bytes = kilobytes(&info, "MemTotal")?;
        let mut available_bytes = kilobytes(&info, "MemAvailable")?;
        let mut limit_bytes = None;
        for group in groups(root) {
            let Some(limit) = group.limit().filter(|&limit| limit < total_bytes) else { continue };
            limit_bytes = Some(limit_bytes.map_or(limit, |lowest: u64| lowest.min(limit)));
            available_bytes = available_bytes.min(limit.saturating_sub(group.used()));
        }
        Some(Memory { total_bytes, available_bytes, limit_bytes })
    }
}

/// A control group with a memory controller, of either version.
struct Group {
    directory: PathBuf,
    version_2: bool,
}

impl Group {
    /// Its limit in bytes; `max` in version 2 and a huge number in version 1 mean none.
    fn limit(&self) -> Option<u64> {
        self.read(if self.version_2 { "memory.max" } else { "memory.limit_in_bytes" })?.trim().parse().ok()
    }

    /// What it uses in bytes, without the file pages that the kernel would give up first.
    fn used(&self) -> u64 {
        let used = self.read(if self.version_2 { "memory.current" } else { "memory.usage_in_bytes" });
        let used: u64 = used.and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        let key = if self.version_2 { "inactive_file " } else { "total_inactive_file " };
        let statistics = self.read("memory.stat").unwrap_or_default();
        let inactive = statistics.lines().find_map(|line| line.strip_prefix(key)?.trim().parse().ok());
        used.saturating_sub(inactive.unwrap_or(0))
    }

    fn read(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.directory.join(file)).ok()
    }
}

/// The control groups of this process that can limit memory, and all above them.
fn groups(root: &Path) -> Vec<Group> {
    let own = fs::read_to_string(root.join("proc/self/cgroup")).unwrap_or_default();
    let mut groups = Vec::new();
    for line in own.lines() {
        // `0::/path` is version 2; `4:memory:/path` is version 1.
        let mut parts = line.splitn(3, ':');
        let (Some(_), Some(controllers), Some(path)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let version_2 = controllers.is_empty();
        let mount = root.join(if version_2 { "sys/fs/cgroup" } else { "sys/fs/cgroup/memory" });
        if version_2 || controllers.split(',').any(|c| c == "memory") {
            // In a container the path may be one of the host that is not visible here: a missing file means
            // no limit.
            let relative = Path::new(path.trim_start_matches('/'));
            groups.extend(relative.ancestors().map(|p| Group { directory: mount.join(p), version_2 }));
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    const GB: u64 = 1 << 30;

    /// A made-up machine of 24 GiB, 20 of them available.
    fn machine(files: &[(&str, &str)]) -> Memory {
        let root = tempfile::tempdir().unwrap();
        let info = format!("MemTotal: {} kB\nMemFree: 1 kB\nMemAvailable: {} kB\n", 24 << 20, 20 << 20);
        for (path, text) in files.iter().chain(&[("proc/meminfo", info.as_str())]) {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Memory::under(root.path()).unwrap()
    }

    #[test]
    fn without_control_groups_the_machine_counts() {
        let expected = Memory { total_bytes: 24 * GB, available_bytes: 20 * GB, limit_bytes: None };
        assert_eq!(machine(&[]), expected);
        let unlimited = [("proc/self/cgroup", "0::/a\n"), ("sys/fs/cgroup/a/memory.max", "max\n")];
        assert_eq!(machine(&unlimited), expected);
        let huge = [
            ("proc/self/cgroup", "4:memory:/a\n"),
            ("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "9223372036854771712\n"),
        ];
        assert_eq!(machine(&huge), expected);
    }

    #[test]
    fn the_lowest_limit_of_version_2_counts_wherever_it_is_set() {
        let memory = machine(&[
            ("proc/self/cgroup", "0::/slice/run\n"),
            ("sys/fs/cgroup/slice/memory.max", "8589934592\n"),
            ("sys/fs/cgroup/slice/memory.current", "5368709120\n"),
            ("sys/fs/cgroup/slice/memory.stat", "anon 1\ninactive_file 1073741824\n"),
            ("sys/fs/cgroup/slice/run/memory.max", "12884901888\n"),
        ]);
        assert_eq!(
            memory,
            Memory { total_bytes: 24 * GB, available_bytes: 4 * GB, limit_bytes: Some(8 * GB) }
        );
    }

    #[test]
    fn a_limit_of_version_1_counts_too() {
        let memory = machine(&[
            ("proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/box\n"),
            ("sys/fs/cgroup/memory/box/memory.limit_in_bytes", "4294967296\n"),
            ("sys/fs/cgroup/memory/box/memory.usage_in_bytes", "1073741824\n"),
        ]);
        assert_eq!(
            memory,
            Memory { total_bytes: 24 * GB, available_bytes: 3 * GB, limit_bytes: Some(4 * GB) }
        );
    }

    #[test]
    fn this_machine_has_memory() {
        let memory = Memory::now().unwrap();
        assert!(memory.available_bytes > 0 && memory.available_bytes <= memory.total_bytes, "{memory:?}");
    }
}
