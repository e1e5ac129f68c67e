//! The time of every task of a batch.

use holdem_cfr::vector::cut::Cut;
use holdem_cfr::vector::watch::{Task, Watch};
use holdem_cfr::{SolverOptions, VectorSolver};
use holdem_experiments::{Cards, shared};
use holdem_game::tree::BettingTree;
use nix::time::{ClockId, clock_gettime};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// Boards of a batch.
pub(crate) const BOARDS: u64 = 64;

/// Batches before any is measured.
const WARM: u64 = 3;

/// What is trained, and for how long.
pub(crate) struct Trial<'t> {
    pub tree: &'t Arc<BettingTree>,
    pub cards: &'t Cards,
    pub part_bytes: Option<u64>,
    pub batches: u64,
    pub threads: usize,
}

/// Median processor time of each task of a batch, in seconds.
pub(crate) struct Measured {
    secs: BTreeMap<Task, f64>,
    kept: f64,
}

/// Processor time of this thread so far, in seconds.
fn thread_secs() -> f64 {
    let time = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("a system that counts it");
    time.tv_sec() as f64 + time.tv_nsec() as f64 * 1e-9
}

/// What one worker has done.
#[derive(Default)]
struct Log {
    began: f64,
    /// Seconds of each time.
    secs: BTreeMap<Task, Vec<f64>>,
}

/// Notes everything.
struct Notes {
    laid_out_for: usize,
    by_worker: Vec<Mutex<Log>>,
    /// By subtree: who walked it last, and how often it was the same as before, and another.
    walkers: Mutex<BTreeMap<usize, (usize, [u64; 2])>>,
}

impl Watch for Notes {
    fn laid_out_for(&self, _: usize) -> usize {
        self.laid_out_for
    }
    fn begin(&self, worker: usize) {
        self.by_worker[worker].lock().expect("nobody panics here").began = thread_secs();
    }
    fn end(&self, worker: usize, task: Task) {
        let now = thread_secs();
        let mut log = self.by_worker[worker].lock().expect("nobody panics here");
        let secs = now - log.began;
        log.secs.entry(task).or_default().push(secs);
        if let Task::Subtree(number) = task {
            let mut walkers = self.walkers.lock().expect("nobody panics here");
            let (last, times) = walkers.entry(number).or_insert((worker, [0; 2]));
            times[usize::from(*last != worker)] += 1;
            *last = worker;
        }
    }
}

impl Trial<'_> {
    /// Trains with subtrees laid out for so many workers.
    pub(crate) fn measure(&self, laid_out_for: usize) -> Measured {
        let batch = BOARDS as usize;
        let options = SolverOptions {
            batch_size: batch,
            batch_start: batch,
            part_bytes: self.part_bytes,
            ..SolverOptions::default()
        };
        let solver = VectorSolver::new(self.tree, &shared(self.cards), options);
        let mut solver = solver.expect("memory for the tables");
        let notes = || Notes {
            laid_out_for,
            by_worker: (0..self.threads).map(|_| Mutex::default()).collect(),
            walkers: Mutex::default(),
        };
        // Pages and caches first. The last batch of a run deals nothing.
        solver.run_watched(self.threads, WARM * BOARDS, &|_| false, &notes());
        let notes = notes();
        solver.run_watched(self.threads, (WARM + self.batches + 1) * BOARDS, &|_| false, &notes);
        let mut all: BTreeMap<Task, Vec<f64>> = BTreeMap::new();
        for log in notes.by_worker {
            for (task, secs) in log.into_inner().expect("nobody panicked").secs {
                all.entry(task).or_default().extend(secs);
            }
        }
        let walkers = notes.walkers.into_inner().expect("nobody panicked");
        let [same, other] = walkers.values().fold([0, 0], |[a, b], (_, [c, d])| [a + c, b + d]);
        let secs = all.into_iter().map(|(task, secs)| (task, median(secs))).collect();
        Measured { secs, kept: same as f64 / ((same + other) as f64).max(1.0) }
    }
}

impl Measured {
    /// Seconds of a task; none if it was never done.
    pub(crate) fn secs(&self, task: Task) -> f64 {
        self.secs.get(&task).copied().unwrap_or(0.0)
    }

    /// Seconds of a core for a batch.
    pub(crate) fn total(&self) -> f64 {
        self.secs.values().sum()
    }

    /// The share of subtrees that were walked by who had walked them in the batch before.
    pub(crate) fn kept(&self) -> f64 {
        self.kept
    }

    /// Pieces in which boards are dealt.
    pub(crate) fn pieces(&self) -> usize {
        self.secs.keys().filter(|task| matches!(task, Task::Deal(_))).count()
    }

    /// Parts of a subtree that was opened.
    pub(crate) fn parts_of(&self, subtree: usize) -> usize {
        self.secs.range(Task::Part(subtree, 0)..Task::Part(subtree + 1, 0)).count()
    }

    /// Number, sum and largest of the tasks of each kind.
    pub(crate) fn by_kind(&self) -> BTreeMap<&'static str, (usize, f64, f64)> {
        let mut kinds: BTreeMap<&'static str, (usize, f64, f64)> = BTreeMap::new();
        for (task, secs) in &self.secs {
            let (count, sum, largest) = kinds.entry(kind(*task)).or_default();
            (*count, *sum, *largest) = (*count + 1, *sum + secs, largest.max(*secs));
        }
        kinds
    }
}

fn kind(task: Task) -> &'static str {
    match task {
        Task::Deal(_) => "deal",
        Task::PutTogether => "put together",
        Task::Subtree(_) => "subtree",
        Task::Open(_) => "open",
        Task::Part(..) => "part",
        Task::Close(_) => "close",
        Task::Trunk(_) => "trunk",
        Task::Fix(_) => "fix",
        Task::Turn => "turn",
    }
}

fn median(mut secs: Vec<f64>) -> f64 {
    secs.sort_by(f64::total_cmp);
    secs[secs.len() / 2]
}

/// Trunk nodes and subtrees of a tree, and the trunk node above each.
pub(crate) struct Shape {
    pub cut: Cut,
    /// By part, trunk nodes first: the trunk node above.
    pub above: Vec<Option<usize>>,
    /// By trunk node: parts right below.
    pub below: Vec<usize>,
}

impl Shape {
    pub(crate) fn new(tree: &BettingTree) -> Self {
        let cut = Cut::by_size(tree);
        let trunk: Vec<_> = tree.subtree(0).filter(|&node| cut.in_trunk(node)).collect();
        let number = |node| trunk.binary_search(&node).ok();
        let parts = trunk.iter().chain(cut.roots());
        let above: Vec<_> = parts.map(|&part| number(tree.node(part).parent)).collect();
        let below = (0..trunk.len()).map(|node| above.iter().filter(|a| **a == Some(node)).count()).collect();
        Self { cut, above, below }
    }
}
