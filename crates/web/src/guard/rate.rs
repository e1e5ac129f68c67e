//! How many requests a second: a bucket that fills steadily and holds two seconds' worth.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Seconds' worth that may come at once.
const BURST_SECS: f64 = 2.0;

/// The bucket.
#[derive(Debug)]
pub(crate) struct Rate {
    per_second: f64,
    /// What is left, and when that was.
    left: Mutex<(f64, Instant)>,
}

impl Rate {
    /// A full bucket.
    pub(crate) fn new(per_second: u32, now: Instant) -> Self {
        let per_second = f64::from(per_second);
        Self { per_second, left: Mutex::new((per_second * BURST_SECS, now)) }
    }

    /// Takes one, if there is one.
    pub(crate) fn take(&self, now: Instant) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let filled = left.0 + self.per_second * now.saturating_duration_since(left.1).as_secs_f64();
        let filled = filled.min(self.per_second * BURST_SECS);
        *left = (if filled >= 1.0 { filled - 1.0 } else { filled }, now);
        filled >= 1.0
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let start = Instant::now();
        let rate = Rate::new(10, start);
        assert_eq!((0..100).filter(|_| rate.take(start)).count(), 20);
        let later = start + Duration::from_millis(550);
        assert_eq!((0..100).filter(|_| rate.take(later)).count(), 5);
        let much_later = start + Duration::from_secs(3600);
        assert_eq!((0..100).filter(|_| rate.take(much_later)).count(), 20);
    }
}
