//! How long batches take: counted as they end, in a fixed number of classes.

use crate::report::BatchTimes;

/// Classes for each doubling of the time: neighbours differ by 4.4 %.
const PER_DOUBLING: f64 = 16.0;
/// The shortest time told apart, in seconds.
const SHORTEST: f64 = 1e-6;
/// Up to about 70,000 s.
const CLASSES: usize = 576;

/// Counts of batches by how long they took.
#[derive(Clone, Debug)]
pub(crate) struct BatchClock {
    counts: Box<[u64; CLASSES]>,
    longest: f64,
    /// When the batch under way began, in seconds of the segment.
    began: f64,
    seen: u64,
}

impl BatchClock {
    pub(crate) fn new() -> Self {
        Self { counts: Box::new([0; CLASSES]), longest: 0.0, began: 0.0, seen: 0 }
    }

    /// A segment begins with so many batches done: what came before is no batch.
    pub(crate) fn start(&mut self, batches: u64) {
        (self.began, self.seen) = (0.0, batches);
    }

    /// So many batches are done after so many seconds of the segment.
    pub(crate) fn note(&mut self, secs: f64, batches: u64) {
        if batches == self.seen {
            return;
        }
        let took = (secs - self.began).max(SHORTEST);
        let class = ((took / SHORTEST).log2() * PER_DOUBLING) as usize;
        self.counts[class.min(CLASSES - 1)] += 1;
        self.longest = self.longest.max(took);
        (self.began, self.seen) = (secs, batches);
    }

    /// Percentiles of all that was counted, if anything was.
    pub(crate) fn times(&self) -> Option<BatchTimes> {
        let batches: u64 = self.counts.iter().sum();
        let at = |share: f64| {
            let rank = (batches as f64 * share).ceil() as u64;
            let mut below = 0;
            let class = self.counts.iter().position(|count| {
                below += count;
                below >= rank
            });
            let middle = (class.unwrap_or(0) as f64 + 0.5) / PER_DOUBLING;
            (SHORTEST * middle.exp2()).min(self.longest) * 1000.0
        };
        (batches > 0).then(|| BatchTimes {
            p50_ms: at(0.5),
            p90_ms: at(0.9),
            p99_ms: at(0.99),
            max_ms: self.longest * 1000.0,
            batches,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_right_to_five_per_cent() {
        let mut clock = BatchClock::new();
        assert_eq!(clock.times(), None);
        clock.start(100);
        let mut secs = 0.0;
        for i in 1..=1000 {
            secs += f64::from(i) * 1e-4;
            clock.note(secs, 100 + i as u64);
            clock.note(secs + 1.0, 100 + i as u64);
        }
        let times = clock.times().unwrap();
        for (found, expected) in [(times.p50_ms, 50.0), (times.p90_ms, 90.0), (times.p99_ms, 99.0)] {
            assert!((found / expected - 1.0).abs() < 0.05, "{times:?}");
        }
        assert!((times.max_ms - 100.0).abs() < 1e-6 && times.batches == 1000, "{times:?}");
    }

    #[test]
    fn the_time_between_segments_belongs_to_no_batch() {
        let mut clock = BatchClock::new();
        clock.start(0);
        clock.note(0.010, 1);
        clock.start(1);
        clock.note(0.010, 2);
        assert!((clock.times().unwrap().max_ms - 10.0).abs() < 1e-9);
    }
}
