//! All ranks as one engine: what rank 0 trains with.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use holdem_blueprint::Game;
use holdem_cfr::Strategy;
use holdem_cfr::discount::Discount;
use holdem_cfr::engine::{Detail, Engine, EngineError, EngineState};
use holdem_cfr::tables::layout::Look;
use holdem_cfr::tables::storage::{Losses, Storage};
use holdem_cfr::vector::solver::Work;
use holdem_training::{MakeEngine, TrainConfig, TrainError};

use crate::exchange::{Exchange, Traffic};
use crate::greeting::{Place, share, workers};
use crate::held::Held;
use crate::message::{Command, Holding, Lost, Made, Sampled};
use crate::transport::{Transport, receive_value, receive_words, send_value, send_words};

/// All ranks, as rank 0 sees them: a maker of engines.
pub struct Ranks {
    transport: Arc<dyn Transport>,
    places: Vec<Place>,
    /// Workers of each rank, if it was said how many.
    num_workers: usize,
    /// That of the engine that was made last.
    exchange: Mutex<Option<Arc<Exchange>>>,
}

impl Ranks {
    /// Takes charge of ranks that have [met](crate::greet) in these places and now [serve](crate::serve()),
    /// each with so many workers; with 0 each has as many as there is room for where it runs.
    pub fn new(transport: &Arc<dyn Transport>, places: Vec<Place>, num_workers: usize) -> Self {
        Self { transport: Arc::clone(transport), places, num_workers, exchange: Mutex::default() }
    }

    /// Workers of a rank.
    pub fn workers(&self, rank: usize) -> usize {
        if self.num_workers > 0 { self.num_workers } else { workers(&self.places, rank) }
    }

    /// What every rank has exchanged in training with the last engine that was made, in their order. To be
    /// asked when that engine has gone.
    pub fn traffic(&self) -> Vec<Traffic> {
        let exchange = self.exchange.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = exchange.as_ref().map_or_else(Traffic::default, |exchange| *exchange.traffic());
        let theirs = self.others().map(|rank| {
            self.tell(rank, &Command::Traffic);
            receive_value(&*self.transport, rank)
        });
        std::iter::once(mine).chain(theirs).collect()
    }

    fn tell(&self, rank: usize, command: &Command) {
        send_value(&*self.transport, rank, command);
    }

    fn others(&self) -> std::ops::Range<usize> {
        1..self.transport.size()
    }

    /// Takes what the other ranks say that they hold; all that is wrong with it.
    fn holdings(&self, mine: &Holding) -> Result<Vec<usize>, EngineError> {
        let (mut lens, mut wrong) = (mine.parts.clone(), Vec::new());
        for rank in self.others() {
            let mut say =
                |what: &str| wrong.push(format!("rank {rank} on {} {what}", self.places[rank].host));
            match receive_value(&*self.transport, rank) {
                Made::Failed(why) => say(&format!("cannot begin ({why})")),
                Made::Held(theirs) if theirs.tree != mine.tree => say("has another betting tree than rank 0"),
                Made::Held(theirs) if theirs.deals != mine.deals => say("has other buckets than rank 0"),
                Made::Held(theirs) => lens.extend(theirs.parts.into_iter().filter(|(part, _)| *part > 0)),
            }
        }
        lens.sort_unstable();
        match wrong.is_empty() {
            true => Ok(lens.into_iter().map(|(_, len)| len).collect()),
            false => Err(EngineError::Elsewhere {
                place: "ranks do not fit together".to_owned(),
                reason: wrong.join("; "),
            }),
        }
    }
}

impl MakeEngine for Ranks {
    fn share(&self) -> f64 {
        share(&self.places, self.transport.rank())
    }

    fn make(&self, config: &TrainConfig, game: &Game) -> Result<Box<dyn Engine>, TrainError> {
        let held = Held::new(&self.transport, game, config.engine_options(), self.workers(0))?;
        *self.exchange.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&held.exchange));
        for rank in self.others() {
            let config = TrainConfig { num_workers: self.workers(rank), ..config.clone() };
            self.tell(rank, &Command::Make(Box::new(config)));
        }
        // From here on the others are to be told when it ends, whatever happens.
        let mut engine = ClusterEngine { held, lens: Vec::new(), transport: Arc::clone(&self.transport) };
        engine.lens = self.holdings(&engine.held.holding(game))?;
        Ok(Box::new(engine))
    }
}

/// A solver whose subtrees are held by ranks, this one among them.
struct ClusterEngine {
    transport: Arc<dyn Transport>,
    held: Held,
    /// Words in each part.
    lens: Vec<usize>,
}

impl ClusterEngine {
    fn owner(&self, part: usize) -> usize {
        part.checked_sub(1).map_or(0, |subtree| self.held.exchange.owners()[subtree])
    }

    fn ask(&self, rank: usize, command: &Command) {
        send_value(&*self.transport, rank, command);
    }

    fn tell_all(&self, command: &Command) {
        (1..self.transport.size()).for_each(|rank| self.ask(rank, command));
    }

    /// Asks the owner of a part for something that is told with its length ahead of it.
    fn fetch(&self, part: usize, command: &Command) -> Vec<f32> {
        let owner = self.owner(part);
        self.ask(owner, command);
        let mut numbers = vec![0.0; receive_value(&*self.transport, owner)];
        receive_words(&*self.transport, owner, bytemuck::cast_slice_mut(&mut numbers));
        numbers
    }

    /// Hands a part to the ranks that hold it, besides this one.
    fn give(&self, part: usize, words: &[u32]) {
        let all = 1..self.transport.size();
        for rank in all.filter(|&rank| part == 0 || rank == self.owner(part)) {
            self.ask(rank, &Command::Import { part });
            send_words(&*self.transport, rank, words);
        }
    }

    /// Shows rows that another rank holds; returns where to go on behind the part.
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

    fn discount(&self) -> Discount {
        self.held.solver.options().discount
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local::{Local, connect};

    fn ranks(mine: Local) -> Ranks {
        let place = Place { host: "box".to_owned(), cpus: "0-3".to_owned(), cores: 4 };
        let places = vec![place; mine.size()];
        let transport: Arc<dyn Transport> = Arc::new(mine);
        Ranks::new(&transport, places, 0)
    }

    #[test]
    fn ranks_that_hold_other_trees_or_buckets_or_nothing_are_named() {
        let holding = |tree, deals, parts| Holding { tree, deals, parts };
        let answers = [
            Made::Held(holding(1, 2, vec![(0, 3), (2, 8)])),
            Made::Held(holding(9, 2, vec![(0, 3)])),
            Made::Held(holding(1, 9, vec![(0, 3)])),
            Made::Failed("no memory".to_owned()),
        ];
        let mine = holding(1, 2, vec![(0, 3), (1, 5)]);
        let with = |answers: &[Made]| {
            let mut connected = connect(1 + answers.len()).into_iter();
            let first = ranks(connected.next().expect("there is rank 0"));
            // Those who have answered stay until they have been heard.
            let others: Vec<Local> = connected.collect();
            others.iter().zip(answers).for_each(|(other, answer)| send_value(other, 0, answer));
            first.holdings(&mine)
        };
        assert_eq!(with(&answers[..1]).ok(), Some(vec![3, 5, 8]));
        let wrong = with(&answers).map_err(|error| error.to_string());
        assert_eq!(
            wrong.unwrap_err(),
            "ranks do not fit together: rank 2 on box has another betting tree than rank 0; rank 3 on box \
             has other buckets than rank 0; rank 4 on box cannot begin (no memory)"
        );
    }

    #[test]
    fn workers_are_those_that_were_said_or_the_cores_there_are() {
        let mut connected = connect(2).into_iter();
        let ranks = ranks(connected.next().expect("there is rank 0"));
        assert_eq!([ranks.workers(0), ranks.workers(1)], [2, 2]);
        assert_eq!(Ranks { num_workers: 7, ..ranks }.workers(1), 7);
    }
}
