//! Ranks that are processes under MPI.
//!
//! The library calls of a process come from one thread at a time: whichever worker ends a batch, and the main
//! thread between batches. That requires `MPI_THREAD_SERIALIZED`. MPI ends all processes when one is lost, so
//! nothing here has an error to return.

use std::thread;
use std::time::Duration;

use mpi::collective::CommunicatorCollectives;
use mpi::datatype::PartitionMut;
use mpi::environment::Universe;
use mpi::point_to_point::{Destination, Source};
use mpi::topology::{Communicator, SimpleCommunicator};
use mpi::traits::{Equivalence, Root};
use mpi::{Count, Rank, Threading};

use crate::transport::Transport;

/// How often to look for a message that may come at once, before the waiting thread begins to sleep.
const LOOKS: u32 = 1_000;
/// Sleep between looks, at first and at most: a rank may wait for minutes while another measures.
const FIRST_SLEEP: Duration = Duration::from_micros(50);
const LONGEST_SLEEP: Duration = Duration::from_millis(2);

/// Why MPI cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MpiError {
    /// It was begun before.
    #[error("MPI was initialised twice")]
    Twice,
    /// The library lets only one thread of a process communicate.
    #[error("this MPI library does not let the threads of a process take turns (MPI_THREAD_SERIALIZED)")]
    Threads,
}

/// This process among those of `mpirun`. MPI ends when it is dropped.
pub struct Mpi {
    rank: usize,
    size: usize,
    _universe: Universe,
}

// The library is told that threads take turns, and is called by the thread whose turn it is.
impl Mpi {
    /// Begins.
    ///
    /// # Errors
    /// [`MpiError`] if the library cannot be used.
    pub fn start() -> Result<Self, MpiError> {
        let (universe, threading) =
            mpi::initialize_with_threading(Threading::Serialized).ok_or(MpiError::Twice)?;
        if threading < Threading::Serialized {
            return Err(MpiError::Threads);
        }
        let world = universe.world();
        Ok(Self { rank: world.rank() as usize, size: world.size() as usize, _universe: universe })
    }

    /// Ends all processes at once with an exit code.
    pub fn abort(code: i32) -> ! {
        SimpleCommunicator::world().abort(code)
    }
}

impl Transport for Mpi {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn send(&self, to: usize, bytes: &[u8]) {
        SimpleCommunicator::world().process_at_rank(to as Rank).send(bytes);
    }

    fn receive(&self, from: usize, into: &mut Vec<u8>) {
        let world = SimpleCommunicator::world();
        let source = world.process_at_rank(from as Rank);
        let (mut looks, mut sleep) = (0, FIRST_SLEEP);
        let (message, status) = loop {
            if let Some(found) = source.immediate_matched_probe() {
                break found;
            }
            looks += 1;
            if looks > LOOKS {
                thread::sleep(sleep);
                sleep = (sleep * 2).min(LONGEST_SLEEP);
            }
        };
        into.resize(status.count(u8::equivalent_datatype()) as usize, 0);
        message.matched_receive_into(&mut into[..]);
    }

    fn barrier(&self) {
        SimpleCommunicator::world().barrier();
    }

    fn gather_all(&self, mine: &[f32], lens: &[usize], all: &mut [f32]) {
        let counts: Vec<Count> = lens.iter().map(|&len| len as Count).collect();
        let begins: Vec<Count> = lens
            .iter()
            .scan(0, |next, &len| {
                let begin = *next;
                *next += len as Count;
                Some(begin)
            })
            .collect();
        let mut blocks = PartitionMut::new(all, counts, begins);
        SimpleCommunicator::world().all_gather_varcount_into(mine, &mut blocks);
    }

    fn agree(&self, said: bool) -> bool {
        let mut agreed = u8::from(said);
        SimpleCommunicator::world().process_at_rank(0).broadcast_into(&mut agreed);
        agreed == 1
    }
}
