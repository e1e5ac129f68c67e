//! What all requests share.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use crate::ask::Book;
use crate::batches::Batches;
use crate::desk::Desk;
use crate::error::ApiError;
use crate::guard::Gate;
use crate::hold::Hold;
use crate::library::facts::Facts;
use crate::library::{Library, Opened, SourceId, Stamp};
use crate::limits::Limits;
use crate::locks::locked;
use crate::play::Sessions;
use crate::play::luck::Baselines;
use crate::runs::{Stories, Trainings};
use crate::solves::Solves;

/// How often what nobody waits for looks whether it may go on.
const LOOK: Duration = Duration::from_millis(10);
/// Requests that may wait for a long walk.
const WAITING: usize = 24;

/// What all requests share. A clone is another handle.
#[derive(Clone)]
pub(crate) struct App(Arc<Shared>);

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("library", &self.library).finish_non_exhaustive()
    }
}

/// The shared state itself.
pub(crate) struct Shared {
    /// Declared folders, and what is open.
    pub(crate) library: Library,
    /// What listings say.
    pub(crate) facts: Facts,
    /// Where new things are written.
    pub(crate) desk: Desk,
    /// Keeps other servers from it; given back when everything is written down.
    hold: Mutex<Option<Hold>>,
    /// Spots that are solved here.
    pub(crate) solves: Solves,
    /// Spots that are solved on many flops.
    pub(crate) batches: Batches,
    /// Hands that are played here.
    pub(crate) sessions: Sessions,
    /// What luck is taken out of results by.
    pub(crate) baselines: Baselines,
    /// What the logs of runs say.
    pub(crate) stories: Stories,
    /// Runs that are trained here.
    pub(crate) trainings: Trainings,
    /// Who may ask.
    pub(crate) gate: Gate,
    /// What is allowed at once.
    pub(crate) limits: Limits,
    /// Threads of one walk.
    pub(crate) workers: usize,
    /// Places for event streams.
    pub(crate) streams: Arc<Semaphore>,
    /// Questions that are answered from a few look-ups.
    light: Arc<Semaphore>,
    /// Questions that build or read something.
    medium: Arc<Semaphore>,
    /// Walks that take longer.
    heavy: Arc<Semaphore>,
    /// What nobody waits for.
    background: Arc<Semaphore>,
    /// How many of them wait.
    waiting: AtomicUsize,
    /// True once the server ends.
    pub(crate) ending: watch::Sender<bool>,
}

/// How much a question costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cost {
    /// Milliseconds.
    Light,
    /// Up to a second or so of one thread: a tree is built, a file is read or written, hands are compared.
    /// It does not wait behind walks.
    Medium,
    /// A walk over boards: seconds of all threads.
    Heavy,
}

impl App {
    /// The state of a server.
    pub(crate) fn new(
        library: Library,
        (desk, hold): (Desk, Option<Hold>),
        gate: Gate,
        limits: Limits,
        workers: usize,
    ) -> Self {
        Self(Arc::new(Shared {
            library,
            batches: Batches::new(desk.clone(), workers),
            sessions: Sessions::new(desk.clone()),
            baselines: Baselines::default(),
            solves: Solves::new(desk.clone(), workers, limits.jobs),
            desk,
            hold: Mutex::new(hold),
            stories: Stories::default(),
            trainings: Trainings::default(),
            facts: Facts::default(),
            gate,
            workers,
            streams: Arc::new(Semaphore::new(limits.streams)),
            light: Arc::new(Semaphore::new(4 * workers.max(1))),
            medium: Arc::new(Semaphore::new(2 * workers.max(1))),
            heavy: Arc::new(Semaphore::new(limits.walks)),
            background: Arc::new(Semaphore::new(1)),
            waiting: AtomicUsize::new(0),
            limits,
            ending: watch::Sender::new(false),
        }))
    }

    /// Runs what takes time on a thread of its own; a panic there is an error of this request alone. The task
    /// is told through its flag when nobody waits for it any more, or when it has taken too long.
    ///
    /// # Errors
    /// What `task` returns; if too much is going on, or the task takes longer than the limits allow.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        cost: Cost,
        task: impl FnOnce(&Self, &AtomicBool) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let patience = Duration::from_secs(self.limits.walk_secs);
        let late = |_| {
            let secs = patience.as_secs();
            let advice = "ask for less of it, or of a later street";
            ApiError::too_long(format!("this took longer than {secs} s: {advice}"))
        };
        let permits = match cost {
            Cost::Light => &self.light,
            Cost::Medium => &self.medium,
            Cost::Heavy => &self.heavy,
        };
        // A permit of any kind is waited for; waiting ones are counted by the gate of long walks alone.
        let permit = match cost {
            Cost::Heavy if self.waiting.load(Ordering::Relaxed) >= WAITING => {
                return Err(ApiError::too_many("too many long questions at once", 2));
            }
            _ => {
                let _counted = Counted::of(&self.waiting, cost == Cost::Heavy);
                let permit = timeout(patience, Arc::clone(permits).acquire_owned()).await;
                permit.map_err(late)?.map_err(|_| ApiError::internal("the server ends"))?
            }
        };
        let given_up = Arc::new(AtomicBool::new(false));
        let _guard = GiveUp(Arc::clone(&given_up));
        let app = self.clone();
        let run = move || {
            // It belongs to the thread: a walk that nobody waits for any more counts until it has ended.
            let _permit = permit;
            catch_unwind(AssertUnwindSafe(|| task(&app, &given_up)))
        };
        match timeout(patience, tokio::task::spawn_blocking(run)).await.map_err(late)? {
            Ok(Ok(result)) => result,
            _ => Err(ApiError::internal("this question met a bug; it is in the log of the server")),
        }
    }

    /// Runs what nobody waits for on a thread of its own, one after the other, however long it takes. It is
    /// told through its flag when the server ends, and should give way to others: see [`App::give_way`].
    pub(crate) fn in_background(&self, task: impl FnOnce(&Self, &AtomicBool) + Send + 'static) {
        let app = self.clone();
        tokio::spawn(async move {
            let Ok(permit) = Arc::clone(&app.background).acquire_owned().await else { return };
            let (mut ending, given_up) = (app.ending.subscribe(), Arc::new(AtomicBool::new(false)));
            let (app, flag) = (app.clone(), Arc::clone(&given_up));
            let run = tokio::task::spawn_blocking(move || {
                let _permit = permit;
                task(&app, &flag);
            });
            tokio::select! {
                // A panic is in the log of the server.
                _ = run => {}
                // Relaxed: the flag orders nothing.
                _ = ending.wait_for(|ending| *ending) => given_up.store(true, Ordering::Relaxed),
            }
        });
    }

    /// Waits until no long walk is under way or waits to be, or the flag is set; says whether it is.
    pub(crate) fn give_way(&self, given_up: &AtomicBool) -> ControlFlow<()> {
        // Relaxed: neither orders anything.
        let is_busy = || {
            let under_way = self.heavy.available_permits() < self.limits.walks;
            under_way || self.waiting.load(Ordering::Relaxed) > 0
        };
        while !given_up.load(Ordering::Relaxed) {
            if !is_busy() {
                return ControlFlow::Continue(());
            }
            std::thread::sleep(LOOK);
        }
        ControlFlow::Break(())
    }

    /// Whether a long walk could begin at once.
    pub(crate) fn is_idle(&self) -> bool {
        self.heavy.available_permits() > 0
    }

    /// Asks a source on a thread of its own.
    ///
    /// # Errors
    /// If there is no such source, it is being solved, or it does not answer.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        id: SourceId,
        cost: Cost,
        question: impl FnOnce(&Self, Book<'_>, &AtomicBool) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        self.work(cost, move |app, given_up| {
            let opened = app.open(id)?;
            with_book(&opened, |book| question(app, book, given_up))
        })
        .await
    }

    /// Tells everything that is under way to end.
    pub(crate) fn end(&self) {
        self.ending.send_replace(true);
    }

    /// Waits until everything that is under way is written down.
    pub(crate) fn finish(&self) {
        self.solves.end();
        self.batches.end();
        self.trainings.end();
        drop(locked(&self.hold).take());
    }

    /// Opens a source.
    ///
    /// # Errors
    /// If there is none with this id, or it cannot be read.
    pub(crate) fn open(&self, id: SourceId) -> Result<Opened, ApiError> {
        Ok(self.open_named(id)?.1)
    }

    /// What tells the strategy of a source from others that had or will have its id.
    ///
    /// # Errors
    /// If there is none with this id.
    pub(crate) fn stamp(&self, id: SourceId) -> Result<Stamp, ApiError> {
        match self.solves.stamp(id) {
            Some(stamp) => Ok(stamp),
            None => Ok(Stamp::of_source(&self.library.find(id)?)),
        }
    }

    /// Opens a source, with its name.
    ///
    /// # Errors
    /// As [`App::open`].
    pub(crate) fn open_named(&self, id: SourceId) -> Result<(String, Opened), ApiError> {
        if let Some(solve) = self.solves.open(id) {
            return solve;
        }
        let (found, opened) = self.library.open(id)?;
        Ok((found.name, opened))
    }
}

/// Asks what is open.
///
/// # Errors
/// What the question returns.
pub(crate) fn with_book<T>(
    opened: &Opened,
    question: impl FnOnce(Book<'_>) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    match opened {
        Opened::Strategy(strategy) => question(Book::Strategy(strategy)),
        Opened::Solution(solution) => question(Book::Solution(solution)),
    }
}

/// Sets its flag when it goes away.
struct GiveUp(Arc<AtomicBool>);

impl Drop for GiveUp {
    fn drop(&mut self) {
        // Relaxed: the flag orders nothing.
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Counts one as long as it is there.
struct Counted<'a>(Option<&'a AtomicUsize>);

impl<'a> Counted<'a> {
    fn of(counter: &'a AtomicUsize, counts: bool) -> Self {
        if counts {
            // Relaxed: the counter orders nothing.
            counter.fetch_add(1, Ordering::Relaxed);
        }
        Self(counts.then_some(counter))
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        if let Some(counter) = self.0 {
            counter.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::rate::Rate;
    use crate::library::Folders;

    #[test]
    fn what_nobody_waits_for_waits_for_long_walks() {
        let folder = tempfile::tempdir().unwrap();
        let rate = Rate::new(1, std::time::Instant::now());
        let gate = Gate { host: None, loopback: true, token: None, rate };
        let paths = [folder.path().to_path_buf()];
        let library = Library::new(Folders::new(&paths, &[]).unwrap(), 1);
        let app = App::new(library, (Desk::new(paths[0].clone()), None), gate, Limits::default(), 1);
        let given_up = AtomicBool::new(false);
        assert!(app.give_way(&given_up).is_continue());
        let busy = [(Some(Arc::clone(&app.heavy).try_acquire_owned().unwrap()), 0), (None, 1)];
        for (walk, waiting) in busy {
            app.waiting.store(waiting, Ordering::Relaxed);
            given_up.store(false, Ordering::Relaxed);
            std::thread::scope(|scope| {
                let asked = scope.spawn(|| app.give_way(&given_up));
                std::thread::sleep(2 * LOOK);
                given_up.store(true, Ordering::Relaxed);
                // It has waited until nobody wanted it any more.
                assert!(asked.join().unwrap().is_break());
            });
            drop(walk);
        }
        app.waiting.store(0, Ordering::Relaxed);
        given_up.store(false, Ordering::Relaxed);
        assert!(app.give_way(&given_up).is_continue());
    }
}
