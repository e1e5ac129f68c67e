//! Average strategies of nodes with wanted frequencies, adjusted so that they play them exactly.

use super::prices::HeldState;
use super::rule::Rule;
use super::session::Phase;
use super::solver::ExactSolver;
use crate::locks::own;

impl ExactSolver {
    /// Adjusts the average strategies of all held nodes from the top down, because the play above decides
    /// which hands reach the nodes below.
    pub(super) fn fit_held(&self) {
        let frequencies = &self.setup.game.frequencies;
        let mut order: Vec<usize> = (0..frequencies.len()).collect();
        order.sort_by_key(|&number| frequencies[number].node);
        for number in order {
            let frequency = &frequencies[number];
            let held = &self.setup.held[number];
            own(held).state.factors.fill(1.0);
            let Ok((place, player)) = self.decision_at(frequency.node, &frequency.boards) else { continue };
            let (rule, level) = (Rule::Play(self.source()), frequency.boards.len());
            let phase = Phase { own: true, ..Phase::new(rule, player) };
            let rows = self.rows(&place, frequency.node, phase);
            let strategy = self.strategy_at(&place, level, frequency.node, player);
            let hands = 0..place.board.hands[player].len();
            let weights = |reach: &[f32]| -> Vec<f64> {
                let weight = |slot| f64::from(rows.own[slot]) * place.board.beside(player, slot, reach);
                hands.clone().map(weight).collect()
            };
            // Where the opponent never comes, as if all its hands came.
            let met = weights(&rows.reach);
            let is_met = met.iter().any(|&weight| weight > 0.0);
            let met = if is_met { met } else { weights(&vec![1.0; rows.reach.len()]) };
            own(held).fit(&strategy, &met);
        }
    }

    /// `[frequency]`: prices and factors, in the order of the game's frequencies.
    pub fn held(&self) -> Vec<HeldState> {
        self.setup.held.iter().map(|held| own(held).state.clone()).collect()
    }

    /// Restores what [`ExactSolver::held`] returned; what does not fit is ignored.
    pub fn put_held(&mut self, states: &[HeldState]) {
        for (held, state) in self.setup.held.iter().zip(states) {
            let mut held = own(held);
            if [&state.prices, &state.factors].iter().all(|row| row.len() == held.shares.len()) {
                let ones = vec![1.0; held.shares.len()];
                let current = Some(&state.current).filter(|row| row.len() == ones.len()).unwrap_or(&ones);
                held.state = HeldState { current: current.clone(), ..state.clone() };
            }
        }
    }
}
