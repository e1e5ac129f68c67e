//! Regrets and strategy sums of one part of the boards.
//!
//! Board after board; on each `[player][regrets, sums][node][action][hand]`, hands padded to whole blocks. A walk that values one
//! player streams through that player's numbers and the opponent's regrets; what it does not need it does not touch. The
//! memory is anonymous, zeroed by the system and advised to use huge pages.

use super::plan::Plan;
use crate::kernels::exact::{ExactKernels, Learn, Target};
use memmap2::MmapMut;
use std::io;
use std::ops::Range;

/// Regrets or strategy sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Regrets,
    Sums,
}

/// How many rows and nodes both players have on a street.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// `[player]`.
    pub(super) rows: [usize; 2],
    /// `[player]`.
    pub(super) nodes: [usize; 2],
}

impl Shape {
    /// The shape of a street from the plan that values player 0.
    pub(super) fn of(plan: &Plan) -> Self {
        Self { rows: plan.table_rows.map(|rows| rows as usize), nodes: plan.nodes.map(|nodes| nodes as usize) }
    }

    /// Numbers in the tables of one board.
    pub(super) fn numbers(&self, widths: [usize; 2]) -> usize {
        2 * (self.rows[0] * widths[0] + self.rows[1] * widths[1])
    }

    /// Where the numbers of a node begin, from the start of a board's tables.
    fn start(&self, widths: [usize; 2], player: usize, source: Source, row: usize) -> usize {
        let of_player = self.rows[player] * widths[player];
        let before = if player == 0 { 0 } else { 2 * self.rows[0] * widths[0] };
        let behind = if source == Source::Regrets { 0 } else { of_player };
        before + behind + row * widths[player]
    }
}

/// The tables of one part.
#[derive(Debug)]
pub(super) struct Tables {
    memory: MmapMut,
    numbers: usize,
}

impl Tables {
    /// Reserves zeroed tables.
    ///
    /// # Errors
    /// If the system refuses the memory.
    pub(super) fn new(numbers: usize) -> io::Result<Self> {
        let memory = MmapMut::map_anon((numbers * size_of::<f32>()).max(1))?;
        #[cfg(target_os = "linux")]
        // Advice only: without huge pages everything works, with more misses of the address translation.
        let _ = memory.advise(memmap2::Advice::HugePage);
        Ok(Self { memory, numbers })
    }

    /// Everything, as words of 32 bits.
    pub(super) fn words(&self) -> &[u32] {
        bytemuck::cast_slice(&self.memory[..self.numbers * size_of::<f32>()])
    }

    /// Everything, as words of 32 bits.
    pub(super) fn words_mut(&mut self) -> &mut [u32] {
        bytemuck::cast_slice_mut(&mut self.memory[..self.numbers * size_of::<f32>()])
    }

    fn numbers_mut(&mut self) -> &mut [f32] {
        bytemuck::cast_slice_mut(&mut self.memory[..self.numbers * size_of::<f32>()])
    }

    /// The tables of one board.
    pub(super) fn board(&mut self, start: usize, shape: Shape, widths: [usize; 2]) -> BoardTable<'_> {
        let numbers = &mut self.numbers_mut()[start..start + shape.numbers(widths)];
        BoardTable { numbers, shape, widths }
    }
}

/// The tables of one board.
#[derive(Debug)]
pub(super) struct BoardTable<'a> {
    numbers: &'a mut [f32],
    shape: Shape,
    widths: [usize; 2],
}

/// A node's place in its player's tables.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) player: usize,
    /// First row.
    pub(super) row: u32,
    pub(super) actions: u32,
}

impl BoardTable<'_> {
    fn range(&self, at: Place, source: Source) -> Range<usize> {
        let start = self.shape.start(self.widths, at.player, source, at.row as usize);
        start..start + at.actions as usize * self.widths[at.player]
    }

    /// Writes the reach behind each action by the strategy that `source` holds.
    pub(super) fn reach(
        &self,
        kernels: &ExactKernels,
        at: Place,
        source: Source,
        reach: &[f32],
        out: &mut [f32],
    ) {
        (kernels.reach)(&self.numbers[self.range(at, source)], reach, out);
    }

    /// Learns at a node.
    pub(super) fn learn(
        &mut self,
        kernels: &ExactKernels,
        at: Place,
        values: &[f32],
        own: Option<&[f32]>,
        learn: &Learn,
        to: Target<'_>,
    ) {
        let (regrets, sums) = (self.range(at, Source::Regrets), self.range(at, Source::Sums));
        let (before, behind) = self.numbers.split_at_mut(sums.start);
        (kernels.learn)(&mut before[regrets], &mut behind[..sums.len()], values, own, learn, to);
    }

    /// Values a node by the strategy that `source` holds.
    pub(super) fn average(
        &self,
        kernels: &ExactKernels,
        at: Place,
        source: Source,
        values: &[f32],
        to: Target<'_>,
    ) {
        (kernels.average)(&self.numbers[self.range(at, source)], values, to);
    }
}
