//! Progress on standard error: a bar on a terminal, lines in a pipe, JSON lines if asked for.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::Context;
use clap::Args;
use holdem_blueprint::{BlueprintError, Strategy, unobserved};
use holdem_telemetry::json::JsonSink;
use holdem_telemetry::{Progress, Reporter, StopFlag, terminal};
use holdem_training::observer;

use crate::output::{self, Format};

/// How a command speaks while it works.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct ProgressArgs {
    /// Write progress and messages to standard error as JSON lines.
    #[arg(long)]
    json: bool,
}

impl ProgressArgs {
    /// How a command that speaks this way writes its result.
    pub(crate) fn format(self) -> Format {
        if self.json { Format::Json } else { Format::Text }
    }

    /// A reporter that speaks this way.
    pub(crate) fn reporter(self) -> Reporter {
        let mut reporter = Reporter::new();
        reporter.add(if self.json {
            Box::new(JsonSink::new("standard error", io::stderr()))
        } else {
            terminal::stderr()
        });
        reporter
    }
}

/// Opens a strategy at once, to be asked.
pub(crate) fn open(path: &Path) -> Result<Strategy, BlueprintError> {
    Strategy::open(path)
}

/// Opens the buckets that boards need. Building them is said, with its progress.
pub(crate) fn with_buckets(strategy: &Strategy) -> anyhow::Result<()> {
    if !strategy.lacks_buckets() {
        return Ok(strategy.prepare(0, &mut unobserved)?);
    }
    let name = &strategy.game().buckets.name;
    output::say(&format!("boards need the bucket file ({name}), which is not in the cache: building it"));
    let mut reporter = Reporter::new();
    reporter.add(terminal::stderr());
    let stop = stop_on_signals()?;
    Ok(strategy.prepare(0, &mut observer(&mut reporter, &stop))?)
}

/// The flag that Ctrl-C sets.
pub(crate) fn stop_on_signals() -> anyhow::Result<StopFlag> {
    StopFlag::on_signals().context("listening for Ctrl-C")
}

/// Passes the progress of a bucket build on.
pub(crate) fn of_buckets<'a>(
    reporter: &'a mut Reporter,
    stop: &'a StopFlag,
) -> impl FnMut(holdem_abstraction::Progress) -> ControlFlow<()> + Send + 'a {
    move |progress| {
        reporter.progress(Progress {
            phase: format!("{} {}", progress.street, progress.phase),
            total: Some(progress.total as u64),
            ..Progress::new(progress.phase.unit(), progress.done as u64)
        });
        if stop.is_set() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
