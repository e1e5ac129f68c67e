//! Luck taken out of a person's results against a strategy: AIVAT.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use holdem_arena::Player;
use holdem_arena::aivat::{Aivat, AivatOptions, Baseline, BaselineError, BaselineOptions};
use holdem_arena::play::play_hand;
use holdem_arena::player::{PlayerError, Turn};
use holdem_arena::players::BlueprintEntrant;
use holdem_arena::table::Table;
use holdem_blueprint::Strategy;
use holdem_cards::random::DealRng;
use holdem_game::rules::Move;

use super::hand::Seats;
use super::tokens::{move_of, token};
use crate::error::ApiError;
use crate::locks::locked;

/// Most strategies whose values are kept in memory.
const MOST: usize = 2;

/// A strategy, and what it is worth to itself, or why that cannot be learned.
type Known = (Arc<Strategy>, Result<Arc<Baseline>, BaselineError>);

/// What strategies are worth to themselves, by node and bucket: learned once, in seconds.
#[derive(Default)]
pub(crate) struct Baselines {
    /// The one learned last stands last.
    known: Mutex<Vec<Known>>,
    /// Those that are being learned, or will be.
    learning: Arc<Mutex<Vec<Arc<Strategy>>>>,
}

/// A strategy whose values are being learned: as long as this is there, by nobody else.
pub(crate) struct Learning {
    strategy: Arc<Strategy>,
    among: Arc<Mutex<Vec<Arc<Strategy>>>>,
}

impl Drop for Learning {
    fn drop(&mut self) {
        locked(&self.among).retain(|of| !Arc::ptr_eq(of, &self.strategy));
    }
}

impl Baselines {
    /// Of a strategy, if it was learned.
    pub(crate) fn known(&self, strategy: &Arc<Strategy>) -> Option<Arc<Baseline>> {
        locked(&self.known).iter().find(|(of, _)| Arc::ptr_eq(of, strategy))?.1.clone().ok()
    }

    /// Why luck is not taken out of results against a strategy, and will not be; none while that is open.
    pub(crate) fn refused(&self, strategy: &Arc<Strategy>) -> Option<&'static str> {
        if strategy.tree().num_players() != 2 {
            return Some("luck is taken out of games for two");
        }
        let known = locked(&self.known);
        let (_, learned) = known.iter().find(|(of, _)| Arc::ptr_eq(of, strategy))?;
        match learned {
            Ok(_) | Err(BaselineError::Interrupted) => None,
            Err(BaselineError::Memory { .. }) => Some("this strategy is too large to take luck out"),
            Err(BaselineError::Seats { .. }) => Some("luck is taken out of games for two"),
        }
    }

    /// Takes it on to learn them; nothing if that was done, is being done, or cannot be: for more than two
    /// players, and before the buckets are built.
    pub(crate) fn take_on(&self, strategy: &Arc<Strategy>) -> Option<Learning> {
        if strategy.tree().num_players() != 2 || strategy.lacks_buckets() {
            return None;
        }
        let is_it = |of: &Arc<Strategy>| Arc::ptr_eq(of, strategy);
        let mut learning = locked(&self.learning);
        // What was learned is known before it is no longer among these.
        if learning.iter().any(is_it) || locked(&self.known).iter().any(|(of, _)| is_it(of)) {
            return None;
        }
        learning.push(Arc::clone(strategy));
        Some(Learning { strategy: Arc::clone(strategy), among: Arc::clone(&self.learning) })
    }

    /// Learns them; nothing comes of it where they would take too much memory, and if `go_on`, which is asked
    /// now and then and may take its time, breaks it off.
    pub(crate) fn learn(
        &self,
        learning: &Learning,
        workers: usize,
        go_on: impl Fn() -> ControlFlow<()> + Sync,
    ) {
        let strategy = &learning.strategy;
        let options = BaselineOptions { workers, ..BaselineOptions::default() };
        let mut observer = |_: holdem_blueprint::progress::Event<'_>| go_on();
        let learned = Baseline::learn(Arc::clone(strategy), options, &mut observer);
        if matches!(learned, Err(BaselineError::Interrupted)) {
            return;
        }
        let mut known = locked(&self.known);
        if known.len() >= MOST {
            drop(known.remove(0));
        }
        known.push((Arc::clone(strategy), learned.map(Arc::new)));
    }
}

/// A hand that is over, to be played again as it was.
pub(crate) struct Replay {
    pub(crate) entrant: BlueprintEntrant,
    pub(crate) table: Table,
    pub(crate) seed: u64,
    /// From 0.
    pub(crate) number: usize,
    /// The person's number as the betting tree has it.
    pub(crate) player: usize,
    /// All moves, whoever made them.
    pub(crate) moves: Vec<String>,
    /// What the person has won, in chips.
    pub(crate) won: Option<i64>,
}

impl Replay {
    /// What the person has won with luck taken out, in chips; none for a table that the values are not for,
    /// or if the strategy does not play as it did.
    ///
    /// # Errors
    /// If the strategy cannot be read.
    pub(crate) fn less_luck(&self, baseline: &Arc<Baseline>) -> Result<Option<f64>, ApiError> {
        let options = AivatOptions { seed: self.seed, ..AivatOptions::default() };
        let Some(mut aivat) = Aivat::new(Arc::clone(baseline), &self.table, options) else { return Ok(None) };
        let (seat, number) = (self.table.seat_of(self.player), self.number as u64);
        let Seats { dealt, players, mut rngs } =
            Seats::deal(&self.entrant, &self.table, (self.seed, number))?;
        let moves: Option<Vec<Move>> = self.moves.iter().map(|text| move_of(text)).collect();
        let Some(moves) = moves else { return Ok(None) };
        let mut players: Vec<Box<dyn Player>> =
            players.into_iter().map(|player| Box::new(player) as Box<dyn Player>).collect();
        players[seat] = Box::new(Person(moves));
        let played = play_hand(&self.table, &dealt, number, &mut players, &mut rngs, &mut aivat);
        let Ok(played) = played else { return Ok(None) };
        if !played.public.moves().map(|(.., action)| token(action)).eq(self.moves.iter().cloned()) {
            return Ok(None);
        }
        let corrected = aivat.result(&played.public, &played.payoffs);
        Ok(Some(if seat == 0 { corrected } else { -corrected }))
    }
}

/// A person whose moves are known.
struct Person(Vec<Move>);

impl Player for Person {
    fn name(&self) -> String {
        "you".to_owned()
    }

    fn begin(&mut self, _turn: &Turn<'_>) -> Result<(), PlayerError> {
        Ok(())
    }

    /// The move that stands where the hand is; a check or a call behind the last one.
    fn act(&mut self, turn: &Turn<'_>, _rng: &mut DealRng) -> Result<Move, PlayerError> {
        let made = turn.public.moves().count();
        Ok(self.0.get(made).copied().unwrap_or_else(|| turn.public.betting().legal().passive()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use holdem_telemetry::{Reporter, StopFlag};
    use holdem_training::{TrainConfig, TrainOptions, train};

    use super::*;

    fn kuhn() -> (tempfile::TempDir, Arc<Strategy>) {
        let folder = tempfile::tempdir().unwrap();
        let text = "game: { kind: kuhn }\nnum_iterations: 10\nbatch_size: 1\ntensorboard: false\n\
            eval: { exploiter_seconds: 0, exploitability: false }";
        let config = TrainConfig::from_yaml_str(text).unwrap();
        let options = TrainOptions { logdir: Some(folder.path().join("run")), ..TrainOptions::default() };
        train(&config, &options, &mut Reporter::new(), &StopFlag::new()).unwrap();
        let strategy = Strategy::open(&folder.path().join("run")).unwrap();
        (folder, Arc::new(strategy))
    }

    #[test]
    fn however_many_ask_one_learns_and_once_is_enough() {
        let (_folder, strategy) = kuhn();
        let (baselines, barrier) = (Baselines::default(), Barrier::new(2));
        let ask = || {
            barrier.wait();
            baselines.take_on(&strategy)
        };
        for _ in 0..1_000 {
            let asked = thread::scope(|scope| {
                [scope.spawn(ask), scope.spawn(ask)].map(|thread| thread.join().unwrap())
            });
            assert_eq!(asked.iter().flatten().count(), 1);
            assert!(baselines.take_on(&strategy).is_none());
        }
        let given_up = || ControlFlow::Break(());
        baselines.learn(&baselines.take_on(&strategy).unwrap(), 1, given_up);
        assert!(baselines.known(&strategy).is_none());
        baselines.learn(&baselines.take_on(&strategy).unwrap(), 1, || ControlFlow::Continue(()));
        assert!(baselines.known(&strategy).is_some() && baselines.take_on(&strategy).is_none());
    }
}
