//! The signals that every system has.

use std::io;

use signal_hook::consts::{SIGINT, SIGTERM};

/// The signals that ask for an end.
pub(super) fn ending() -> Vec<i32> {
    vec![SIGINT, SIGTERM]
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
    }
}
