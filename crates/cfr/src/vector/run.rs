//! One call of [`VectorSolver::run`](super::solver::VectorSolver::run): workers that take tasks, and the
//! transition from one batch to the next.

use super::ahead::Ahead;
use super::open_subtree::OpenSubtree;
use super::setup::Setup;
use super::solver::Work;
use super::subtree::{Subtree, WorkerScratch};
use super::tasks::{Tasks, Todo};
use super::watch::{Task, Watch};
use crate::locks::{own, read, write};
use crate::vector::deals::DealBatch;
use crate::vector::trunk::{OpenTrunk, PartNumber};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, RwLock};
use std::thread::Thread;

/// What all workers share.
pub(super) struct Run<'r> {
    pub(super) setup: &'r Setup,
    /// The batch being played and the next one, alternating.
    deals: &'r [RwLock<DealBatch>; 2],
    /// The next one in pieces.
    ahead: &'r Ahead,
    pub(super) trunk: OpenTrunk<'r>,
    subtrees: Vec<Held<'r>>,
    limit: u64,
    stop: &'r (dyn Fn(&Work) -> bool + Sync),
    watch: Option<&'r dyn Watch>,
    state: Mutex<Work>,
    tasks: Tasks,
    /// Tasks finished in the batch.
    done: AtomicUsize,
    /// Which of the two batches is played.
    playing: AtomicUsize,
    /// Whether the other one holds the boards of the next batch.
    dealt: AtomicBool,
    /// Batches started by this call; a change wakes parked workers.
    round: AtomicU64,
    finished: AtomicBool,
    /// The workers, which may be parked; set before the first batch opens.
    workers: OnceLock<Vec<Thread>>,
}

/// What a run is made of.
pub(super) struct Parts<'r> {
    pub(super) setup: &'r Setup,
    pub(super) deals: &'r [RwLock<DealBatch>; 2],
    pub(super) ahead: &'r Ahead,
    pub(super) trunk: OpenTrunk<'r>,
    pub(super) subtrees: Vec<Held<'r>>,
    pub(super) workers: usize,
    pub(super) limit: u64,
    pub(super) stop: &'r (dyn Fn(&Work) -> bool + Sync),
    pub(super) watch: Option<&'r dyn Watch>,
    pub(super) work: Work,
}

/// A subtree that is walked here.
pub(super) enum Held<'r> {
    /// By one worker.
    Alone(Mutex<&'r mut Subtree>),
    /// By several.
    Open(OpenSubtree<'r>),
}

impl<'r> Held<'r> {
    pub(super) fn is_open(&self) -> bool {
        matches!(self, Self::Open(_))
    }

    /// Number of nodes, if one worker walks them all.
    fn nodes_alone(&self) -> Option<usize> {
        match self {
            Self::Alone(subtree) => Some(own(subtree).num_nodes()),
            Self::Open(_) => None,
        }
    }

    fn open(&self) -> Option<&OpenSubtree<'r>> {
        match self {
            Self::Alone(_) => None,
            Self::Open(subtree) => Some(subtree),
        }
    }
}

/// Ends the run when a worker panics, so that nobody waits for it; the panic itself is passed on by the
/// scope.
struct EndOnPanic<'x, 'r>(&'x Run<'r>);

impl Drop for EndOnPanic<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.finished.store(true, Ordering::Release);
            self.0.open_round();
        }
    }
}

impl<'r> Run<'r> {
    pub(super) fn new(parts: Parts<'r>) -> Self {
        let Parts { setup, deals, ahead, trunk, subtrees, workers, limit, stop, watch, work } = parts;
        // If there is a single subtree, others deal while it is walked. If there are many, trunk nodes that
        // are done early find the next boards.
        let nodes: Vec<_> = subtrees.iter().map(Held::nodes_alone).collect();
        let tasks = Tasks::new(&nodes, workers, !trunk.is_empty());
        Self {
            setup,
            deals,
            ahead,
            trunk,
            subtrees,
            limit,
            stop,
            watch,
            state: Mutex::new(work),
            tasks,
            done: AtomicUsize::new(0),
            playing: AtomicUsize::new(0),
            dealt: AtomicBool::new(false),
            round: AtomicU64::new(0),
            finished: AtomicBool::new(false),
            workers: OnceLock::new(),
        }
    }

    /// Plays batches, with a worker for each of `scratches`, until the limit is reached or it is stopped.
    /// Returns all work done.
    pub(super) fn play_batches(&self, scratches: &mut [WorkerScratch]) -> Work {
        scratches.iter_mut().enumerate().for_each(|(worker, scratch)| scratch.worker = worker);
        std::thread::scope(|scope| {
            let (first, others) = scratches.split_first_mut().expect("there is at least one worker");
            let handles: Vec<_> =
                others.iter_mut().map(|scratch| scope.spawn(move || self.work(scratch))).collect();
            let threads = handles.iter().map(|h| h.thread().clone()).chain([std::thread::current()]);
            self.workers.get_or_init(|| threads.collect());
            let _alarm = EndOnPanic(self);
            self.start_batch();
            self.open_round();
            self.work(first);
        });
        *own(&self.state)
    }

    /// Takes tasks until the run is finished.
    fn work(&self, scratch: &mut WorkerScratch) {
        let _alarm = EndOnPanic(self);
        loop {
            // Acquire pairs with the release in `open_round`: a worker that reads a round also sees its deals
            // and strategies.
            let round = self.round.load(Ordering::Acquire);
            if self.finished.load(Ordering::Acquire) {
                return;
            }
            while let Some(is_done) = self.do_something(scratch) {
                if is_done && self.done.fetch_add(1, Ordering::AcqRel) + 1 == self.tasks.len() {
                    self.turn(scratch);
                }
            }
            let nothing_new = || self.round.load(Ordering::Acquire) == round && self.with_parts().is_none();
            while nothing_new() && !self.finished.load(Ordering::Acquire) {
                std::thread::park();
            }
        }
    }

    /// Takes a part of an open subtree or, if there is none, a task; returns whether this completes a task.
    /// `None` if there is nothing to take.
    fn do_something(&self, scratch: &mut WorkerScratch) -> Option<bool> {
        while let Some(subtree) = self.with_parts() {
            let Some(part) = subtree.take_part() else { continue };
            let closed = self.walk_part(subtree, part, scratch);
            return Some(closed.map(|root| self.climb(root, scratch)).is_some());
        }
        self.tasks.take(scratch.worker).map(|todo| self.task(todo, scratch))
    }

    /// An open subtree with parts left to take.
    fn with_parts(&self) -> Option<&OpenSubtree<'r>> {
        self.subtrees.iter().filter_map(Held::open).find(|subtree| subtree.has_parts())
    }

    /// Does something, reporting to the watch if there is one.
    pub(super) fn timed<T>(
        &self,
        scratch: &mut WorkerScratch,
        task: Task,
        run: impl FnOnce(&mut WorkerScratch) -> T,
    ) -> T {
        let Some(watch) = self.watch else { return run(scratch) };
        watch.begin(scratch.worker);
        let made = run(scratch);
        watch.end(scratch.worker, task);
        made
    }

    /// Returns whether the task is done; an opened subtree is done when its last part is.
    fn task(&self, todo: Todo, scratch: &mut WorkerScratch) -> bool {
        let held = match todo {
            Todo::Walk(held) => &self.subtrees[held],
            Todo::Deal(piece) => {
                self.deal_ahead(piece, scratch);
                return true;
            }
        };
        match held {
            Held::Alone(subtree) => {
                let mut subtree = own(subtree);
                let subtree = &mut **subtree;
                let task = Task::Subtree(subtree.number);
                let part = self.timed(scratch, task, |scratch| self.walk_subtree(subtree, scratch));
                self.climb(part, scratch);
            }
            Held::Open(subtree) => {
                let task = Task::Open(subtree.number());
                self.timed(scratch, task, |scratch| self.open_subtree(subtree, scratch));
            }
        }
        !held.is_open()
    }

    /// Goes up from a finished part, as long as it was the last part of the node above.
    fn climb(&self, mut part: PartNumber, scratch: &mut WorkerScratch) {
        let deals = read(self.playing());
        let (play, fading) = (self.setup.play_all(&deals), self.setup.fading(deals.iterations()));
        while let Some(node) = self.trunk.finish(part) {
            self.timed(scratch, Task::Trunk(node), |scratch| {
                self.trunk.up(node, play, &deals, fading, &mut scratch.trunk);
            });
            // Acquire pairs with the release in `deal_ahead`. If the boards are not there yet, `start_batch`
            // takes care of it.
            if self.dealt.load(Ordering::Acquire) {
                let next = read(self.other());
                self.timed(scratch, Task::Fix(node), |_| {
                    self.trunk.fix(node, self.setup.play_all(&next), next.iterations());
                });
            }
            part = node;
        }
    }

    /// Deals a piece of the next batch while this one is played; the last piece completes it.
    fn deal_ahead(&self, piece: usize, scratch: &mut WorkerScratch) {
        let (done, setup) = (read(self.playing()).iterations().end, self.setup);
        let deal = |_: &mut WorkerScratch| setup.deal_piece(self.ahead, piece, done, self.limit);
        if done < self.limit && self.timed(scratch, Task::Deal(piece), deal) {
            self.timed(scratch, Task::PutTogether, |_| {
                setup.put_together(self.ahead, &mut write(self.other()), done, self.limit);
            });
            self.dealt.store(true, Ordering::Release);
        }
    }

    /// Ends a batch and starts the next one: done by the worker that finished the last task, while no other
    /// has one.
    fn turn(&self, scratch: &mut WorkerScratch) {
        self.meet(scratch);
        self.timed(scratch, Task::Turn, |_| {
            self.end_batch();
            let work = *own(&self.state);
            if work.iterations >= self.limit || (self.stop)(&work) {
                self.finished.store(true, Ordering::Release);
            } else {
                self.start_batch();
            }
        });
        self.open_round();
    }

    /// If others walk some of the subtrees: exchanges values with them, and does the rest of the trunk.
    fn meet(&self, scratch: &mut WorkerScratch) {
        let Some(peers) = &self.setup.peers else { return };
        let num_slots = read(self.playing()).num_slots();
        let subtrees = 0..self.trunk.num_subtrees();
        let part = |subtree| self.trunk.part_of_subtree(subtree);
        let mut values: Vec<_> = subtrees.clone().map(|subtree| self.trunk.values(part(subtree))).collect();
        for values in values.iter_mut().flat_map(|values| values.iter_mut()) {
            values.resize(num_slots, 0.0);
        }
        peers.exchange(&mut values.iter_mut().map(|values| &mut **values).collect::<Vec<_>>());
        drop(values);
        for theirs in subtrees.filter(|&subtree| !peers.is_mine(subtree)) {
            self.climb(part(theirs), scratch);
        }
    }

    /// Wakes all workers but the caller, to take tasks or to leave.
    fn open_round(&self) {
        self.round.fetch_add(1, Ordering::AcqRel);
        self.wake_others();
    }

    /// Wakes all workers but the caller, to look for something to do.
    pub(super) fn wake_others(&self) {
        let me = std::thread::current().id();
        for thread in self.workers.get().into_iter().flatten().filter(|t| t.id() != me) {
            thread.unpark();
        }
    }

    fn start_batch(&self) {
        let done = own(&self.state).iterations;
        // Relaxed: a worker that takes a task of the batch sees these through the release below.
        self.playing.fetch_xor(1, Ordering::Relaxed);
        self.dealt.store(false, Ordering::Relaxed);
        self.ahead.start();
        self.setup.fill(&mut write(self.playing()), done, self.limit);
        let deals = read(self.playing());
        self.trunk.fix_all(self.setup.play_all(&deals), deals.iterations());
        self.done.store(0, Ordering::Relaxed);
        self.tasks.open();
    }

    /// The batch that is played.
    pub(super) fn playing(&self) -> &RwLock<DealBatch> {
        &self.deals[self.playing.load(Ordering::Relaxed)]
    }

    /// The other batch.
    fn other(&self) -> &RwLock<DealBatch> {
        &self.deals[1 - self.playing.load(Ordering::Relaxed)]
    }

    fn end_batch(&self) {
        let deals = read(self.playing());
        let mut state = own(&self.state);
        if let Some(values) = self.trunk.root_values() {
            let dead = 0.5 * f64::from(self.setup.tree.dead()) * deals.deals().len() as f64;
            state.utility_sum += utility(&deals, &values[0]) + dead;
        }
        state.iterations += deals.deals().len() as u64;
        state.batches += 1;
        let nodes = self.setup.tree.nodes().len() as u64;
        state.nodes += nodes * deals.deals().len() as u64;
        state.hand_node_visits += 2 * nodes * deals.deals().iter().map(|d| d.len() as u64).sum::<u64>();
    }
}

/// Sum over boards of the first player's expected payoff in chips.
fn utility(deals: &DealBatch, values: &[f32]) -> f64 {
    let per_deal = deals.all();
    per_deal
        .slots()
        .map(|(deal, slots)| {
            let sum: f64 = values[slots].iter().map(|v| f64::from(*v)).sum();
            sum / deal.mass_of_pairs().max(1.0)
        })
        .sum()
}
