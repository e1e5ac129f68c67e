//! How fast a run is, and whether its speed is steady.

use holdem_cfr::vector::solver::Work;

use crate::report::{Evenness, Tenth};

/// Number of windows aimed at, and the most that are kept.
const WINDOWS: f64 = 250.0;
const MAX_POINTS: usize = 1024;
/// Fewer windows than this say nothing about tenths.
const MIN_POINTS: usize = 40;

/// Work done at moments of pure training time: what is spent on checkpoints, snapshots and charts is left
/// out.
#[derive(Clone, Debug)]
pub(crate) struct RateLog {
    window_secs: f64,
    points: Vec<Point>,
}

#[derive(Clone, Copy, Debug)]
struct Point {
    secs: f64,
    iterations: f64,
    nodes: f64,
    visits: f64,
}

impl Point {
    fn new(secs: f64, work: &Work) -> Self {
        let [iterations, nodes, visits] =
            [work.iterations, work.nodes, work.hand_node_visits].map(|n| n as f64);
        Self { secs, iterations, nodes, visits }
    }
}

/// Mean rates of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Rates {
    pub(crate) iterations_per_sec: f64,
    pub(crate) nodes_per_sec: f64,
    pub(crate) visits_per_sec: f64,
}

impl RateLog {
    /// A log for a session that starts with this work done and is expected to take this long.
    pub(crate) fn new(start: &Work, expected_secs: Option<f64>) -> Self {
        let window_secs = (expected_secs.unwrap_or(60.0) / WINDOWS).clamp(0.005, 1.0);
        Self { window_secs, points: vec![Point::new(0.0, start)] }
    }

    /// Records the work done after `secs` of training since the last start, if a window has passed since the
    /// last record.
    pub(crate) fn note(&mut self, secs: f64, work: &Work) {
        let last = self.points.last().map_or(0.0, |point| point.secs);
        if secs - last < self.window_secs {
            return;
        }
        self.points.push(Point::new(secs, work));
        if self.points.len() > MAX_POINTS {
            let mut keep = false;
            self.points.retain(|_| {
                keep = !keep;
                keep
            });
            self.window_secs *= 2.0;
        }
    }

    /// Records the end of the session.
    pub(crate) fn end(&mut self, secs: f64, work: &Work) {
        if self.points.last().is_some_and(|point| secs > point.secs) {
            self.points.push(Point::new(secs, work));
        }
    }

    /// Mean rates of the whole session.
    pub(crate) fn mean(&self) -> Rates {
        match self.points[..] {
            [first, .., last] => Self::between(first, last),
            _ => Rates::default(),
        }
    }

    fn between(a: Point, b: Point) -> Rates {
        let secs = (b.secs - a.secs).max(1e-9);
        Rates {
            iterations_per_sec: (b.iterations - a.iterations) / secs,
            nodes_per_sec: (b.nodes - a.nodes) / secs,
            visits_per_sec: (b.visits - a.visits) / secs,
        }
    }

    /// Work done at a moment, interpolated between two records.
    fn at(&self, secs: f64) -> Point {
        let after = self.points.partition_point(|point| point.secs < secs).clamp(1, self.points.len() - 1);
        let (a, b) = (self.points[after - 1], self.points[after]);
        let share = ((secs - a.secs) / (b.secs - a.secs)).clamp(0.0, 1.0);
        let mix = |x: f64, y: f64| x + share * (y - x);
        Point {
            secs,
            iterations: mix(a.iterations, b.iterations),
            nodes: mix(a.nodes, b.nodes),
            visits: mix(a.visits, b.visits),
        }
    }

    /// Rates by tenths of the session; `None` if it was too short.
    pub(crate) fn tenths(&self) -> Option<Vec<Tenth>> {
        if self.points.len() < MIN_POINTS {
            return None;
        }
        let total = self.points.last()?.secs;
        let at = |tenth: u32| self.at(total * f64::from(tenth) / 10.0);
        let rates: Vec<_> = (0..10).map(|tenth| Self::between(at(tenth), at(tenth + 1))).collect();
        let mut later: Vec<f64> = rates[1..].iter().map(|rates| rates.nodes_per_sec).collect();
        later.sort_by(f64::total_cmp);
        let median = later[later.len() / 2];
        let tenth = |rates: &Rates| Tenth {
            iterations_per_sec: rates.iterations_per_sec,
            nodes_per_sec: rates.nodes_per_sec,
            ratio_to_median: rates.nodes_per_sec / median,
        };
        Some(rates.iter().map(tenth).collect())
    }
}

/// Seconds of a window where a session is long enough for twenty of them.
const EVENNESS_SECS: f64 = 10.0;
const EVENNESS_WINDOWS: f64 = 20.0;

impl RateLog {
    /// How even the rate was; `None` if the session was too short.
    pub(crate) fn evenness(&self) -> Option<Evenness> {
        if self.points.len() < MIN_POINTS {
            return None;
        }
        let total = self.points.last()?.secs;
        let start = 0.1 * total;
        let window_secs = EVENNESS_SECS.min((total - start) / EVENNESS_WINDOWS).max(2.0 * self.window_secs);
        let windows = ((total - start) / window_secs) as usize;
        let at = |i: usize| self.at(start + i as f64 * window_secs);
        let rates: Vec<f64> = (0..windows).map(|i| Self::between(at(i), at(i + 1)).nodes_per_sec).collect();
        let n = rates.len() as f64;
        if rates.len() < 3 {
            return None;
        }
        let mean = rates.iter().sum::<f64>() / n;
        let middle = (n - 1.0) / 2.0;
        let along: f64 = (0..windows).map(|i| (i as f64 - middle).powi(2)).sum();
        let slope =
            rates.iter().enumerate().map(|(i, r)| (i as f64 - middle) * (r - mean)).sum::<f64>() / along;
        let squares: f64 = rates.iter().map(|r| (r - mean).powi(2)).sum();
        let residual = (squares - slope * slope * along).max(0.0);
        let per_hour = 100.0 / mean * 3600.0 / window_secs;
        Some(Evenness {
            window_secs,
            windows,
            variation_percent: 100.0 * (squares / (n - 1.0)).sqrt() / mean,
            slope_percent_per_hour: slope * per_hour,
            slope_standard_error: (residual / (n - 2.0) / along).sqrt() * per_hour,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::max_deviation_percent;

    fn log(rate: impl Fn(f64) -> f64) -> RateLog {
        let mut log = RateLog::new(&Work::default(), Some(10.0));
        let (mut nodes, step) = (0.0, 0.01);
        for i in 1..=1000 {
            let secs = f64::from(i) * step;
            nodes += rate(secs) * step;
            log.note(secs, &Work { iterations: nodes as u64 / 10, nodes: nodes as u64, ..Work::default() });
        }
        log
    }

    #[test]
    fn an_even_run_has_even_tenths() {
        let log = log(|_| 1e6);
        assert!((200..=300).contains(&log.points.len()), "{}", log.points.len());
        let tenths = log.tenths().unwrap();
        assert_eq!(tenths.len(), 10);
        assert!(max_deviation_percent(&tenths) < 0.1, "{tenths:?}");
        assert!((log.mean().nodes_per_sec - 1e6).abs() < 1e3);
        assert!((tenths[3].iterations_per_sec - 1e5).abs() < 1e3);
    }

    #[test]
    fn a_slow_start_is_forgiven_and_a_slow_end_is_not() {
        let start = log(|secs| if secs < 0.8 { 1e5 } else { 1e6 }).tenths().unwrap();
        assert!(max_deviation_percent(&start) < 0.1 && start[0].ratio_to_median < 0.5);
        let end = log(|secs| if secs > 9.0 { 9e5 } else { 1e6 }).tenths().unwrap();
        assert!((max_deviation_percent(&end) - 10.0).abs() < 0.5, "{end:?}");
    }

    #[test]
    fn evenness_tells_a_slope_from_noise() {
        let even = log(|_| 1e6).evenness().unwrap();
        assert!(even.variation_percent < 0.1 && even.slope_percent_per_hour.abs() < 50.0, "{even:?}");
        // Falls by 9 % of its mean within 9 s.
        let falling = log(|secs| 1e6 * (1.05 - 0.01 * secs)).evenness().unwrap();
        assert!((falling.slope_percent_per_hour / -3600.0 - 1.0).abs() < 0.03, "{falling:?}");
        let noisy =
            log(|secs| if (secs as u32).is_multiple_of(2) { 1.1e6 } else { 0.9e6 }).evenness().unwrap();
        assert!((8.0..12.0).contains(&noisy.variation_percent), "{noisy:?}");
        assert!(noisy.slope_percent_per_hour.abs() < 3.0 * noisy.slope_standard_error, "{noisy:?}");
    }

    #[test]
    fn a_long_run_keeps_a_bounded_number_of_points() {
        let mut log = RateLog::new(&Work::default(), None);
        (0..100_000).for_each(|i| log.note(f64::from(i), &Work { nodes: i as u64 * 7, ..Work::default() }));
        assert!(log.points.len() <= MAX_POINTS);
        assert!(max_deviation_percent(&log.tenths().unwrap()) < 0.5);
    }

    #[test]
    fn a_short_run_says_nothing_about_tenths() {
        assert_eq!(RateLog::new(&Work::default(), None).tenths(), None);
    }
}
