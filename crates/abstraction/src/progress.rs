//! Work distributed row by row over a few threads, and reports of its progress.

use std::fmt;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use holdem_cards::{Combo, Street};

use crate::Error;

/// What a build is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Computing the hand strengths of the boards of a street; river first.
    Strength,
    /// Drawing the sample of hands that clusters of a street are found on.
    Sample,
    /// Finding the clusters of a street; may end early. Counts searches for the nearest centroid, not boards;
    /// other work counts as the number of searches that would take about as long.
    Clusters,
    /// Sorting the hands of a street into buckets and writing them; flop first.
    Buckets,
}

impl Phase {
    /// What [`Progress::done`] counts.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Strength | Self::Sample | Self::Buckets => "boards",
            Self::Clusters => "points",
        }
    }
}

/// One word.
impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Strength => "strengths",
            Self::Sample => "sample",
            Self::Clusters => "clusters",
            Self::Buckets => "buckets",
        })
    }
}

/// How far one street of one [`Phase`] has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// On which street.
    pub street: Street,
    /// What is done, in the [unit](Phase::unit) of the phase.
    pub done: usize,
    /// What there is to do at most, in the same unit.
    pub total: usize,
}

/// Receives progress about two thousand times per build, one call at a time but from any thread. Returns
/// [`ControlFlow::Break`] to end the build with [`Error::Interrupted`].
pub type ProgressFn<'p> = dyn FnMut(Progress) -> ControlFlow<()> + Send + 'p;

/// One entry per combo.
pub(crate) type Row<T> = [T; Combo::COUNT];

/// The number of threads meant by `threads`: 0 is one per core.
pub(crate) fn thread_count(threads: usize) -> usize {
    match threads {
        0 => thread::available_parallelism().map_or(1, NonZero::get),
        n => n,
    }
}

/// Tells a [`ProgressFn`] how much of one street is done.
pub(crate) struct Ticker<'t, 'p> {
    listener: &'t mut ProgressFn<'p>,
    progress: Progress,
    /// What each reported unit counts for.
    weight: usize,
}

impl<'t, 'p> Ticker<'t, 'p> {
    pub(crate) fn new(listener: &'t mut ProgressFn<'p>, phase: Phase, street: Street, total: usize) -> Self {
        Self { listener, progress: Progress { phase, street, done: 0, total }, weight: 1 }
    }

    /// Reports nothing; the listener may still end the work.
    pub(crate) fn silent(listener: &'t mut ProgressFn<'p>) -> Self {
        Self::new(listener, Phase::Clusters, Street::Flop, usize::MAX)
    }

    /// From now on each reported unit counts for `weight`, which is one at first.
    pub(crate) fn weigh(&mut self, weight: usize) {
        self.weight = weight;
    }

    /// Reports that `more` has been done.
    pub(crate) fn add(&mut self, more: usize) -> ControlFlow<()> {
        self.progress.done =
            self.progress.done.saturating_add(more.saturating_mul(self.weight)).min(self.progress.total);
        (self.listener)(self.progress)
    }
}

/// Runs `work(state, index of the first row, rows)` over `rows` cut into pieces, on `threads` threads with a
/// state each.
///
/// Which thread gets which piece is left to chance, so the result of `work` must not depend on it. A thread
/// that takes a piece reports the one it has finished.
///
/// # Errors
/// [`Error::Interrupted`] if the listener asks for it; pieces already begun are then finished, the others
/// left as they were.
pub(crate) fn for_each_piece<T: Send, S: Send>(
    threads: usize,
    rows: &mut [T],
    piece: usize,
    ticker: &mut Ticker<'_, '_>,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize, &mut [T]) + Sync,
) -> Result<(), Error> {
    let threads = thread_count(threads).min(rows.len().div_ceil(piece)).max(1);
    let queue = Mutex::new(Queue { pieces: rows.chunks_mut(piece).enumerate(), ticker, interrupted: false });
    let run = || {
        let mut state = state();
        let mut finished = 0;
        loop {
            // In the head of a `while let` the queue would stay locked during the work on the piece.
            let next = locked(&queue).take(finished);
            let Some((index, rows)) = next else { break };
            finished = rows.len();
            work(&mut state, index * piece, rows);
        }
    };
    thread::scope(|scope| {
        (1..threads).for_each(|_| drop(scope.spawn(run)));
        run();
    });
    let interrupted = locked(&queue).interrupted;
    if interrupted { Err(Error::Interrupted) } else { Ok(()) }
}

struct Queue<'q, 't, 'p, I> {
    pieces: I,
    ticker: &'q mut Ticker<'t, 'p>,
    interrupted: bool,
}

impl<I: Iterator> Queue<'_, '_, '_, I> {
    /// Reports the rows of the last piece and hands out the next.
    fn take(&mut self, finished: usize) -> Option<I::Item> {
        if finished > 0 && self.ticker.add(finished).is_break() {
            self.interrupted = true;
        }
        if self.interrupted { None } else { self.pieces.next() }
    }
}

/// The scope passes on the panic of another thread; until then its lock can still be used.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{self, Receiver, Sender};
    use std::time::Duration;

    fn squares(threads: usize, mut listener: impl FnMut(Progress) -> ControlFlow<()> + Send) -> Vec<usize> {
        let mut rows = vec![0; 1000];
        let mut ticker = Ticker::new(&mut listener, Phase::Strength, Street::Flop, rows.len());
        let work = |_: &mut (), first, rows: &mut [usize]| {
            (first..).zip(rows).for_each(|(index, row)| *row = index * index);
        };
        let _ = for_each_piece(threads, &mut rows, 7, &mut ticker, || (), work);
        rows
    }

    #[test]
    fn every_row_is_worked_on_once_by_any_number_of_threads() {
        let expected: Vec<usize> = (0..1000).map(|i| i * i).collect();
        for threads in [0, 1, 2, 3, 1000] {
            let mut reports = Vec::new();
            let rows = squares(threads, |progress| {
                reports.push(progress.done);
                ControlFlow::Continue(())
            });
            assert_eq!(rows, expected);
            assert!(reports.is_sorted());
            assert_eq!(reports.last(), Some(&1000));
        }
    }

    /// Each of two threads waits until the other has a piece too.
    #[test]
    fn pieces_are_worked_on_at_the_same_time() {
        const PATIENCE: Duration = Duration::from_secs(600);
        let (to_second, from_first) = mpsc::channel();
        let (to_first, from_second) = mpsc::channel();
        let mut rows = [(to_second, from_second, false), (to_first, from_first, false)];
        let mut listener = |_| ControlFlow::Continue(());
        let mut ticker = Ticker::new(&mut listener, Phase::Strength, Street::Flop, rows.len());
        let work = |_: &mut (), _, rows: &mut [(Sender<()>, Receiver<()>, bool)]| {
            for (to, from, met) in rows {
                to.send(()).unwrap();
                *met = from.recv_timeout(PATIENCE).is_ok();
            }
        };
        for_each_piece(2, &mut rows, 1, &mut ticker, || (), work).unwrap();
        assert!(rows.iter().all(|(_, _, met)| *met), "one after the other");
    }

    #[test]
    fn a_listener_that_breaks_ends_the_work() {
        let rows =
            squares(
                1,
                |progress| {
                    if progress.done >= 70 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                },
            );
        assert_eq!(rows.iter().filter(|&&square| square > 0).count(), 69);
    }
}
