//! Where words go: results to standard output, everything else to standard error.

use std::io::{self, Write};

use anyhow::Context;
use clap::ValueEnum;
use serde::Serialize;

use crate::exit::Exit;

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
    match exit {
        Exit::Interrupted => say(&format!("{error:#}")),
        _ => say(&format!("error: {error:#}")),
    }
    if exit == Exit::Bug {
        say("this is a bug in holdem; please report it with the command you ran");
    }
}
