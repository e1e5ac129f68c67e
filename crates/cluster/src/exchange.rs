//! The exchange of values, once per batch.
//!
//! The values at the roots of a rank's subtrees are packed into one block, for both players and all slots of
//! the batch, and every rank gets the blocks of all. The time this takes is measured separately from the time
//! a rank waits for slower ones: all ranks meet before anything moves.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use holdem_cfr::vector::share::Peers;
use serde::{Deserialize, Serialize};

use crate::transport::Transport;

/// What one rank has exchanged, and how long it took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Traffic {
    /// Batches, each with one exchange of values.
    pub batches: u64,
    /// Bytes of values that others have received from this rank, counted once however many ranks there are.
    pub given_bytes: u64,
    /// Bytes of values that this rank has received from others.
    pub taken_bytes: u64,
    /// Seconds until the slowest rank had walked its subtrees.
    pub waited_secs: f64,
    /// Seconds in which values moved.
    pub moved_secs: f64,
    /// Seconds in which ranks agreed whether to stop.
    pub agreed_secs: f64,
    /// Seconds of training, all this included.
    pub trained_secs: f64,
}

impl Traffic {
    /// Share of the training time in which this rank moved values or agreed with others.
    pub fn share_moving(&self) -> f64 {
        (self.moved_secs + self.agreed_secs) / self.trained_secs.max(f64::MIN_POSITIVE)
    }

    /// Share of the training time in which this rank waited for slower ones.
    pub fn share_waiting(&self) -> f64 {
        self.waited_secs / self.trained_secs.max(f64::MIN_POSITIVE)
    }

    /// Bytes of values that reached this rank in a batch, on average.
    pub fn taken_bytes_per_batch(&self) -> f64 {
        self.taken_bytes as f64 / self.batches.max(1) as f64
    }
}

/// Exchanges values with the other ranks, as [`Peers`] of a solver.
pub(crate) struct Exchange {
    transport: Arc<dyn Transport>,
    /// By subtree.
    owners: Vec<usize>,
    blocks: Mutex<Blocks>,
    traffic: Mutex<Traffic>,
}

/// Memory of an exchange, grown once and then reused.
#[derive(Debug, Default)]
struct Blocks {
    mine: Vec<f32>,
    all: Vec<f32>,
}

impl Exchange {
    pub(crate) fn new(transport: Arc<dyn Transport>, owners: Vec<usize>) -> Self {
        Self { transport, owners, blocks: Mutex::default(), traffic: Mutex::default() }
    }

    /// Which rank owns each subtree.
    pub(crate) fn owners(&self) -> &[usize] {
        &self.owners
    }

    /// What has been exchanged so far.
    pub(crate) fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Agrees with the others whether to stop: rank 0 decides for all.
    pub(crate) fn agree(&self, said: bool) -> bool {
        let start = Instant::now();
        let agreed = self.transport.agree(said);
        self.traffic().agreed_secs += start.elapsed().as_secs_f64();
        agreed
    }

    /// Length of the block of each rank, for subtrees of `per_subtree` numbers each.
    fn lens(&self, per_subtree: usize) -> Vec<usize> {
        let mut lens = vec![0; self.transport.size()];
        self.owners.iter().for_each(|&owner| lens[owner] += per_subtree);
        lens
    }
}

impl Peers for Exchange {
    fn is_mine(&self, subtree: usize) -> bool {
        self.owners[subtree] == self.transport.rank()
    }

    fn exchange(&self, values: &mut [&mut [Vec<f32>; 2]]) {
        let me = self.transport.rank();
        let per_subtree = values.first().map_or(0, |vectors| vectors[0].len() + vectors[1].len());
        let lens = self.lens(per_subtree);
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let Blocks { mine, all } = &mut *blocks;
        mine.clear();
        for (subtree, vectors) in values.iter().enumerate().filter(|(subtree, _)| self.is_mine(*subtree)) {
            debug_assert_eq!(self.owners[subtree], me);
            vectors.iter().for_each(|vector| mine.extend_from_slice(vector));
        }
        all.resize(lens.iter().sum(), 0.0);
        let start = Instant::now();
        self.transport.barrier();
        let met = Instant::now();
        self.transport.gather_all(mine, &lens, all);
        let moved = Instant::now();
        self.unpack(&lens, all, values);
        let mut traffic = self.traffic();
        traffic.batches += 1;
        traffic.given_bytes += size_of_val(&mine[..]) as u64;
        traffic.taken_bytes += (size_of_val(&all[..]) - size_of_val(&mine[..])) as u64;
        traffic.waited_secs += (met - start).as_secs_f64();
        traffic.moved_secs += (moved - met).as_secs_f64();
    }
}

impl Exchange {
    /// Writes the values of the others' subtrees: in each block they are in the order of the subtrees.
    fn unpack(&self, lens: &[usize], all: &[f32], values: &mut [&mut [Vec<f32>; 2]]) {
        let mut next: Vec<usize> = Vec::with_capacity(lens.len());
        lens.iter().fold(0, |begin, len| {
            next.push(begin);
            begin + len
        });
        for (vectors, &owner) in values.iter_mut().zip(&self.owners) {
            for vector in vectors.iter_mut() {
                let from = next[owner];
                next[owner] += vector.len();
                if owner != self.transport.rank() {
                    vector.copy_from_slice(&all[from..next[owner]]);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::local::connect;

    #[test]
    fn every_rank_gets_the_values_of_every_subtree() {
        let owners = vec![1, 0, 2, 0, 1];
        let value = |subtree: usize, player: usize| (10 * subtree + player) as f32;
        thread::scope(|scope| {
            for rank in connect(3) {
                let owners = owners.clone();
                scope.spawn(move || {
                    let me = rank.rank();
                    let exchange = Exchange::new(Arc::new(rank), owners.clone());
                    for slots in [4, 7] {
                        let given = |subtree: usize, player| {
                            let known = owners[subtree] == me;
                            vec![if known { value(subtree, player) } else { f32::NAN }; slots]
                        };
                        let mut values: Vec<[Vec<f32>; 2]> =
                            (0..owners.len()).map(|s| [given(s, 0), given(s, 1)]).collect();
                        exchange.exchange(&mut values.iter_mut().collect::<Vec<_>>());
                        for (subtree, vectors) in values.iter().enumerate() {
                            for (player, vector) in vectors.iter().enumerate() {
                                assert_eq!(*vector, vec![value(subtree, player); slots]);
                            }
                        }
                    }
                    let traffic = *exchange.traffic();
                    let mine = owners.iter().filter(|&&owner| owner == me).count() as u64;
                    let all = 2 * 4 * (4 + 7);
                    assert_eq!(traffic.batches, 2);
                    assert_eq!((traffic.given_bytes, traffic.taken_bytes), (mine * all, (5 - mine) * all));
                });
            }
        });
    }
}
