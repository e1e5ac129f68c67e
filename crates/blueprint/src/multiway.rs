//! What a strategy for three or more players is worth. Nothing exact is feasible there, so hands are dealt
//! and played out.
//!
//! In a game for more than two an average strategy need not be near an equilibrium. What can be measured is
//! how much a single player gains by learning against the others: in an equilibrium nobody does.

use std::time::Instant;

use holdem_cfr::Strategy;
use holdem_cfr::discount::Discount;
use holdem_cfr::evaluate::Estimate;
use holdem_cfr::evaluate::played::{Deals, Won, gained, played};
use holdem_cfr::sampled::{SampledOptions, SampledSolver};
use serde::{Deserialize, Serialize};

use crate::BlueprintError;
use crate::game::Game;
use crate::measure::{Lesson, Measure, Value};
use crate::progress::Advance;

/// Deals between two checks of whether to go on.
const CHUNK: u64 = 50_000;
/// Pots of regret with which a learner keeps to the strategy until it has found something better.
const TRUST: f32 = holdem_cfr::evaluate::exploiter::TRUST;

/// What every seat wins when one strategy plays all of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeatValues {
    /// By player, the small blind first.
    pub by_seat: Vec<Value>,
    /// Deals played.
    pub deals: u64,
    /// Seconds it took.
    pub secs: f64,
}

/// What single players learn to gain against a strategy that all others play.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deviations {
    /// By player: how much more it wins than the strategy wins on the same deals. A lower bound on what the
    /// best response gains; 0 if it found nothing better than the strategy.
    pub by_seat: Vec<Value>,
    /// Deals that each was trained on.
    pub iterations: Vec<u64>,
    /// Deals on which each was valued.
    pub deals: u64,
    /// Seconds it took.
    pub secs: f64,
}

/// Plays `eval.deals` deals with one strategy in all seats; `None` if stopped.
pub fn seat_values(game: &Game, strategy: &Strategy, how: &mut Measure<'_>) -> Option<SeatValues> {
    how.phase("seat values", |how| {
        let start = Instant::now();
        let players = game.tree.num_players();
        let strategies = vec![strategy; players];
        let won = in_chunks(how, |deals| played(&game.tree, &*game.cards, &strategies, deals))?;
        Some(SeatValues {
            by_seat: (0..players).map(|player| Value::new(game, won.by(player))).collect(),
            deals: how.eval.deals,
            secs: start.elapsed().as_secs_f64(),
        })
    })
}

/// Trains each player in turn against a strategy that the others keep, for `eval.exploiter_seconds` or
/// `eval.exploiter_iterations`, and values what it gains; `None` if stopped.
///
/// # Errors
/// [`BlueprintError::Engine`] if there is no memory for the tables.
pub fn deviations(
    game: &Game,
    strategy: &Strategy,
    how: &mut Measure<'_>,
) -> Result<Option<Deviations>, BlueprintError> {
    how.phase("exploiters", |how| {
        let start = Instant::now();
        let (mut by_seat, mut iterations) = (Vec::new(), Vec::new());
        for player in 0..game.tree.num_players() {
            let Some((learned, deals)) = learn(game, strategy, player, how)? else { return Ok(None) };
            let challenger = (player, &learned);
            let play = |deals| gained(&game.tree, &*game.cards, strategy, challenger, deals);
            // Deals that follow those of the result decide whether it plays what it learned or the strategy.
            let (seed, workers) = (how.eval.seed, how.workers);
            let rehearsal = play(Deals { seed, first: how.eval.deals, count: CHUNK, workers });
            if rehearsal.by(player).mean > 0.0 {
                let Some(gain) = in_chunks(how, play) else { return Ok(None) };
                by_seat.push(Value::new(game, gain.by(player)));
            } else {
                by_seat.push(Value::new(game, Estimate::exact(0.0)));
            }
            iterations.push(deals);
        }
        let secs = start.elapsed().as_secs_f64();
        Ok(Some(Deviations { by_seat, iterations, deals: how.eval.deals, secs }))
    })
}

/// What a player has learned against the others, and on how many deals.
fn learn(
    game: &Game,
    strategy: &Strategy,
    player: usize,
    how: &mut Measure<'_>,
) -> Result<Option<(Strategy, u64)>, BlueprintError> {
    let options = SampledOptions::external(how.eval.seed.wrapping_add(1), game.tree.num_players());
    let options = SampledOptions { discount: Discount::None, ..options };
    let solver = SampledSolver::against(&game.tree, &game.cards, options, player, strategy, TRUST);
    let mut solver = solver.map_err(holdem_cfr::engine::EngineError::from)?;
    let (workers, detail) = (how.workers, format!("exploiter: {}", game.player_name(player)));
    let lesson = Lesson::new(how);
    solver.run(workers, lesson.limit, &|work| {
        let advance = |_| Advance { detail: &detail, ..Advance::new("deals", work.iterations) };
        lesson.spent(work.iterations, advance) >= 1.0
    });
    // The opponents do not change, so the last strategy is the best one; see the exploiter for two players.
    Ok((!lesson.was_stopped()).then(|| (solver.current_strategy(), solver.work().iterations)))
}

/// Plays `eval.deals` deals a chunk at a time; `None` if stopped.
fn in_chunks(how: &mut Measure<'_>, play: impl Fn(Deals) -> Won) -> Option<Won> {
    let (seed, total, workers) = (how.eval.seed, how.eval.deals, how.workers);
    let mut won = Won::default();
    for first in (0..total).step_by(CHUNK as usize) {
        if how.advance("deals", first, total).is_break() {
            return None;
        }
        let count = CHUNK.min(total - first);
        won.join(&play(Deals { seed, first, count, workers }));
    }
    let _ = how.advance("deals", total, total);
    Some(won)
}
