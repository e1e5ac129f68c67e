//! Tells the binary which commit and target it is built from.

use std::path::Path;
use std::process::Command;

fn main() {
    let target = std::env::var("TARGET").unwrap_or_default();
    println!("cargo::rustc-env=HOLDEM_TARGET={target}");
    println!("cargo::rustc-env=HOLDEM_COMMIT={}", commit().unwrap_or_default());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=HOLDEM_BUILD_COMMIT");
}

/// The commit that is checked out; none in a source archive, where `HOLDEM_BUILD_COMMIT` may say it.
fn commit() -> Option<String> {
    if let Ok(told) = std::env::var("HOLDEM_BUILD_COMMIT") {
        return Some(told);
    }
    let git = |arguments: &[&str]| {
        let output =
            Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
        Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
    };
    // A commit moves the log of HEAD; files that are not there would build this crate anew every time.
    for file in ["logs/HEAD", "HEAD"] {
        let path = git(&["rev-parse", "--git-path", file])?;
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "--short=12", "HEAD"])
}
