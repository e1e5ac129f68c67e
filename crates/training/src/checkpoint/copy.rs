//! A copy of the tables in memory, to be written while training goes on.
//!
//! Copying a GB takes a few tenths of a second; handing it to the operating system takes several times as
//! long, and far longer when the disk cannot keep up. The memory is kept from one checkpoint to the next.

use std::io;
use std::thread;

use holdem_telemetry::resources::Memory;
use memmap2::MmapMut;

use super::Export;

/// Room for the tables of an engine, and their contents at some moment.
#[derive(Debug)]
pub struct TableCopy {
    memory: MmapMut,
    /// Words in each part.
    lens: Vec<usize>,
    /// Threads that copy: as many as training uses, which waits for them.
    threads: usize,
}

const PAGE_BYTES: usize = 4096;
/// Words for which a thread is started: 4 MB, about a millisecond of copying.
const WORDS_PER_THREAD: usize = 1 << 20;

impl TableCopy {
    /// Room for parts of these lengths in words of 32 bits. This many threads fault its pages in: one alone
    /// takes several times as long for that as for a copy.
    ///
    /// # Errors
    /// If the system refuses the memory.
    pub fn reserve(lens: Vec<usize>, threads: usize) -> io::Result<Self> {
        let bytes = lens.iter().sum::<usize>() * size_of::<u32>();
        // Small pages: the memory is only ever traversed from end to end, and huge pages may have to be freed
        // of other data first.
        let mut memory = MmapMut::map_anon(bytes.max(1))?;
        let share = memory.len().div_ceil(threads.max(1)).next_multiple_of(PAGE_BYTES);
        thread::scope(|scope| {
            for part in memory.chunks_mut(share) {
                scope.spawn(|| part.iter_mut().step_by(PAGE_BYTES).for_each(|byte| *byte = 0));
            }
        });
        Ok(Self { memory, lens, threads })
    }

    /// The same, if twice as much memory is available to each of this many processes on this machine, so that
    /// the copy does not take memory they need later.
    pub fn with_room(lens: Vec<usize>, threads: usize, processes: usize) -> Option<Self> {
        let bytes = (lens.iter().sum::<usize>() * size_of::<u32>()) as u64;
        let available = Memory::now().map_or(u64::MAX, |memory| memory.available_bytes);
        let is_room = available / processes.max(1) as u64 / 2 > bytes;
        is_room.then(|| Self::reserve(lens, threads).ok()).flatten()
    }

    /// Copies the tables that `export` hands out, unchanged.
    ///
    /// # Panics
    /// If they have other parts than those that room was reserved for.
    pub fn take(&mut self, export: &mut Export<'_>) {
        let threads = self.threads;
        let mut lens = self.lens.iter();
        let mut rest: &mut [u32] =
            bytemuck::cast_slice_mut(&mut self.memory[..self.lens.iter().sum::<usize>() * size_of::<u32>()]);
        export(&mut |words| {
            let len = *lens.next().expect("there are the parts that room was reserved for");
            let (part, behind) = std::mem::take(&mut rest).split_at_mut(len);
            copy(part, words, threads);
            rest = behind;
        });
    }

    /// Hands out the parts that were taken, in their order.
    pub fn export(&self, write: &mut dyn FnMut(&[u32])) {
        let mut rest: &[u32] =
            bytemuck::cast_slice(&self.memory[..self.lens.iter().sum::<usize>() * size_of::<u32>()]);
        for &len in &self.lens {
            let (part, behind) = rest.split_at(len);
            write(part);
            rest = behind;
        }
    }
}

fn copy(to: &mut [u32], from: &[u32], threads: usize) {
    let share = from.len().div_ceil(threads.max(1)).max(WORDS_PER_THREAD);
    thread::scope(|scope| {
        let mut shares = to.chunks_mut(share).zip(from.chunks(share));
        let mine = shares.next();
        shares.for_each(|(to, from)| {
            scope.spawn(|| to.copy_from_slice(from));
        });
        if let Some((to, from)) = mine {
            to.copy_from_slice(from);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdem_cfr::SolverOptions;
    use holdem_cfr::engine::EngineOptions;
    use holdem_game::deal::CardModel;
    use holdem_game::deal::LeducCards;
    use holdem_game::tree::{BettingTree, LeducPoker};
    use std::sync::Arc;

    #[test]
    fn several_threads_copy_everything() {
        for len in [0, 1, WORDS_PER_THREAD, 2 * WORDS_PER_THREAD + 7, 5 * WORDS_PER_THREAD] {
            let from: Vec<u32> = (0..len as u32).map(|i| i.wrapping_mul(2_654_435_761)).collect();
            for threads in [1, 2, 3] {
                let mut to = vec![0; len];
                copy(&mut to, &from, threads);
                assert!(to == from, "{len} words, {threads} threads");
            }
        }
    }

    #[test]
    fn a_copy_stays_what_the_tables_were() {
        let tree = Arc::new(BettingTree::build(&LeducPoker { players: 2 }).unwrap());
        let cards: Arc<dyn CardModel> = Arc::new(LeducCards);
        let options = EngineOptions::PublicChance(SolverOptions::default());
        let mut engine = options.engine(&tree, &cards).unwrap();
        let parts = |export: &mut super::super::Export<'_>| {
            let mut parts = Vec::new();
            export(&mut |words| parts.push(words.to_vec()));
            parts
        };
        let mut copy = TableCopy::reserve(engine.part_lens(), 2).unwrap();
        for limit in [500, 1500] {
            engine.run(1, limit, &|_| false);
            copy.take(&mut |write| engine.export(write));
            let then = parts(&mut |write| engine.export(write));
            engine.run(1, limit + 100, &|_| false);
            assert_eq!(parts(&mut |write| copy.export(write)), then);
            assert_ne!(parts(&mut |write| engine.export(write)), then);
        }
    }
}
