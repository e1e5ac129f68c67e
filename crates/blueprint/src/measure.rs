//! What a strategy is worth: every number in thousandths of a big blind per hand, with its standard error.
//!
//! All of this is for two players; [`multiway`](crate::multiway) is for more.
//!
//! An observer that breaks ends a measurement early; its result is then `None`, never half a number.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use holdem_cfr::evaluate::Estimate;
use holdem_cfr::evaluate::exact;
use holdem_cfr::evaluate::exploiter::learn;
use holdem_cfr::evaluate::versus::{self, Boards, Contender, Versus};
use holdem_cfr::solver::{SolverOptions, Work};
use holdem_cfr::strategy::Strategy;
use serde::{Deserialize, Serialize};

use crate::BlueprintError;
use crate::config::EvalConfig;
use crate::game::Game;
use crate::open::Opponent;
use crate::progress::{Advance, Event, Observer, phase};

/// Boards of a sample that are played between two questions whether to go on.
const CHUNK: usize = 20;

/// A measured number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// Thousandths of a big blind per hand (of the ante in Kuhn and Leduc).
    pub mbb: f64,
    /// Standard error in the same unit; 0 where nothing was sampled.
    pub standard_error_mbb: f64,
    /// The 95 % interval.
    pub interval95_mbb: [f64; 2],
    /// Chips per hand.
    pub chips: f64,
}

impl Value {
    pub(crate) fn new(game: &Game, chips: Estimate) -> Self {
        let mbb = chips.scaled(game.to_mbb(1.0));
        let half = mbb.interval();
        Self {
            mbb: mbb.mean,
            standard_error_mbb: mbb.standard_error,
            interval95_mbb: [mbb.mean - half, mbb.mean + half],
            chips: chips.mean,
        }
    }
}

/// Result of [`exploitability`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exploitability {
    /// Half the sum of what the best responses win; 0 in equilibrium. Their choices before the flop are the
    /// best ones for the sampled flops: with few flops too high.
    pub exploitability: Value,
    /// The same with the choices before the flop that are best on the other flops of the sample: with few
    /// flops too low. `None` if all boards were played, or a single flop.
    #[serde(default)]
    pub held_out: Option<Value>,
    /// What the best response wins in each seat.
    pub best_response_mbb: [f64; 2],
    /// Flops sampled, each with all turns and rivers; `None` if all boards were played.
    pub flops: Option<usize>,
    /// Seconds it took.
    pub secs: f64,
}

/// Result of [`game_value`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GameValue {
    /// What the first seat wins.
    pub value: Value,
    /// Boards sampled; `None` if all were played.
    pub boards: Option<usize>,
    /// Seconds it took.
    pub secs: f64,
}

/// Result of [`exploiter`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exploiter {
    /// Half the sum over both seats: comparable with exploitability.
    pub gain: Value,
    /// What each seat's exploiter wins.
    pub by_seat: [Value; 2],
    /// Boards that each seat's exploiter was trained on.
    pub iterations: [u64; 2],
    /// Boards on which they were valued; `None` if all.
    pub boards: Option<usize>,
    /// Seconds it took.
    pub secs: f64,
}

/// Result of [`versus()`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersusResult {
    /// What the first strategy wins from the second, mean of both seats.
    pub gain: Value,
    /// What it wins in the first seat.
    pub as_first: Value,
    /// What it wins in the second seat.
    pub as_second: Value,
    /// Boards sampled; `None` if all were played.
    pub boards: Option<usize>,
    /// Seconds it took.
    pub secs: f64,
}

/// How measurements are made: sample sizes and seeds, threads, and who hears of it.
pub struct Measure<'m> {
    /// Sample sizes, times and seeds.
    pub eval: &'m EvalConfig,
    /// Threads; results do not depend on them, unless an exploiter is trained for a time.
    pub workers: usize,
    /// Hears of progress, and may end a measurement early.
    pub observer: &'m mut Observer<'m>,
}

/// Measures what best responses with real cards win against a strategy that plays both seats.
///
/// Exact over all boards where nobody decides after the flop, and in Kuhn and Leduc; otherwise the exact best
/// response in the game whose flop is one of `eval.flops` sampled ones, with a jackknife standard error.
pub fn exploitability(game: &Game, strategy: &Strategy, how: &mut Measure<'_>) -> Option<Exploitability> {
    let flops = game.sample_flops(how.eval.flops, how.eval.seed);
    let unit = if game.is_exact() { "boards" } else { "flops" };
    let workers = how.workers;
    how.phase("exploitability", |how| {
        let start = Instant::now();
        let (done, observer) = (AtomicUsize::new(0), Mutex::new(&mut *how.observer));
        let progress = |_: usize, total: usize| {
            // Relaxed: the counter orders nothing.
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            let told = locked(&observer)(Event::Advanced(Advance::of(unit, done as u64, total as u64)));
            // With the last board there is a result.
            if done < total { told } else { ControlFlow::Continue(()) }
        };
        let (tree, cards, pair) = (&game.tree, &*game.cards, [strategy, strategy]);
        let result = exact::exploitability_until(tree, cards, pair, flops.as_deref(), workers, &progress)?;
        Some(Exploitability {
            exploitability: Value::new(game, result.chips),
            held_out: result.held_out.map(|chips| Value::new(game, chips)),
            best_response_mbb: result.best_response.map(|chips| game.to_mbb(chips)),
            flops: flops.map(|flops| flops.len()).filter(|&count| count < 1755),
            secs: start.elapsed().as_secs_f64(),
        })
    })
}

/// Measures what the first seat wins when a strategy plays both seats: exactly where all boards can be
/// played, else on `eval.boards` sampled ones.
pub fn game_value(game: &Game, strategy: &Strategy, how: &mut Measure<'_>) -> Option<GameValue> {
    how.phase("game value", |how| {
        let start = Instant::now();
        let done = |chips, boards| GameValue {
            value: Value::new(game, chips),
            boards,
            secs: start.elapsed().as_secs_f64(),
        };
        if game.is_exact() {
            let values = exact::values(&game.tree, &*game.cards, [strategy, strategy], how.workers);
            return Some(done(certain(values[0]), None));
        }
        let parts = how.in_chunks(|boards| versus::game_value(&game.tree, &*game.cards, strategy, boards))?;
        Some(done(joined(&parts), Some(how.eval.boards)))
    })
}

/// Plays two strategies of one betting tree against each other in both seats, exactly over hands: on all
/// boards where that is quick, else on `eval.boards` sampled ones, the same for all comparisons with this
/// seed. `b` may have been made over other buckets than those of `game`.
pub fn versus(game: &Game, a: &Strategy, b: &Opponent, how: &mut Measure<'_>) -> Option<VersusResult> {
    how.phase("versus", |how| {
        let start = Instant::now();
        let (result, boards) = match b.game() {
            None => play(game, a, b.strategy(), how)?,
            Some(other) => play_across([game, other], [a, b.strategy()], how)?,
        };
        Some(VersusResult {
            gain: Value::new(game, result.gain),
            as_first: Value::new(game, result.as_first),
            as_second: Value::new(game, result.as_second),
            boards,
            secs: start.elapsed().as_secs_f64(),
        })
    })
}

/// Trains a player of the same abstraction in each seat against a strategy frozen in the other, and values
/// both.
///
/// `solver` says how it is trained; its seed is replaced by `eval.seed`. Each seat is trained for
/// `eval.exploiter_iterations`, or for `eval.exploiter_seconds`.
///
/// # Errors
/// [`BlueprintError::Solver`] if there is no memory for its tables.
pub fn exploiter(
    game: &Game,
    strategy: &Strategy,
    solver: &SolverOptions,
    how: &mut Measure<'_>,
) -> Result<Option<Exploiter>, BlueprintError> {
    let options = SolverOptions { seed: how.eval.seed.wrapping_add(1), ..solver.clone() };
    how.phase("exploiter", |how| {
        let start = Instant::now();
        let mut trained = Vec::new();
        for seat in 0..2 {
            match train_exploiter(game, strategy, seat, &options, how)? {
                Some(exploiter) => trained.push(exploiter),
                None => return Ok(None),
            }
        }
        let both = trained[0].0.with_seat(&game.tree, 1, &trained[1].0);
        let iterations = [trained[0].1, trained[1].1];
        drop(trained);
        let valued = how.phase("exploiter value", |how| play(game, &both, strategy, how));
        Ok(valued.map(|(result, boards)| Exploiter {
            gain: Value::new(game, result.gain),
            by_seat: [result.as_first, result.as_second].map(|chips| Value::new(game, chips)),
            iterations,
            boards,
            secs: start.elapsed().as_secs_f64(),
        }))
    })
}

/// The exploiter of one seat and the boards it was trained on; see [`holdem_cfr::evaluate::exploiter`].
fn train_exploiter(
    game: &Game,
    strategy: &Strategy,
    seat: usize,
    options: &SolverOptions,
    how: &mut Measure<'_>,
) -> Result<Option<(Strategy, u64)>, BlueprintError> {
    let workers = how.workers;
    let lesson = Lesson::new(how);
    let over = |work: &Work| lesson.is_over(|secs| lesson_progress(&lesson, seat, work, secs));
    let (tree, cards, options) = (&game.tree, &game.cards, options.clone());
    let learned = learn(tree, cards, strategy, seat, options, workers, lesson.limit, &over);
    let (learned, work) = learned?;
    Ok((!lesson.was_stopped()).then_some((learned, work.iterations)))
}

/// How far the exploiters of both seats are, so that a bar grows once.
fn lesson_progress(lesson: &Lesson<'_>, seat: usize, work: &Work, elapsed: f64) -> Advance<'static> {
    let advance = match lesson.secs.is_finite() {
        true => {
            let done = seat as f64 * lesson.secs + elapsed.min(lesson.secs);
            Advance::of("s", done as u64, (2.0 * lesson.secs) as u64)
        }
        false => Advance::of("it", seat as u64 * lesson.limit + work.iterations, 2 * lesson.limit),
    };
    Advance {
        iterations_per_sec: Some(work.iterations as f64 / elapsed.max(1e-9)),
        nodes_per_sec: Some(work.nodes as f64 / elapsed.max(1e-9)),
        ..advance
    }
}

/// How long an exploiter learns: a number of iterations or seconds, unless the observer ends it before.
pub(crate) struct Lesson<'l> {
    pub(crate) limit: u64,
    secs: f64,
    start: Instant,
    /// The observer, and whether it has said stop.
    observer: Mutex<(&'l mut Observer<'l>, bool)>,
}

impl<'l> Lesson<'l> {
    pub(crate) fn new(how: &'l mut Measure<'_>) -> Self {
        let (limit, secs) = match how.eval.exploiter_iterations {
            Some(iterations) => (iterations, f64::INFINITY),
            None => (u64::MAX, how.eval.exploiter_seconds),
        };
        Self { limit, secs, start: Instant::now(), observer: Mutex::new((&mut *how.observer, false)) }
    }

    /// Tells how far it is, given the seconds since it began; whether it is over.
    pub(crate) fn is_over<'a>(&self, advance: impl FnOnce(f64) -> Advance<'a>) -> bool {
        let elapsed = self.start.elapsed().as_secs_f64();
        let (observer, stopped) = &mut *locked(&self.observer);
        *stopped |= observer(Event::Advanced(advance(elapsed))).is_break();
        *stopped || elapsed >= self.secs
    }

    pub(crate) fn was_stopped(&self) -> bool {
        locked(&self.observer).1
    }
}

/// Plays two strategies against each other; on which boards.
fn play(game: &Game, a: &Strategy, b: &Strategy, how: &mut Measure<'_>) -> Option<(Versus, Option<usize>)> {
    let (tree, cards) = (&game.tree, &*game.cards);
    if game.is_exact() {
        let first = exact::values(tree, cards, [a, b], how.workers)[0];
        let second = exact::values(tree, cards, [b, a], how.workers)[1];
        let gain = certain((first + second) / 2.0);
        return Some((Versus { gain, as_first: certain(first), as_second: certain(second) }, None));
    }
    let parts = how.in_chunks(|boards| versus::versus(tree, cards, a, b, boards))?;
    Some((whole(&parts), Some(how.eval.boards)))
}

/// Plays two strategies over different buckets of one betting tree against each other; on which boards.
fn play_across(
    games: [&Game; 2],
    strategies: [&Strategy; 2],
    how: &mut Measure<'_>,
) -> Option<(Versus, Option<usize>)> {
    let contender = |i: usize| Contender { cards: &*games[i].cards, strategy: strategies[i] };
    let tree = &games[0].tree;
    let parts = how.in_chunks(|boards| versus::versus_across(tree, [contender(0), contender(1)], boards))?;
    Some((whole(&parts), Some(how.eval.boards)))
}

/// The result on all boards from those of chunks, with their sizes.
fn whole(parts: &[(Versus, usize)]) -> Versus {
    let join = |value: fn(&(Versus, usize)) -> (Estimate, usize)| {
        joined(&parts.iter().map(value).collect::<Vec<_>>())
    };
    Versus {
        gain: join(|(part, n)| (part.gain, *n)),
        as_first: join(|(part, n)| (part.as_first, *n)),
        as_second: join(|(part, n)| (part.as_second, *n)),
    }
}

/// A number without a sampling error.
fn certain(mean: f64) -> Estimate {
    Estimate { mean, standard_error: 0.0 }
}

/// The estimate of a sample from those of its parts, with their sizes.
fn joined(parts: &[(Estimate, usize)]) -> Estimate {
    let parts: Vec<(Estimate, f64)> = parts.iter().map(|&(part, count)| (part, count as f64)).collect();
    let n: f64 = parts.iter().map(|(_, count)| count).sum();
    let mean = parts.iter().map(|(part, count)| part.mean * count).sum::<f64>() / n;
    // Sums of squares about the mean of each part, moved to the mean of all.
    let squares: f64 = parts
        .iter()
        .map(|(part, count)| {
            part.standard_error.powi(2) * count * (count - 1.0) + count * (part.mean - mean).powi(2)
        })
        .sum();
    Estimate { mean, standard_error: (squares / (n - 1.0).max(1.0) / n).sqrt() }
}

impl Measure<'_> {
    /// Measures as a phase of its own.
    pub(crate) fn phase<T>(&mut self, name: &str, work: impl FnOnce(&mut Measure<'_>) -> T) -> T {
        let (eval, workers) = (self.eval, self.workers);
        phase(self.observer, name, |observer| work(&mut Measure { eval, workers, observer }))
    }

    /// Tells how far it is, and asks whether to go on.
    pub(crate) fn advance(&mut self, unit: &str, done: u64, total: u64) -> ControlFlow<()> {
        (self.observer)(Event::Advanced(Advance::of(unit, done, total)))
    }

    /// Plays `eval.boards` boards a chunk at a time, each chunk under a seed of its own; `None` if stopped.
    fn in_chunks<T>(&mut self, play: impl Fn(Boards) -> T) -> Option<Vec<(T, usize)>> {
        let (total, workers) = (self.eval.boards, self.workers);
        // A single board has no spread: it joins the chunk before it.
        let chunks = (total / CHUNK).max(1);
        let mut parts = Vec::with_capacity(chunks);
        let mut done = 0;
        for chunk in 0..chunks {
            if self.advance("boards", done as u64, total as u64).is_break() {
                return None;
            }
            let count = if chunk + 1 == chunks { total - done } else { CHUNK };
            let seed = self.eval.seed.wrapping_add((chunk as u64 + 1) << 32);
            parts.push((play(Boards { seed, count, workers }), count));
            done += count;
        }
        // All is there: whether to go on is no question any more.
        let _ = self.advance("boards", done as u64, total as u64);
        Some(parts)
    }
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_sample_join_to_the_estimate_of_the_whole() {
        let values: Vec<f64> = (0..50).map(|i| f64::from(i * i % 17)).collect();
        let whole = Estimate::of(&values);
        let parts = [(Estimate::of(&values[..20]), 20), (Estimate::of(&values[20..]), 30)];
        let joined = joined(&parts);
        assert!((joined.mean - whole.mean).abs() < 1e-12);
        assert!((joined.standard_error - whole.standard_error).abs() < 1e-12);
    }
}
