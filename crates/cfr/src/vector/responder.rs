//! An opponent who plays the last street with a best response to what the learner plays now, computed with
//! real cards for each board (Johanson, Bard, Burch & Bowling 2012, "Finding optimal abstract strategies in
//! extensive-form games", whose opponents do so on the last streets and learn before them).
//!
//! A group of boards is walked twice: first to find the responder's best actions, which depend only on the
//! learner's reach, then to learn from play against them. With all hands of a board this is the exact best
//! response; with a sample the responder knows which hands were drawn, and is too strong.

use crate::vector::learn::Learn;
use crate::walk::{Reach, Rule, Seen};
use holdem_game::tree::{NodeId, NodeKind};
use std::collections::HashMap;

/// Best actions, by node and slot.
pub(crate) type Choices = HashMap<NodeId, Vec<u8>>;

/// Finds best actions.
pub(crate) struct Probe<'p, 'l> {
    pub(crate) learn: Learn<'l>,
    pub(crate) player: u8,
    pub(crate) choices: &'p mut Choices,
}

/// Learns from play against best actions.
pub(crate) struct Respond<'p, 'l> {
    pub(crate) learn: Learn<'l>,
    pub(crate) player: u8,
    pub(crate) choices: &'p Choices,
}

/// Whether the responder has its best action at a node.
fn responds(learn: &Learn<'_>, node: NodeId, player: u8) -> bool {
    let at = learn.play.tree.node(node);
    at.kind == (NodeKind::Decision { player }) && usize::from(at.street) + 1 == learn.play.tree.num_streets()
}

impl Rule for Probe<'_, '_> {
    fn strategy(&mut self, node: NodeId, out: &mut [f32]) {
        match responds(&self.learn, node, self.player) {
            // Nothing that is used depends on it.
            true => out.fill(0.0),
            false => self.learn.strategy(node, out),
        }
    }

    fn decide(&mut self, node: NodeId, seen: Seen<'_>, out: &mut [f32]) {
        if !responds(&self.learn, node, self.player) {
            return (self.learn.play.kernels.mix)(seen.strategy, seen.values, out);
        }
        let num_slots = out.len();
        let chosen = self.choices.entry(node).or_default();
        chosen.clear();
        chosen.resize(num_slots, 0);
        out.copy_from_slice(&seen.values[..num_slots]);
        for (action, values) in seen.values.chunks_exact(num_slots).enumerate().skip(1) {
            for ((out, chosen), value) in out.iter_mut().zip(chosen.iter_mut()).zip(values) {
                if *value > *out {
                    (*out, *chosen) = (*value, action as u8);
                }
            }
        }
    }

    fn exit(&mut self, exit: usize, reach: Reach<'_>, out: [&mut [f32]; 2]) {
        self.learn.exit(exit, reach, out);
    }
}

impl Rule for Respond<'_, '_> {
    fn strategy(&mut self, node: NodeId, out: &mut [f32]) {
        if !responds(&self.learn, node, self.player) {
            return self.learn.strategy(node, out);
        }
        let chosen = &self.choices[&node];
        for (action, out) in out.chunks_exact_mut(chosen.len()).enumerate() {
            for (out, &chosen) in out.iter_mut().zip(chosen) {
                *out = f32::from(u8::from(usize::from(chosen) == action));
            }
        }
    }

    fn decide(&mut self, node: NodeId, seen: Seen<'_>, out: &mut [f32]) {
        match responds(&self.learn, node, self.player) {
            true => (self.learn.play.kernels.mix)(seen.strategy, seen.values, out),
            false => self.learn.decide(node, seen, out),
        }
    }

    fn exit(&mut self, exit: usize, reach: Reach<'_>, out: [&mut [f32]; 2]) {
        self.learn.exit(exit, reach, out);
    }
}
