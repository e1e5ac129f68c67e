//! What happens at the nodes of one street on one board.

use super::buffer::Buffer;
use super::game::Game;
use crate::tables::strategy::Strategy;
use crate::walk::{Reach, Rule, Seen};
use holdem_game::tree::{NodeId, NodeKind};
use std::collections::HashMap;

/// How players choose at their nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Each player maximises against the other's strategy.
    BestResponse,
    /// Both play their strategies.
    Fixed,
}

/// Best actions, by node and slot.
pub(super) type Choices = HashMap<NodeId, Vec<u8>>;

/// Whether choices are noted, or followed instead of made.
#[derive(Debug)]
pub(super) enum Memory<'m> {
    /// Neither.
    None,
    /// Noted.
    Record(&'m mut Choices),
    /// Followed.
    Follow(&'m Choices),
}

/// Reach and values of one exit, by player, over the slots of one board.
#[derive(Debug)]
pub(super) struct Port {
    pub(super) reach: [Buffer; 2],
    pub(super) values: [Buffer; 2],
}

impl Port {
    pub(super) fn new(width: usize) -> Self {
        let zeros = || [Buffer::zeros(width), Buffer::zeros(width)];
        Self { reach: zeros(), values: zeros() }
    }

    /// Reach to read and values to write.
    pub(super) fn split(&mut self) -> (Reach<'_>, [&mut [f32]; 2]) {
        let Self { reach: [first, second], values } = self;
        ([first, second], values.each_mut().map(|values| &mut values[..]))
    }
}

/// The nodes of one street on one board.
pub(super) struct Visit<'v, 'a> {
    pub(super) game: &'v Game<'a>,
    /// `[slot]`.
    pub(super) buckets: &'v [u32],
    pub(super) exits: &'v mut [Port],
    pub(super) memory: Memory<'v>,
}

impl Rule for Visit<'_, '_> {
    fn strategy(&mut self, node: NodeId, out: &mut [f32]) {
        let NodeKind::Decision { player } = self.game.tree.node(node).kind else {
            unreachable!("only decision nodes are walked")
        };
        let rows = self.game.strategies[player as usize].rows_from(node);
        let shape = Strategy::shape(out.len() / self.buckets.len());
        (self.game.kernels.strategy)(rows, shape, self.buckets, out);
    }

    /// Value of the acting player's best action, or of the strategy.
    fn decide(&mut self, node: NodeId, Seen { strategy, values, .. }: Seen<'_>, out: &mut [f32]) {
        match (&mut self.memory, self.game.choice) {
            (_, Choice::Fixed) => (self.game.kernels.mix)(strategy, values, out),
            (Memory::None, Choice::BestResponse) => best(values, out),
            (Memory::Record(choices), Choice::BestResponse) => {
                best(values, out);
                choices.insert(node, first_best(values, out));
            }
            (Memory::Follow(choices), Choice::BestResponse) => {
                let lanes = out.len();
                for (slot, (out, &action)) in out.iter_mut().zip(&choices[&node]).enumerate() {
                    *out = values[action as usize * lanes + slot];
                }
            }
        }
    }

    /// Leaves the street: notes the reach, reads the values (zero on the way down).
    fn exit(&mut self, exit: usize, reach: Reach<'_>, out: [&mut [f32]; 2]) {
        let port = &mut self.exits[exit];
        for (to, from) in port.reach.iter_mut().zip(reach) {
            to.copy_from_slice(from);
        }
        for (to, from) in out.into_iter().zip(&port.values) {
            to.copy_from_slice(from);
        }
    }
}

/// The largest value of each slot.
fn best(values: &[f32], out: &mut [f32]) {
    let lanes = out.len();
    out.copy_from_slice(&values[..lanes]);
    for action in values.chunks_exact(lanes).skip(1) {
        for (best, v) in out.iter_mut().zip(action) {
            *best = best.max(*v);
        }
    }
}

/// The first action of each slot with the largest value.
fn first_best(values: &[f32], best: &[f32]) -> Vec<u8> {
    let actions = || values.chunks_exact(best.len());
    let first = |slot: usize| actions().position(|action| action[slot] == best[slot]).unwrap_or(0);
    (0..best.len()).map(|slot| first(slot) as u8).collect()
}
