//! Reading `/proc`. On other systems its files do not exist, and everything here is `None`.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// The context switches of one thread since it started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadSwitches {
    /// Number of the thread.
    pub id: u64,
    /// Its name.
    pub name: String,
    /// How often it gave up its core: to wait.
    pub voluntary: u64,
    /// How often it was taken off its core.
    pub involuntary: u64,
}

/// The context switches of every living thread of the process, in the order of their numbers; `None` but on
/// Linux.
///
/// # Complexity
/// Reads one small file per thread: for the end of a run, not for its loop.
pub fn threads() -> Option<Vec<ThreadSwitches>> {
    let tasks = fs::read_dir("/proc/self/task").ok()?;
    let status = |task: &Path| fs::read_to_string(task.join("status")).ok();
    // A thread that ends meanwhile is left out.
    let mut threads: Vec<_> = tasks.flatten().filter_map(|t| thread(&status(&t.path())?)).collect();
    threads.sort_by_key(|t| t.id);
    Some(threads)
}

fn thread(status: &str) -> Option<ThreadSwitches> {
    let number = |key| field(status, key)?.parse().ok();
    Some(ThreadSwitches {
        id: number("Pid")?,
        name: field(status, "Name")?.to_owned(),
        voluntary: number("voluntary_ctxt_switches")?,
        involuntary: number("nonvoluntary_ctxt_switches")?,
    })
}

/// The name of this machine.
pub(super) fn hostname() -> Option<String> {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// The model of the first processor.
pub(super) fn cpu_model() -> Option<String> {
    let info = fs::read_to_string("/proc/cpuinfo").ok()?;
    field(&info, "model name").map(str::to_owned)
}

/// A size from `/proc/self/status`, in bytes.
pub(super) fn status_bytes(key: &str) -> Option<u64> {
    kilobytes(&fs::read_to_string("/proc/self/status").ok()?, key)
}

/// A value such as `VmRSS:     1616 kB`, in bytes.
pub(super) fn kilobytes(text: &str, key: &str) -> Option<u64> {
    let number = field(text, key)?.strip_suffix("kB")?.trim_end();
    number.parse::<u64>().ok()?.checked_mul(1024)
}

/// The value of the first line `key: value`.
fn field<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let value = |line: &'t str| {
        line.split_once(':').filter(|(name, _)| name.trim_end() == key).map(|(_, v)| v.trim())
    };
    text.lines().find_map(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATUS: &str = "Name:\tworker 1\nPid:\t12513\nVmRSS:\t    1616 kB\nThreads:\t1\n\
                          voluntary_ctxt_switches:\t5\nnonvoluntary_ctxt_switches:\t7\n";

    #[test]
    fn fields_are_found_by_their_whole_name() {
        assert_eq!(field(STATUS, "Pid"), Some("12513"));
        assert_eq!(field("model name\t: AMD EPYC\n", "model name"), Some("AMD EPYC"));
        assert_eq!(field(STATUS, "ctxt_switches"), None);
        assert_eq!(kilobytes(STATUS, "VmRSS"), Some(1616 * 1024));
        assert_eq!((kilobytes(STATUS, "Threads"), kilobytes(STATUS, "VmHWM")), (None, None));
    }

    #[test]
    fn a_thread_is_read_from_its_status() {
        let expected = ThreadSwitches { id: 12513, name: "worker 1".into(), voluntary: 5, involuntary: 7 };
        assert_eq!(thread(STATUS), Some(expected));
        assert_eq!(thread("Name:\tx\n"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_named_thread_is_listed_with_its_switches() {
        let worker = std::thread::Builder::new().name("sleeper".into()).spawn(|| {
            (0..60).for_each(|_| std::thread::sleep(std::time::Duration::from_millis(1)));
            threads().unwrap().into_iter().find(|t| t.name == "sleeper").unwrap()
        });
        // A thread that loses its core while it falls asleep may find its time over, and not switch: not
        // often.
        assert!(worker.unwrap().join().unwrap().voluntary >= 5);
    }
}
