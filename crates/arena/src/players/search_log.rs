//! Statistics of a search's decisions: how long they took, and what was played.

use std::sync::{Mutex, MutexGuard, PoisonError};

use holdem_search::Method;
use holdem_search::holdem::{Decision, Refused, Source};
use serde::Serialize;

/// Decisions on one street.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct StreetTimes {
    /// Street, 0 = preflop.
    pub street: usize,
    /// Decisions that search answered.
    pub searched: usize,
    /// Of these, answered by `resolve` because a mixture broke promises.
    pub gave_way: usize,
    /// Of these, answered without promises because the blueprint's tree had ended before.
    pub unpromised: usize,
    /// Decisions that the blueprint answered because there was no solution.
    pub refused: usize,
    /// Of these, because promises were broken.
    pub refused_margin: usize,
    /// Of these, because the tables would have been too large.
    pub refused_memory: usize,
    /// Of these, because there was no time.
    pub refused_time: usize,
    /// Seconds from question to answer for decisions that search answered: the median.
    pub median_secs: f64,
    /// The same at the 99th percentile.
    pub p99_secs: f64,
}

/// What is kept of decisions: `[street]`.
#[derive(Clone, Debug, Default)]
pub(super) struct Log([StreetLog; 4]);

/// A log that is shared.
pub(super) fn locked(log: &Mutex<Log>) -> MutexGuard<'_, Log> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Log {
    /// Records a decision of a search by a method. Streets that are not searched are not recorded.
    pub(super) fn take(&mut self, decision: &Decision, method: Method, secs: f64) {
        let log = &mut self.0[decision.street.index()];
        match &decision.source {
            Source::Search => {
                let found = decision.found.as_ref().map(|found| found.method);
                log.gave_way += usize::from(method == Method::Mixed && found == Some(Method::Resolve));
                log.unpromised += usize::from(method != Method::Unsafe && found == Some(Method::Unsafe));
                log.secs.push(secs);
            }
            Source::Blueprint(Refused::Street(_)) => {}
            Source::Blueprint(reason) => {
                log.refused += 1;
                log.margin += usize::from(matches!(reason, Refused::Margin { .. }));
                log.memory += usize::from(matches!(reason, Refused::Memory { .. }));
                log.time += usize::from(*reason == Refused::Time);
            }
        }
    }

    pub(super) fn times(&self) -> Vec<StreetTimes> {
        let streets = self.0.iter().enumerate().skip(1);
        streets.map(|(street, log)| log.times(street)).filter(|at| at.searched + at.refused > 0).collect()
    }
}

#[derive(Clone, Debug, Default)]
struct StreetLog {
    secs: Vec<f64>,
    gave_way: usize,
    unpromised: usize,
    refused: usize,
    margin: usize,
    memory: usize,
    time: usize,
}

impl StreetLog {
    fn times(&self, street: usize) -> StreetTimes {
        let mut secs = self.secs.clone();
        secs.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let last = secs.len().saturating_sub(1);
            secs.get((share * last as f64).ceil() as usize).copied().unwrap_or(0.0)
        };
        StreetTimes {
            street,
            searched: secs.len(),
            gave_way: self.gave_way,
            unpromised: self.unpromised,
            refused: self.refused,
            refused_margin: self.margin,
            refused_memory: self.memory,
            refused_time: self.time,
            median_secs: at(0.5),
            p99_secs: at(0.99),
        }
    }
}

#[cfg(test)]
mod tests {
    use holdem_cards::Street;
    use holdem_search::holdem::Mixed;

    use super::*;

    #[test]
    fn the_median_and_the_hundredth_are_those_of_the_decisions() {
        let secs = (0..=100).rev().map(f64::from).collect();
        let times = StreetLog { secs, refused: 3, ..StreetLog::default() }.times(2);
        assert_eq!((times.searched, times.refused, times.median_secs, times.p99_secs), (101, 3, 50.0, 99.0));
        assert_eq!(StreetLog::default().times(1).median_secs, 0.0);
    }

    #[test]
    fn refusals_are_counted_by_their_reason() {
        let mut log = Log::default();
        let decision = |reason: Refused| Decision {
            player: 0,
            street: Street::River,
            board: 0,
            pot: 4,
            played: Mixed::default(),
            blueprint: None,
            source: Source::Blueprint(reason),
            ranges: None,
            found: None,
            is_known: false,
        };
        for reason in [
            Refused::Time,
            Refused::Margin { excess: 2.0, before: 1.0 },
            Refused::Margin { excess: 3.0, before: 1.0 },
            Refused::Range(1),
            Refused::Street(Street::River),
        ] {
            log.take(&decision(reason), Method::Mixed, 0.5);
        }
        let [times] = log.times().try_into().expect("one street was asked about");
        let counts = [times.searched, times.refused, times.refused_margin, times.refused_time];
        assert_eq!((counts, times.refused_memory), ([0, 4, 2, 1], 0));
    }
}
