//! What each hand gains by the best response to the other player's strategy.

use super::payoffs::half_dead;
use super::session::Phase;
use super::solver::ExactSolver;
use super::walk::Rule;

/// A hand at the root, by what is played and by the best response.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandGain {
    /// Private hand, as the card model numbers it.
    pub hand: u16,
    /// Own weight times the weight of all hands of the other player that go with it.
    pub weight: f64,
    /// Weight of all hands of the other player that go with it.
    pub beside: f64,
    /// Chips by the player's own strategy.
    pub ev: f64,
    /// Chips by the best response to the other player's strategy; the player's locked hands play as they are
    /// locked.
    pub best: f64,
}

impl ExactSolver {
    /// What a player's hands are worth at the root, and what they would be by a best response to the other's
    /// average strategy.
    ///
    /// # Complexity
    /// Two walks over everything, shared out to the workers.
    pub fn gains(&self, player: usize) -> Vec<HandGain> {
        let source = self.source();
        let [ev, best] = self.session(|session| {
            [Rule::Play(source), Rule::Respond(source)].map(|rule| {
                session.walk(Phase::new(rule, player));
                session.root(|rows| rows.values[..self.setup.boards.root().width(player)].to_vec())
            })
        });
        let board = self.setup.boards.root();
        let weight = |player: usize, hand: u16| f64::from(self.setup.game.weights[player][usize::from(hand)]);
        let gain = |slot: usize| {
            let (hand, cards) = (board.hands[player][slot], &board.blockers[player][slot]);
            let others = board.blockers[1 - player].iter().zip(&board.hands[1 - player]);
            let beside = others.filter(|(blockers, _)| !cards.iter().any(|card| blockers.contains(card)));
            let together: f64 = beside.map(|(_, &hand)| weight(1 - player, hand)).sum();
            let chips = |sum: f32| {
                half_dead(&self.setup.game.tree)
                    + if together > 0.0 { f64::from(sum) / together } else { 0.0 }
            };
            HandGain {
                hand,
                weight: weight(player, hand) * together,
                beside: together,
                ev: chips(ev[slot]),
                best: chips(best[slot]),
            }
        };
        (0..board.hands[player].len()).map(gain).collect()
    }
}
