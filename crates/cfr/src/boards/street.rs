//! The nodes of one street on one board.

use super::BoardRule;
use super::buffer::Buffer;
use super::entries::{Entry, Stake};
use super::port::Port;
use crate::kernels::{Kernels, Leaf, Showdowns, Terminals, take_rake};
use crate::walk::{Group, Reach, Rule, Scratch, Seen, walk};
use holdem_game::deal::Deal;
use holdem_game::tree::NodeId;
use std::cell::RefCell;

thread_local! {
    /// Working memory of the walks of this thread.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Walks all entries of a street on one board: `ports` hold their reach and take their values, `exits` take
/// reach and hold values.
pub(super) fn visit(
    entries: &[Entry],
    layer: &Deal,
    rule: &mut impl BoardRule,
    ports: &mut [Port],
    exits: &mut [Port],
) {
    let mut visit = Visit { rule, layer, exits };
    let group =
        Group { deals: std::slice::from_ref(layer), width: layer.width(), buckets: Default::default() };
    SCRATCH.with_borrow_mut(|scratch| {
        let mut certain = Vec::new();
        for (entry, port) in entries.iter().zip(ports) {
            match *entry {
                Entry::Decision(ref plan) => {
                    let (reach, out) = port.split();
                    walk(plan, &group, &mut visit, reach, out, scratch);
                }
                Entry::Showdown { exit: Some(exit), .. } => {
                    let (reach, out) = port.split();
                    visit.exit(exit as usize, reach, out);
                }
                Entry::Showdown { stake, exit: None } => certain.push((stake, port)),
            }
        }
        showdowns(layer, certain, scratch);
    });
}

/// Showdowns decided on earlier streets, on a final board: chips at stake, reach and values.
fn showdowns(layer: &Deal, mut showdowns: Vec<(Stake, &mut Port)>, scratch: &mut Scratch) {
    let always = Buffer::filled(layer.width(), 1.0);
    let (deal, kernels) = (Showdowns::from(layer), Kernels::detect());
    for pair in showdowns.chunks_mut(2) {
        match pair {
            [first, second] => {
                let [mut first, mut second] = [terminals(first, &always), terminals(second, &always)];
                let nodes = [&mut first, &mut second];
                (kernels.two_terminals)(&deal, nodes, 0, &mut scratch.terminals);
            }
            rest => rest.iter_mut().for_each(|one| {
                let mut one = terminals(one, &always);
                (kernels.terminals)(&deal, &mut one, 0, &mut scratch.terminals);
            }),
        }
    }
    for certain in showdowns.iter_mut().filter(|(stake, _)| stake.rake != 0.0) {
        take_rake(&deal, &mut terminals(certain, &always), 0);
    }
}

/// A showdown that is certain: chips at stake, reach and values.
fn terminals<'p>((stake, port): &'p mut (Stake, &mut Port), always: &'p [f32]) -> Terminals<'p> {
    let [first, second] = &mut port.values;
    Terminals {
        own_reach: &port.reach[0],
        other_reach: &port.reach[1],
        fold: None,
        showdown: Some(Leaf { amount: stake.amount, rake: stake.rake, chosen: always, values: first }),
        other_values: second,
        adds: false,
    }
}

/// A rule on one board, as the walk over one street asks for it.
struct Visit<'v, R> {
    rule: &'v mut R,
    layer: &'v Deal,
    exits: &'v mut [Port],
}

impl<R: BoardRule> Rule for Visit<'_, R> {
    fn strategy(&mut self, node: NodeId, out: &mut [f32]) {
        self.rule.strategy(node, self.layer, out);
    }

    fn decide(&mut self, node: NodeId, seen: Seen<'_>, out: &mut [f32]) {
        self.rule.decide(node, seen, out);
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
