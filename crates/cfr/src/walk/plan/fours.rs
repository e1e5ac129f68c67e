//! Pairs of nodes with terminal children, joined into fours.
//!
//! A pair waits, and with it all steps that need what it writes, until the next pair comes. Nothing that a
//! pair reads depends on values, so both can be valued together. All other steps keep their order, and so
//! does every sum: the bits are those of the pairs one after the other.

use super::draft::Draft;
use super::{Step, TerminalPlan, Vector};
use std::collections::HashSet;

/// What a step touches on the way up.
#[derive(Default)]
struct Touched {
    read: Vec<Vector>,
    written: Vec<Vector>,
}

impl Touched {
    fn by(step: &Step, terminals: &[TerminalPlan]) -> Self {
        let block = |first: Vector, count: u32| (first..first + count).collect();
        let none = Vec::new;
        match *step {
            Step::Strategy { .. } | Step::Scale { .. } | Step::Enter { .. } => Self::default(),
            Step::Terminals(at) => Self::by_terminals(&terminals[at as usize..][..1]),
            Step::TwoTerminals(at) => Self::by_terminals(&terminals[at as usize..][..2]),
            Step::FourTerminals(at) => Self::by_terminals(&terminals[at as usize..][..4]),
            Step::Decide { num_actions, values, to, .. } => {
                Self { read: block(values, num_actions), written: vec![to] }
            }
            Step::Add { from, to } => Self { read: vec![from, to], written: vec![to] },
            Step::Exit { to, .. } => Self { read: none(), written: to.to_vec() },
            Step::Leave { from, .. } => Self { read: from.to_vec(), written: none() },
        }
    }

    fn by_terminals(terminals: &[TerminalPlan]) -> Self {
        let mut touched = Self::default();
        for node in terminals {
            touched.written.extend(node.fold.iter().chain(&node.showdown).map(|leaf| leaf.values));
            touched.written.push(node.other_values);
            touched.read.extend(node.adds.then_some(node.other_values));
        }
        touched
    }
}

/// A pair that waits.
struct Waiting {
    pair: [TerminalPlan; 2],
    /// Steps that need what is not valued yet, in order.
    steps: Vec<Step>,
    /// Vectors that the pair and these steps read and write.
    read: HashSet<Vector>,
    written: HashSet<Vector>,
}

impl Waiting {
    fn new(pair: [TerminalPlan; 2]) -> Self {
        let mut waiting = Self { pair, steps: Vec::new(), read: HashSet::new(), written: HashSet::new() };
        waiting.touch(Touched::by_terminals(&pair));
        waiting
    }

    fn touch(&mut self, touched: Touched) {
        self.read.extend(touched.read);
        self.written.extend(touched.written);
    }

    /// Whether a step must come after what waits.
    fn holds_up(&self, touched: &Touched) -> bool {
        let written = touched.written.iter().any(|v| self.read.contains(v) || self.written.contains(v));
        written || touched.read.iter().any(|vector| self.written.contains(vector))
    }
}

/// Joins pairs to fours.
pub(super) fn join(draft: Draft) -> Draft {
    let mut joined = Draft { steps: Vec::new(), terminals: Vec::new(), ..draft };
    let mut waiting: Option<Waiting> = None;
    for step in draft.steps {
        let nodes = |first: u32| &draft.terminals[first as usize..];
        match (step, waiting.take()) {
            (Step::TwoTerminals(at), None) => waiting = Some(Waiting::new([nodes(at)[0], nodes(at)[1]])),
            (Step::TwoTerminals(at), Some(mut first)) => {
                let second = [nodes(at)[0], nodes(at)[1]].map(|node| beside(node, &mut first, &mut joined));
                let four = joined.add_terminals(&[first.pair, second].concat());
                joined.steps.push(Step::FourTerminals(four));
                joined.steps.append(&mut first.steps);
            }
            (step, Some(mut first)) => {
                let touched = Touched::by(&step, &draft.terminals);
                let step = joined.moved(step, &draft.terminals);
                match first.holds_up(&touched) {
                    true => {
                        first.touch(touched);
                        first.steps.push(step);
                    }
                    false => joined.steps.push(step),
                }
                waiting = Some(first);
            }
            (step, None) => {
                let step = joined.moved(step, &draft.terminals);
                joined.steps.push(step);
            }
        }
    }
    if let Some(mut last) = waiting {
        let two = joined.add_terminals(&last.pair);
        joined.steps.push(Step::TwoTerminals(two));
        joined.steps.append(&mut last.steps);
    }
    joined
}

/// A node that is valued before steps that wait. If some of these add to the same sum, its contribution is
/// added after them, from a separate vector.
fn beside(node: TerminalPlan, waiting: &mut Waiting, draft: &mut Draft) -> TerminalPlan {
    if !waiting.holds_up(&Touched::by_terminals(&[node])) {
        return node;
    }
    let add = Step::Add { from: draft.up.take(1), to: node.other_values };
    let Step::Add { from, .. } = add else { unreachable!("it was just made") };
    waiting.touch(Touched::by(&add, &[]));
    waiting.steps.push(add);
    TerminalPlan { other_values: from, adds: false, ..node }
}

impl Draft {
    /// Appends nodes; returns the index of the first.
    fn add_terminals(&mut self, nodes: &[TerminalPlan]) -> u32 {
        let first = self.terminals.len() as u32;
        self.terminals.extend(nodes);
        first
    }

    /// A step of another draft; its terminal children, if any, are appended here.
    fn moved(&mut self, step: Step, terminals: &[TerminalPlan]) -> Step {
        match step {
            Step::Terminals(at) => Step::Terminals(self.add_terminals(&terminals[at as usize..][..1])),
            step => step,
        }
    }
}
