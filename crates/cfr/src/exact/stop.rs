//! When exploitability is computed, and when to stop.
//!
//! A check costs about half an iteration, so there are few. After each, a power law through it and a check
//! well before it predicts where the target will be reached; the next check is there, or earlier if that is
//! far away. A check shortly before would not do, because exploitability falls unevenly.

use super::clock::Clock;
use super::measure::Check;
use super::options::{ExactProgress, Outcome, StopAt, Stopped};
use super::session::Session;
use super::solver::ExactSolver;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// First check.
const FIRST: u64 = 20;
/// The next check is later by at most this factor.
const FARTHEST: f64 = 1.6;
/// A check is well before another if it is earlier by this factor.
const SPAN: f64 = 1.4;
/// Range of plausible exponents of the power law.
const SLOPES: [f64; 2] = [0.9, 3.0];
/// The exponent before two checks are done.
const FIRST_SLOPE: f64 = 1.25;
/// Time between two calls of the callback without a check.
const BETWEEN: Duration = Duration::from_millis(100);

/// Checks so far.
struct Forecast {
    target: f64,
    /// Iterations and exploitability.
    checks: Vec<(u64, f64)>,
    slope: f64,
    next: u64,
    expected: Option<u64>,
}

impl Forecast {
    fn new(target: f64, iterations: u64) -> Self {
        let next = match target > 0.0 {
            true => FIRST.max(iterations + 1),
            false => u64::MAX,
        };
        Self { target, checks: Vec::new(), slope: FIRST_SLOPE, next, expected: None }
    }

    /// Takes in a check.
    fn learn(&mut self, t: u64, exploitability: f64) {
        let long_before = |&&(before, _): &&(u64, f64)| before as f64 * SPAN <= t as f64;
        let before = self.checks.iter().rev().find(long_before).or(self.checks.first());
        if let Some(&(before, then)) = before {
            let slope = (then / exploitability).ln() / (t as f64 / before as f64).ln();
            self.slope = if slope.is_finite() { slope.clamp(SLOPES[0], SLOPES[1]) } else { self.slope };
        }
        self.checks.push((t, exploitability));
        let ratio = (exploitability / self.target).powf(1.0 / self.slope);
        let expected = (t as f64 * ratio).ceil();
        self.expected = Some(expected as u64);
        self.next = (expected.min(t as f64 * FARTHEST) as u64).max(t + 1 + t / 50);
    }
}

impl ExactSolver {
    /// Solves until a stopping rule applies. `progress` is called after every check of exploitability and
    /// about ten times a second, and can stop it.
    ///
    /// # Panics
    /// If the tables hold averages alone.
    pub fn solve(
        &mut self,
        stop: &StopAt,
        progress: &mut dyn FnMut(&ExactProgress) -> ControlFlow<()>,
    ) -> Outcome {
        self.solve_within(stop, None, progress)
    }

    /// The same, finished within `limit`. The last iteration is the last one that leaves time for a check as
    /// long as the longest so far; if that estimate was too short, walks are given up. An iteration that was
    /// given up does not count, but what it has learned stays. The exploitability is then that of the last
    /// check, or infinite if there was none.
    ///
    /// # Panics
    /// If the tables hold averages alone.
    pub fn solve_within(
        &mut self,
        stop: &StopAt,
        limit: Option<Duration>,
        progress: &mut dyn FnMut(&ExactProgress) -> ControlFlow<()>,
    ) -> Outcome {
        self.expect_regrets();
        let end = limit.map(|limit| Instant::now() + limit);
        let (variant, first) = (self.options().variant, self.iterations());
        let pot = self.setup.game.pot();
        let ended = self.session(|session| {
            let clock = Clock::new(variant, first);
            session.until(end);
            solve(self, session, (clock, Pace::new(end)), stop, progress)
        });
        let Ended { stopped, iterations, check } = ended;
        self.iterations = iterations;
        let exploitability = check.as_ref().map_or(f64::INFINITY, |check| check.exploitability);
        self.best = check.and_then(|check| check.best);
        Outcome { stopped, iterations, exploitability, exploitability_pct: 100.0 * exploitability / pot }
    }
}

/// How the iterations ended.
struct Ended {
    stopped: Stopped,
    iterations: u64,
    /// What the strategies were found to be worth; with values of a best response only if they belong to the
    /// current strategies.
    check: Option<Check>,
}

/// Schedules iterations and checks within the time limit.
struct Pace {
    end: Option<Instant>,
    iteration: Duration,
    check: Option<Duration>,
}

impl Pace {
    fn new(end: Option<Instant>) -> Self {
        Self { end, iteration: Duration::ZERO, check: None }
    }

    /// Whether there is no time for an iteration and a check.
    fn is_over(&self) -> bool {
        let check = self.check.unwrap_or(self.iteration);
        self.end.is_some_and(|end| Instant::now() + self.iteration + check >= end)
    }
}

/// Solves until a stopping rule applies.
fn solve(
    solver: &ExactSolver,
    session: &mut Session<'_, '_>,
    (mut clock, mut pace): (Clock, Pace),
    stop: &StopAt,
    progress: &mut dyn FnMut(&ExactProgress) -> ControlFlow<()>,
) -> Ended {
    let (start, pot) = (Instant::now(), solver.game().pot());
    let mut forecast = Forecast::new(stop.target_pct * pot / 100.0, clock.iterations);
    let (mut told, mut last) = (start, None);
    let mut asked = false;
    loop {
        let ends = ended(stop, &clock, start).or(pace.is_over().then_some(Stopped::Time));
        let ends = ends.or(asked.then_some(Stopped::Asked));
        let due = clock.iterations >= forecast.next;
        if due || ends.is_some() {
            let begun = Instant::now();
            let check = solver.check_in(session);
            if session.is_late() {
                return Ended { stopped: Stopped::Time, iterations: clock.iterations, check: last };
            }
            pace.check = pace.check.max(Some(begun.elapsed()));
            let exploitability = check.exploitability;
            let reached = stop.target_pct > 0.0 && exploitability <= forecast.target;
            forecast.learn(clock.iterations, exploitability);
            asked = progress(&report(&clock, start, Some(&check), pot, &forecast)).is_break();
            let ends = ends.or(asked.then_some(Stopped::Asked));
            // A check in between may have taken the time of the next iteration.
            let ends = ends.or(pace.is_over().then_some(Stopped::Time));
            if let Some(stopped) = reached.then_some(Stopped::Target).or(ends) {
                return Ended { stopped, iterations: clock.iterations, check: Some(check) };
            }
            last = Some(Check { best: None, ..check });
        } else if told.elapsed() >= BETWEEN {
            told = Instant::now();
            asked = progress(&report(&clock, start, None, pot, &forecast)).is_break();
            if asked {
                continue;
            }
        }
        let begun = Instant::now();
        clock.iterate(session);
        if session.is_late() {
            return Ended { stopped: Stopped::Time, iterations: clock.iterations - 1, check: last };
        }
        pace.iteration = pace.iteration.max(begun.elapsed());
    }
}

fn ended(stop: &StopAt, clock: &Clock, start: Instant) -> Option<Stopped> {
    if stop.iterations.is_some_and(|most| clock.iterations >= most) {
        return Some(Stopped::Iterations);
    }
    stop.time.filter(|&most| start.elapsed() >= most).map(|_| Stopped::Time)
}

fn report(
    clock: &Clock,
    start: Instant,
    check: Option<&Check>,
    pot: f64,
    forecast: &Forecast,
) -> ExactProgress {
    ExactProgress {
        iterations: clock.iterations,
        exploitability: check.map(|check| check.exploitability),
        exploitability_pct: check.map(|check| 100.0 * check.exploitability / pot),
        ev: check.map(|check| check.ev),
        elapsed: start.elapsed(),
        expected: forecast.expected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The iterations at which a curve through points, straight between them on logarithmic scales, is
    /// checked.
    fn checked(points: &[(f64, f64)], target: f64) -> Vec<u64> {
        let value = |t: f64| {
            let at = points.iter().position(|&(there, _)| there >= t).unwrap_or(points.len() - 1).max(1);
            let [(a, high), (b, low)] = [points[at - 1], points[at]];
            high * (low / high).powf((t / a).ln() / (b / a).ln())
        };
        let (mut forecast, mut checks) = (Forecast::new(target, 0), Vec::new());
        while checks.last().is_none_or(|&t: &u64| value(t as f64) > target) {
            let t = forecast.next;
            forecast.learn(t, value(t as f64));
            checks.push(t);
        }
        checks
    }

    #[test]
    fn a_target_is_found_by_few_checks_and_not_run_past() {
        // The course of a river and a turn, in percent of the pot; the river pauses on its way.
        let river = [
            (20.0, 3.13),
            (30.0, 2.08),
            (45.0, 0.815),
            (67.0, 0.382),
            (100.0, 0.159),
            (124.0, 0.134),
            (180.0, 0.066),
            (400.0, 0.02),
        ];
        let turn = [(20.0, 10.1), (45.0, 1.56), (67.0, 0.68), (100.0, 0.327), (191.0, 0.103), (500.0, 0.02)];
        for (points, target, reached) in
            [(&river[..], 0.1, 145.0), (&river, 0.5, 58.0), (&turn, 0.1, 194.0), (&turn, 0.3, 105.0)]
        {
            let checks = checked(points, target);
            let last = *checks.last().unwrap() as f64;
            assert!(last < 1.07 * reached && checks.len() <= 8, "{target}: {checks:?}, reached at {reached}");
        }
    }
}
