//! All ranks as one engine: what rank 0 trains with.

mod ranks;
mod shares;

use std::ops::ControlFlow;
use std::sync::Arc;

use holdem_cfr::Strategy;
use holdem_cfr::discount::Discount;
use holdem_cfr::engine::{Detail, Engine, EngineState};
use holdem_cfr::tables::layout::Look;
use holdem_cfr::tables::storage::{Losses, Storage};
use holdem_cfr::vector::solver::Work;

use crate::greeting::Place;
use crate::held::Held;
use crate::message::{Command, Lost, Sampled, Wrote};
use crate::transport::{Transport, receive_value, receive_words, send_value, send_words};

pub use ranks::Ranks;

/// A solver whose subtrees are held by ranks, this one among them.
struct ClusterEngine {
    transport: Arc<dyn Transport>,
    places: Vec<Place>,
    held: Held,
    /// Words in each part.
    lens: Vec<usize>,
    /// The outcome of each rank's share of the checkpoint that is being written.
    wrote: Vec<Wrote>,
}

impl ClusterEngine {
    fn owner(&self, part: usize) -> usize {
        part.checked_sub(1).map_or(0, |subtree| self.held.exchange.owners()[subtree])
    }

    fn ask(&self, rank: usize, command: &Command) {
        send_value(&*self.transport, rank, command);
    }

    fn tell_all(&self, command: &Command) {
        self.others().for_each(|rank| self.ask(rank, command));
    }

    fn others(&self) -> std::ops::Range<usize> {
        1..self.transport.size()
    }

    fn name(&self, rank: usize) -> String {
        format!("rank {rank} on {}", self.places[rank].host)
    }

    /// How many ranks are on the machine of a rank.
    fn neighbours(&self, rank: usize) -> usize {
        self.places.iter().filter(|place| place.host == self.places[rank].host).count()
    }

    /// Asks the owner of a part for something that is sent with its length first.
    fn fetch(&self, part: usize, command: &Command) -> Vec<f32> {
        let owner = self.owner(part);
        self.ask(owner, command);
        let mut numbers = vec![0.0; receive_value(&*self.transport, owner)];
        receive_words(&*self.transport, owner, bytemuck::cast_slice_mut(&mut numbers));
        numbers
    }

    /// Hands a part to the ranks that hold it, besides this one.
    fn give(&self, part: usize, words: &[u32]) {
        for rank in self.others().filter(|&rank| part == 0 || rank == self.owner(part)) {
            self.ask(rank, &Command::Import { part });
            send_words(&*self.transport, rank, words);
        }
    }

    /// Shows rows that another rank holds; returns where to continue after the part.
    fn sample_elsewhere(&self, part: usize, next: usize, stride: usize, look: &mut Look<'_>) -> usize {
        let owner = self.owner(part);
        self.ask(owner, &Command::Sample { part, next, stride });
        let Sampled { words, next } = receive_value(&*self.transport, owner);
        let mut rows = vec![0; words];
        receive_words(&*self.transport, owner, &mut rows);
        let mut rest = &rows[..];
        while let [street, actions, behind @ ..] = rest {
            let (numbers, behind) = behind.split_at(2 * *actions as usize);
            let (regrets, sums) = bytemuck::cast_slice(numbers).split_at(*actions as usize);
            look(*street as usize, regrets, sums);
            rest = behind;
        }
        next
    }

    fn losses_elsewhere(&self, part: usize) -> Losses {
        let owner = self.owner(part);
        self.ask(owner, &Command::Losses { part });
        let Lost { numbers, floored, vanished } = receive_value(&*self.transport, owner);
        Losses { numbers, floored, vanished }
    }
}

impl Engine for ClusterEngine {
    fn work(&self) -> Work {
        *self.held.solver.work()
    }

    fn most_workers(&self) -> usize {
        self.held.solver.num_tasks().max(1)
    }

    /// Every rank has its own number of workers: `_workers` was fixed when the engine was made.
    fn run(&mut self, _workers: usize, limit: u64, stop: &(dyn Fn(&Work) -> bool + Sync)) {
        self.tell_all(&Command::Run { limit });
        self.held.run(limit, stop);
    }

    fn average_strategy(&self) -> Strategy {
        self.held.solver.average_with(&mut |part| self.fetch(part, &Command::Weights { part }))
    }

    fn regret_discount(&self) -> Discount {
        let options = self.held.solver.options();
        if options.regret_floor { Discount::None } else { options.discount }
    }

    fn epsilon(&self) -> Option<f32> {
        None
    }

    fn losses(&self) -> Option<Losses> {
        let mut losses = Losses::default();
        for part in 0..self.lens.len() {
            losses += self.held.solver.losses_of(part).unwrap_or_else(|| self.losses_elsewhere(part));
        }
        (self.held.solver.options().storage == Storage::I16).then_some(losses)
    }

    fn sample_rows(&self, stride: usize, look: &mut Look<'_>) {
        let mut next = 0;
        for part in 0..self.lens.len() {
            let here = self.held.solver.sample_part(part, next, stride, look);
            next = here.unwrap_or_else(|| self.sample_elsewhere(part, next, stride, look));
        }
    }

    fn state(&self) -> EngineState {
        EngineState { work: self.work(), detail: Detail::None }
    }

    fn part_lens(&self) -> Vec<usize> {
        self.lens.clone()
    }

    fn export(&mut self, write: &mut dyn FnMut(&[u32])) {
        let mut words = Vec::new();
        for (part, &len) in self.lens.iter().enumerate() {
            if !self.held.solver.export_part(part, write) {
                let owner = self.owner(part);
                self.ask(owner, &Command::Export { part });
                words.resize(len, 0);
                receive_words(&*self.transport, owner, &mut words);
                write(&words);
            }
        }
    }

    fn import(
        &mut self,
        state: &EngineState,
        fill: &mut dyn FnMut(usize, &mut [u32]) -> ControlFlow<()>,
    ) -> bool {
        if state.detail != Detail::None {
            return false;
        }
        let mut words = Vec::new();
        for part in 0..self.lens.len() {
            words.resize(self.lens[part], 0);
            if fill(part, &mut words).is_break() {
                return false;
            }
            self.give(part, &words);
            if let Some(mine) = self.held.solver.part_mut(part) {
                mine.copy_from_slice(&words);
            }
        }
        self.held.solver.resume_at(state.work);
        self.tell_all(&Command::Resume((&state.work).into()));
        true
    }
}

impl Drop for ClusterEngine {
    fn drop(&mut self) {
        // A rank that is ending may have lost the others.
        if !std::thread::panicking() {
            self.tell_all(&Command::Drop);
        }
    }
}
