//! Things that happen at intervals.

/// The most seconds until the first checkpoint of a session, so that someone who tries something for a minute
/// loses little.
pub(super) const FIRST_CHECKPOINT_SECS: f64 = 30.0;

/// Something that happens at intervals of some seconds.
pub(super) struct Due {
    pub(super) interval: f64,
    pub(super) at: f64,
}

impl Due {
    /// The first time after one interval; never for 0.
    pub(super) fn every(interval: f64) -> Self {
        Self { interval, at: if interval > 0.0 { interval } else { f64::INFINITY } }
    }

    /// Brings the first time forward if the interval is longer than `secs`.
    pub(super) fn first_within(self, secs: f64) -> Self {
        Self { at: if self.interval > 0.0 { self.at.min(secs) } else { self.at }, ..self }
    }

    /// The interval of those of which at most `kept` are kept, doubled whenever there would be more, after so
    /// many seconds of earlier sessions: the next one comes when it would have come without a break.
    pub(super) fn thinned(interval: f64, kept: usize, carried: f64) -> Self {
        let mut due = Self::every(interval);
        if interval > 0.0 {
            while carried / due.interval >= kept as f64 {
                due.interval *= 2.0;
            }
            due.at = due.interval - carried % due.interval;
        }
        due
    }

    /// Whether it is time; then the next time is one interval later.
    pub(super) fn now(&mut self, secs: f64) -> bool {
        let due = secs >= self.at;
        if due {
            self.at = secs + self.interval;
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_thinned_goes_on_over_breaks() {
        let due = |carried: f64| Due::thinned(60.0, 8, carried);
        assert_eq!((due(0.0).interval, due(0.0).at), (60.0, 60.0));
        assert_eq!((due(90.0).interval, due(90.0).at), (60.0, 30.0));
        // Eight were there after 480 s, four of them stayed, and two minutes lie between them since.
        assert_eq!((due(500.0).interval, due(500.0).at), (120.0, 100.0));
        assert_eq!(due(1e5).interval, 15_360.0);
        assert_eq!(Due::thinned(0.0, 8, 90.0).at, f64::INFINITY);
    }

    #[test]
    fn the_first_checkpoint_comes_after_thirty_seconds_at_most_and_then_one_every_interval() {
        let times = |interval: f64| {
            let mut due = Due::every(interval).first_within(FIRST_CHECKPOINT_SECS);
            (0..1000).map(f64::from).filter(|&secs| due.now(secs)).collect::<Vec<_>>()
        };
        assert_eq!(times(300.0), [30.0, 330.0, 630.0, 930.0]);
        assert_eq!(times(400.0)[..2], [30.0, 430.0]);
        assert_eq!(times(20.0)[..3], [20.0, 40.0, 60.0]);
        assert_eq!(times(0.0), [] as [f64; 0], "one at the end only");
    }
}
