//! Regrets and strategy sums of one part of the boards.
//!
//! Board after board; on each `[player][regrets, sums][node][action][hand]`, hands padded to whole blocks. A
//! walk that values one player streams through that player's numbers and the opponent's regrets; what it does
//! not need it does not touch. The memory is anonymous, zeroed by the system and advised to use huge pages.
//!
//! Predictive variants play the regrets that they expect, not those that they have: what a walk reads as
//! regrets are then the expected ones, and those that are kept stand behind the sums as a third copy.
//!
//! In 16 bits regrets are whole multiples of a unit of the node on the board (the largest regret has 15
//! bits), and averages shares of 65,535: instead of sums the average itself is kept, which every iteration
//! moves by its share. The units of a board's nodes, as `f32`, stand before its numbers.

use super::plan::Plan;
use crate::kernels::exact::{ExactKernels, Learn, Short, Target, WIDE};
use crate::tables::storage::Storage;
use memmap2::MmapMut;
use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;

/// Regrets, strategy sums, or what predictive variants keep besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// What the strategy of the next iteration follows from.
    Regrets,
    Sums,
    /// Regrets without the prediction.
    Kept,
}

/// How the numbers of a table lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    F32,
    /// 32 bits, with predictions.
    Predicted,
    I16,
    /// Averages alone, in 16 bits: a solution that is only asked.
    Averages,
}

impl Layout {
    /// The layout of a storage, with predictions or without. There are none in 16 bits.
    pub(super) fn of(storage: Storage, predicts: bool) -> Self {
        match storage {
            Storage::F32 if predicts => Self::Predicted,
            Storage::F32 => Self::F32,
            Storage::I16 => Self::I16,
        }
    }

    /// Numbers that are kept of an action of a hand: regret and sum, the regret without the prediction as
    /// well, or the average alone.
    fn copies(self) -> usize {
        match self {
            Self::Averages => 1,
            Self::F32 | Self::I16 => 2,
            Self::Predicted => 3,
        }
    }
}

/// Tables that somebody else holds, such as a mapped file.
pub trait LentTables: Send + Sync + fmt::Debug {
    /// All parts one after another, as words of 32 bits.
    fn words(&self) -> &[u32];
}

/// How many rows and nodes both players have on a street.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// `[player]`.
    pub(super) rows: [usize; 2],
    /// `[player]`.
    pub(super) nodes: [usize; 2],
}

/// Numbers of 16 bits in a unit.
const PER_UNIT: usize = 2;

impl Shape {
    /// The shape of a street from the plan that values player 0.
    pub(super) fn of(plan: &Plan) -> Self {
        Self {
            rows: plan.table_rows.map(|rows| rows as usize),
            nodes: plan.nodes.map(|nodes| nodes as usize),
        }
    }

    /// Numbers in the tables of one board, units included.
    pub(super) fn numbers(&self, layout: Layout, widths: [usize; 2]) -> usize {
        self.head(layout) + layout.copies() * (self.rows[0] * widths[0] + self.rows[1] * widths[1])
    }

    /// Numbers before those of the nodes, whole blocks.
    fn head(&self, layout: Layout) -> usize {
        match layout {
            Layout::F32 | Layout::Predicted | Layout::Averages => 0,
            Layout::I16 => (PER_UNIT * (self.nodes[0] + self.nodes[1])).next_multiple_of(2 * WIDE),
        }
    }

    /// Where the numbers of a node stand, from the start of a board's tables.
    pub(super) fn range(
        &self,
        layout: Layout,
        widths: [usize; 2],
        at: Place,
        source: Source,
    ) -> Range<usize> {
        let width = widths[at.player];
        let before = if at.player == 0 { 0 } else { layout.copies() * self.rows[0] * widths[0] };
        let copy = match source {
            _ if layout == Layout::Averages => 0,
            Source::Regrets => 0,
            Source::Sums => 1,
            Source::Kept => 2,
        };
        let behind = copy * self.rows[at.player] * width;
        let start = self.head(layout) + before + behind + at.row as usize * width;
        start..start + at.actions as usize * width
    }

    /// Where the unit of a node stands.
    fn unit(&self, at: Place) -> usize {
        let before = if at.player == 0 { 0 } else { self.nodes[0] };
        PER_UNIT * (before + at.index as usize)
    }
}

/// A node's place in its player's tables.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) player: usize,
    /// First row.
    pub(super) row: u32,
    pub(super) actions: u32,
    /// Number of the node among its player's.
    pub(super) index: u32,
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
    /// Somebody else's, from this word on.
    Lent(Arc<dyn LentTables>, usize),
}

/// Bytes of so many numbers, whole words of 32 bits.
pub(super) fn bytes_of(layout: Layout, numbers: usize) -> usize {
    match layout {
        Layout::F32 | Layout::Predicted => numbers * size_of::<f32>(),
        Layout::I16 | Layout::Averages => (numbers * size_of::<i16>()).next_multiple_of(size_of::<u32>()),
    }
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
        // Advice only: without huge pages everything works, with more misses of the address translation.
        let _ = memory.advise(memmap2::Advice::HugePage);
        Ok(Self { layout, memory: Memory::Own(memory), bytes })
    }

    /// Tables in somebody else's memory, from word `start` on; they can be read only.
    pub(super) fn lent(layout: Layout, numbers: usize, from: Arc<dyn LentTables>, start: usize) -> Self {
        Self { layout, memory: Memory::Lent(from, start), bytes: bytes_of(layout, numbers) }
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

impl BoardTable<'_> {
    fn range(&self, at: Place, source: Source) -> Range<usize> {
        self.shape.range(self.layout, self.widths, at, source)
    }

    /// What the average strategy of a node is in proportion to, `[action][slot]`.
    pub(super) fn sums(&self, at: Place) -> Vec<f32> {
        let range = self.range(at, Source::Sums);
        match self.numbers {
            Numbers::F32(numbers) => numbers[range].to_vec(),
            Numbers::I16(numbers) => numbers[range].iter().copied().map(f32::from).collect(),
        }
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
        let range = self.range(at, source);
        match (self.numbers, source) {
            (Numbers::F32(numbers), _) => (kernels.reach)(&numbers[range], reach, out),
            (Numbers::I16(numbers), Source::Regrets | Source::Kept) => {
                (kernels.reach_regrets)(bytemuck::cast_slice(&numbers[range]), reach, out);
            }
            (Numbers::I16(numbers), Source::Sums) => (kernels.reach_averages)(&numbers[range], reach, out),
        }
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
        let range = self.range(at, source);
        match (self.numbers, source) {
            (Numbers::F32(numbers), _) => (kernels.average)(&numbers[range], values, to),
            (Numbers::I16(numbers), Source::Regrets | Source::Kept) => {
                (kernels.average_regrets)(bytemuck::cast_slice(&numbers[range]), values, to);
            }
            (Numbers::I16(numbers), Source::Sums) => (kernels.average_averages)(&numbers[range], values, to),
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

    /// Learns at a node; `own` is the player's reach, if it weighs the sums.
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
