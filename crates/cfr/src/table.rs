//! Regrets and strategy sums of one part of the tree.
//!
//! `[node][bucket][regrets of all actions, strategy sums of all actions]` in `f32`. Regret and sum of a bucket are
//! neighbours because they are always updated together: one cache line for up to eight actions. The memory is anonymous,
//! zeroed by the system and advised to use huge pages; pages that are never touched cost nothing.

use crate::kernels::RowShape;
use crate::layout::Layout;
use holdem_game::tree::{BettingTree, NodeId};
use memmap2::MmapMut;
use std::io;
use std::ops::Range;

/// Numbers per action: one regret, one strategy sum.
const PER_ACTION: usize = 2;

/// Tables of one part of the tree, owned by one worker at a time.
#[derive(Debug)]
pub(crate) struct Table {
    layout: Layout,
    memory: MmapMut,
}

impl Table {
    /// Reserves zeroed tables for the nodes of `range` that `keep` selects.
    ///
    /// # Errors
    /// If the system refuses the memory.
    pub(crate) fn new(
        tree: &BettingTree,
        num_buckets: &[usize],
        range: Range<NodeId>,
        keep: impl Fn(NodeId) -> bool,
    ) -> io::Result<Self> {
        let layout = Layout::new(tree, num_buckets, range, PER_ACTION, keep);
        let memory = MmapMut::map_anon((layout.len() * size_of::<f32>()).max(1))?;
        #[cfg(target_os = "linux")]
        // Advice only: without huge pages everything works, with more misses of the address translation.
        let _ = memory.advise(memmap2::Advice::HugePage);
        Ok(Self { layout, memory })
    }

    /// Tables of no node, for walks in which nobody learns.
    pub(crate) fn empty() -> Self {
        let memory = MmapMut::map_anon(1).expect("a page of memory");
        Self { layout: Layout::default(), memory }
    }

    /// Where the numbers stand.
    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }
    /// All numbers, node by node.
    pub(crate) fn numbers(&self) -> &[f32] {
        bytemuck::cast_slice(&self.memory[..self.layout.len() * size_of::<f32>()])
    }
    /// All numbers, node by node.
    pub(crate) fn numbers_mut(&mut self) -> &mut [f32] {
        bytemuck::cast_slice_mut(&mut self.memory[..self.layout.len() * size_of::<f32>()])
    }
    /// Rows of one node: `[bucket][regrets, sums]`.
    pub(crate) fn rows(&self, node: NodeId) -> &[f32] {
        &self.numbers()[self.layout.range(node)]
    }
    /// Rows of one node: `[bucket][regrets, sums]`.
    pub(crate) fn rows_mut(&mut self, node: NodeId) -> &mut [f32] {
        let range = self.layout.range(node);
        &mut self.numbers_mut()[range]
    }
    /// Shape of the regrets of a node with `num_actions` actions within its rows.
    pub(crate) fn shape(num_actions: usize) -> RowShape {
        RowShape { stride: PER_ACTION * num_actions, num_actions }
    }

    /// Multiplies positive regrets, negative regrets and strategy sums of all rows (DCFR, Brown & Sandholm 2019).
    ///
    /// # Complexity
    /// O(numbers), whatever has been learned.
    pub(crate) fn discount(&mut self, factors: crate::discount::Factors) {
        for i in 0..self.layout.blocks().len() {
            let block = self.layout.blocks()[i];
            if block.num_buckets == 0 {
                continue;
            }
            let numbers = block.num_buckets * block.num_actions * PER_ACTION;
            let rows = &mut self.numbers_mut()[block.offset..block.offset + numbers];
            for row in rows.chunks_exact_mut(PER_ACTION * block.num_actions) {
                let (regrets, sums) = row.split_at_mut(block.num_actions);
                for r in regrets {
                    *r *= if *r > 0.0 { factors.positive } else { factors.negative };
                }
                for s in sums {
                    *s *= factors.strategy;
                }
            }
        }
    }
}
