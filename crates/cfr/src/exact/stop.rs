//! When exploitability is computed, and when to stop.
//!
//! A check costs about as much as an iteration, so there are few: after each, a power law through the last
//! two says where the target will be reached, and the next check is there, or earlier if that is far away.

use super::session::Session;
use super::solver::{Check, Clock, ExactProgress, ExactSolver, StopAt, Stopped};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// First check.
const FIRST: u64 = 20;
/// The next check is at most this much later.
const FARTHEST: f64 = 1.5;
/// Exponents of the power law that are believed.
const SLOPES: [f64; 2] = [0.75, 3.0];
/// The exponent before two checks are done.
const FIRST_SLOPE: f64 = 1.25;
/// Time between two calls of the callback without a check.
const BETWEEN: Duration = Duration::from_millis(100);

/// Checks so far.
struct Forecast {
    target: f64,
    last: Option<(u64, f64)>,
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
        Self { target, last: None, slope: FIRST_SLOPE, next, expected: None }
    }

    /// Takes in a check.
    fn learn(&mut self, t: u64, exploitability: f64) {
        if let Some((before, then)) = self.last {
            let slope = (then / exploitability).ln() / (t as f64 / before as f64).ln();
            self.slope = if slope.is_finite() { slope.clamp(SLOPES[0], SLOPES[1]) } else { self.slope };
        }
        self.last = Some((t, exploitability));
        let ratio = (exploitability / self.target).powf(1.0 / self.slope);
        let expected = (t as f64 * ratio).ceil();
        self.expected = Some(expected as u64);
        self.next = (expected.min(t as f64 * FARTHEST) as u64).max(t + 1 + t / 50);
    }
}

/// Solves until something says stop; returns why, the iterations done, and the exploitability in chips.
pub(super) fn solve(
    solver: &ExactSolver,
    session: &mut Session<'_, '_>,
    mut clock: Clock,
    stop: &StopAt,
    progress: &mut dyn FnMut(&ExactProgress) -> ControlFlow<()>,
) -> (Stopped, u64, f64) {
    let (start, pot) = (Instant::now(), solver.game().pot());
    let mut forecast = Forecast::new(stop.target_pct * pot / 100.0, clock.iterations);
    let mut told = start;
    loop {
        let ends = ended(stop, &clock, start);
        let due = clock.iterations >= forecast.next;
        if due || ends.is_some() {
            let check = solver.check_in(session);
            let exploitability = check.exploitability;
            let reached = stop.target_pct > 0.0 && exploitability <= forecast.target;
            forecast.learn(clock.iterations, exploitability);
            let asked = progress(&report(&clock, start, Some(check), pot, &forecast)).is_break();
            let reason = reached.then_some(Stopped::Target).or(ends).or(asked.then_some(Stopped::Asked));
            if let Some(reason) = reason {
                return (reason, clock.iterations, exploitability);
            }
        } else if told.elapsed() >= BETWEEN {
            told = Instant::now();
            if progress(&report(&clock, start, None, pot, &forecast)).is_break() {
                return (Stopped::Asked, clock.iterations, solver.exploitability_in(session));
            }
        }
        clock.iterate(session);
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
    check: Option<Check>,
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
