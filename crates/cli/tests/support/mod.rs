//! The binary under test.

use assert_cmd::Command;

/// `holdem`, without anything that this machine's environment could add.
pub(crate) fn holdem() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("holdem"));
    command.env_remove("HOLDEM_CACHE").env("NO_COLOR", "1");
    command
}
