//! How work that takes long tells how far it is, and how it is stopped.
//!
//! There is one callback for both: it gets events, and what it returns decides whether the work goes on.
//! Work that is stopped returns at once, without a result.

use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Hears of progress; whoever breaks ends the work.
pub type Observer<'o> = dyn FnMut(Event<'_>) -> ControlFlow<()> + Send + 'o;

/// What an observer hears.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Event<'e> {
    /// A phase begins. Phases nest. The answer counts at the next [`Event::Advanced`].
    Started(&'e str),
    /// How far the phase is that began last.
    Advanced(Advance<'e>),
    /// A phase ends, and every phase that began after it.
    Finished(&'e str),
}

/// How far a phase is, and how fast. What is not known is `None`.
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
    /// So many of a unit are done; everything else is unknown.
    pub fn new(unit: &'e str, done: u64) -> Self {
        Self { unit, done, ..Self::default() }
    }

    /// So many of so many are done.
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
    // Whoever wants to stop says so again at the first step.
    let _ = observer(Event::Started(name));
    let result = work(observer);
    let _ = observer(Event::Finished(name));
    result
}

/// An observer that several threads tell. One that has panicked leaves it as it was.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
