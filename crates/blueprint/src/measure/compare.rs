//! Two strategies of one betting tree against each other and against others, on the same boards.

use std::fmt;
use std::time::Instant;

use holdem_cfr::Strategy;
use holdem_cfr::evaluate::Estimate;
use holdem_cfr::evaluate::exact;
use holdem_cfr::evaluate::versus::{self, Contender};
use serde::{Deserialize, Serialize};

use super::{Measure, Value, joined};
use crate::game::Game;
use crate::open::Opponent;

/// How far off sums in single precision may be, in thousandths of a big blind.
const ROUNDING_MBB: f64 = 1e-3;

/// The verdict of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The whole 95 % interval is above 0.
    Better,
    /// The whole 95 % interval is below the tolerance.
    Worse,
    /// Neither.
    Open,
}

/// How much better one strategy does than the other against an opponent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The opponent; `None` for the strategy `before` itself.
    pub against: Option<String>,
    /// How much more is won, mean of both seats.
    pub gain: Value,
    /// The probability, by Student's t, of a gain at least as far from 0 between strategies that do equally
    /// well; `None` if all boards were played.
    pub p_value: Option<f64>,
    /// What it comes to.
    pub verdict: Verdict,
}

/// Result of [`compare`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// First against the strategy before, then against the others in order.
    pub differences: Vec<Difference>,
    /// How much worse is tolerated, in thousandths of a big blind per hand.
    pub tolerance_mbb: f64,
    /// Boards sampled, the same for all; `None` if all were played.
    pub boards: Option<usize>,
    /// Seconds it took.
    pub secs: f64,
}

impl Comparison {
    /// Whether any difference is known to be worse than the tolerance.
    pub fn is_worse(&self) -> bool {
        self.differences.iter().any(|difference| difference.verdict == Verdict::Worse)
    }
}

impl Difference {
    fn new(game: &Game, against: Option<String>, chips: Estimate, tolerance_mbb: f64) -> Self {
        let gain = Value::new(game, chips);
        let verdict = match gain.interval95_mbb {
            Some([low, _]) if low > ROUNDING_MBB => Verdict::Better,
            Some([_, high]) if high < -tolerance_mbb - ROUNDING_MBB => Verdict::Worse,
            _ => Verdict::Open,
        };
        Self { against, gain, p_value: chips.p_value(0.0), verdict }
    }
}

/// `+12.3 mbb/h ± 4.5 (95 %), p = 0.002, better`.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.gain.mbb >= 0.0 { "+" } else { "" };
        write!(f, "{sign}{}", self.gain)?;
        match self.p_value {
            Some(p) if p < 1e-4 => write!(f, ", p < 0.0001")?,
            Some(p) => write!(f, ", p = {p:.4}")?,
            None => {}
        }
        f.write_str(match self.verdict {
            Verdict::Better => ", better",
            Verdict::Worse => ", worse",
            Verdict::Open => "",
        })
    }
}

/// Plays `after` against `before`, and both against each of `others`, exactly over hands and in both seats:
/// on all boards if that is quick, otherwise on `eval.boards` sampled ones, the same for all, so that their
/// luck cancels out of the differences. `before` is a strategy of `game`; the others may have been made over
/// other buckets.
///
/// Several differences are tested: with `n` others, about one comparison of equals in `20 / (n + 1)` calls
/// something better or worse.
pub fn compare(
    game: &Game,
    [before, after]: [&Opponent; 2],
    others: &[(String, Opponent)],
    tolerance_mbb: f64,
    how: &mut Measure<'_>,
) -> Option<Comparison> {
    how.phase("compare", |how| {
        let start = Instant::now();
        let one_game = [before, after].into_iter().chain(others.iter().map(|(_, other)| other));
        let is_exact = game.is_exact() && one_game.into_iter().all(|one| one.game().is_none());
        let found = match is_exact {
            true => exactly(game, [before.strategy(), after.strategy()], others, how.workers),
            false => on_samples(game, [before, after], others, how)?,
        };
        let names = std::iter::once(None).chain(others.iter().map(|(name, _)| Some(name.clone())));
        let difference = |(name, chips)| Difference::new(game, name, chips, tolerance_mbb);
        Some(Comparison {
            differences: names.zip(found).map(difference).collect(),
            tolerance_mbb,
            boards: (!is_exact).then_some(how.eval.boards),
            secs: start.elapsed().as_secs_f64(),
        })
    })
}

fn exactly(
    game: &Game,
    [before, after]: [&Strategy; 2],
    others: &[(String, Opponent)],
    workers: usize,
) -> Vec<Estimate> {
    let won = |a: &Strategy, b: &Strategy| {
        let value = |pair, seat: usize| exact::values(&game.tree, &*game.cards, pair, workers)[seat];
        (value([a, b], 0) + value([b, a], 1)) / 2.0
    };
    let against = |(_, other): &(String, Opponent)| {
        Estimate::exact(won(after, other.strategy()) - won(before, other.strategy()))
    };
    std::iter::once(Estimate::exact(won(after, before))).chain(others.iter().map(against)).collect()
}

fn on_samples(
    game: &Game,
    both: [&Opponent; 2],
    others: &[(String, Opponent)],
    how: &mut Measure<'_>,
) -> Option<Vec<Estimate>> {
    let both = both.map(|one| contend(game, one));
    let others: Vec<Contender<'_>> = others.iter().map(|(_, other)| contend(game, other)).collect();
    let parts = how.in_chunks(|boards| versus::compare(&game.tree, both, &others, boards))?;
    let number = |at: usize| {
        let parts: Vec<(Estimate, usize)> =
            parts.iter().map(|(found, boards)| (found[at], *boards)).collect();
        joined(&parts)
    };
    Some((0..=others.len()).map(number).collect())
}

fn contend<'a>(game: &'a Game, one: &'a Opponent) -> Contender<'a> {
    Contender { cards: &*one.game().unwrap_or(game).cards, strategy: one.strategy() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{BucketConfig, EvalConfig, GameConfig, GameKind};
    use crate::progress::unobserved;
    use holdem_cfr::tables::layout::bucket_counts;

    fn leduc() -> Game {
        let config = GameConfig { kind: GameKind::Leduc, ..GameConfig::default() };
        Game::build(&config, &BucketConfig::default(), 1, &mut unobserved).unwrap()
    }

    /// Plays all actions with the same probability, or checks and folds; a player who only checks and calls
    /// breaks even.
    fn strategies(game: &Game) -> [Opponent; 2] {
        let counts = bucket_counts(&*game.cards);
        let folds = Strategy::from_rows(&game.tree, &counts, |node, rows| {
            let actions = game.tree.edges(node).len();
            rows.chunks_exact_mut(actions).for_each(|row| row[0] = 1.0);
        });
        [Strategy::uniform(&game.tree, &counts).into(), folds.into()]
    }

    #[test]
    fn differences_are_those_of_exact_values_and_turn_around() {
        let (game, eval) = (leduc(), EvalConfig::default());
        let [uniform, folds] = strategies(&game);
        let compared = |before: &Opponent, after: &Opponent, tolerance| {
            let others = [("folds".to_owned(), folds.strategy().clone().into())];
            let how = &mut Measure { eval: &eval, workers: 1, observer: &mut unobserved };
            compare(&game, [before, after], &others, tolerance, how).unwrap()
        };
        let found = compared(&uniform, &folds, 0.0);
        let values = |pair| exact::values(&game.tree, &*game.cards, pair, 1);
        let [a, b] = [folds.strategy(), uniform.strategy()];
        let expected = (values([a, b])[0] + values([b, a])[1]) / 2.0;
        assert!((found.differences[0].gain.chips - expected).abs() < 1e-6 && found.boards.is_none());
        // Against itself `folds` wins nothing, so that `before` loses what it wins here.
        assert!((found.differences[1].gain.chips - expected).abs() < 1e-6);
        let back = compared(&folds, &uniform, 0.0);
        assert!((back.differences[0].gain.chips + expected).abs() < 1e-6);
        assert_eq!(found.differences[0].p_value, None, "nothing was sampled");
        let (worse, better) = if expected < 0.0 { (&found, &back) } else { (&back, &found) };
        assert!(worse.is_worse() && !better.is_worse());
        assert_eq!(better.differences[0].verdict, Verdict::Better);
        let tolerant = compared(&uniform, &folds, 1e6);
        assert!(!tolerant.is_worse());
        let same = compared(&uniform, &uniform, 0.0);
        assert!(same.differences.iter().all(|d| d.gain.chips.abs() < 1e-6 && d.verdict == Verdict::Open));
    }
}
