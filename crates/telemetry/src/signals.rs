//! Ctrl-C as a flag: the first signal asks for an orderly end, the second ends at once.
//!
//! What comes within a tenth of a second of the first belongs to it: `timeout -s INT` sends its signal to the
//! process and then to its whole group.
//!
//! SIGINT (the keyboard), SIGTERM (a process manager) and SIGHUP (the terminal is gone: its window was
//! closed, a connection broke) do the same. SIGHUP stays ignored where it was ignored at the start, as under
//! `nohup`; SIGINT is heard even where a script has started the program in the background and later asks it
//! to end. Systems other than Unix know the first two.

#[cfg(any(not(unix), test))]
mod plain;
#[cfg(unix)]
mod unix;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use signal_hook::flag;

#[cfg(not(unix))]
use plain as system;
#[cfg(unix)]
use unix as system;

/// From now on a limit on the size of files fails the write that exceeds it, instead of ending the process.
/// Call it in `main`, or make a [`StopFlag`] of signals, which calls it.
///
/// # Errors
/// If the operating system refuses a handler.
pub fn survive_limits() -> io::Result<()> {
    system::survive_limits()
}

/// How long after the first signal others belong to it.
pub const SAME_SIGNAL: Duration = Duration::from_millis(100);

/// The exit code of an interrupted run.
pub const INTERRUPTED: i32 = 130;

/// A flag that asks a run to stop at the next good moment. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct StopFlag {
    stop: Arc<AtomicBool>,
}

impl StopFlag {
    /// A flag that only [`StopFlag::stop`] sets.
    #[must_use]
    pub fn new() -> StopFlag {
        StopFlag::default()
    }

    /// A flag that the first SIGINT, SIGTERM or SIGHUP sets; another one that comes later than
    /// [`SAME_SIGNAL`] after it, whichever it is, ends the process at once with code [`INTERRUPTED`], without
    /// running destructors. Call it once, in `main`.
    ///
    /// # Errors
    /// If the operating system refuses a handler.
    pub fn on_signals() -> io::Result<StopFlag> {
        let stop = StopFlag::new();
        // Separate from `stop`, so that a run that stops itself can still receive its first signal.
        let signalled = Arc::new(AtomicBool::new(false));
        let signals = system::ending();
        for &signal in &signals {
            // Handlers run in the order of their registration: the shutdown must look before the flag is set.
            flag::register_conditional_shutdown(signal, INTERRUPTED, signalled.clone())?;
            flag::register(signal, stop.stop.clone())?;
        }
        system::set_after_the_first(&signals, signalled)?;
        survive_limits()?;
        Ok(stop)
    }

    /// A flag that a single signal sets, however often it comes; all other signals keep their meaning. Call
    /// it once, in `main`.
    ///
    /// # Errors
    /// If the operating system refuses a handler.
    pub fn on_signal(signal: i32) -> io::Result<StopFlag> {
        let stop = StopFlag::new();
        flag::register(signal, stop.stop.clone())?;
        survive_limits()?;
        Ok(stop)
    }

    /// True once a stop was requested. Cheap enough for every batch.
    pub fn is_set(&self) -> bool {
        // Relaxed: nothing is published through the flag; it only has to be seen eventually.
        self.stop.load(Ordering::Relaxed)
    }

    /// Asks for a stop.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_share_the_flag() {
        let flag = StopFlag::new();
        let clone = flag.clone();
        assert!(!clone.is_set());
        flag.stop();
        assert!(clone.is_set() && !StopFlag::new().is_set());
    }
}
