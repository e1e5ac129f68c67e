//! CFR+ in whole numbers, as a public program keeps its tables (E. Jackson, "slumbot2019").
//!
//! Regrets and strategy sums are counted in sixteenths and rounded at every step; where nothing is positive a
//! hand checks or calls; the strategy sums of a player are added up while the other one learns. After a few
//! hundred iterations the rounding decides how exploitable the averages are, so only this variant reproduces
//! that program's published figures (`docs/experiments/spots.md`). It is here for comparison, in plain code:
//! every other variant is faster and better.

use super::board::BoardHands;
use super::layout::{Place, Source};
use super::plan::{Down, Up};
use super::rule::{Rule, StepRows, Walk};
use super::setup::Setup;
use super::table::{Access, BoardTableMut};
use holdem_game::tree::{Action, NodeId};

/// The fractions of a chip and of an iteration that are counted: sixteenths.
const PARTS: f32 = 16.0;
/// What a check or call has where nothing else is positive: negligible beside a whole number. The reach that
/// leaks through it must round to no regret either, however many hands there are.
const HAIR: f32 = 1e-20;

/// The number of the action that is taken where nothing is positive: check or call.
fn default_action(setup: &Setup, node: NodeId) -> usize {
    let passive = |action: Action| matches!(action, Action::Check | Action::Call);
    setup.game.tree.edges(node).iter().position(|edge| passive(edge.action)).unwrap_or(0)
}

impl Walk<'_> {
    /// Adds the opponent's strategies on a board to the sums, weighted by reach, if the rule says so.
    pub(super) fn count(&self, board: &BoardHands, level: usize, tables: &mut Access<'_>, reach: &[f32]) {
        let (Rule::Count(whole), Some(tables)) = (self.rule, tables.tables_mut()) else { return };
        let (player, widths) = (1 - self.player, [board.width(0), board.width(1)]);
        let mut table = tables.board_mut(board.table, self.setup.shapes[level], widths);
        for step in &self.plans[level][self.player].down {
            let place = place_of(step, player);
            let sums = table.numbers(place, Source::Sums);
            let behind = &reach[step.to as usize * widths[player]..][..sums.len()];
            for (sum, &reach) in sums.iter_mut().zip(behind) {
                *sum += (reach * whole.weight * PARTS).round_ties_even();
            }
        }
    }

    /// Learns at a node: values the strategy given by the regrets, then adds to the regrets.
    pub(super) fn learn_whole(
        &self,
        board: &BoardHands,
        step: &Up,
        table: &mut BoardTableMut<'_>,
        rows: StepRows<'_>,
    ) {
        let (width, place) = (rows.to.row.len(), self.place(step));
        let mut chosen = vec![0.0; rows.values.len()];
        table.as_ref().reach(self.setup.kernels, place, Source::Regrets, &vec![1.0; width], &mut chosen);
        let regrets = table.numbers(place, Source::Regrets);
        let (default, parts) = (default_action(self.setup, step.node), PARTS / board.chance);
        for slot in 0..width {
            let at = (slot..regrets.len()).step_by(width);
            let value: f32 = at.clone().map(|at| chosen[at] * rows.values[at]).sum();
            for (action, at) in at.enumerate() {
                let gained = ((rows.values[at] - value) * parts).round_ties_even();
                let floor = if action == default { HAIR } else { 0.0 };
                regrets[at] = (regrets[at] + gained).max(floor);
            }
            let before = if rows.to.adds { rows.to.row[slot] } else { 0.0 };
            rows.to.row[slot] = before + value;
        }
    }
}

fn place_of(step: &Down, player: usize) -> Place {
    Place { player, row: step.table, actions: step.actions, index: step.index }
}

/// Gives the check or call of every decision in a part its tiny regret and sum.
pub(super) fn begin(setup: &Setup, part: usize, tables: &mut Access<'_>) {
    let boards = &setup.boards.parts[part];
    for (board, level) in boards.iter().zip(setup.boards.levels(part)) {
        let widths = [board.width(0), board.width(1)];
        for player in 0..2 {
            for step in &setup.plans[level][player].own {
                let default = default_action(setup, step.node);
                let Some(tables) = tables.tables_mut() else { return };
                let mut table = tables.board_mut(board.table, setup.shapes[level], widths);
                for source in [Source::Regrets, Source::Sums] {
                    let numbers = table.numbers(place_of(step, player), source);
                    numbers[default * widths[player]..][..widths[player]].fill(HAIR);
                }
            }
        }
    }
}
