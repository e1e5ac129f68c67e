//! Progress on standard error: a bar on a terminal, lines in a pipe, JSON lines if asked for.

use std::fs;
use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::Context;
use clap::Args;
use holdem_blueprint::progress::Observer;
use holdem_blueprint::{BlueprintError, Strategy, unobserved};
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
pub(crate) fn say_provisional(run: &Path, file: &Path, iterations: u64) {
    let shown = file.strip_prefix(run).unwrap_or(file).display();
    let written = fs::metadata(file).and_then(|meta| meta.modified());
    let age = written.ok().and_then(|at| at.elapsed().ok());
    let age =
        age.map_or(String::new(), |age| format!(", written {} ago", units::duration(age.as_secs_f64())));
    output::say(&format!(
        "{}: no blueprint yet; this is {shown}, after {iterations} iterations{age}",
        run.display()
    ));
}

/// Opens a strategy to be asked, of a run that is not finished its newest: at once, unless it has to be made
/// from a checkpoint, which is said with its progress.
pub(crate) fn open(path: &Path) -> Result<Strategy, TrainError> {
    let opened = match Strategy::open(path) {
        Err(BlueprintError::NotARun { .. }) => {
            let mut reporter = Reporter::new();
            reporter.add(terminal::stderr());
            open_run(path, 0, &mut observer(&mut reporter, &StopFlag::new()))?.into()
        }
        opened => opened?,
    };
    if opened.is_provisional() {
        say_provisional(path, opened.path(), opened.iterations());
    }
    Ok(opened)
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

/// Does work that may take seconds; shows a bar on a terminal, and says nothing in a pipe.
pub(crate) fn watched<T>(
    work: impl FnOnce(&mut Observer<'_>) -> Result<T, BlueprintError>,
) -> Result<T, BlueprintError> {
    work(&mut observer(&mut on_a_terminal(), &StopFlag::new()))
}

/// A reporter that shows a bar on a terminal, and says nothing in a pipe.
pub(crate) fn on_a_terminal() -> Reporter {
    let mut reporter = Reporter::new();
    if io::stderr().is_terminal() {
        reporter.add(terminal::stderr());
    }
    reporter
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
