//! Where words go: results to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::Instant;

use anyhow::Context;
use clap::ValueEnum;
use holdem_store::Destination;
use holdem_store::columns::TableFormat;
use holdem_telemetry::text::visible;
use holdem_telemetry::{Event, EventKind};
use holdem_training::run_dir::run_around;
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

/// Refuses a directory to write into that is a run, or lies in one.
pub(crate) fn not_a_run(directory: &Path) -> Result<(), UsageError> {
    not_in_a_run(&directory.join("file"))
}

/// Refuses to write into the directory of a run, whatever the user says: nobody but the run itself does.
pub(crate) fn not_in_a_run(path: &Path) -> Result<(), UsageError> {
    run_around(path).map_or(Ok(()), |run| {
        let (path, run) = (path.display(), run.display());
        Err(UsageError(format!("{path}: lies in the run {run}, which nothing but its training writes into")))
    })
}

/// Where a result is to go, judged before the work: an existing file is replaced only if the user insists.
pub(crate) fn destination(path: &Path, force: bool) -> anyhow::Result<Destination> {
    not_in_a_run(path)?;
    Destination::new(path, force).map_err(|error| match error {
        holdem_store::Error::AlreadyThere { .. } => {
            UsageError(format!("{error}; add --force to replace it")).into()
        }
        error => error.into(),
    })
}

/// Where a table is to go and how it is written, by the ending of its name.
pub(crate) fn table(option: &str, path: &Path, force: bool) -> anyhow::Result<(Destination, TableFormat)> {
    let Some(format) = TableFormat::of(path) else {
        let (path, expected) = (path.display(), "`.csv`, `.json` or `.parquet`");
        return Err(UsageError(format!("{option} {path}: expected a name that ends in {expected}")).into());
    };
    if !format.is_available() {
        expect_parquet(&format!("{option} {}", path.display()))?;
    }
    Ok((destination(path, force)?, format))
}

/// Refuses an option that asks for Parquet if the program cannot write it.
pub(crate) fn expect_parquet(option: &str) -> Result<(), UsageError> {
    if cfg!(feature = "parquet") {
        return Ok(());
    }
    let how = "build it with `cargo build --release --features parquet`";
    Err(UsageError(format!("{option}: this program was built without it; {how}")))
}

/// A value as indented JSON.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<String> {
    serde_json::to_string_pretty(value).context("writing JSON")
}

/// Writes text to standard output, ended by one line feed. If its reader has gone, the command goes on and
/// ends as it would have: what it came to does not depend on who looks.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{}", text.trim_end_matches('\n')).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("writing to standard output"),
    }
}

/// Nobody reads standard output any more: `holdem export RUN | head`.
#[derive(Debug, thiserror::Error)]
#[error("nobody reads standard output any more")]
pub(crate) struct ReaderGone;

/// The result of writing what a command is there for to standard output: without a reader there is nothing
/// left to do.
pub(crate) fn written<T>(result: anyhow::Result<T>) -> anyhow::Result<T> {
    let is_closed = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    result.map_err(|error| if error.chain().any(is_closed) { ReaderGone.into() } else { error })
}

/// Columns of the terminal that standard output is; 80 if it is none.
pub(crate) fn columns() -> usize {
    console::Term::stdout().size_checked().map_or(80, |(_, columns)| usize::from(columns))
}

/// Writes a line to standard error, with control characters spelled out. If nobody can read it there is
/// nobody to tell.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", visible(text));
}

/// How standard error is spoken to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Voice {
    /// In sentences.
    Plain,
    /// In JSON lines, unless it is a terminal, whose errors are for people.
    Json { started: Instant },
}

/// Tells the user what went wrong, with all causes.
pub(crate) fn complain(error: &anyhow::Error, exit: Exit, voice: Voice) {
    let message = message(error);
    match (voice, exit) {
        (Voice::Json { started }, _) if !io::stderr().is_terminal() => {
            return say(&json_error(message, exit, started));
        }
        (_, Exit::Interrupted) => say(&message),
        _ => say(&format!("error: {message}")),
    }
    if exit == Exit::Bug {
        say("this is a bug in holdem; please report it with the command you ran");
    }
}

/// The last line of a command that speaks in JSON lines.
fn json_error(text: String, exit: Exit, started: Instant) -> String {
    let elapsed_secs = started.elapsed().as_millis() as f64 / 1e3;
    let event = Event { elapsed_secs, kind: EventKind::Error { text, exit_code: exit as u8 } };
    serde_json::to_string(&event).expect("two numbers and a text are always JSON")
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
