//! Ranks that are threads of one process.
//!
//! They allow everything that ranks do to be tested without MPI.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};

use crate::transport::Transport;

/// One of several ranks in this process.
#[derive(Debug)]
pub struct Local {
    rank: usize,
    /// By rank.
    to: Vec<Sender<Vec<u8>>>,
    /// By rank; locked by the one thread of this rank that communicates.
    from: Vec<Mutex<Receiver<Vec<u8>>>>,
}

/// Makes connected ranks, each to be moved to a thread of its own.
pub fn connect(size: usize) -> Vec<Local> {
    let channels = || (0..size).map(|_| channel()).unzip::<_, _, Vec<_>, Vec<_>>();
    // By receiver, then by sender.
    let mut receivers: Vec<Vec<Mutex<Receiver<Vec<u8>>>>> = (0..size).map(|_| Vec::new()).collect();
    let mut senders = Vec::new();
    for _ in 0..size {
        let (to, from) = channels();
        for (receivers, from) in receivers.iter_mut().zip(from) {
            receivers.push(Mutex::new(from));
        }
        senders.push(to);
    }
    let ranks = senders.into_iter().zip(receivers).enumerate();
    ranks.map(|(rank, (to, from))| Local { rank, to, from }).collect()
}

impl Transport for Local {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.to.len()
    }

    fn send(&self, to: usize, bytes: &[u8]) {
        if self.to[to].send(bytes.to_vec()).is_err() {
            lost(to);
        }
    }

    fn receive(&self, from: usize, into: &mut Vec<u8>) {
        let receiver = self.from[from].lock().unwrap_or_else(PoisonError::into_inner);
        *into = receiver.recv().unwrap_or_else(|_| lost(from));
    }
}

/// Ends the thread of a rank that has lost another.
fn lost(rank: usize) -> ! {
    panic!("rank {rank} is gone")
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::transport::{receive_value, receive_words, send_value, send_words};

    /// Runs a function as each of the given number of ranks; returns what each returned.
    fn on_ranks<T: Send>(size: usize, act: impl Fn(&Local) -> T + Sync) -> Vec<thread::Result<T>> {
        thread::scope(|scope| {
            let act = &act;
            let ranks = connect(size).into_iter().map(|rank| scope.spawn(move || act(&rank)));
            ranks.collect::<Vec<_>>().into_iter().map(thread::ScopedJoinHandle::join).collect()
        })
    }

    #[test]
    fn blocks_stand_in_the_order_of_the_ranks_on_all_of_them() {
        for size in 1..=4 {
            let lens: Vec<usize> = (0..size).map(|rank| (rank + 2) % 3).collect();
            let expected: Vec<f32> =
                lens.iter().enumerate().flat_map(|(rank, &len)| vec![rank as f32; len]).collect();
            let found = on_ranks(size, |rank| {
                let mine = vec![rank.rank() as f32; lens[rank.rank()]];
                let mut all = vec![f32::NAN; lens.iter().sum()];
                rank.gather_all(&mine, &lens, &mut all);
                all
            });
            assert!(found.into_iter().all(|all| all.unwrap() == expected));
        }
    }

    #[test]
    fn what_rank_0_says_is_what_all_hear() {
        for said in [false, true] {
            let heard = on_ranks(3, |rank| rank.agree(if rank.rank() == 0 { said } else { !said }));
            assert!(heard.into_iter().all(|heard| heard.unwrap() == said));
        }
    }

    #[test]
    fn words_and_values_arrive_as_they_were_sent() {
        let words: Vec<u32> = (0..5_000_000).map(|i: u32| i.wrapping_mul(2_654_435_761)).collect();
        let found = on_ranks(2, |rank| {
            if rank.rank() == 0 {
                send_value(rank, 1, &("words", words.len()));
                send_words(rank, 1, &words);
                return true;
            }
            let (name, len): (String, usize) = receive_value(rank, 0);
            let mut found = vec![0; len];
            receive_words(rank, 0, &mut found);
            name == "words" && found == words
        });
        assert!(found.into_iter().all(Result::unwrap));
    }

    #[test]
    fn whoever_loses_a_rank_ends_and_names_it() {
        let found = on_ranks(3, |rank| {
            if rank.rank() == 2 {
                return false;
            }
            rank.agree(true)
        });
        let names = |ended: &thread::Result<bool>| {
            let said = ended.as_ref().err().and_then(|panic| panic.downcast_ref::<String>());
            said.is_some_and(|text| text == "rank 2 is gone" || text == "rank 0 is gone")
        };
        assert!(names(&found[0]) && names(&found[1]) && found[2].is_ok());
    }
}
