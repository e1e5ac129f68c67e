//! The layout of a board's tables.
//!
//! `[player][regrets, sums][node][action][hand]`, hands padded to whole blocks. A walk that values one player
//! streams through that player's numbers and the opponent's regrets, and touches nothing else.
//!
//! Predictive variants play the regrets that they expect, not those that they have. What a walk reads as
//! regrets are then the expected ones, and the actual ones are stored after the sums as a third copy.
//!
//! In 16 bits regrets are whole multiples of a unit of the node on the board (the largest regret has 15
//! bits), and averages are shares of 65,535: instead of sums the average itself is kept, and every iteration
//! moves it by its share. The units of a board's nodes, as `f32`, come before its numbers.

use super::plan::Plan;
use crate::kernels::exact::WIDE;
use crate::tables::storage::Storage;
use std::ops::Range;

/// Regrets, strategy sums, or what predictive variants keep in addition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The regrets that determine the next iteration's strategy.
    Regrets,
    Sums,
    /// Regrets without the prediction.
    Kept,
}

/// The layout of a table's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    F32,
    /// 32 bits, with predictions.
    Predicted,
    I16,
    /// Averages only, in 16 bits: a solution that is only queried.
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

    /// How many numbers are kept for an action of a hand: regret and sum, with predictions also the actual
    /// regret, or only the average.
    fn copies(self) -> usize {
        match self {
            Self::Averages => 1,
            Self::F32 | Self::I16 => 2,
            Self::Predicted => 3,
        }
    }
}

/// The number of rows and nodes of both players on a street.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// `[player]`.
    pub(super) rows: [usize; 2],
    /// `[player]`.
    pub(super) nodes: [usize; 2],
}

/// Numbers of 16 bits in a unit.
pub(super) const PER_UNIT: usize = 2;

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
    pub(super) fn head(&self, layout: Layout) -> usize {
        match layout {
            Layout::F32 | Layout::Predicted | Layout::Averages => 0,
            Layout::I16 => (PER_UNIT * (self.nodes[0] + self.nodes[1])).next_multiple_of(2 * WIDE),
        }
    }

    /// Where the numbers of a node are, from the start of a board's tables.
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

    /// Where the unit of a node is.
    pub(super) fn unit(&self, at: Place) -> usize {
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

/// Bytes of this many numbers, rounded up to whole words of 32 bits.
pub(super) fn bytes_of(layout: Layout, numbers: usize) -> usize {
    match layout {
        Layout::F32 | Layout::Predicted => numbers * size_of::<f32>(),
        Layout::I16 | Layout::Averages => (numbers * size_of::<i16>()).next_multiple_of(size_of::<u32>()),
    }
}
