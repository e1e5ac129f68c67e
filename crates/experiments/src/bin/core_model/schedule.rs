//! A batch as workers share it, played on a machine: the rules are those of training.

use crate::machine::{Cores, Job, Machine};
use crate::measured::{BOARDS, Measured, Shape};
use holdem_cfr::vector::tasks::homes;
use holdem_cfr::vector::watch::Task;
use holdem_game::tree::BettingTree;
use std::collections::VecDeque;

/// Boards that are walked together where a subtree is not walked part by part: its tables pass by once for so
/// many.
pub(crate) const GROUP: u64 = 4;

/// A batch: its tasks, and what each takes.
pub(crate) struct Batch<'m> {
    shape: Shape,
    alone: &'m Measured,
    /// Where subtrees may be opened.
    several: Option<&'m Measured>,
    /// Subtrees that are more than one in so many of what each worker has to do are opened.
    share: usize,
    /// By subtree.
    nodes: Vec<usize>,
    /// By subtree: to and from memory, in a batch.
    bytes: Vec<f64>,
}

impl<'m> Batch<'m> {
    /// `bytes` are those of the tables of each subtree that a pass over it touches.
    pub(crate) fn new(
        tree: &BettingTree,
        (bytes, in_parts): (&[f64], bool),
        alone: &'m Measured,
        (several, share): (Option<&'m Measured>, usize),
    ) -> Self {
        let shape = Shape::new(tree);
        let nodes = shape.cut.roots().iter().map(|&root| tree.subtree(root).len()).collect();
        let passes = if in_parts { 1 } else { BOARDS / GROUP };
        // Read and written.
        let bytes = bytes.iter().map(|bytes| 2.0 * passes as f64 * bytes).collect();
        Self { shape, alone, several, share, nodes, bytes }
    }

    /// To and from memory in all.
    pub(crate) fn bytes(&self) -> f64 {
        self.bytes.iter().sum()
    }

    /// Subtrees that so many workers open, and their parts: 0 for those that are not.
    fn parts(&self, cores: usize) -> Vec<usize> {
        let all: usize = self.nodes.iter().sum();
        let parts = |(number, nodes): (usize, &usize)| match self.several {
            Some(several) if nodes * cores * self.share > all => several.parts_of(number),
            Some(_) | None => 0,
        };
        self.nodes.iter().enumerate().map(parts).collect()
    }

    /// Seconds of a batch on a machine: as many workers at most as there are tasks.
    pub(crate) fn secs(&self, machine: &Machine) -> f64 {
        let parts = self.parts(machine.cores).iter().map(|&parts| parts.max(1)).sum();
        let machine = &Machine { cores: machine.cores.min(parts), ..*machine };
        Play::new(self, machine).finish() + self.alone.secs(Task::Turn)
    }
}

/// What a core does.
#[derive(Clone, Copy)]
enum Does {
    /// It wakes up, or others.
    Wakes,
    Task(Task),
}

struct Play<'b> {
    batch: &'b Batch<'b>,
    machine: &'b Machine,
    cores: Cores<Does>,
    /// By subtree: parts, if it is opened; the next one to be taken of those that are open; those not done.
    parts: Vec<usize>,
    next_part: Vec<usize>,
    parts_left: Vec<usize>,
    pieces: VecDeque<Task>,
    /// By core.
    homes: Vec<VecDeque<Task>>,
    opened: VecDeque<Task>,
    pieces_left: usize,
    is_dealt: bool,
    /// By trunk node: parts right below that are not done.
    left: Vec<usize>,
}

impl<'b> Play<'b> {
    fn new(batch: &'b Batch<'b>, machine: &'b Machine) -> Self {
        let parts = batch.parts(machine.cores);
        let pieces = batch.alone.pieces();
        let nodes = batch.nodes.iter().zip(&parts);
        let nodes: Vec<_> = nodes.map(|(&nodes, &parts)| (parts == 0).then_some(nodes)).collect();
        let homes = homes(&nodes, machine.cores).into_iter();
        let homes = homes.map(|home| home.into_iter().map(Task::Subtree).collect());
        let opened = (0..parts.len()).filter(|&number| parts[number] > 0).map(Task::Open).collect();
        Self {
            batch,
            machine,
            cores: Cores::new(machine),
            next_part: parts.clone(),
            parts_left: parts.clone(),
            parts,
            pieces: (0..pieces).map(Task::Deal).collect(),
            homes: homes.collect(),
            opened,
            pieces_left: pieces,
            is_dealt: pieces == 0,
            left: batch.shape.below.clone(),
        }
    }

    /// Seconds from the first word to the last value.
    fn finish(mut self) -> f64 {
        let Machine { cores, wake_secs, unpark_secs, .. } = *self.machine;
        for core in 0..cores {
            let wakes = if core == 0 { cores - 1 } else { core };
            let wakes_up = if core == 0 { 0.0 } else { wake_secs };
            self.wake(core, wakes as f64 * unpark_secs + wakes_up);
        }
        while let Some((core, done)) = self.cores.next() {
            let then = match done {
                Does::Wakes => None,
                Does::Task(task) => self.after(task),
            };
            if let Some(task) = then.or_else(|| self.take(core)) {
                self.begin(core, task);
            }
            if let Does::Task(Task::Open(_)) = done {
                for idle in (0..cores).filter(|&core| self.cores.is_idle(core)).collect::<Vec<_>>() {
                    self.wake(idle, wake_secs);
                }
            }
        }
        self.cores.now()
    }

    fn wake(&mut self, core: usize, secs: f64) {
        self.cores.begin(core, Job { what: Does::Wakes, secs, bytes: 0.0 });
    }

    fn begin(&mut self, core: usize, task: Task) {
        let bytes = match task {
            Task::Subtree(number) => self.batch.bytes[number],
            Task::Part(number, _) => self.batch.bytes[number] / self.parts[number] as f64,
            _ => 0.0,
        };
        let opened = matches!(task, Task::Open(_) | Task::Part(..) | Task::Close(_));
        let measured = self.batch.several.filter(|_| opened).unwrap_or(self.batch.alone);
        self.cores.begin(core, Job { what: Does::Task(task), secs: measured.secs(task), bytes });
    }

    /// A part of an open subtree or, if there is none, a task of its own or of who has most left.
    fn take(&mut self, core: usize) -> Option<Task> {
        let open = (0..self.parts.len()).find(|&number| self.next_part[number] < self.parts[number]);
        if let Some(number) = open {
            self.next_part[number] += 1;
            return Some(Task::Part(number, self.next_part[number] - 1));
        }
        let mine = self.pieces.pop_front().or_else(|| self.homes[core].pop_front());
        let help = || self.homes.iter_mut().max_by_key(|home| home.len())?.pop_front();
        mine.or_else(help).or_else(|| self.opened.pop_front())
    }

    /// What whoever has done a task does next.
    fn after(&mut self, task: Task) -> Option<Task> {
        let trunk_len = self.left.len();
        match task {
            Task::Deal(_) => {
                self.pieces_left -= 1;
                (self.pieces_left == 0).then_some(Task::PutTogether)
            }
            Task::PutTogether => {
                self.is_dealt = true;
                None
            }
            Task::Subtree(number) | Task::Close(number) => self.climb(trunk_len + number),
            Task::Open(number) => {
                self.next_part[number] = 0;
                None
            }
            Task::Part(number, _) => {
                self.parts_left[number] -= 1;
                (self.parts_left[number] == 0).then_some(Task::Close(number))
            }
            Task::Trunk(node) if self.is_dealt => Some(Task::Fix(node)),
            Task::Trunk(node) | Task::Fix(node) => self.climb(node),
            Task::Turn => None,
        }
    }

    fn climb(&mut self, part: usize) -> Option<Task> {
        let above = self.batch.shape.above[part]?;
        self.left[above] -= 1;
        (self.left[above] == 0).then_some(Task::Trunk(above))
    }
}
