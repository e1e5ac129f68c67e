//! Nodes with wanted frequencies during a walk: prices are paid and averages adjusted.

use super::board::BoardHands;
use super::layout::Source;
use super::plan::Up;
use super::prices::Held;
use super::rule::{Rule, StepRows, Walk};
use super::scratch::Level;
use super::setup::Setup;
use super::table::BoardTable;
use crate::locks::own;
use std::sync::Mutex;

/// The held node of a board.
fn held_on<'s>(setup: &'s Setup, board: &BoardHands, node: u32) -> Option<&'s Mutex<Held>> {
    let (_, number) = board.held.iter().find(|(held, _)| *held == node)?;
    Some(&setup.held[*number])
}

/// Adjusts strategies of a node, `[action][slot]` times `reach`, if it is held: averages, and the current one
/// for an opponent that stays away.
pub(super) fn level(
    setup: &Setup,
    board: &BoardHands,
    node: u32,
    source: Source,
    reach: &[f32],
    behind: &mut [f32],
) {
    if board.held.is_empty() {
        return;
    }
    let Some(held) = held_on(setup, board, node) else { return };
    let (held, width) = (own(held), reach.len());
    if source != Source::Sums && !held.is_avoided() {
        return;
    }
    let mut play = vec![0.0; behind.len() / width];
    for slot in (0..width).filter(|&slot| reach[slot] > 0.0) {
        play.iter_mut().enumerate().for_each(|(a, play)| *play = behind[a * width + slot] / reach[slot]);
        match source {
            Source::Sums => held.level(&mut play),
            Source::Regrets | Source::Kept => held.level_current(&mut play),
        }
        play.iter().enumerate().for_each(|(a, play)| behind[a * width + slot] = play * reach[slot]);
    }
}

impl Walk<'_> {
    /// Adds the prices of a held node to the values of its actions; while learning, records how often each is
    /// taken.
    pub(super) fn charge(&self, board: &BoardHands, step: &Up, table: BoardTable<'_>, rows: &mut Level) {
        if board.held.is_empty() || !self.priced {
            return;
        }
        let Some(held) = held_on(self.setup, board, step.node) else { return };
        let (mut held, player) = (own(held), self.player);
        let (mine, other) = (board.width(player), board.width(1 - player));
        let reach = &rows.reach[step.reach as usize * other..][..other];
        let hands = 0..board.hands[player].len();
        let together: Vec<f64> = hands.map(|slot| board.beside(player, slot, reach)).collect();
        if matches!(self.rule, Rule::Learn(..)) {
            let chosen = self.chosen(step, table, mine);
            let (reach, all) = (&rows.own[step.own as usize * mine..][..mine], vec![1.0; other]);
            for (slot, &together) in together.iter().enumerate() {
                let taken: Vec<f32> = chosen.iter().skip(slot).step_by(mine).copied().collect();
                let beside = [together, board.beside(player, slot, &all)];
                held.see(&taken, beside.map(|beside| f64::from(reach[slot]) * beside));
            }
        }
        for (a, paid) in held.paid().into_iter().enumerate() {
            let values = &mut rows.values[(step.values as usize + a) * mine..][..together.len()];
            for (value, together) in values.iter_mut().zip(&together) {
                *value += paid * board.chance * *together as f32;
            }
        }
    }

    /// `[action][slot]`: the strategy of the rule's source at one of the player's own decisions.
    fn chosen(&self, step: &Up, table: BoardTable<'_>, width: usize) -> Vec<f32> {
        let mut chosen = vec![0.0; step.actions as usize * width];
        let source = self.rule.source();
        table.reach(self.setup.kernels, self.place(step), source, &vec![1.0; width], &mut chosen);
        chosen
    }

    /// Values a held node by its adjusted average strategy; returns whether it did.
    pub(super) fn value_held(
        &self,
        board: &BoardHands,
        step: &Up,
        table: BoardTable<'_>,
        rows: &mut StepRows<'_>,
    ) -> bool {
        let source = self.rule.source();
        if board.held.is_empty() || source != Source::Sums || held_on(self.setup, board, step.node).is_none()
        {
            return false;
        }
        let width = rows.to.row.len();
        let mut chosen = self.chosen(step, table, width);
        level(self.setup, board, step.node, source, &vec![1.0; width], &mut chosen);
        for slot in 0..width {
            let at = (slot..chosen.len()).step_by(width);
            let mean: f32 = at.map(|at| chosen[at] * rows.values[at]).sum();
            rows.to.row[slot] = if rows.to.adds { rows.to.row[slot] + mean } else { mean };
        }
        true
    }
}

impl Setup {
    /// Changes all prices by what iteration `t` has seen.
    pub(super) fn adjust_prices(&self, t: u64) {
        let pot = self.game.pot();
        self.held.iter().for_each(|held| own(held).adjust(t, pot));
    }
}
