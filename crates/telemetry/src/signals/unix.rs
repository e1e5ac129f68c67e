//! The signals of Unix.

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::flag;
use signal_hook::low_level::pipe;

use super::SAME_SIGNAL;

/// The signals that ask for an end: from the keyboard, from whoever manages the process, and because the
/// terminal is gone; the last one only if nobody has asked to ignore it, as `nohup` does.
pub(super) fn ending() -> Vec<i32> {
    let mut signals = vec![SIGINT, SIGTERM, SIGHUP];
    signals.retain(|&signal| signal != SIGHUP || !is_ignored(signal));
    signals
}

/// Whether this process was started with a signal ignored. Known on Linux.
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

/// Sets a flag [`SAME_SIGNAL`] after the first of these signals. A thread sleeps until it comes.
pub(super) fn set_after_the_first(signals: &[i32], flag: Arc<AtomicBool>) -> io::Result<()> {
    let (mut heard, told) = UnixStream::pair()?;
    for &signal in signals {
        pipe::register(signal, told.try_clone()?)?;
    }
    let wait = move || {
        if heard.read_exact(&mut [0]).is_ok() {
            thread::sleep(SAME_SIGNAL);
            // Relaxed: nothing is published through the flag.
            flag.store(true, Ordering::Relaxed);
        }
    };
    thread::Builder::new().name("signals".to_owned()).spawn(wait).map(drop)
}

/// Makes failures of what would end the process otherwise: a limit on the size of files fails the write.
pub(super) fn survive_limits() -> io::Result<()> {
    flag::register(SIGXFSZ, Arc::default()).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn what_the_runtime_ignores_is_seen_as_ignored() {
        // Rust programs ignore SIGPIPE, 13 on Linux.
        assert!(is_ignored(13) && !is_ignored(SIGTERM));
    }
}
