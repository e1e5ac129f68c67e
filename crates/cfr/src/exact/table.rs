//! Regrets and strategy sums of one part of the boards, board after board (see [`layout`](super::layout)).
//! The memory is anonymous, zeroed by the system and advised to use huge pages.

use super::layout::{Layout, PER_UNIT, Place, Shape, Source, bytes_of};
use crate::kernels::exact::{ExactKernels, Learn, Short, Target};
use memmap2::MmapMut;
use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;

/// Tables held elsewhere, such as in a mapped file.
pub trait LentTables: Send + Sync + fmt::Debug {
    /// All parts one after another, as words of 32 bits.
    fn words(&self) -> &[u32];
}

/// The tables of one part.
#[derive(Debug)]
pub(super) struct Tables {
    layout: Layout,
    memory: Memory,
    bytes: usize,
}

#[derive(Debug)]
enum Memory {
    Own(MmapMut),
    /// Held elsewhere, from this word on.
    Lent(Arc<dyn LentTables>, usize),
}

impl Tables {
    /// Reserves zeroed tables.
    ///
    /// # Errors
    /// If the system refuses the memory.
    pub(super) fn new(layout: Layout, numbers: usize) -> io::Result<Self> {
        let bytes = bytes_of(layout, numbers);
        let memory = MmapMut::map_anon(bytes.max(1))?;
        #[cfg(target_os = "linux")]
        // Advice only: without huge pages everything works, with more TLB misses.
        let _ = memory.advise(memmap2::Advice::HugePage);
        Ok(Self { layout, memory: Memory::Own(memory), bytes })
    }

    /// Tables held elsewhere, from word `start` on; they are read-only.
    pub(super) fn lent(layout: Layout, numbers: usize, from: Arc<dyn LentTables>, start: usize) -> Self {
        Self { layout, memory: Memory::Lent(from, start), bytes: bytes_of(layout, numbers) }
    }

    /// Whether there are regrets, not only average strategies.
    pub(super) fn has_regrets(&self) -> bool {
        self.layout != Layout::Averages
    }

    /// Everything, as words of 32 bits.
    pub(super) fn words(&self) -> &[u32] {
        match &self.memory {
            Memory::Own(memory) => bytemuck::cast_slice(&memory[..self.bytes]),
            Memory::Lent(from, start) => &from.words()[*start..][..self.bytes / size_of::<u32>()],
        }
    }

    /// Everything, as words of 32 bits.
    ///
    /// # Panics
    /// If the tables are lent.
    pub(super) fn words_mut(&mut self) -> &mut [u32] {
        match &mut self.memory {
            Memory::Own(memory) => bytemuck::cast_slice_mut(&mut memory[..self.bytes]),
            Memory::Lent(..) => panic!("tables that are lent are only read"),
        }
    }

    /// The numbers of the board that begin at `start`.
    fn range(&self, start: usize, shape: Shape, widths: [usize; 2]) -> Range<usize> {
        start..start + shape.numbers(self.layout, widths)
    }

    /// The tables of the board whose numbers begin at `start`.
    pub(super) fn board(&self, start: usize, shape: Shape, widths: [usize; 2]) -> BoardTable<'_> {
        let range = self.range(start, shape, widths);
        let words = self.words();
        let numbers = match self.layout {
            Layout::F32 | Layout::Predicted => Numbers::F32(&bytemuck::cast_slice(words)[range]),
            Layout::I16 | Layout::Averages => Numbers::I16(&bytemuck::cast_slice(words)[range]),
        };
        BoardTable { numbers, layout: self.layout, shape, widths }
    }

    /// The tables of the board whose numbers begin at `start`, to be changed.
    pub(super) fn board_mut(&mut self, start: usize, shape: Shape, widths: [usize; 2]) -> BoardTableMut<'_> {
        let range = self.range(start, shape, widths);
        let layout = self.layout;
        let words = self.words_mut();
        let numbers = match layout {
            Layout::F32 | Layout::Predicted => NumbersMut::F32(&mut bytemuck::cast_slice_mut(words)[range]),
            Layout::I16 | Layout::Averages => NumbersMut::I16(&mut bytemuck::cast_slice_mut(words)[range]),
        };
        BoardTableMut { numbers, layout, shape, widths }
    }
}

#[derive(Clone, Copy, Debug)]
enum Numbers<'a> {
    F32(&'a [f32]),
    I16(&'a [u16]),
}

/// The tables of one board.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoardTable<'a> {
    numbers: Numbers<'a>,
    layout: Layout,
    shape: Shape,
    widths: [usize; 2],
}

/// The numbers of a node in one of the storages.
#[derive(Clone, Copy, Debug)]
enum Row<'a> {
    F32(&'a [f32]),
    /// In units.
    Regrets(&'a [i16]),
    /// Shares of the largest number.
    Averages(&'a [u16]),
}

impl<'a> BoardTable<'a> {
    fn range(&self, at: Place, source: Source) -> Range<usize> {
        self.shape.range(self.layout, self.widths, at, source)
    }

    fn row(&self, at: Place, source: Source) -> Row<'a> {
        let range = self.range(at, source);
        match (self.numbers, source) {
            (Numbers::F32(numbers), _) => Row::F32(&numbers[range]),
            (Numbers::I16(numbers), Source::Sums) => Row::Averages(&numbers[range]),
            (Numbers::I16(numbers), Source::Regrets | Source::Kept) => {
                Row::Regrets(bytemuck::cast_slice(&numbers[range]))
            }
        }
    }

    /// Weights in proportion to the average strategy of a node, `[action][slot]`.
    pub(super) fn sums(&self, at: Place) -> Vec<f32> {
        match self.row(at, Source::Sums) {
            Row::F32(row) => row.to_vec(),
            Row::Regrets(row) => row.iter().copied().map(f32::from).collect(),
            Row::Averages(row) => row.iter().copied().map(f32::from).collect(),
        }
    }

    /// Writes the reach after each action under the strategy that `source` holds.
    pub(super) fn reach(
        &self,
        kernels: &ExactKernels,
        at: Place,
        source: Source,
        reach: &[f32],
        out: &mut [f32],
    ) {
        match self.row(at, source) {
            Row::F32(row) => (kernels.reach)(row, reach, out),
            Row::Regrets(row) => (kernels.reach_regrets)(row, reach, out),
            Row::Averages(row) => (kernels.reach_averages)(row, reach, out),
        }
    }

    /// Values a node under the strategy that `source` holds.
    pub(super) fn average(
        &self,
        kernels: &ExactKernels,
        at: Place,
        source: Source,
        values: &[f32],
        to: Target<'_>,
    ) {
        match self.row(at, source) {
            Row::F32(row) => (kernels.average)(row, values, to),
            Row::Regrets(row) => (kernels.average_regrets)(row, values, to),
            Row::Averages(row) => (kernels.average_averages)(row, values, to),
        }
    }
}

#[derive(Debug)]
enum NumbersMut<'a> {
    F32(&'a mut [f32]),
    I16(&'a mut [u16]),
}

/// The tables of one board, to be changed.
#[derive(Debug)]
pub(super) struct BoardTableMut<'a> {
    numbers: NumbersMut<'a>,
    layout: Layout,
    shape: Shape,
    widths: [usize; 2],
}

impl BoardTableMut<'_> {
    /// The same tables, to be read.
    pub(super) fn as_ref(&self) -> BoardTable<'_> {
        let numbers = match &self.numbers {
            NumbersMut::F32(numbers) => Numbers::F32(numbers),
            NumbersMut::I16(numbers) => Numbers::I16(numbers),
        };
        BoardTable { numbers, layout: self.layout, shape: self.shape, widths: self.widths }
    }

    /// The numbers of a node in tables of 32 bits.
    ///
    /// # Panics
    /// If the tables have 16 bits.
    pub(super) fn numbers(&mut self, at: Place, source: Source) -> &mut [f32] {
        let range = self.shape.range(self.layout, self.widths, at, source);
        match &mut self.numbers {
            NumbersMut::F32(numbers) => &mut numbers[range],
            NumbersMut::I16(_) => panic!("tables of 16 bits hold no single numbers"),
        }
    }

    /// Puts weights of any sum, `[action][slot]`, in place of the average strategy of a node.
    pub(super) fn put(&mut self, at: Place, weights: &[f32]) {
        let range = self.shape.range(self.layout, self.widths, at, Source::Sums);
        match &mut self.numbers {
            NumbersMut::F32(numbers) => numbers[range].copy_from_slice(weights),
            NumbersMut::I16(numbers) => {
                let width = self.widths[at.player];
                let mut totals = vec![0.0; width];
                for row in weights.chunks_exact(width) {
                    totals.iter_mut().zip(row).for_each(|(total, weight)| *total += weight);
                }
                for (to, row) in numbers[range].chunks_exact_mut(width).zip(weights.chunks_exact(width)) {
                    for ((to, weight), total) in to.iter_mut().zip(row).zip(&totals) {
                        let share = if *total > 0.0 { weight / total } else { 0.0 };
                        *to = (share * f32::from(u16::MAX)).round() as u16;
                    }
                }
            }
        }
    }

    /// Learns at a node; `own` is the player's reach, if sums are weighted by it.
    pub(super) fn learn(
        &mut self,
        kernels: &ExactKernels,
        at: Place,
        (values, own): (&[f32], Option<&[f32]>),
        (learn, short): (&Learn, &Short),
        scratch: &mut Vec<f32>,
        to: Target<'_>,
    ) {
        let view = self.as_ref();
        let (regrets, sums) = (view.range(at, Source::Regrets), view.range(at, Source::Sums));
        match &mut self.numbers {
            NumbersMut::F32(numbers) if self.layout == Layout::Predicted => {
                let kept = self.shape.range(self.layout, self.widths, at, Source::Kept);
                let (before, behind) = numbers.split_at_mut(kept.start);
                let (predicted, between) = before.split_at_mut(sums.start);
                let tables = [&mut predicted[regrets], &mut between[..sums.len()], &mut behind[..sums.len()]];
                (kernels.learn_predicted)(tables, values, own, learn, to);
            }
            NumbersMut::F32(numbers) => {
                let (before, behind) = numbers.split_at_mut(sums.start);
                (kernels.learn)(&mut before[regrets], &mut behind[..sums.len()], values, own, learn, to);
            }
            NumbersMut::I16(numbers) => {
                let head = self.shape.head(Layout::I16);
                let (units, numbers) = numbers.split_at_mut(head);
                let unit = &mut bytemuck::cast_slice_mut::<u16, f32>(units)[self.shape.unit(at) / PER_UNIT];
                let (before, behind) = numbers.split_at_mut(sums.start - head);
                let regrets = bytemuck::cast_slice_mut(&mut before[regrets.start - head..regrets.end - head]);
                let averages = &mut behind[..sums.len()];
                scratch.resize(scratch.len().max(values.len()), 0.0);
                (kernels.learn_short)(regrets, averages, unit, values, learn, short, scratch, to);
            }
        }
    }
}

/// Tables that are read, or changed.
#[derive(Debug)]
pub(super) enum Access<'a> {
    Read(&'a Tables),
    Write(&'a mut Tables),
}

impl Access<'_> {
    /// What is there, to be read.
    pub(super) fn tables(&self) -> &Tables {
        match self {
            Self::Read(tables) => tables,
            Self::Write(tables) => tables,
        }
    }

    /// What is there, to be changed, if it may be.
    pub(super) fn tables_mut(&mut self) -> Option<&mut Tables> {
        match self {
            Self::Read(_) => None,
            Self::Write(tables) => Some(tables),
        }
    }
}
