//! Regrets and strategy sums of one part of the tree.
//!
//! `[node][bucket][regrets of all actions, strategy sums of all actions]`, in `f32` or in 16 bits (see
//! [`crate::tables::storage`]). Regret and sum of a bucket are neighbours because they are always updated
//! together: one cache line for up to eight actions. The memory is anonymous, zeroed by the system and
//! advised to use huge pages; pages that are never touched cost nothing.
//!
//! In 16 bits the numbers follow a head: [`COUNTERS`] counters of 64 bits, and two units for each node.

use crate::discount::Factors;
use crate::kernels::{RowShape, ShortRows, mix_bits};
use crate::tables::layout::{Layout, NodeBlock};
use crate::tables::storage::{Losses, Storage};
use holdem_game::tree::{BettingTree, NodeId};
use memmap2::MmapMut;
use std::io;
use std::ops::Range;

/// Numbers per action: one regret, one strategy sum.
const PER_ACTION: usize = 2;

/// Counters before the units; the first counts numbers that vanished, the others are reserved.
const COUNTERS: usize = 8;

/// In 16 bits: the initial regret of an action that is always played, when a table begins with a strategy.
const BEGIN: i16 = 1 << 13;

/// Tables of one part of the tree, owned by one worker at a time.
#[derive(Debug)]
pub(crate) struct Table {
    layout: Layout,
    storage: Storage,
    memory: MmapMut,
}

/// The rows of one node: `[bucket][regrets, sums]`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rows<'a> {
    F32(&'a [f32]),
    I16 { words: &'a [i16], units: [f32; 2] },
}

/// The rows of one node, to be changed.
#[derive(Debug)]
pub(crate) enum RowsMut<'a> {
    F32(&'a mut [f32]),
    I16(ShortRows<'a>),
}

impl Table {
    /// Reserves zeroed tables for the decision nodes of `range`. `rows` says how many buckets a node has; 0
    /// leaves it out.
    ///
    /// # Errors
    /// If the system refuses the memory.
    pub(crate) fn new(
        tree: &BettingTree,
        storage: Storage,
        range: Range<NodeId>,
        rows: impl Fn(NodeId) -> usize,
    ) -> io::Result<Self> {
        let layout = Layout::new(tree, range, PER_ACTION, rows);
        let memory = MmapMut::map_anon(bytes(&layout, storage).max(1))?;
        #[cfg(target_os = "linux")]
        // Advice only: without huge pages everything works, with more TLB misses.
        let _ = memory.advise(memmap2::Advice::HugePage);
        Ok(Self { layout, storage, memory })
    }

    /// Tables of no node, for walks in which nobody learns.
    pub(crate) fn empty() -> Self {
        let memory = MmapMut::map_anon(1).expect("a page of memory");
        Self { layout: Layout::default(), storage: Storage::F32, memory }
    }

    /// Where the numbers stand.
    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }
    /// Everything that the tables hold, as words of 32 bits: with [`Storage::F32`] the numbers, node by node.
    pub(crate) fn words(&self) -> &[u32] {
        bytemuck::cast_slice(&self.memory[..bytes(&self.layout, self.storage)])
    }
    /// Everything that the tables hold, as words of 32 bits.
    pub(crate) fn words_mut(&mut self) -> &mut [u32] {
        bytemuck::cast_slice_mut(&mut self.memory[..bytes(&self.layout, self.storage)])
    }

    /// Rows of one node; none if it is not laid out here.
    #[inline]
    pub(crate) fn rows(&self, node: NodeId) -> Rows<'_> {
        let range = self.layout.range(node);
        match self.storage {
            Storage::F32 => Rows::F32(&bytemuck::cast_slice(self.words())[range]),
            Storage::I16 => {
                let (head, words) = self.memory.split_at(head_bytes(&self.layout));
                let units: &[[f32; 2]] = bytemuck::cast_slice(&head[size_of::<[u64; COUNTERS]>()..]);
                // A node that is not laid out has no words, and its index may be beyond the last.
                let units = units.get(self.layout.block(node).index).copied().unwrap_or_default();
                let words: &[i16] = bytemuck::cast_slice(&words[..self.layout.len() * size_of::<i16>()]);
                Rows::I16 { words: &words[range], units }
            }
        }
    }

    /// Rows of one node that is laid out here.
    #[inline]
    pub(crate) fn rows_mut(&mut self, node: NodeId) -> RowsMut<'_> {
        let range = self.layout.range(node);
        match self.storage {
            Storage::F32 => RowsMut::F32(&mut bytemuck::cast_slice_mut(self.words_mut())[range]),
            Storage::I16 => {
                let (counters, units, words) = short_parts(&self.layout, &mut self.memory);
                let units = &mut units[self.layout.block(node).index];
                RowsMut::I16(ShortRows { words: &mut words[range], units, vanished: &mut counters[0] })
            }
        }
    }

    /// The rows of every node that is laid out, in order, so that several workers can each change those of a
    /// node. Numbers that vanish are counted in `vanished`, which is resized to one entry per node: see
    /// [`Table::count_vanished`].
    pub(crate) fn split<'t>(&'t mut self, vanished: &'t mut Vec<u64>) -> Vec<(NodeId, RowsMut<'t>)> {
        const WITHIN: &str = "the layout lies within the memory";
        vanished.resize(self.layout.num_blocks(), 0);
        let bytes = bytes(&self.layout, self.storage);
        let Self { layout, storage, memory } = self;
        let nodes = layout.nodes().filter(|(_, block)| block.num_buckets > 0);
        let nodes = nodes.map(|(node, _)| (node, layout.range(node).len()));
        match storage {
            Storage::F32 => {
                let mut rest: &mut [f32] = bytemuck::cast_slice_mut(&mut memory[..bytes]);
                let mut take = |len| rest.split_off_mut(..len).expect(WITHIN);
                nodes.map(|(node, len)| (node, RowsMut::F32(take(len)))).collect()
            }
            Storage::I16 => {
                let (_, units, mut rest) = short_parts(layout, memory);
                let mut take = |len| rest.split_off_mut(..len).expect(WITHIN);
                let rows = nodes.zip(units).zip(vanished);
                rows.map(|(((node, len), units), vanished)| {
                    (node, RowsMut::I16(ShortRows { words: take(len), units, vanished }))
                })
                .collect()
            }
        }
    }

    /// Adds to the count of numbers that vanished; there is none in 32 bits.
    pub(crate) fn count_vanished(&mut self, count: u64) {
        if self.storage == Storage::I16 {
            short_parts(&self.layout, &mut self.memory).0[0] += count;
        }
    }

    /// Shape of the regrets of a node with `num_actions` actions within its rows.
    pub(crate) fn shape(num_actions: usize) -> RowShape {
        RowShape { stride: PER_ACTION * num_actions, num_actions }
    }

    /// Multiplies positive regrets, negative regrets and strategy sums of all rows (DCFR, Brown & Sandholm
    /// 2019); `key` seeds the random bits by which numbers are rounded.
    ///
    /// # Complexity
    /// O(numbers), whatever has been learned.
    pub(crate) fn discount(&mut self, factors: Factors, key: u64) {
        for node in self.layout.node_ids() {
            let NodeBlock { num_actions, num_buckets: 1.., .. } = self.layout.block(node) else { continue };
            self.rows_mut(node).discount(num_actions, factors, key ^ u64::from(node));
        }
    }

    /// What the storage has lost.
    ///
    /// # Complexity
    /// O(numbers).
    pub(crate) fn losses(&self) -> Losses {
        if self.storage == Storage::F32 {
            return Losses { numbers: self.layout.len() as u64, ..Losses::default() };
        }
        let floored = |(node, block): (NodeId, NodeBlock)| match self.rows(node) {
            Rows::I16 { words, .. } if !words.is_empty() => {
                let regrets = words.chunks_exact(PER_ACTION * block.num_actions);
                regrets.flat_map(|row| &row[..block.num_actions]).filter(|x| **x == i16::MIN).count() as u64
            }
            Rows::F32(_) | Rows::I16 { .. } => 0,
        };
        let [low, high] = [self.words()[0], self.words()[1]].map(u64::from);
        Losses {
            numbers: self.layout.len() as u64,
            floored: self.layout.nodes().map(floored).sum(),
            vanished: high << 32 | low,
        }
    }
}

/// Bytes before the numbers.
fn head_bytes(layout: &Layout) -> usize {
    (COUNTERS + layout.num_blocks()).next_multiple_of(COUNTERS) * size_of::<u64>()
}

/// Bytes that are in use.
fn bytes(layout: &Layout, storage: Storage) -> usize {
    match storage {
        Storage::F32 => layout.len() * size_of::<f32>(),
        Storage::I16 => head_bytes(layout) + layout.len() * size_of::<i16>(),
    }
}

/// Counters, units by block, and numbers of tables in 16 bits.
fn short_parts<'t>(
    layout: &Layout,
    memory: &'t mut [u8],
) -> (&'t mut [u64], &'t mut [[f32; 2]], &'t mut [i16]) {
    let (head, words) = memory.split_at_mut(head_bytes(layout));
    let (counters, units) = head.split_at_mut(size_of::<[u64; COUNTERS]>());
    let words = &mut words[..layout.len() * size_of::<i16>()];
    (bytemuck::cast_slice_mut(counters), bytemuck::cast_slice_mut(units), bytemuck::cast_slice_mut(words))
}

/// Multiplies positive regrets, negative regrets and strategy sums of the rows of a node.
fn fade(rows: &mut [f32], num_actions: usize, factors: Factors) {
    for row in rows.chunks_exact_mut(PER_ACTION * num_actions) {
        let (regrets, sums) = row.split_at_mut(num_actions);
        for r in regrets {
            *r *= if *r > 0.0 { factors.positive } else { factors.negative };
        }
        for s in sums {
            *s *= factors.strategy;
        }
    }
}

impl Rows<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::F32(rows) => rows.is_empty(),
            Self::I16 { words, .. } => words.is_empty(),
        }
    }

    /// Writes the regrets and the strategy sums of a bucket, `2 * num_actions` numbers.
    pub(crate) fn read(&self, bucket: usize, out: &mut [f32]) {
        let at = bucket * out.len()..(bucket + 1) * out.len();
        match self {
            Self::F32(rows) => out.copy_from_slice(&rows[at]),
            Self::I16 { words, units } => {
                let num_actions = out.len() / PER_ACTION;
                for (i, (out, x)) in out.iter_mut().zip(&words[at]).enumerate() {
                    *out = f32::from(*x) * units[i / num_actions];
                }
            }
        }
    }
}

impl RowsMut<'_> {
    /// The same rows, to be read.
    pub(crate) fn view(&self) -> Rows<'_> {
        match self {
            Self::F32(rows) => Rows::F32(rows),
            Self::I16(rows) => Rows::I16 { words: rows.words, units: *rows.units },
        }
    }

    /// The same rows, lent for a while.
    pub(crate) fn lend(&mut self) -> RowsMut<'_> {
        match self {
            Self::F32(rows) => RowsMut::F32(rows),
            Self::I16(ShortRows { words, units, vanished }) => {
                RowsMut::I16(ShortRows { words, units, vanished })
            }
        }
    }

    /// Sets the regrets of each bucket to `scale` times the probabilities of its actions.
    pub(crate) fn begin<'s>(
        &mut self,
        actions: usize,
        scale: f32,
        strategy: impl Iterator<Item = &'s [f32]>,
    ) {
        match self {
            Self::F32(rows) => {
                for (row, played) in rows.chunks_exact_mut(PER_ACTION * actions).zip(strategy) {
                    row.iter_mut().zip(played).for_each(|(regret, p)| *regret = p * scale);
                }
            }
            Self::I16(rows) => {
                rows.units[0] = scale / f32::from(BEGIN);
                for (row, played) in rows.words.chunks_exact_mut(PER_ACTION * actions).zip(strategy) {
                    let words = played.iter().map(|p| (p * f32::from(BEGIN)).round() as i16);
                    row.iter_mut().zip(words).for_each(|(regret, word)| *regret = word);
                }
            }
        }
    }

    /// Multiplies positive regrets, negative regrets and strategy sums; `key` seeds the random bits by which
    /// numbers are rounded.
    pub(crate) fn discount(&mut self, num_actions: usize, factors: Factors, key: u64) {
        match self {
            Self::F32(rows) => fade(rows, num_actions, factors),
            Self::I16(rows) => rows.discount(factors, num_actions, mix_bits(key)),
        }
    }

    /// Raises negative regrets of the buckets to 0 (regret matching+, Tammelin 2014).
    pub(crate) fn floor(&mut self, buckets: &[u32], num_actions: usize) {
        for &bucket in buckets {
            let at = bucket as usize * PER_ACTION * num_actions;
            match self {
                Self::F32(rows) => rows[at..at + num_actions].iter_mut().for_each(|x| *x = x.max(0.0)),
                Self::I16(rows) => rows.words[at..at + num_actions].iter_mut().for_each(|x| *x = (*x).max(0)),
            }
        }
    }
}

#[cfg(test)]
mod tests;
