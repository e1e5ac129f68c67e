//! What a strategy is worth: every number in thousandths of a big blind per hand, with its 95 % interval if
//! it has one.
//!
//! All of this is for two players; [`multiway`](crate::multiway) is for more.
//!
//! An observer that breaks ends a measurement early; its result is then `None`, never a partial number.

use std::ops::ControlFlow;
use std::time::Instant;

use holdem_cfr::Strategy;
use holdem_cfr::evaluate::Estimate;
use holdem_cfr::evaluate::exact;
use holdem_cfr::evaluate::versus::{self, Boards, Contender, Versus};
use serde::{Deserialize, Serialize};

use crate::config::EvalConfig;
use crate::game::Game;
use crate::open::Opponent;
use crate::progress::{Advance, Event, Observer, phase};

mod compare;
mod exploitability;
mod exploiter;
mod play;
mod subgame;
mod value;

pub use compare::{Comparison, Difference, Verdict, compare};
pub use exploitability::{Depth, Exploitability, StreetLoss, exploitability, exploitability_to};
pub(crate) use exploiter::Lesson;
pub use exploiter::{Exploiter, LearningPoint, exploiter};
pub use play::{Corrected, LbrResult, Met, Play, Score};
pub use subgame::{game_value_from, versus_from};
pub use value::{Value, sample};

/// Boards of a sample that are played between two checks of whether to go on.
const CHUNK: usize = 20;

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

/// How measurements are made: sample sizes and seeds, threads, and the observer.
pub struct Measure<'m> {
    /// Sample sizes, times and seeds.
    pub eval: &'m EvalConfig,
    /// Threads; results do not depend on them, unless an exploiter is trained for a given time.
    pub workers: usize,
    /// Follows progress, and may end a measurement early.
    pub observer: &'m mut Observer<'m>,
}

/// Measures what the first seat wins when a strategy plays both seats: exactly if all boards can be played,
/// otherwise on `eval.boards` sampled ones.
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
            return Some(done(Estimate::exact(values[0]), None));
        }
        let parts = how.in_chunks(|boards| versus::game_value(&game.tree, &*game.cards, strategy, boards))?;
        Some(done(joined(&parts), Some(how.eval.boards)))
    })
}

/// Plays two strategies of one betting tree against each other in both seats, exactly over hands: on all
/// boards if that is quick, otherwise on `eval.boards` sampled ones, the same for all comparisons with this
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

/// Plays two strategies against each other; returns also on which boards.
fn play(game: &Game, a: &Strategy, b: &Strategy, how: &mut Measure<'_>) -> Option<(Versus, Option<usize>)> {
    let (tree, cards) = (&game.tree, &*game.cards);
    if game.is_exact() {
        let first = exact::values(tree, cards, [a, b], how.workers)[0];
        let second = exact::values(tree, cards, [b, a], how.workers)[1];
        let gain = Estimate::exact((first + second) / 2.0);
        return Some((
            Versus { gain, as_first: Estimate::exact(first), as_second: Estimate::exact(second) },
            None,
        ));
    }
    let parts = how.in_chunks(|boards| versus::versus(tree, cards, a, b, boards))?;
    Some((whole(&parts), Some(how.eval.boards)))
}

/// Plays two strategies over different buckets of one betting tree against each other; returns also on which
/// boards.
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

/// The estimate of a sample from those of its parts, with their sizes.
fn joined(parts: &[(Estimate, usize)]) -> Estimate {
    let parts: Vec<(Estimate, f64)> = parts.iter().map(|&(part, count)| (part, count as f64)).collect();
    let n: f64 = parts.iter().map(|(_, count)| count).sum();
    let mean = parts.iter().map(|(part, count)| part.mean * count).sum::<f64>() / n;
    // Sums of squares about the mean of each part, moved to the mean of all.
    let squares: f64 = parts
        .iter()
        .map(|(part, count)| {
            let squares = part.standard_error().unwrap_or(0.0).powi(2) * count * (count - 1.0);
            squares + count * (part.mean - mean).powi(2)
        })
        .sum();
    Estimate::sampled(mean, (squares / (n - 1.0).max(1.0) / n).sqrt(), (n - 1.0) as usize)
}

impl Measure<'_> {
    /// Measures as a phase of its own.
    pub(crate) fn phase<T>(&mut self, name: &str, work: impl FnOnce(&mut Measure<'_>) -> T) -> T {
        let (eval, workers) = (self.eval, self.workers);
        phase(self.observer, name, |observer| work(&mut Measure { eval, workers, observer }))
    }

    /// Reports progress, and asks whether to go on.
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
        // Everything is done, so the question whether to go on no longer matters.
        let _ = self.advance("boards", done as u64, total as u64);
        Some(parts)
    }
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
        let [joined, whole] = [joined, whole].map(|estimate| estimate.interval().expect("fifty values"));
        assert!((joined - whole).abs() < 1e-12);
    }
}
