//! How much outcome sampling explores.

/// Exploration of outcome sampling: at its own nodes a player draws from `epsilon x uniform + (1 - epsilon) x
/// strategy`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exploration {
    /// Share of the uniform strategy, in (0, 1]. The start of a schedule.
    pub epsilon: f32,
    /// How it changes over the iterations.
    pub schedule: Schedule,
}

/// How the share of exploration changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Schedule {
    /// It stays.
    Constant,
    /// Changes linearly to `end` at iteration `over`, then stays.
    Linear {
        /// Last share.
        end: f32,
        /// Iterations until then.
        over: u64,
    },
    /// Multiplied by the same factor each iteration until it is `end` at iteration `over`, then stays.
    Exponential {
        /// Last share.
        end: f32,
        /// Iterations until then.
        over: u64,
    },
    /// By coverage: exploration pays as long as it finds rows that have never been visited. After each
    /// `interval` iterations the share rises by a tenth if more than `target` of the visits were first
    /// visits, and falls by a tenth otherwise, between `min` and `max`.
    Adaptive {
        /// Smallest share.
        min: f32,
        /// Largest share.
        max: f32,
        /// Share of first visits above which exploration grows.
        target: f32,
        /// Iterations from one decision to the next.
        interval: u64,
    },
}

/// Visits of players to their own rows, and how many found a row that had never been updated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Visits.
    pub visits: u64,
    /// Visits to rows without any regret.
    pub fresh: u64,
}

impl Coverage {
    pub(super) fn add(&mut self, fresh: bool) {
        self.visits += 1;
        self.fresh += u64::from(fresh);
    }
    pub(super) fn join(&mut self, other: Self) {
        self.visits += other.visits;
        self.fresh += other.fresh;
    }
}

impl Exploration {
    /// The share at an iteration by the schedule; `adapted` is the current share of an adaptive one.
    pub fn at(&self, iteration: u64, adapted: f32) -> f32 {
        let done = |over: u64| (iteration as f32 / over.max(1) as f32).min(1.0);
        match self.schedule {
            Schedule::Constant => self.epsilon,
            Schedule::Linear { end, over } => self.epsilon + (end - self.epsilon) * done(over),
            Schedule::Exponential { end, over } => self.epsilon * (end / self.epsilon).powf(done(over)),
            Schedule::Adaptive { .. } => adapted,
        }
    }

    /// Iterations from one adaptation to the next, if any.
    pub(super) fn interval(&self) -> Option<u64> {
        match self.schedule {
            Schedule::Adaptive { interval, .. } => Some(interval.max(1)),
            _ => None,
        }
    }

    /// What an adaptive share becomes after an interval with this coverage.
    pub(super) fn adapt(&self, adapted: f32, coverage: Coverage) -> f32 {
        let Schedule::Adaptive { min, max, target, .. } = self.schedule else { return adapted };
        let fresh = coverage.fresh as f32 / coverage.visits.max(1) as f32;
        let factor = if fresh > target { 1.1 } else { 0.9 };
        (adapted * factor).clamp(min, max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_go_from_start_to_end_and_stay() {
        let at = |schedule, iteration| Exploration { epsilon: 0.8, schedule }.at(iteration, 0.5);
        assert_eq!(at(Schedule::Constant, 7), 0.8);
        let linear = Schedule::Linear { end: 0.2, over: 100 };
        assert!((at(linear, 50) - 0.5).abs() < 1e-6 && (at(linear, 1000) - 0.2).abs() < 1e-6);
        let exponential = Schedule::Exponential { end: 0.2, over: 100 };
        assert!((at(exponential, 50) - 0.4).abs() < 1e-6 && (at(exponential, 1000) - 0.2).abs() < 1e-6);
    }

    #[test]
    fn exploration_grows_while_it_finds_new_rows() {
        let schedule = Schedule::Adaptive { min: 0.1, max: 0.6, target: 0.01, interval: 10 };
        let exploration = Exploration { epsilon: 0.5, schedule };
        let (new, old) = (Coverage { visits: 100, fresh: 50 }, Coverage { visits: 100, fresh: 0 });
        assert!((exploration.adapt(0.5, new) - 0.55).abs() < 1e-6);
        assert!((exploration.adapt(0.5, old) - 0.45).abs() < 1e-6);
        assert_eq!((exploration.adapt(0.6, new), exploration.adapt(0.1, old)), (0.6, 0.1));
    }
}
