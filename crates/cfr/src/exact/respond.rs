//! What each hand gains by the best response to the other player's strategy.

use super::board::BoardHands;
use super::error::ExactError;
use super::payoffs::half_dead;
use super::rule::Rule;
use super::seen::Rows;
use super::session::Phase;
use super::solver::ExactSolver;
use holdem_game::deal::Board;
use holdem_game::tree::NodeId;

/// A hand at a decision: its value as played, and under the best response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandGain {
    /// Private hand, as the card model numbers it.
    pub hand: u16,
    /// Own reach times the reach of all the other player's hands possible with it.
    pub weight: f64,
    /// Reach of all the other player's hands possible with it.
    pub beside: f64,
    /// Chips under the player's own strategy.
    pub ev: f64,
    /// Chips under the best response to the other player's strategy; the player's locked hands play their
    /// locks.
    pub best: f64,
}

/// A hand of a gadget's player, under its best response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandBest {
    /// Private hand, as the card model numbers it.
    pub hand: u16,
    /// Reach of all the other player's hands possible with it.
    pub beside: f64,
    /// Chips under the best response to the other player's strategy, if the hand follows into the game.
    pub best: f64,
}

impl ExactSolver {
    /// What the hands of a gadget's player get under the best response to the other's average strategy;
    /// `None` without a gadget.
    ///
    /// # Complexity
    /// One full walk, unless [`ExactSolver::solve`] has already made it to measure its result.
    pub fn bests(&self) -> Option<Vec<HandBest>> {
        let player = self.setup.game.gadget.as_ref()?.player;
        let board = self.setup.boards.root();
        let values = self.best.clone().unwrap_or_else(|| {
            self.session(|session| {
                session.walk(Phase { priced: true, ..Phase::new(Rule::Respond(self.source()), player) });
                session.root(|rows| rows.values[..board.width(player)].to_vec())
            })
        });
        let (reach, shift) = (self.root_row(1 - player), half_dead(&self.setup.game.tree));
        let hand = |(slot, &hand): (usize, &u16)| {
            let beside = board.beside(player, slot, &reach);
            let chips = f64::from(values[slot]) / (f64::from(board.chance) * beside);
            HandBest { hand, beside, best: if beside > 0.0 { shift + chips } else { shift } }
        };
        Some(board.hands[player].iter().enumerate().map(hand).collect())
    }

    /// What a player's hands are worth at the root, and what they would be worth under a best response to the
    /// other's average strategy.
    ///
    /// # Complexity
    /// Two full walks, shared among the workers.
    pub fn gains(&self, player: usize) -> Vec<HandGain> {
        let source = self.source();
        let [ev, paid, best] = self.session(|session| {
            let rules =
                [(Rule::Play(source), false), (Rule::Play(source), true), (Rule::Respond(source), true)];
            rules.map(|(rule, priced)| {
                session.walk(Phase { priced, ..Phase::new(rule, player) });
                session.root(|rows| rows.values[..self.setup.boards.root().width(player)].to_vec())
            })
        });
        let board = self.setup.boards.root();
        let [own, reach] = [self.root_row(player), self.root_row(1 - player)];
        let shift = half_dead(&self.setup.game.tree);
        let best = gained(&ev, &paid, &best);
        hand_gains(board, player, shift, &[own, reach, ev, best])
    }

    /// The same at a decision on a board: what a player's hands would gain by the best response from there
    /// on. `boards` as in [`ExactSolver::view`].
    ///
    /// # Errors
    /// As [`ExactSolver::view`].
    ///
    /// # Complexity
    /// Two walks over what follows the board, by one worker.
    pub fn gains_at(
        &self,
        player: usize,
        node: NodeId,
        boards: &[Board],
    ) -> Result<Vec<HandGain>, ExactError> {
        let (place, _) = self.decision_at(node, boards)?;
        let source = self.source();
        let rules = [(Rule::Play(source), false), (Rule::Play(source), true), (Rule::Respond(source), true)];
        let [play, paid, best] = rules.map(|(rule, priced)| {
            let phase = Phase { rule, player, own: true, priced };
            self.rows(&place, node, phase)
        });
        let shift = self.shift(node, player);
        let best = gained(&play.values, &paid.values, &best.values);
        let Rows { own, reach, values, .. } = play;
        let mut gains = hand_gains(place.board, player, shift, &[own, reach, values, best]);
        gains.iter_mut().for_each(|gain| gain.hand = place.named(gain.hand));
        Ok(gains)
    }
}

/// Values under the best response, without the prices of held frequencies.
fn gained(ev: &[f32], paid: &[f32], best: &[f32]) -> Vec<f32> {
    ev.iter().zip(paid).zip(best).map(|((ev, paid), best)| ev + (best - paid)).collect()
}

/// The hands of a player on a board; rows are own reach, the other's reach, values by the player's strategy
/// and by the best response.
fn hand_gains(
    board: &BoardHands,
    player: usize,
    shift: f64,
    [own, reach, ev, best]: &[Vec<f32>; 4],
) -> Vec<HandGain> {
    let gain = |slot: usize| {
        let together = board.beside(player, slot, reach);
        let chips = |sum: f32| match together > 0.0 {
            true => shift + f64::from(sum) / (f64::from(board.chance) * together),
            false => shift,
        };
        HandGain {
            hand: board.hands[player][slot],
            weight: f64::from(own[slot]) * together,
            beside: together,
            ev: chips(ev[slot]),
            best: chips(best[slot]),
        }
    };
    (0..board.hands[player].len()).map(gain).collect()
}
