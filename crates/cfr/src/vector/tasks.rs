//! Which worker takes which task of a batch.
//!
//! Every subtree has a *home*: the worker that walks it batch after batch. So that worker touches its tables
//! first, and on a machine of several sockets their memory is where it is used. Homes are assigned so that
//! all workers have about the same number of nodes to walk. A worker that has finished its own subtrees takes
//! from those that have not, the largest first, so that nobody waits for a slow neighbour.
//!
//! Tasks are taken by counting up: no queue is locked, and nobody waits to take one.

use super::ahead::PIECES;
use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A task, done once in each batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Todo {
    /// A piece of the next batch is to be dealt.
    Deal(usize),
    /// A subtree, by its index among those held, is to be walked or opened.
    Walk(usize),
}

/// The tasks of a batch. There are none to take until the first batch is opened.
#[derive(Debug)]
pub(super) struct Tasks {
    pieces: List,
    /// By worker: subtrees that are at home there, largest first.
    homes: Vec<List>,
    /// Subtrees that are opened: their parts keep every worker busy until the end, so they come last.
    opened: List,
    /// Whether boards are dealt first: if there is a trunk, those of its nodes that are done early can use
    /// them.
    deals_first: bool,
    len: usize,
}

impl Tasks {
    /// Lays out the tasks of a batch for this many workers: `nodes` has the number of nodes of each subtree
    /// held, `None` if several workers walk it.
    pub(super) fn new(nodes: &[Option<usize>], workers: usize, deals_first: bool) -> Self {
        let opened = (0..nodes.len()).filter(|&held| nodes[held].is_none());
        Self {
            pieces: List::new((0..PIECES).collect()),
            homes: homes(nodes, workers).into_iter().map(List::new).collect(),
            opened: List::new(opened.collect()),
            deals_first,
            len: PIECES + nodes.len(),
        }
    }

    /// How many there are in a batch.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Opens a batch: a worker that takes a task sees everything that was written before.
    pub(super) fn open(&self) {
        [&self.pieces, &self.opened].into_iter().chain(&self.homes).for_each(List::open);
    }

    /// Takes the next task of a worker, counted from 0; `None` if nothing is left for anybody.
    ///
    /// # Complexity
    /// O(1), or O(workers) for a worker with nothing left at home.
    pub(super) fn take(&self, worker: usize) -> Option<Todo> {
        let deal = || self.pieces.take().map(Todo::Deal);
        let walk = || self.homes[worker].take().map(Todo::Walk);
        let mine = if self.deals_first { deal().or_else(walk) } else { walk().or_else(deal) };
        mine.or_else(|| self.help().or_else(|| self.opened.take()).map(Todo::Walk))
    }

    /// Takes from the worker with most left.
    fn help(&self) -> Option<usize> {
        loop {
            let most = self.homes.iter().max_by_key(|home| home.left()).filter(|home| home.left() > 0)?;
            if let Some(held) = most.take() {
                return Some(held);
            }
        }
    }
}

/// The subtrees at home with each worker, the largest first, by their index in `nodes`; without those that
/// have no number of nodes, which several workers walk.
///
/// # Panics
/// If there is no worker.
pub fn homes(nodes: &[Option<usize>], workers: usize) -> Vec<Vec<usize>> {
    let alone = nodes.iter().enumerate().filter_map(|(held, nodes)| Some((Reverse((*nodes)?), held)));
    let mut alone: Vec<_> = alone.collect();
    alone.sort_unstable();
    let mut homes = vec![(0, Vec::new()); workers];
    for (Reverse(nodes), held) in alone {
        let (load, home) = homes.iter_mut().min_by_key(|(load, _)| *load).expect("there is a worker");
        *load += nodes;
        home.push(held);
    }
    homes.into_iter().map(|(_, home)| home).collect()
}

/// Numbers that are taken one by one.
#[derive(Debug)]
struct List {
    held: Vec<usize>,
    /// Index of the next one; past the end if none is left, and before the first batch.
    next: AtomicUsize,
}

impl List {
    fn new(held: Vec<usize>) -> Self {
        let next = AtomicUsize::new(held.len());
        Self { held, next }
    }

    fn open(&self) {
        // Release pairs with the acquire in `take`.
        self.next.store(0, Ordering::Release);
    }

    fn left(&self) -> usize {
        self.held.len().saturating_sub(self.next.load(Ordering::Relaxed))
    }

    fn take(&self) -> Option<usize> {
        // A worker that finds nothing does not count up, because others read the same cache line.
        let next = (self.left() > 0).then(|| self.next.fetch_add(1, Ordering::AcqRel))?;
        self.held.get(next).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALONE: [usize; 7] = [9, 8, 7, 5, 4, 3, 1];

    fn tasks(workers: usize, deals_first: bool) -> Tasks {
        Tasks::new(&[&ALONE.map(Some)[..], &[None; 2]].concat(), workers, deals_first)
    }

    fn take_all(tasks: &Tasks, worker: usize) -> Vec<Todo> {
        std::iter::from_fn(|| tasks.take(worker)).collect()
    }

    #[test]
    fn nothing_can_be_taken_before_a_batch_is_opened_or_after_its_end() {
        let tasks = tasks(3, true);
        assert_eq!(tasks.take(0), None);
        for _ in 0..3 {
            tasks.open();
            assert_eq!(take_all(&tasks, 1).len(), tasks.len());
            assert_eq!((tasks.take(0), tasks.take(1)), (None, None));
        }
        assert_eq!(tasks.len(), PIECES + ALONE.len() + 2);
    }

    #[test]
    fn homes_have_about_as_much_to_do_and_stay_the_same() {
        let tasks = tasks(2, false);
        let nodes = |list: &List| list.held.iter().map(|&held| ALONE[held]).sum::<usize>();
        assert_eq!(tasks.homes.iter().map(nodes).collect::<Vec<_>>(), [19, 18]);
        let batch = || {
            tasks.open();
            [tasks.take(1), tasks.take(0), tasks.take(1)]
        };
        assert_eq!(batch(), batch());
    }

    #[test]
    fn who_has_nothing_left_takes_the_largest_of_others_and_opened_ones_come_last() {
        let tasks = tasks(2, false);
        tasks.open();
        let (mine, theirs) = (&tasks.homes[1].held, &tasks.homes[0].held);
        let walks = |held: &[usize]| held.iter().copied().map(Todo::Walk).collect::<Vec<_>>();
        let expected =
            [walks(mine), (0..PIECES).map(Todo::Deal).collect(), walks(theirs), walks(&[7, 8])].concat();
        assert_eq!(take_all(&tasks, 1), expected);
    }

    #[test]
    fn every_task_is_taken_once_whoever_races() {
        let tasks = tasks(4, true);
        for _ in 0..200 {
            tasks.open();
            let mut taken: Vec<Todo> = std::thread::scope(|scope| {
                let tasks = &tasks;
                let workers: Vec<_> =
                    (0..4).map(|worker| scope.spawn(move || take_all(tasks, worker))).collect();
                workers.into_iter().flat_map(|worker| worker.join().expect("nobody panics")).collect()
            });
            taken.sort_by_key(|todo| match *todo {
                Todo::Deal(piece) => (0, piece),
                Todo::Walk(held) => (1, held),
            });
            let expected =
                (0..PIECES).map(Todo::Deal).chain((0..ALONE.len() + 2).map(Todo::Walk)).collect::<Vec<_>>();
            assert_eq!(taken, expected);
        }
    }
}
