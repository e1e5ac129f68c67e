//! Pieces of work on several threads.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Calls `work` for each piece number below `pieces`; the results are in the order of the pieces.
///
/// `start` makes what a thread keeps from piece to piece. Idle threads take the next piece; one thread runs
/// without spawning.
pub(super) fn run<S, R: Send>(
    pieces: usize,
    threads: usize,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let take_pieces = || {
        let mut state = start();
        let mut done = Vec::new();
        loop {
            // Relaxed: only the number itself is shared; the join orders the results.
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                return done;
            }
            done.push((piece, work(&mut state, piece)));
        }
    };
    let mut results = match threads.min(pieces) {
        0 | 1 => take_pieces(),
        threads => std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(take_pieces)).collect();
            workers
                .into_iter()
                .flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        }),
    };
    results.sort_unstable_by_key(|&(piece, _)| piece);
    results.into_iter().map(|(_, result)| result).collect()
}
