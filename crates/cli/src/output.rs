//! Where words go: results to standard output, everything else to standard error.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use clap::ValueEnum;
use serde::Serialize;

use crate::exit::{Exit, UsageError};

/// How a result is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
}

/// Writes a result: text as it is, or anything else as JSON.
pub(crate) fn result(
    format: Format,
    text: impl FnOnce() -> String,
    value: &impl Serialize,
) -> anyhow::Result<()> {
    match format {
        Format::Text => print(&text()),
        Format::Json => print(&json(value)?),
    }
}

/// Refuses to replace a file unless the user insists.
pub(crate) fn may_write(path: &Path, force: bool) -> Result<(), UsageError> {
    match path.exists() && !force {
        true => Err(UsageError(format!("{}: already there; add --force to replace it", path.display()))),
        false => Ok(()),
    }
}

/// A value as indented JSON.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<String> {
    serde_json::to_string_pretty(value).context("writing JSON")
}

/// Writes text to standard output, ended by one line feed.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", text.trim_end_matches('\n')).context("writing to standard output")?;
    out.flush().context("writing to standard output")
}

/// Writes a line to standard error. If nobody can read it there is nobody to tell.
pub(crate) fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Tells the user what went wrong, with all causes.
pub(crate) fn complain(error: &anyhow::Error, exit: Exit) {
    let message = message(error);
    match exit {
        Exit::Interrupted => say(&message),
        _ => say(&format!("error: {message}")),
    }
    if exit == Exit::Bug {
        say("this is a bug in holdem; please report it with the command you ran");
    }
}

/// The error and its causes, without those that the error before them has named in full.
fn message(error: &anyhow::Error) -> String {
    let mut message = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !message.contains(&cause) {
            let separator = if message.is_empty() { "" } else { ": " };
            message += &format!("{separator}{cause}");
        }
    }
    message
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn every_cause_is_named_once() {
        let error = anyhow!("disk full").context("cannot write: disk full").context("saving");
        assert_eq!(message(&error), "saving: cannot write: disk full");
        assert_eq!(message(&anyhow!("b").context("a")), "a: b");
    }
}
