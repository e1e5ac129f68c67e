//! The `holdem` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    holdem_cli::main()
}
