//! What is done at the nodes of a street on one board.

use crate::walk::Seen;
use holdem_game::deal::Deal;
use holdem_game::tree::NodeId;

/// What players do at their nodes, on any board. Every board has a clone of its own.
pub(crate) trait BoardRule {
    /// Writes the strategy of a node's player over the hands of a board, `[action][slot]`.
    fn strategy(&mut self, node: NodeId, board: &Deal, out: &mut [f32]);
    /// Writes the value of a node for its player.
    fn decide(&mut self, node: NodeId, seen: Seen<'_>, out: &mut [f32]);
}
