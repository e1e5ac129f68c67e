//! What players do at the nodes of a street on one board.

use crate::walk::Seen;
use holdem_game::deal::Deal;
use holdem_game::tree::NodeId;

/// What players do at their nodes, on any board. Every board has a clone of its own.
///
/// A rule may make several *passes* over the nodes of a street, each as a different pair of players: the
/// values of all passes are carried up side by side, while reach is the same for all.
pub(crate) trait BoardRule {
    /// Writes the strategy of a node's player over the hands of a board, `[action][slot]`.
    fn strategy(&mut self, node: NodeId, board: &Deal, out: &mut [f32]);
    /// Writes the value of a node for its player.
    fn decide(&mut self, node: NodeId, seen: Seen<'_>, out: &mut [f32]);
    /// Called before [`BoardRule::strategy`] with the node whose strategy is needed after it.
    fn expect(&mut self, _next: NodeId, _board: &Deal) {}
    /// Passes over a street.
    fn passes(&self, _street: usize) -> usize {
        1
    }
    /// Begins a pass over a street; returns the number of the pass over the next street whose values it uses.
    fn begin(&mut self, _street: usize, _pass: usize) -> usize {
        0
    }
}
