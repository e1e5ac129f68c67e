//! Average strategies only: what is kept of a solution that is only queried.
//!
//! Shares of 65,535 in 16 bits, board after board, `[player][node][action][hand]`: a quarter of the tables in
//! 32 bits.

use super::layout::{Layout, Place, Source};
use super::plan::Down;
use super::solver::ExactSolver;
use crate::locks::read;

impl ExactSolver {
    /// The average strategies of one part, as [`ExactSolver::over`] takes them: whole words of 32 bits.
    pub fn averages(&self, part: usize) -> Vec<u16> {
        let mut out = Vec::new();
        for (at, level) in self.setup.boards.levels(part).into_iter().enumerate() {
            self.add_averages(part, at, level, &mut out);
        }
        out.resize(out.len().next_multiple_of(2), 0);
        out
    }

    fn add_averages(&self, part: usize, at: usize, level: usize, out: &mut Vec<u16>) {
        let (board, shape) = (&self.setup.boards.parts[part][at], self.setup.shapes[level]);
        let widths = [board.width(0), board.width(1)];
        let start = out.len();
        out.resize(start + shape.numbers(Layout::Averages, widths), 0);
        let tables = read(&self.tables[part]);
        let table = tables.board(board.table, shape, widths);
        for player in 0..2 {
            for &Down { table: row, index, actions, .. } in &self.setup.plans[level][player].own {
                let place = Place { player, row, actions, index };
                let mut shares = vec![0.0; actions as usize * widths[player]];
                let ones = vec![1.0; widths[player]];
                table.reach(self.setup.kernels, place, self.source(), &ones, &mut shares);
                let range = shape.range(Layout::Averages, widths, place, Source::Sums);
                let kept = out[start..][range].iter_mut();
                kept.zip(&shares).for_each(|(kept, share)| *kept = (share * 65_535.0).round() as u16);
            }
        }
    }
}
