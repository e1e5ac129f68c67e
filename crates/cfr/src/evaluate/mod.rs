//! What a strategy is worth, by names that say what they bound.
//!
//! | function | answers |
//! |---|---|
//! | [`exact::exploitability`] | what the best response with real cards gains against both average strategies |
//! | [`exact::values`] | expected payoffs of a pair of strategies, all boards |
//! | [`versus::versus`] | two strategies of one tree against each other, exact over hands, on sampled boards |
//! | [`played::played`], [`played::gained`] | any number of players: what is won on sampled deals played out |
//! | [`exploiter::exploiter`] | what a player of the same abstraction learns to gain: convergence |

mod buffer;
pub mod exact;
pub mod exploiter;
pub mod played;
pub mod versus;

/// A sample mean with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Standard error of the mean; 0 where nothing was sampled.
    pub standard_error: f64,
}

impl Estimate {
    /// Mean and standard error of independent values.
    pub fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n.max(1.0);
        let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
        let standard_error = if values.len() > 1 { (squares / (n - 1.0) / n).sqrt() } else { 0.0 };
        Self { mean, standard_error }
    }
    /// The same in another unit.
    pub fn scaled(self, factor: f64) -> Self {
        Self { mean: self.mean * factor, standard_error: self.standard_error * factor.abs() }
    }
    /// Half the width of the 95 % interval.
    pub fn interval(&self) -> f64 {
        1.96 * self.standard_error
    }
}

/// Runs numbered tasks on `workers` threads and returns their results in order of their numbers.
pub(crate) fn in_parallel<T: Send>(
    workers: usize,
    count: usize,
    task: &(dyn Fn(usize) -> T + Sync),
) -> Vec<T> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let worker = || {
        let mut mine = Vec::new();
        loop {
            // Relaxed: the counter hands out numbers and orders nothing else; results pass through `join`.
            let i = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            if i >= count {
                return mine;
            }
            mine.push((i, task(i)));
        }
    };
    let mut results: Vec<(usize, T)> = std::thread::scope(|scope| {
        let others: Vec<_> = (1..workers.clamp(1, count.max(1))).map(|_| scope.spawn(worker)).collect();
        let mut results = worker();
        for other in others {
            results.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        results
    });
    results.sort_by_key(|(i, _)| *i);
    results.into_iter().map(|(_, result)| result).collect()
}
