//! Frequencies that a node plays on average.
//!
//! Which hands play what stays free: every action gets a price in chips, paid to the player for taking it,
//! such that the best mix of hands has the wanted frequencies. Prices are the multipliers of Lagrange's
//! method. They fall while an action is taken too often and rise while it is taken too rarely, step by step
//! in the course of the iterations; what is left between the average strategy and the frequencies is levelled
//! by a factor for each action, found by proportional fitting (Deming & Stephan 1940), so that the
//! frequencies are played exactly.
//!
//! On the mean the prices cost nothing, because what they pay at the wanted frequencies is taken off. They
//! belong to the payoffs while a strategy is learned and while exploitability is computed: the best response
//! may break the frequencies, but pays the prices for it. EVs that are reported are without them.

use super::boards::BoardHands;
use super::plan::Up;
use super::query::beside;
use super::scratch::Level;
use super::session::Phase;
use super::setup::Setup;
use super::solver::ExactSolver;
use super::table::{BoardTable, Source};
use super::walk::{Rule, StepRows, Walk};
use crate::locks::own;
use serde::{Deserialize, Serialize};
use std::sync::Mutex;

/// The first step of a price, as a share of the pot, for a frequency that is wrong by 1.
const FIRST_STEP: f64 = 0.2;
/// Rounds of proportional fitting.
const FITTINGS: usize = 400;

/// What is known of a held node: with the tables, all that is needed to go on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HeldState {
    /// `[action]`: price in chips.
    pub prices: Vec<f32>,
    /// `[action]`: factor of the average strategy.
    pub factors: Vec<f32>,
}

/// A node that plays wanted frequencies.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// `[action]`: wanted.
    shares: Vec<f32>,
    state: HeldState,
    /// `[action]`: by the walk of this iteration, frequency times weight; the weight.
    seen: (Vec<f64>, f64),
}

impl Held {
    pub(super) fn new(shares: &[f32]) -> Self {
        let state = HeldState { prices: vec![0.0; shares.len()], factors: vec![1.0; shares.len()] };
        Self { shares: shares.to_vec(), state, seen: (vec![0.0; shares.len()], 0.0) }
    }

    /// `[action]`: chips that are paid for it: its price less the mean price at the wanted frequencies.
    fn paid(&self) -> Vec<f32> {
        let mean: f32 = self.state.prices.iter().zip(&self.shares).map(|(price, share)| price * share).sum();
        self.state.prices.iter().map(|price| price - mean).collect()
    }

    /// Changes the prices by what iteration `t` has seen; `pot` is the scale of chips.
    fn adjust(&mut self, t: u64, pot: f64) {
        let (played, weight) = std::mem::take(&mut self.seen);
        if weight > 0.0 {
            let step = FIRST_STEP * pot / (t as f64).sqrt();
            for ((price, played), share) in self.state.prices.iter_mut().zip(&played).zip(&self.shares) {
                *price -= (step * (played / weight - f64::from(*share))) as f32;
            }
        }
        self.seen = (vec![0.0; self.shares.len()], 0.0);
    }

    /// Applies the factors to a strategy of one hand, in place.
    fn level(&self, play: &mut [f32]) {
        play.iter_mut().zip(&self.state.factors).for_each(|(play, factor)| *play *= factor);
        let sum: f32 = play.iter().sum();
        for (play, share) in play.iter_mut().zip(&self.shares) {
            *play = if sum > 0.0 { *play / sum } else { *share };
        }
    }

    /// Finds the factors with which hands `[action][hand]` of these weights play the wanted frequencies.
    fn fit(&mut self, strategy: &[Vec<f32>], weights: &[f64]) {
        self.state.factors.fill(1.0);
        let total: f64 = weights.iter().sum();
        if total <= 0.0 {
            return;
        }
        for _ in 0..FITTINGS {
            let mut played = vec![0.0; self.shares.len()];
            for (slot, weight) in weights.iter().enumerate() {
                let mut play: Vec<f32> = strategy.iter().map(|row| row[slot]).collect();
                self.level(&mut play);
                played.iter_mut().zip(play).for_each(|(sum, play)| *sum += weight * f64::from(play));
            }
            let pairs = self.state.factors.iter_mut().zip(&played).zip(&self.shares);
            for ((factor, played), share) in pairs {
                if *played > 0.0 {
                    *factor *= (f64::from(*share) * total / played) as f32;
                }
            }
        }
    }
}

/// The held node of a board.
fn held_on<'s>(setup: &'s Setup, board: &BoardHands, node: u32) -> Option<&'s Mutex<Held>> {
    let (_, number) = board.held.iter().find(|(held, _)| *held == node)?;
    Some(&setup.held[*number])
}

/// Levels strategies of a node, `[action][slot]` times `reach`, where it is held and averages are played.
pub(super) fn level(
    setup: &Setup,
    board: &BoardHands,
    node: u32,
    source: Source,
    reach: &[f32],
    behind: &mut [f32],
) {
    if board.held.is_empty() || source != Source::Sums {
        return;
    }
    let Some(held) = held_on(setup, board, node) else { return };
    let (held, width) = (own(held), reach.len());
    let mut play = vec![0.0; behind.len() / width];
    for slot in (0..width).filter(|&slot| reach[slot] > 0.0) {
        play.iter_mut().enumerate().for_each(|(a, play)| *play = behind[a * width + slot] / reach[slot]);
        held.level(&mut play);
        play.iter().enumerate().for_each(|(a, play)| behind[a * width + slot] = play * reach[slot]);
    }
}

impl Walk<'_> {
    /// Pays the prices of a held node to the values of its actions; while learning, sees how often each is
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
        let together: Vec<f64> = hands.map(|slot| beside(board, player, slot, reach)).collect();
        if matches!(self.rule, Rule::Learn(..)) {
            let chosen = self.chosen(step, table, mine);
            let reach = &rows.own[step.own as usize * mine..][..mine];
            for (slot, together) in together.iter().enumerate() {
                let weight = f64::from(reach[slot]) * together;
                held.seen.1 += weight;
                for (a, seen) in held.seen.0.iter_mut().enumerate() {
                    *seen += weight * f64::from(chosen[a * mine + slot]);
                }
            }
        }
        for (a, paid) in held.paid().into_iter().enumerate() {
            let values = &mut rows.values[(step.values as usize + a) * mine..][..together.len()];
            for (value, together) in values.iter_mut().zip(&together) {
                *value += paid * board.chance * *together as f32;
            }
        }
    }

    /// `[action][slot]`: the strategy of the rule's source at an own decision.
    fn chosen(&self, step: &Up, table: BoardTable<'_>, width: usize) -> Vec<f32> {
        let mut chosen = vec![0.0; step.actions as usize * width];
        let source = self.rule.source();
        table.reach(self.setup.kernels, self.place(step), source, &vec![1.0; width], &mut chosen);
        chosen
    }

    /// Values a held node by its levelled average strategy; whether it did.
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

impl ExactSolver {
    /// Levels the average strategies of all held nodes, in the order in which the game lists them.
    pub(super) fn fit_held(&self) {
        for (number, frequency) in self.setup.game.frequencies.iter().enumerate() {
            let held = &self.setup.held[number];
            own(held).state.factors.fill(1.0);
            let Ok((place, player)) = self.decision_at(frequency.node, &frequency.boards) else { continue };
            let (rule, level) = (Rule::Play(self.source()), frequency.boards.len());
            let phase = Phase { own: true, ..Phase::new(rule, player) };
            let rows = self.rows(&place, level, frequency.node, phase);
            let strategy = self.strategy_at(&place, level, frequency.node, player);
            let hands = 0..place.board.hands[player].len();
            let weight = |slot| f64::from(rows.own[slot]) * beside(place.board, player, slot, &rows.reach);
            let weights: Vec<f64> = hands.map(weight).collect();
            own(held).fit(&strategy, &weights);
        }
    }

    /// `[frequency]`: prices and factors, as the game lists its frequencies.
    pub fn held(&self) -> Vec<HeldState> {
        self.setup.held.iter().map(|held| own(held).state.clone()).collect()
    }

    /// Puts back what [`ExactSolver::held`] gave; what does not fit is left out.
    pub fn put_held(&mut self, states: &[HeldState]) {
        for (held, state) in self.setup.held.iter().zip(states) {
            let mut held = own(held);
            if [&state.prices, &state.factors].iter().all(|row| row.len() == held.shares.len()) {
                held.state = state.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_bring_hands_to_the_wanted_frequencies() {
        let mut held = Held::new(&[0.3, 0.7, 0.0]);
        let strategy = [vec![0.5, 0.9, 0.2], vec![0.4, 0.1, 0.7], vec![0.1, 0.0, 0.1]];
        let weights = [1.0, 2.0, 0.5];
        held.fit(&strategy, &weights);
        let mut played = [0.0; 3];
        for slot in 0..3 {
            let mut play: Vec<f32> = strategy.iter().map(|row| row[slot]).collect();
            held.level(&mut play);
            assert!((play.iter().sum::<f32>() - 1.0).abs() < 1e-6);
            played.iter_mut().zip(play).for_each(|(sum, p)| *sum += weights[slot] * f64::from(p) / 3.5);
        }
        let apart = played.iter().zip([0.3, 0.7, 0.0]).map(|(a, b): (&f64, f64)| (a - b).abs());
        assert!(apart.fold(0.0, f64::max) < 1e-6, "{played:?}");
    }

    #[test]
    fn prices_fall_for_what_is_taken_too_often_and_cost_nothing_on_the_mean() {
        let mut held = Held::new(&[0.25, 0.75]);
        held.seen = (vec![2.0, 2.0], 4.0);
        held.adjust(1, 100.0);
        assert_eq!(held.state.prices, [-5.0, 5.0]);
        let paid = held.paid();
        assert!((0.25 * paid[0] + 0.75 * paid[1]).abs() < 1e-5 && paid[0] < 0.0, "{paid:?}");
    }
}
