//! Luck taken out of a person's results against a strategy: AIVAT.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
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
    /// Held by who learns.
    learning: Mutex<()>,
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

    /// Learns them, if that has not been done; nothing comes of it for more than two players, where they
    /// would take too much memory, and if `given_up` is set.
    pub(crate) fn learn(&self, strategy: &Arc<Strategy>, workers: usize, given_up: &AtomicBool) {
        let _alone = locked(&self.learning);
        let is_known = locked(&self.known).iter().any(|(of, _)| Arc::ptr_eq(of, strategy));
        if is_known || strategy.lacks_buckets() {
            return;
        }
        let options = BaselineOptions { workers, ..BaselineOptions::default() };
        // Relaxed: the flag orders nothing.
        let mut observer = |_: holdem_blueprint::progress::Event<'_>| match given_up.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        };
        let learned = Baseline::learn(Arc::clone(strategy), options, &mut observer);
        if given_up.load(Ordering::Relaxed) {
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
