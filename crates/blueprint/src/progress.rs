//! How long work reports its progress, and how it is stopped.
//!
//! One callback serves both: it receives events, and its return value decides whether the work goes on. Work
//! that is stopped returns at once, without a result.

use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Receives events; breaking ends the work.
pub type Observer<'o> = dyn FnMut(Event<'_>) -> ControlFlow<()> + Send + 'o;

/// What an observer hears.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event<'e> {
    /// A phase begins. Phases nest. The return value takes effect at the next [`Event::Advanced`].
    Started(&'e str),
    /// Progress of the phase that began last.
    Advanced(Advance<'e>),
    /// A phase ends, with every phase that began after it.
    Finished(&'e str),
}

/// How far a phase is, and how fast. Unknown values are `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Advance<'e> {
    /// What is going on within the phase; may be empty.
    pub detail: &'e str,
    /// What is counted: `boards`, or `s` for seconds.
    pub unit: &'e str,
    /// How many are done.
    pub done: u64,
    /// How many there are.
    pub total: Option<u64>,
    /// Iterations per second.
    pub iterations_per_sec: Option<f64>,
    /// Nodes of the betting tree per second.
    pub nodes_per_sec: Option<f64>,
}

impl<'e> Advance<'e> {
    /// This many units are done; everything else is unknown.
    pub fn new(unit: &'e str, done: u64) -> Self {
        Self { unit, done, ..Self::default() }
    }

    /// This many units of a known total are done.
    pub fn of(unit: &'e str, done: u64, total: u64) -> Self {
        Self { total: Some(total), ..Self::new(unit, done) }
    }

    /// Whether all is done.
    pub fn is_complete(&self) -> bool {
        self.total.is_some_and(|total| self.done >= total)
    }
}

/// Nobody watches, and nobody stops the work.
pub fn unobserved(_: Event<'_>) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Does a piece of work as a phase of its own.
pub(crate) fn phase<T>(
    observer: &mut Observer<'_>,
    name: &str,
    work: impl FnOnce(&mut Observer<'_>) -> T,
) -> T {
    // An observer that wants to stop says so again at the first step.
    let _ = observer(Event::Started(name));
    let result = work(observer);
    let _ = observer(Event::Finished(name));
    result
}

/// An observer that several threads report to. A thread that panicked leaves it as it was.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
