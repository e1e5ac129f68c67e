//! Places for the vectors of a plan: as few as are alive at a time.

use super::draft::{Draft, Fresh};
use super::{LeafPlan, Plan, Step, TerminalPlan, Vector};

/// What becomes of vectors, by kind.
trait Renumber {
    fn down(&mut self, vector: &mut Vector);
    fn up(&mut self, vector: &mut Vector);
}

/// Shows every vector of a step; of neighbours only the first, because they share a block.
fn visit(step: &mut Step, terminals: &mut [TerminalPlan], by: &mut impl Renumber) {
    match step {
        Step::Strategy { to, .. } => by.down(to),
        Step::Scale { reach, chosen, to } => [reach, chosen, to].into_iter().for_each(|v| by.down(v)),
        Step::Terminals(at) => visit_terminals(&mut terminals[*at as usize..][..1], by),
        Step::TwoTerminals(at) => visit_terminals(&mut terminals[*at as usize..][..2], by),
        Step::FourTerminals(at) => visit_terminals(&mut terminals[*at as usize..][..4], by),
        Step::Decide { strategy, reach, values, to, .. } => {
            by.down(strategy);
            by.down(reach);
            by.up(values);
            by.up(to);
        }
        Step::Add { from, to } => {
            by.up(from);
            by.up(to);
        }
        Step::Exit { reach, to, .. } => {
            reach.iter_mut().for_each(|v| by.down(v));
            to.iter_mut().for_each(|v| by.up(v));
        }
        Step::Enter { to, .. } => to.iter_mut().for_each(|v| by.down(v)),
        Step::Leave { from, .. } => from.iter_mut().for_each(|v| by.up(v)),
    }
}

fn visit_terminals(nodes: &mut [TerminalPlan], by: &mut impl Renumber) {
    for TerminalPlan { own_reach, other_reach, fold, showdown, other_values, .. } in nodes {
        by.down(own_reach);
        by.down(other_reach);
        for LeafPlan { chosen, values, .. } in fold.iter_mut().chain(showdown) {
            by.down(chosen);
            by.up(values);
        }
        by.up(other_values);
    }
}

/// Vectors of one kind: their blocks, and when each is used last.
struct Blocks {
    /// `[vector]`: its block.
    of: Vec<usize>,
    /// `[block]`: first vector and length.
    blocks: Vec<(Vector, usize)>,
    /// `[block]`: last step that uses it.
    last: Vec<usize>,
    /// `[block]`: its place.
    at: Vec<Option<Vector>>,
    /// `[place]`: whether it is taken.
    taken: Vec<bool>,
}

impl Blocks {
    fn new(fresh: Fresh, fixed: Vector) -> Self {
        let blocks = fresh.blocks;
        let of = blocks.iter().enumerate().flat_map(|(block, &(_, count))| vec![block; count]).collect();
        let (last, mut at) = (vec![0; blocks.len()], vec![None; blocks.len()]);
        if fixed > 0 {
            at[0] = Some(0);
        }
        Self { of, blocks, last, at, taken: vec![true; fixed as usize] }
    }

    /// The first neighbours that are free.
    fn take(&mut self, count: usize) -> Vector {
        let free = |at: usize| self.taken.iter().skip(at).take(count).all(|taken| !taken);
        let at = (0..=self.taken.len()).find(|&at| free(at)).expect("there is room at the end");
        self.taken.resize(self.taken.len().max(at + count), false);
        self.taken[at..at + count].fill(true);
        at as Vector
    }

    /// The place of a vector; its block gets one if it has none.
    fn place(&mut self, vector: Vector) -> Vector {
        let block = self.of[vector as usize];
        let (first, count) = self.blocks[block];
        let at = match self.at[block] {
            Some(at) => at,
            None => self.take(count),
        };
        self.at[block] = Some(at);
        at + vector - first
    }

    /// Frees the blocks among these vectors' that are used last at a step.
    fn free(&mut self, used: &[Vector], step: usize, fixed: Vector) {
        for &vector in used.iter().filter(|&&vector| vector >= fixed) {
            let block = self.of[vector as usize];
            if let (true, Some(at)) = (self.last[block] == step, self.at[block]) {
                let (_, count) = self.blocks[block];
                self.taken[at as usize..at as usize + count].fill(false);
            }
        }
    }
}

/// Notes when blocks are used.
struct Note<'b> {
    down: &'b mut Blocks,
    up: &'b mut Blocks,
    step: usize,
}

impl Renumber for Note<'_> {
    fn down(&mut self, vector: &mut Vector) {
        self.down.last[self.down.of[*vector as usize]] = self.step;
    }
    fn up(&mut self, vector: &mut Vector) {
        self.up.last[self.up.of[*vector as usize]] = self.step;
    }
}

/// Gives places, and remembers which vectors a step used.
struct Put<'b> {
    down: &'b mut Blocks,
    up: &'b mut Blocks,
    used: [Vec<Vector>; 2],
}

impl Renumber for Put<'_> {
    fn down(&mut self, vector: &mut Vector) {
        self.used[0].push(*vector);
        *vector = self.down.place(*vector);
    }
    fn up(&mut self, vector: &mut Vector) {
        self.used[1].push(*vector);
        *vector = self.up.place(*vector);
    }
}

/// Gives every vector its place.
pub(super) fn place(draft: Draft) -> Plan {
    let Draft { mut steps, mut terminals, down, up, fixed } = draft;
    let (mut down, mut up) = (Blocks::new(down, fixed), Blocks::new(up, fixed));
    for (number, step) in steps.iter_mut().enumerate() {
        visit(step, &mut terminals, &mut Note { down: &mut down, up: &mut up, step: number });
    }
    for (number, step) in steps.iter_mut().enumerate() {
        let mut put = Put { down: &mut down, up: &mut up, used: [Vec::new(), Vec::new()] };
        visit(step, &mut terminals, &mut put);
        let [used_down, used_up] = put.used;
        down.free(&used_down, number, fixed);
        up.free(&used_up, number, fixed);
    }
    Plan { steps, terminals, num_down: down.taken.len(), num_up: up.taken.len() }
}
