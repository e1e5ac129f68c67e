//! One walk over the betting tree on one board: what every hand is worth at every node if both players play
//! the strategy.

use holdem_cfr::Strategy as Rows;
use holdem_game::deal::Deal;
use holdem_game::tree::{BettingTree, NodeId, NodeKind};

use super::hands::{beside, compared};

/// Receives the values of a node: by `[slot]` the counterfactual values, the weights of the opponent's hands
/// possible with each, and the player's own reach.
pub(super) trait Listener {
    fn hear(&mut self, node: NodeId, deal: &Deal, values: &[f32], beside: &[f32], own: &[f32]);
}

/// A walk for one player's values.
pub(super) struct Walk<'a, L> {
    pub(super) tree: &'a BettingTree,
    pub(super) rows: &'a Rows,
    pub(super) player: usize,
    pub(super) deal: &'a Deal,
    pub(super) listener: &'a mut L,
}

/// The opponent on the way to a node.
struct Other<'a> {
    /// `[slot]`: its reach.
    reach: &'a [f32],
    /// `[slot]`: weight of its hands that are possible with each.
    beside: &'a [f32],
}

impl<L: Listener> Walk<'_, L> {
    /// Values of the root, `[slot]`, in chips, times the opponent's reach.
    pub(super) fn root_values(&mut self, own: &[f32], other: &[f32]) -> Vec<f32> {
        let beside = beside(&self.deal.blockers, other);
        self.values(0, own, &Other { reach: other, beside: &beside })
    }

    /// Values of a node.
    fn values(&mut self, node: NodeId, own: &[f32], other: &Other<'_>) -> Vec<f32> {
        let values = match self.tree.node(node).kind {
            NodeKind::Fold { .. } => {
                let payoff = self.tree.payoffs(node, self.player).win as f32;
                return other.beside.iter().map(|weight| payoff * weight).collect();
            }
            NodeKind::Showdown => self.showdown(node, other),
            NodeKind::Decision { player } => self.decision(node, usize::from(player), own, other),
        };
        self.listener.hear(node, self.deal, &values, other.beside, own);
        values
    }

    fn showdown(&self, node: NodeId, other: &Other<'_>) -> Vec<f32> {
        let payoffs = self.tree.payoffs(node, self.player);
        let Deal { blockers, tie_ends, .. } = self.deal;
        // The value against all hands as if they tied, plus the difference that winning and losing make.
        let (win, lose) = (payoffs.win - payoffs.tie, payoffs.lose - payoffs.tie);
        let mut values = compared(blockers, tie_ends, other.reach, win, lose);
        if payoffs.tie != 0.0 {
            let tie = payoffs.tie as f32;
            values.iter_mut().zip(other.beside).for_each(|(value, weight)| *value += tie * weight);
        }
        values
    }

    fn decision(&mut self, node: NodeId, player: usize, own: &[f32], other: &Other<'_>) -> Vec<f32> {
        let edges = self.tree.edges(node);
        let street = usize::from(self.tree.node(node).street);
        let range = self.rows.range(node);
        let rows = &self.rows.probabilities()[range];
        let mut values = vec![0.0f32; self.deal.len()];
        let mut chances = vec![0.0f32; self.deal.len()];
        for (action, edge) in edges.iter().enumerate() {
            for (chance, &bucket) in chances.iter_mut().zip(&self.deal.buckets[street]) {
                *chance = rows[bucket as usize * edges.len() + action];
            }
            let reach = if player == self.player { own } else { other.reach };
            let reach: Vec<f32> = reach.iter().zip(&chances).map(|(reach, chance)| reach * chance).collect();
            if player == self.player {
                let below = self.values(edge.child, &reach, other);
                for ((value, below), chance) in values.iter_mut().zip(below).zip(&chances) {
                    *value += below * chance;
                }
            } else {
                let beside = beside(&self.deal.blockers, &reach);
                let below = self.values(edge.child, own, &Other { reach: &reach, beside: &beside });
                values.iter_mut().zip(below).for_each(|(value, below)| *value += below);
            }
        }
        values
    }
}
