//! Workers that share numbered tasks, round after round.
//!
//! The leader opens a round, takes tasks like the others, and goes on when all are done. Which worker does
//! which task never affects the result, because a task writes only its own data.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread::Thread;

/// How often a thread checks a counter before it yields.
const SPINS: usize = 2_000;

/// The state of the rounds.
#[derive(Debug, Default)]
struct Rounds {
    /// Rounds opened.
    round: AtomicU64,
    /// Tasks of every round.
    tasks: usize,
    /// Next task.
    next: AtomicUsize,
    /// Tasks done.
    done: AtomicUsize,
    finished: AtomicBool,
    panicked: AtomicBool,
}

/// The leader's side of a crew.
pub(super) struct Crew<'a, S> {
    rounds: &'a Rounds,
    task: &'a (dyn Fn(usize, &mut S) + Sync),
    others: Vec<Thread>,
}

/// Starts a worker for each of `memory`, the first of them the leader, which runs `lead`. Every round has the
/// tasks `0..tasks`.
pub(super) fn run<S: Send, R>(
    memory: &mut [S],
    tasks: usize,
    task: &(dyn Fn(usize, &mut S) + Sync),
    lead: impl FnOnce(&Crew<'_, S>, &mut S) -> R,
) -> R {
    let rounds = Rounds { tasks, ..Rounds::default() };
    let (first, others) = memory.split_first_mut().expect("there is at least one worker");
    std::thread::scope(|scope| {
        let rounds = &rounds;
        let start = |memory| scope.spawn(move || work(rounds, task, memory)).thread().clone();
        let crew = Crew { rounds, task, others: others.iter_mut().map(start).collect() };
        let _ends = EndAtDrop(&crew);
        lead(&crew, first)
    })
}

/// Ends the rounds when the leader is done, or panics.
struct EndAtDrop<'c, 'a, S>(&'c Crew<'a, S>);

impl<S> Drop for EndAtDrop<'_, '_, S> {
    fn drop(&mut self) {
        self.0.rounds.finished.store(true, Ordering::Release);
        self.0.wake();
    }
}

/// Tells the leader that a worker panicked; the panic itself is passed on by the scope.
struct TellAtPanic<'a>(&'a Rounds);

impl Drop for TellAtPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.panicked.store(true, Ordering::Release);
        }
    }
}

impl<S> Crew<'_, S> {
    /// Runs a round, every task once; returns when all are done.
    pub(super) fn play(&self, memory: &mut S) {
        let rounds = self.rounds;
        // Relaxed: no worker has a task, and the release below publishes it.
        rounds.done.store(0, Ordering::Relaxed);
        rounds.next.store(0, Ordering::Release);
        rounds.round.fetch_add(1, Ordering::AcqRel);
        self.wake();
        take(rounds, self.task, memory);
        let all_done = || rounds.done.load(Ordering::Acquire) == rounds.tasks;
        wait(|| all_done() || rounds.panicked.load(Ordering::Acquire), std::thread::yield_now);
        assert!(all_done(), "a worker panicked");
    }

    fn wake(&self) {
        self.others.iter().for_each(Thread::unpark);
    }
}

/// Waits for a condition, calling `rest` after many checks.
fn wait(done: impl Fn() -> bool, rest: impl Fn()) {
    let mut looks = 0;
    while !done() {
        looks += 1;
        if looks < SPINS { std::hint::spin_loop() } else { rest() }
    }
}

/// Takes tasks until none is left.
fn take<S>(rounds: &Rounds, task: &(dyn Fn(usize, &mut S) + Sync), memory: &mut S) {
    loop {
        // Acquire pairs with the release that opens a round: a worker that gets a task sees what the leader
        // wrote before.
        let next = rounds.next.fetch_add(1, Ordering::AcqRel);
        if next >= rounds.tasks {
            return;
        }
        task(next, memory);
        rounds.done.fetch_add(1, Ordering::AcqRel);
    }
}

/// What the others do: wait for a round, take tasks.
fn work<S>(rounds: &Rounds, task: &(dyn Fn(usize, &mut S) + Sync), memory: &mut S) {
    let _tells = TellAtPanic(rounds);
    let mut seen = 0;
    loop {
        let news = || rounds.round.load(Ordering::Acquire) != seen || rounds.finished.load(Ordering::Acquire);
        wait(news, std::thread::park);
        if rounds.finished.load(Ordering::Acquire) {
            return;
        }
        seen = rounds.round.load(Ordering::Acquire);
        take(rounds, task, memory);
    }
}
