//! Iterations, one after another.

use super::rule::Rule;
use super::schedule::Variant;
use super::session::{Phase, Session};

/// Counts iterations and runs them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    variant: Variant,
    pub(super) iterations: u64,
    /// Sum of the weights of all strategies so far, with decay.
    weights: f64,
}

impl Clock {
    /// A clock after this many iterations.
    pub(super) fn new(variant: Variant, iterations: u64) -> Self {
        let mut clock = Self { variant, iterations: 0, weights: 0.0 };
        while clock.iterations < iterations {
            clock.next();
        }
        clock
    }

    /// The rule of the next iteration.
    fn next(&mut self) -> Rule {
        self.iterations += 1;
        self.variant.rule(self.iterations, &mut self.weights)
    }

    /// Runs an iteration: first player 0 learns, then player 1.
    pub(super) fn iterate(&mut self, session: &mut Session<'_, '_>) {
        let rule = self.next();
        let holds = session.holds();
        for player in 0..2 {
            session.walk(Phase { own: holds, priced: holds, ..Phase::new(rule, player) });
        }
        if holds {
            session.adjust_prices(self.iterations);
        }
    }
}
