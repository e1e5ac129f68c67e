//! Progress on standard error: a bar on a terminal, lines in a pipe, JSON lines if asked for.

use std::fs;
use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::Context;
use clap::Args;
use holdem_blueprint::OpenStrategy;
use holdem_telemetry::json::JsonSink;
use holdem_telemetry::{Progress, Reporter, StopFlag, terminal, units};
use holdem_training::{TrainError, observer, open_run};

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

/// Says on standard error what is shown of a run that has no blueprint yet, and from when it is.
pub(crate) fn say_if_provisional(run: &Path, opened: &OpenStrategy) {
    if !opened.is_provisional {
        return;
    }
    let file = opened.path.strip_prefix(run).unwrap_or(&opened.path).display();
    let written = fs::metadata(&opened.path).and_then(|meta| meta.modified());
    let age = written.ok().and_then(|at| at.elapsed().ok());
    let age =
        age.map_or(String::new(), |age| format!(", written {} ago", units::duration(age.as_secs_f64())));
    let iterations = opened.iterations;
    output::say(&format!(
        "{}: no blueprint yet; this is {file}, after {iterations} iterations{age}",
        run.display()
    ));
}

/// Opens a strategy, of a run that is not finished its newest; shows a bar on a terminal if its buckets have
/// to be built first, and says nothing otherwise.
pub(crate) fn open_quietly(path: &Path) -> Result<OpenStrategy, TrainError> {
    let mut reporter = Reporter::new();
    if io::stderr().is_terminal() {
        reporter.add(terminal::stderr());
    }
    let opened = open_run(path, 0, &mut observer(&mut reporter, &StopFlag::new()))?;
    say_if_provisional(path, &opened);
    Ok(opened)
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
