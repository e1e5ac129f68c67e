//! How hands come to a decision.

use holdem_game::tree::{NodeId, NodeKind};

use super::{History, PublicCards, Strategy};
use crate::BlueprintError;

impl Strategy {
    /// `[player][hand]`: how likely each player, holding this hand, takes all own actions on the way to a
    /// history, on this board; 0 for hands that the board takes a card of. The history may be one after which
    /// nobody acts.
    ///
    /// This is the player's own part of the reach only: chance and the other players are left out, so that it
    /// is the weight of the hand in the player's range if all hands are dealt alike.
    ///
    /// # Complexity
    /// O(length of the history x hands).
    ///
    /// # Errors
    /// As [`Strategy::probabilities`].
    pub fn ranges(
        &self,
        history: impl History,
        board: &PublicCards,
    ) -> Result<Vec<Vec<f32>>, BlueprintError> {
        let node = self.node(history)?;
        self.expect_street(node, board)?;
        let live = self.buckets(board, board.street())?;
        let full: Vec<f32> = live.iter().map(|bucket| f32::from(u8::from(bucket.is_some()))).collect();
        let mut ranges = vec![full; self.tree().num_players()];
        let mut buckets = (board.street(), live);
        for (parent, player, action) in self.way_to(node) {
            let street = self.street(parent);
            if street != buckets.0 {
                buckets = (street, self.buckets(board, street)?);
            }
            for (weight, bucket) in ranges[player].iter_mut().zip(&buckets.1) {
                if let Some(bucket) = bucket.filter(|_| *weight > 0.0) {
                    *weight *= self.row(parent, bucket as usize)?[action];
                }
            }
        }
        Ok(ranges)
    }

    /// Decisions on the way to a node with the player and the number of the action taken, the last one first.
    fn way_to(&self, node: NodeId) -> Vec<(NodeId, usize, usize)> {
        let tree = self.tree();
        let mut way = Vec::new();
        let mut child = node;
        while child != 0 {
            let parent = tree.node(child).parent;
            let action = tree.edges(parent).iter().position(|edge| edge.child == child);
            if let (NodeKind::Decision { player }, Some(action)) = (tree.node(parent).kind, action) {
                way.push((parent, usize::from(player), action));
            }
            child = parent;
        }
        way
    }
}
