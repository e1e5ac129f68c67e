//! Numbered tasks on several threads.

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
