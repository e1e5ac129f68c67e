//! How hands get to a decision.

use holdem_game::tree::{NodeId, NodeKind};

use super::{AllHands, History, PublicCards, Strategy};
use crate::BlueprintError;

/// A decision on the way to a node, the player, and the number of the action taken.
type Step = (NodeId, usize, usize);

impl Strategy {
    /// `[player][hand]`: the probability that each player, holding this hand, takes all own actions on the
    /// way to a history, on this board; 0 for hands that the board blocks. The history may be one after which
    /// nobody acts.
    ///
    /// This is only the player's own part of the reach, without chance and the other players. So it is the
    /// weight of the hand in the player's range if all hands are dealt with the same probability.
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
        let (way, buckets) = (self.way_to(node), self.buckets_by_street(board)?);
        self.will_need_on(&way, &buckets);
        (0..self.tree().num_players()).map(|player| self.range(&way, player, &buckets)).collect()
    }

    /// What all hands do at a decision, and `[hand]`: the probability with which the acting player gets
    /// there. Waits for the disk once.
    ///
    /// # Errors
    /// As [`Strategy::all_probabilities`].
    pub fn hands_and_range(
        &self,
        history: impl History,
        board: &PublicCards,
    ) -> Result<(AllHands, Vec<f32>), BlueprintError> {
        let (node, acting) = self.decision(history)?;
        self.expect_street(node, board)?;
        let mut buckets = self.buckets_by_street(board)?;
        let mut way = self.way_to(node);
        way.retain(|&(_, player, _)| player == acting);
        self.will_need_on(&way, &buckets);
        self.will_need(node, buckets[board.street()].iter().flatten().copied());
        let range = self.range(&way, acting, &buckets)?;
        Ok((self.all_rows(node, buckets.swap_remove(board.street()))?, range))
    }

    /// `[street][hand]`: buckets on the streets of a board.
    fn buckets_by_street(&self, board: &PublicCards) -> Result<Vec<Vec<Option<u32>>>, BlueprintError> {
        (0..=board.street()).map(|street| self.buckets(board, street)).collect()
    }

    /// Requests the rows of the decisions on a path.
    fn will_need_on(&self, way: &[Step], buckets: &[Vec<Option<u32>>]) {
        for &(node, ..) in way {
            self.will_need(node, buckets[self.street(node)].iter().flatten().copied());
        }
    }

    /// `[hand]`: the probability that a player takes all own actions on a path.
    fn range(
        &self,
        way: &[Step],
        player: usize,
        buckets: &[Vec<Option<u32>>],
    ) -> Result<Vec<f32>, BlueprintError> {
        let live = &buckets[buckets.len() - 1];
        let mut range: Vec<f32> = live.iter().map(|bucket| f32::from(u8::from(bucket.is_some()))).collect();
        for &(node, _, action) in way.iter().filter(|step| step.1 == player) {
            for (weight, bucket) in range.iter_mut().zip(&buckets[self.street(node)]) {
                if let Some(bucket) = bucket.filter(|_| *weight > 0.0) {
                    *weight *= self.row(node, bucket as usize)?[action];
                }
            }
        }
        Ok(range)
    }

    /// Decisions on the way to a node, the last one first.
    fn way_to(&self, node: NodeId) -> Vec<Step> {
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
