//! Where the engine of all ranks comes from.

use std::sync::{Arc, Mutex, PoisonError};

use holdem_blueprint::Game;
use holdem_cfr::engine::EngineError;
use holdem_training::{Estimate, MakeEngine, RunEngine, TrainConfig, TrainError};

use super::ClusterEngine;
use crate::exchange::{Exchange, Traffic};
use crate::greeting::{Place, share, workers};
use crate::held::Held;
use crate::message::{Command, Holding, Made};
use crate::transport::{Transport, receive_value, send_value};

/// All ranks, as rank 0 sees them: a maker of engines.
pub struct Ranks {
    transport: Arc<dyn Transport>,
    places: Vec<Place>,
    /// Workers of each rank, if configured.
    num_workers: usize,
    /// The exchange of the engine that was made last.
    exchange: Mutex<Option<Arc<Exchange>>>,
}

impl Ranks {
    /// Takes charge of ranks that have [met](crate::greet) in these places and now [serve](crate::serve()),
    /// each with this many workers; with 0 each has as many as fit where it runs.
    pub fn new(transport: &Arc<dyn Transport>, places: Vec<Place>, num_workers: usize) -> Self {
        Self { transport: Arc::clone(transport), places, num_workers, exchange: Mutex::default() }
    }

    /// Workers of a rank.
    pub fn workers(&self, rank: usize) -> usize {
        if self.num_workers > 0 { self.num_workers } else { workers(&self.places, rank) }
    }

    /// What every rank has exchanged in training with the last engine that was made, in their order. To be
    /// called after that engine has been dropped.
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

    /// Collects what the other ranks report to hold; returns everything that is wrong with it.
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
    fn estimate(&self, whole: &Estimate) -> Estimate {
        match self.transport.size() {
            1 => whole.clone(),
            _ => whole.of_share(share(&self.places, 0)).without_strategy(),
        }
    }

    fn make(&self, config: &TrainConfig, game: &Game) -> Result<RunEngine, TrainError> {
        let held = Held::new(&self.transport, game, config.engine_options(), self.workers(0))?;
        *self.exchange.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&held.exchange));
        for rank in self.others() {
            let config = TrainConfig { num_workers: self.workers(rank), ..config.clone() };
            self.tell(rank, &Command::Make(Box::new(config)));
        }
        // From here on the others must be told when it ends, whatever happens.
        let mut engine = ClusterEngine {
            transport: Arc::clone(&self.transport),
            places: self.places.clone(),
            held,
            lens: Vec::new(),
            wrote: Vec::new(),
        };
        engine.lens = self.holdings(&engine.held.holding(game))?;
        // A single rank writes a checkpoint of one process.
        Ok(match self.transport.size() {
            1 => RunEngine::Whole(Box::new(engine)),
            _ => RunEngine::Shared(Box::new(engine)),
        })
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
