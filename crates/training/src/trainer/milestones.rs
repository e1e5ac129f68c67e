//! Exploitability during training, and the target that ends a run.

use std::time::Instant;

use holdem_blueprint::measure::{self, Exploitability, Measure};

use super::session::{Session, next_multiple};
use crate::config::TrainConfig;
use crate::observer::observer;
use crate::report::ExploitabilityPoint;

/// When exploitability is measured next, and what it has been so far.
pub(super) struct Milestones {
    /// Iterations at which it is measured next; the largest number for never.
    pub(super) at: u64,
    pub(super) points: Vec<ExploitabilityPoint>,
    /// Whether the target was reached.
    pub(super) reached: bool,
}

impl Milestones {
    /// For a session that begins after this many iterations. One with a target measures before it trains,
    /// because the target may already have been reached.
    pub(super) fn new(config: &TrainConfig, iterations: u64) -> Self {
        let at = match config.until_exploitability.is_some() && iterations > 0 {
            true => iterations,
            false => next_multiple(iterations, config.eval.every),
        };
        Self { at, points: Vec::new(), reached: false }
    }
}

impl Session<'_, '_, '_> {
    /// Measures exploitability if it is time to. The clock of the session is stopped meanwhile. At the end of
    /// training it is measured anyway, at that of a chunk it is not.
    pub(super) fn measure_if_due(&mut self) {
        let iterations = self.iterations();
        if iterations < self.milestones.at || self.is_ended() {
            return;
        }
        let start = Instant::now();
        self.milestones.at = next_multiple(iterations, self.run.config.eval.every);
        if let Some(found) = self.exploitability() {
            self.tell(iterations, found);
        }
        self.stand_still(start.elapsed());
    }

    fn exploitability(&mut self) -> Option<Exploitability> {
        let strategy = self.average_strategy();
        let (eval, workers) = (&self.run.config.eval, self.run.config.workers());
        let mut observer = observer(self.run.reporter, self.run.stop);
        measure::exploitability(self.game, &strategy, &mut Measure { eval, workers, observer: &mut observer })
    }

    /// Charts, logs and stores a measurement, and compares it with the target.
    fn tell(&mut self, iterations: u64, found: Exploitability) {
        let reporter = &mut *self.run.reporter;
        let (above, below) = (found.exploitability, found.held_out);
        reporter.scalar("Convergence/Exploitability", iterations, above.mbb);
        if let Some(below) = below {
            reporter.scalar("Convergence/ExploitabilityHeldOut", iterations, below.mbb);
        }
        reporter.message(format!("exploitability after {iterations} iterations: {}", found.bounds()));
        if let Some(target) = self.run.config.until_exploitability {
            // Anything not known to be below the target counts as above it.
            self.milestones.reached = above.interval95_mbb.is_some_and(|[_, high]| high <= target);
            if self.milestones.reached {
                reporter.message(format!("until_exploitability: {target} mbb/h is reached"));
            }
        }
        self.milestones.points.push(ExploitabilityPoint {
            iterations,
            exploitability: above,
            held_out: below,
            flops: found.flops,
        });
    }
}
