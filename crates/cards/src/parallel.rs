//! Numbered tasks on several threads, their results in order: the same for any number of threads.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs the tasks numbered below `count` on `workers` threads and returns their results in order of their
/// numbers.
///
/// Idle threads take the next task, the calling one among them: a single worker starts no thread.
///
/// # Panics
/// If a task panics.
pub fn in_parallel<T: Send>(workers: usize, count: usize, task: impl Fn(usize) -> T + Sync) -> Vec<T> {
    in_parallel_with(workers, count, || (), |(), i| task(i))
}

/// [`in_parallel`] with a state that `start` makes once for each thread and that is kept from task to task:
/// working memory, which must not affect the results.
///
/// # Panics
/// If a task panics.
pub fn in_parallel_with<S, T: Send>(
    workers: usize,
    count: usize,
    start: impl Fn() -> S + Sync,
    task: impl Fn(&mut S, usize) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let (mut kept, mut mine) = (start(), Vec::new());
        loop {
            // Relaxed: the counter hands out numbers and orders nothing else; results pass through `join`.
            let i = next.fetch_add(1, Ordering::Relaxed);
            if i >= count {
                return mine;
            }
            mine.push((i, task(&mut kept, i)));
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
    results.sort_unstable_by_key(|(i, _)| *i);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Cuts `0..len` into one range for each of `workers` threads, or fewer if `len` is smaller, and returns the
/// result of `task` for each, in order.
///
/// # Panics
/// If a task panics.
pub fn in_shares<T: Send>(workers: usize, len: usize, task: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    let share = len.div_ceil(workers.max(1)).max(1);
    in_parallel(workers, len.div_ceil(share), |i| task(i * share..((i + 1) * share).min(len)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn results_are_in_order_for_any_number_of_workers() {
        for (workers, count) in [(0, 7), (1, 7), (2, 7), (3, 100), (9, 2), (4, 0)] {
            let squares: Vec<usize> = (0..count).map(|i| i * i).collect();
            assert_eq!(in_parallel(workers, count, |i| i * i), squares, "{workers} workers");
        }
    }

    #[test]
    fn as_many_tasks_as_workers_run_at_once() {
        // Each waits for the other two.
        let met = Barrier::new(3);
        let leaders = in_parallel(3, 3, |_| met.wait().is_leader());
        assert_eq!(leaders.iter().filter(|leader| **leader).count(), 1);
    }

    #[test]
    fn a_thread_keeps_what_it_began_with() {
        let alone = in_parallel_with(1, 5, || 0, |seen, i| (i, std::mem::replace(seen, *seen + 1)));
        assert_eq!(alone, [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)]);
    }

    #[test]
    fn shares_cover_everything_once_and_in_order() {
        for (workers, len) in [(0, 5), (1, 5), (2, 5), (3, 9), (4, 9), (8, 3), (2, 0)] {
            let shares = in_shares(workers, len, |range| range);
            assert!(shares.len() <= workers.max(1) && shares.iter().all(|share| !share.is_empty()));
            assert!(shares.into_iter().flatten().eq(0..len), "{workers} workers, {len} things");
        }
    }
}
