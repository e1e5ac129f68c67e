//! How ranks communicate.
//!
//! Ranks are numbered from 0. Every rank calls the same collective functions in the same order; messages
//! between two ranks arrive in the order in which they were sent. A rank that loses another cannot go on: the
//! transport then ends the process, or its thread, with a message that names the rank, as joining a thread
//! that panicked would. No function returns less than what was requested.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Words sent at a time: 16 MB.
const PIECE: usize = 1 << 22;

/// A rank among others.
pub trait Transport: Send + Sync {
    /// The number of this rank.
    fn rank(&self) -> usize;

    /// How many ranks there are.
    fn size(&self) -> usize;

    /// Sends a message.
    fn send(&self, to: usize, bytes: &[u8]);

    /// Waits for the next message of a rank and replaces the contents of `into` with it. The wait may be
    /// long, and the waiting thread leaves the processor to others.
    fn receive(&self, from: usize, into: &mut Vec<u8>);

    /// Waits until all ranks are here.
    fn barrier(&self) {
        self.agree(false);
    }

    /// Gives a block to all ranks and takes theirs: `all` receives the blocks in the order of the ranks,
    /// `lens` says how long each is, `mine` has the length of this rank's.
    fn gather_all(&self, mine: &[f32], lens: &[usize], all: &mut [f32]) {
        let bytes = bytemuck::cast_slice(mine);
        others(self.rank(), self.size()).for_each(|to| self.send(to, bytes));
        let (mut rest, mut buffer) = (all, Vec::new());
        for (from, &len) in lens.iter().enumerate() {
            let (block, behind) = rest.split_at_mut(len);
            if from == self.rank() {
                block.copy_from_slice(mine);
            } else {
                self.receive(from, &mut buffer);
                bytemuck::cast_slice_mut(block).copy_from_slice(&buffer);
            }
            rest = behind;
        }
    }

    /// Waits until all ranks are here, and returns on all of them what rank 0 has said.
    fn agree(&self, said: bool) -> bool {
        let mut buffer = Vec::new();
        if self.rank() == 0 {
            (1..self.size()).for_each(|from| self.receive(from, &mut buffer));
            (1..self.size()).for_each(|to| self.send(to, &[u8::from(said)]));
            return said;
        }
        self.send(0, &[]);
        self.receive(0, &mut buffer);
        buffer == [1]
    }
}

/// All ranks but one.
fn others(me: usize, size: usize) -> impl Iterator<Item = usize> {
    (0..size).filter(move |&rank| rank != me)
}

/// Sends words of 32 bits, however many.
pub(crate) fn send_words(transport: &dyn Transport, to: usize, words: &[u32]) {
    words.chunks(PIECE).for_each(|piece| transport.send(to, bytemuck::cast_slice(piece)));
}

/// Waits for as many words as there is room for.
pub(crate) fn receive_words(transport: &dyn Transport, from: usize, words: &mut [u32]) {
    let mut buffer = Vec::new();
    for piece in words.chunks_mut(PIECE) {
        transport.receive(from, &mut buffer);
        bytemuck::cast_slice_mut(piece).copy_from_slice(&buffer);
    }
}

/// Sends a value.
pub(crate) fn send_value(transport: &dyn Transport, to: usize, value: &impl Serialize) {
    let bytes = serde_json::to_vec(value).expect("messages hold nothing that JSON cannot");
    transport.send(to, &bytes);
}

/// Waits for a value.
pub(crate) fn receive_value<T: DeserializeOwned>(transport: &dyn Transport, from: usize) -> T {
    let mut buffer = Vec::new();
    transport.receive(from, &mut buffer);
    serde_json::from_slice(&buffer).expect("ranks of one program understand each other")
}
