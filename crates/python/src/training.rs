//! Runs.

use std::path::PathBuf;

use holdem_arena::after_training;
use holdem_telemetry::event::{Event, EventKind};
use holdem_telemetry::{Reporter, Sink, SinkError};
use holdem_training::{TrainConfig, TrainOptions, config_to_resume, train as run};
use pyo3::prelude::*;

use crate::errors::{OrRaise, raised as raised_by};
use crate::measure::to_python;
use crate::work::{Told, Watcher, watched};

/// A run that has ended.
#[pyclass(module = "holdem_solver", frozen)]
pub(crate) struct Run {
    directory: PathBuf,
    interrupted: bool,
    report: serde_json::Value,
}

#[pymethods]
impl Run {
    #[getter]
    fn directory(&self) -> PathBuf {
        self.directory.clone()
    }

    #[getter]
    fn interrupted(&self) -> bool {
        self.interrupted
    }

    #[getter]
    fn report<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.report)
    }

    fn __repr__(&self) -> String {
        format!("Run({:?})", self.directory.display().to_string())
    }
}

/// Sends the progress of a run to the thread that waits for it.
struct ToPython(Watcher);

impl Sink for ToPython {
    fn name(&self) -> &str {
        "progress"
    }

    fn event(&mut self, event: &Event) -> Result<(), SinkError> {
        if let EventKind::Progress(at) = &event.kind {
            let numbers = [
                ("iterations_per_sec", at.iterations_per_sec),
                ("nodes_per_sec", at.nodes_per_sec),
                ("remaining_secs", at.remaining_secs),
            ];
            self.0.tell(Told {
                phase: at.phase.clone(),
                done: at.done,
                total: at.total,
                unit: at.unit.clone(),
                numbers: numbers.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
            });
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), SinkError> {
        Ok(())
    }
}

#[pyfunction]
#[pyo3(signature = (config = "", *, logdir = None, resume_from = None, progress = None))]
pub(crate) fn train(
    py: Python<'_>,
    config: &str,
    logdir: Option<PathBuf>,
    resume_from: Option<PathBuf>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Run> {
    let config = match &resume_from {
        Some(run) if config.trim().is_empty() => config_to_resume(run).or_raise()?,
        _ => TrainConfig::from_yaml_str(config).or_raise()?,
    };
    let command = "holdem_solver.train".to_owned();
    let play = Some(after_training::hook as holdem_training::MeasurePlay);
    let options = TrainOptions { logdir, resume_from, command, play, ..TrainOptions::default() };
    let (outcome, raised) = watched(py, progress, |watcher| {
        let mut reporter = Reporter::new().with(ToPython(watcher.clone()));
        let outcome = run(&config, &options, &mut reporter, &watcher.stop).or_raise()?;
        if let Some(failure) = outcome.play_error {
            return Err(raised_by(&*failure));
        }
        let report = serde_json::to_value(&outcome.report).or_raise()?;
        let interrupted = outcome.interrupted || outcome.paused;
        Ok(Run { directory: outcome.directory, interrupted, report })
    });
    // Everything is saved when a signal has ended a run; whoever asked for the end still hears of it.
    match raised {
        Some(raised) => Err(raised),
        None => outcome,
    }
}
