//! Long work: on a thread of its own, without the interpreter's lock.
//!
//! The thread that called waits, hands progress to a Python callback, and looks for signals. Ctrl-C stops the
//! work at its next step; what was raised is raised when the work has ended.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use holdem_blueprint::progress::Event;
use holdem_telemetry::StopFlag;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// How often signals are looked for.
const TICK: Duration = Duration::from_millis(50);

/// Messages that may wait: those that find no place are left out, progress is told again soon.
const WAITING: usize = 64;

/// How far work is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// What is going on: `train`, `buckets`, `solve`.
    pub(crate) phase: String,
    /// How much is done, in `unit`.
    pub(crate) done: u64,
    /// How much there is.
    pub(crate) total: Option<u64>,
    /// `boards`, `it`, `s`.
    pub(crate) unit: String,
    /// Other numbers by name.
    pub(crate) numbers: Vec<(&'static str, f64)>,
}

impl Told {
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("phase", &self.phase)?;
        dict.set_item("done", self.done)?;
        dict.set_item("total", self.total)?;
        dict.set_item("unit", &self.unit)?;
        self.numbers.iter().try_for_each(|(name, value)| dict.set_item(name, value))?;
        Ok(dict)
    }
}

/// What the work has of the thread that waits for it.
#[derive(Clone)]
pub(crate) struct Watcher {
    sender: SyncSender<Told>,
    /// Set when the work should stop.
    pub(crate) stop: StopFlag,
}

impl Watcher {
    /// Tells how far it is; never waits.
    pub(crate) fn tell(&self, told: Told) {
        // A full queue means that Python is busy: the next message will do.
        let _ = self.sender.try_send(told);
    }

    /// Whether to go on.
    pub(crate) fn flow(&self) -> ControlFlow<()> {
        if self.stop.is_set() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// An observer of the crates.
    pub(crate) fn observer(&self) -> impl FnMut(Event<'_>) -> ControlFlow<()> + Send + 'static {
        let watcher = self.clone();
        let mut phases: Vec<String> = Vec::new();
        move |event| {
            match event {
                Event::Started(phase) => phases.push(phase.to_owned()),
                Event::Finished(_) => drop(phases.pop()),
                Event::Advanced(at) => watcher.tell(Told {
                    phase: phases.last().cloned().unwrap_or_default(),
                    done: at.done,
                    total: at.total,
                    unit: at.unit.to_owned(),
                    numbers: at
                        .iterations_per_sec
                        .map(|rate| ("iterations_per_sec", rate))
                        .into_iter()
                        .collect(),
                }),
            }
            watcher.flow()
        }
    }
}

/// Does work on a thread of its own. Its result is returned also when a signal came in, with the exception
/// that is to be raised for it.
pub(crate) fn watched<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&Watcher) -> T + Send,
) -> (T, Option<PyErr>) {
    let (sender, receiver) = sync_channel(WAITING);
    let stop = StopFlag::new();
    let watcher = Watcher { sender, stop: stop.clone() };
    thread::scope(|scope| {
        let worker = scope.spawn(move || work(&watcher));
        let raised = wait(py, progress, &Mutex::new(receiver), &stop);
        let result = py.detach(|| worker.join());
        (result.unwrap_or_else(|panic| std::panic::resume_unwind(panic)), raised)
    })
}

/// Does work that has no result when it is stopped.
pub(crate) fn finished<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&Watcher) -> PyResult<T> + Send,
) -> PyResult<T> {
    match watched(py, progress, work) {
        (_, Some(raised)) => Err(raised),
        (result, None) => result,
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for the end of the work; what a signal or the callback raised.
fn wait(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    receiver: &Mutex<Receiver<Told>>,
    stop: &StopFlag,
) -> Option<PyErr> {
    let mut raised = None;
    loop {
        let message = py.detach(|| locked(receiver).recv_timeout(TICK));
        let heard = match message {
            Ok(told) => progress.map_or(Ok(()), |call| call.call1((told.to_dict(py).ok(),)).map(drop)),
            Err(RecvTimeoutError::Timeout) => Ok(()),
            Err(RecvTimeoutError::Disconnected) => return raised,
        };
        if let Err(error) = py.check_signals().and(heard)
            && raised.is_none()
        {
            stop.stop();
            raised = Some(error);
        }
    }
}

/// Threads for a number that a user gives: 0 is one for each core.
pub(crate) fn threads(workers: usize) -> usize {
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    if workers == 0 { cores() } else { workers }
}
