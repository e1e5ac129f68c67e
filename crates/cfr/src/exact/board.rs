//! One board: the hands both players can hold on it, and the strategies held fixed there.

use crate::kernels::exact::{Rank, Target, padded};
use holdem_game::deal::{Board, Renaming};
use holdem_game::tree::NodeId;
use std::sync::Arc;

/// One board and the hands that can be held on it.
#[derive(Clone, Debug, Default)]
pub(super) struct BoardHands {
    pub(super) board: Board,
    /// `[player][slot]`: private hand; by strength on a final board.
    pub(super) hands: [Box<[u16]>; 2],
    /// `[player][slot]`.
    pub(super) blockers: [Box<[[u8; 2]]>; 2],
    /// `[player][slot]`: the other player's slot of the same hand, or that player's width.
    pub(super) same: [Box<[u16]>; 2],
    /// `[player]`: strengths for valuing this player; empty unless the board is final.
    pub(super) ranks: [Box<[Rank]>; 2],
    /// `[player][slot]`: slot on the board before.
    pub(super) before: [Box<[u16]>; 2],
    /// Probability of this board, from the root on, given any two hands that leave it possible.
    pub(super) chance: f32,
    /// Type of its class, a number in [`BoardHands::types`] of the board before.
    pub(super) class_type: u16,
    /// Boards that may follow, one of each class: their numbers in the part; for the root, numbers of parts.
    pub(super) next: Vec<u32>,
    /// Types of their classes.
    pub(super) types: Vec<ClassType>,
    /// Where the tables of this board begin in its part, in numbers.
    pub(super) table: usize,
    /// Strategies held fixed on this board.
    pub(super) locks: Vec<LockedRows>,
    /// Nodes with wanted frequencies, and their numbers in the game's list.
    pub(super) held: Vec<(NodeId, usize)>,
}

/// A strategy held fixed on one board.
#[derive(Clone, Debug)]
pub(super) struct LockedRows {
    pub(super) node: NodeId,
    /// Locked slots of the node's player with the probabilities of the actions.
    pub(super) slots: Vec<(u16, Box<[f32]>)>,
}

/// How the members of a class are obtained from the first one.
#[derive(Clone, Debug)]
pub(super) struct ClassType {
    /// For each further member, `[player][slot]`: slot of the renamed hand.
    pub(super) renamed: Vec<[Box<[u16]>; 2]>,
    /// For each further member: the renaming that turns the first one into it.
    pub(super) renamings: Vec<Arc<Renaming>>,
}

impl BoardHands {
    /// Hands of a player, padded to whole blocks.
    pub(super) fn width(&self, player: usize) -> usize {
        padded(self.hands[player].len())
    }

    /// The other player's reach, summed over the hands possible with one of `player`'s hands.
    pub(super) fn beside(&self, player: usize, slot: usize, reach: &[f32]) -> f64 {
        let cards = &self.blockers[player][slot];
        let others = self.blockers[1 - player].iter().zip(reach);
        let beside = others.filter(|(blockers, _)| !cards.iter().any(|card| blockers.contains(card)));
        beside.map(|(_, &reach)| f64::from(reach)).sum()
    }

    /// The strategy held fixed at a node, if any.
    pub(super) fn lock_on(&self, node: NodeId) -> Option<&LockedRows> {
        self.locks.iter().find(|lock| lock.node == node)
    }
}

impl LockedRows {
    /// Overwrites the reach behind each action of the locked hands.
    pub(super) fn play(&self, reach: &[f32], behind: &mut [f32]) {
        for (slot, play) in &self.slots {
            let slot = usize::from(*slot);
            for (behind, probability) in behind.chunks_exact_mut(reach.len()).zip(play) {
                behind[slot] = reach[slot] * probability;
            }
        }
    }

    /// Overwrites the values of the locked hands; `before` is what they are added to, if anything.
    pub(super) fn value(&self, values: &[f32], before: &[f32], to: Target<'_>) {
        let width = to.row.len();
        for (slot, play) in &self.slots {
            let slot = usize::from(*slot);
            let mean: f32 = values.chunks_exact(width).zip(play).map(|(values, p)| values[slot] * p).sum();
            to.row[slot] = if to.adds { before[slot] + mean } else { mean };
        }
    }
}
