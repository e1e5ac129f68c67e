//! Whether a run keeps its speed, seen while it runs.

use holdem_telemetry::resources::Usage;

use crate::report::DRIFT_PERCENT;

/// Seconds of training in a window.
const WINDOW_SECS: f64 = 10.0;
/// Windows at the beginning that are not judged: tables are touched for the first time.
const WARM_UP: usize = 2;
/// Windows whose median is compared with that of all before them.
const RECENT: usize = 3;
/// Windows that must pass between two warnings: half an hour.
const SILENCE: usize = 180;
/// Windows that are remembered.
const KEPT: usize = 4096;

/// Watches the rate in windows of ten seconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct DriftWatch {
    /// Nodes per second.
    windows: Vec<f64>,
    began: f64,
    nodes: u64,
    usage: Usage,
    warned_at: Option<usize>,
}

impl DriftWatch {
    pub(crate) fn new(nodes: u64) -> Self {
        Self { nodes, ..Self::default() }
    }

    /// Looks at the work done after this many seconds of training; returns a warning if there is reason for
    /// one.
    pub(crate) fn look(&mut self, secs: f64, nodes: u64, usage: &Usage, workers: usize) -> Option<String> {
        if secs - self.began < WINDOW_SECS {
            return None;
        }
        if self.windows.len() == KEPT {
            self.windows.remove(WARM_UP);
            self.warned_at = self.warned_at.map(|at| at.saturating_sub(1));
        }
        self.windows.push((nodes - self.nodes) as f64 / (secs - self.began));
        let used = usage.since(&self.usage);
        (self.began, self.nodes, self.usage) = (secs, nodes, usage.clone());
        let percent = self.deviation()?;
        let quiet = self.warned_at.is_none_or(|at| self.windows.len() >= at + SILENCE);
        if percent.abs() <= DRIFT_PERCENT || !quiet {
            return None;
        }
        self.warned_at = Some(self.windows.len());
        let seconds = WINDOW_SECS * RECENT as f64;
        Some(format!(
            "the rate of the last {seconds} s is {percent:+.1} % from the median of the training before; \
             likely cause: {}",
            cause(&used, workers)
        ))
    }

    /// Median of the latest windows against that of all before, in percent; `None` until there is enough to
    /// compare.
    fn deviation(&self) -> Option<f64> {
        let (before, recent) = self.windows.split_at_checked(self.windows.len().checked_sub(RECENT)?)?;
        let before = before.get(WARM_UP..).filter(|windows| windows.len() >= RECENT)?;
        Some(100.0 * (median(recent) / median(before) - 1.0))
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// What most likely slows a window down, by what it used.
fn cause(used: &Usage, workers: usize) -> &'static str {
    let over = |value: Option<f64>, limit: f64| value.is_some_and(|value| value > limit);
    if used.busy_cores().is_some_and(|busy| busy < 0.9 * workers as f64) {
        "other programs took processor time"
    } else if used.major_faults.is_some_and(|faults| faults as f64 > used.wall_secs) {
        "memory is short: pages are read from the disk"
    } else if over(used.system_cpu_percent(), 5.0) {
        "the kernel: memory is touched for the first time or moved"
    } else {
        "the processor itself: its clock, or neighbours on a shared machine"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(wall: f64, busy: f64) -> Usage {
        Usage { wall_secs: wall, user_secs: Some(wall * busy), system_secs: Some(0.0), ..Usage::default() }
    }

    fn warnings(rate: impl Fn(usize) -> u64, busy: f64) -> Vec<String> {
        let mut watch = DriftWatch::new(0);
        let mut nodes = 0;
        let look = |second: usize| {
            nodes += rate(second);
            let secs = second as f64;
            watch.look(secs, nodes, &usage(secs, busy), 2)
        };
        (1..1000).filter_map(look).collect()
    }

    #[test]
    fn an_even_run_and_a_slow_start_are_no_reason_to_warn() {
        assert!(warnings(|_| 1_000_000, 2.0).is_empty());
        assert!(warnings(|second| if second < 15 { 100_000 } else { 1_000_000 }, 2.0).is_empty());
        assert!(
            warnings(|second| if (second - 1) / 10 == 50 { 500_000 } else { 1_000_000 }, 2.0).is_empty(),
            "one window"
        );
    }

    #[test]
    fn a_run_that_slows_down_is_told_once_with_the_cause() {
        let slower = |second: usize| if second < 500 { 1_000_000 } else { 900_000 };
        let told = warnings(slower, 2.0);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("-10.0 %") && told[0].contains("the processor itself"), "{told:?}");
        assert!(warnings(slower, 1.2)[0].contains("other programs"));
    }
}
