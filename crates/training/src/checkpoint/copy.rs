//! A copy of the tables in memory, to be written while training goes on.
//!
//! To copy takes a few tenths of a second for a GB; to hand as much to the operating system takes several times as long, and far
//! longer when the disk is slower than what is written. The memory is kept from one checkpoint to the next.

use std::io;

use holdem_cfr::engine::Engine;
use memmap2::MmapMut;

/// Room for the tables of an engine, and what they were at some moment.
#[derive(Debug)]
pub struct TableCopy {
    memory: MmapMut,
    /// Words in each part.
    lens: Vec<usize>,
}

impl TableCopy {
    /// Room for parts of these lengths in words of 32 bits.
    ///
    /// # Errors
    /// If the system refuses the memory.
    pub fn reserve(lens: Vec<usize>) -> io::Result<Self> {
        let bytes = lens.iter().sum::<usize>() * size_of::<u32>();
        // Small pages: it is only ever passed over from end to end, and huge ones may have to be cleared of others first.
        Ok(Self { memory: MmapMut::map_anon(bytes.max(1))?, lens })
    }

    /// Takes the tables as they are.
    ///
    /// # Panics
    /// If the engine has other parts than those that room was reserved for.
    pub fn take(&mut self, engine: &mut dyn Engine) {
        let mut lens = self.lens.iter();
        let mut rest: &mut [u32] =
            bytemuck::cast_slice_mut(&mut self.memory[..self.lens.iter().sum::<usize>() * size_of::<u32>()]);
        engine.export(&mut |words| {
            let len = *lens.next().expect("the engine has the parts that room was reserved for");
            let (part, behind) = std::mem::take(&mut rest).split_at_mut(len);
            part.copy_from_slice(words);
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

#[cfg(test)]
mod tests {
    use super::*;
    use holdem_cfr::engine::EngineOptions;
    use holdem_cfr::solver::SolverOptions;
    use holdem_game::deal::LeducCards;
    use holdem_game::tree::{BettingTree, LeducPoker};

    #[test]
    fn a_copy_stays_what_the_tables_were() {
        let tree = BettingTree::build(&LeducPoker { players: 2 }).unwrap();
        let options = EngineOptions::PublicChance(SolverOptions::default());
        let mut engine = options.engine(&tree, &LeducCards).unwrap();
        let parts = |export: &mut super::super::Export<'_>| {
            let mut parts = Vec::new();
            export(&mut |words| parts.push(words.to_vec()));
            parts
        };
        let mut copy = TableCopy::reserve(engine.part_lens()).unwrap();
        for limit in [500, 1500] {
            engine.run(1, limit, &|_| false);
            copy.take(&mut *engine);
            let then = parts(&mut |write| engine.export(write));
            engine.run(1, limit + 100, &|_| false);
            assert_eq!(parts(&mut |write| copy.export(write)), then);
            assert_ne!(parts(&mut |write| engine.export(write)), then);
        }
    }
}
