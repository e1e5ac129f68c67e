//! The nodes of one street on one board.

use super::BoardRule;
use super::entries::{Showdown, Street, Ways};
use super::port::Port;
use crate::walk::{Group, Reach, Rule, Scratch, Seen, walk_forest};
use holdem_game::deal::Deal;
use holdem_game::tree::NodeId;
use std::cell::RefCell;

thread_local! {
    /// Working memory of the walks of this thread.
    pub(super) static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// Walks all entries of a street down on one board: `ports` hold their reach, `exits` take theirs.
pub(super) fn descend(
    street: &Street,
    layer: &Deal,
    rule: &mut impl BoardRule,
    ports: &mut [Port],
    exits: &mut [Port],
) {
    for showdown in &street.showdowns {
        if let Some(exit) = showdown.exit {
            let (from, to) = (&ports[showdown.entry], &mut exits[exit as usize]);
            to.reach.iter_mut().zip(&from.reach).for_each(|(to, from)| to.copy_from_slice(from));
        }
    }
    if let Some(Ways { down, .. }) = &street.decisions {
        let mut visit = Visit { rule, layer, ports, exits, pass: 0, below: None };
        SCRATCH.with_borrow_mut(|scratch| walk_forest(down, &group(layer), &mut visit, scratch));
    }
}

/// Walks all entries of a street on one board, once for each pass of the rule: `ports` hold their reach and
/// take their values, `exits` hold values.
pub(super) fn visit(
    (number, street): (usize, &Street),
    layer: &Deal,
    rule: &mut impl BoardRule,
    ports: &mut [Port],
    exits: &mut [Port],
) {
    for pass in 0..rule.passes(number) {
        // If nobody decides any more, all passes are the same.
        let most = exits.first().map_or(0, |exit| exit.values.len() - 1);
        let below = rule.begin(number, pass).min(most);
        SCRATCH.with_borrow_mut(|scratch| {
            for whole in street.decisions.iter().flat_map(|ways| &ways.whole) {
                let mut visit = Visit { rule, layer, ports, exits, pass, below: Some(below) };
                walk_forest(whole, &group(layer), &mut visit, scratch);
            }
        });
        pass_on(&street.showdowns, (pass, ports), (below, exits));
    }
}

pub(super) fn group(layer: &Deal) -> Group<'_> {
    Group { deals: std::slice::from_ref(layer), width: layer.width(), buckets: Default::default() }
}

/// Carries the values of showdowns that wait for a later street up.
fn pass_on(showdowns: &[Showdown], (pass, ports): (usize, &mut [Port]), (below, exits): (usize, &[Port])) {
    for &Showdown { entry, exit, .. } in showdowns {
        if let Some(exit) = exit {
            let (to, from) = (&mut ports[entry].values[pass], &exits[exit as usize].values[below]);
            to.iter_mut().zip(from).for_each(|(to, from)| to.copy_from_slice(from));
        }
    }
}

/// A rule on one board, as the walk over one street asks for it.
struct Visit<'v, R> {
    rule: &'v mut R,
    layer: &'v Deal,
    ports: &'v mut [Port],
    exits: &'v mut [Port],
    /// Pass over the entries.
    pass: usize,
    /// Pass over the exits whose values are read; `None` on the way down, where reach is handed out.
    below: Option<usize>,
}

impl<R: BoardRule> Rule for Visit<'_, R> {
    fn expect(&mut self, next: NodeId) {
        self.rule.expect(next, self.layer);
    }

    fn strategy(&mut self, node: NodeId, out: &mut [f32]) {
        self.rule.strategy(node, self.layer, out);
    }

    fn decide(&mut self, node: NodeId, seen: Seen<'_>, out: &mut [f32]) {
        self.rule.decide(node, seen, out);
    }

    /// Leaves the street: notes the reach on the way down, reads the values on the way up.
    fn exit(&mut self, exit: usize, reach: Reach<'_>, out: [&mut [f32]; 2]) {
        let port = &mut self.exits[exit];
        match self.below {
            None => port.reach.iter_mut().zip(reach).for_each(|(to, from)| to.copy_from_slice(from)),
            Some(pass) => {
                out.into_iter().zip(&port.values[pass]).for_each(|(to, from)| to.copy_from_slice(from))
            }
        }
    }

    fn enter(&mut self, root: usize, reach: [&mut [f32]; 2]) {
        reach.into_iter().zip(&self.ports[root].reach).for_each(|(to, from)| to.copy_from_slice(from));
    }

    fn leave(&mut self, root: usize, values: Reach<'_>) {
        let to = &mut self.ports[root].values[self.pass];
        to.iter_mut().zip(values).for_each(|(to, from)| to.copy_from_slice(from));
    }
}
