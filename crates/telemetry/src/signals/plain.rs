//! The signals that every system has.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// The signals that ask for an end.
pub(super) fn ending() -> Vec<i32> {
    vec![SIGINT, SIGTERM]
}

/// Sets a flag at the first of these signals: nothing sends them twice here.
pub(super) fn set_after_the_first(signals: &[i32], flag: Arc<AtomicBool>) -> io::Result<()> {
    signals.iter().try_for_each(|&signal| flag::register(signal, flag.clone()).map(drop))
}

/// There is nothing to survive.
pub(super) fn survive_limits() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    #[cfg(unix)]
    fn what_every_system_knows_ends_a_run_on_unix_too() {
        let unix = crate::signals::unix::ending();
        assert!(super::ending().iter().all(|signal| unix.contains(signal)));
        super::survive_limits().unwrap();
        super::set_after_the_first(&[], std::sync::Arc::default()).unwrap();
    }
}
