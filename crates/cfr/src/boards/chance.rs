//! The walk from street to street.

use super::BoardRule;
use super::buffer::Buffer;
use super::classes::Classes;
use super::entries::Entry;
use super::frontier::{Frontier, Group, Sums};
use super::port::{Port, renamed, slot_of};
use super::state::PublicState;
use super::street::visit;
use holdem_cards::parallel::in_parallel;
use holdem_game::deal::{Board, CardModel, Deal, Renaming, Runout};
use holdem_game::tree::{BettingTree, MAX_STREETS};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

/// Some of the boards that follow a public state.
#[derive(Clone, Copy)]
pub(crate) struct Sample<'s> {
    /// The boards; one may come more than once.
    pub(crate) boards: &'s [Runout],
    /// Groups that their values are summed in, by turns.
    pub(crate) groups: usize,
    /// Asked after each board but the last, with the number that were walked: whether it is enough.
    pub(crate) enough: &'s dyn Fn(usize) -> bool,
}

/// A walk over all boards that may follow a public state, with a clone of one rule on every board.
pub(crate) struct ChanceWalk<'a, R> {
    pub(super) cards: &'a dyn CardModel,
    state: &'a PublicState,
    rule: R,
    workers: usize,
    /// Chips in the pot that no player of the tree has put in.
    pub(super) dead: f64,
    /// Street of the state.
    pub(super) street: usize,
    last_street: usize,
    /// By street: nodes whose reach comes from the street before, in order: first decisions of the street,
    /// and showdowns that wait for the last street.
    pub(super) entries: [Vec<Entry>; MAX_STREETS],
    /// By street: whether any entry of this or a later street is a decision.
    decides: [bool; MAX_STREETS],
    /// Street whose runouts are walked on all workers at once.
    parallel_from: usize,
}

impl<'a, R: BoardRule + Clone + Sync> ChanceWalk<'a, R> {
    /// Plans the walk below a state.
    ///
    /// # Complexity
    /// O(nodes below the state), before the first board.
    ///
    /// # Panics
    /// If the state begins a hand with ranges that tell suits apart: its boards stand for their relabellings.
    pub(crate) fn new(
        tree: &BettingTree,
        cards: &'a dyn CardModel,
        state: &'a PublicState,
        rule: R,
        workers: usize,
    ) -> Self {
        let (street, streets) = (usize::from(tree.node(state.node).street), tree.num_streets());
        let entries = Entry::by_street(tree, state.node);
        let is_decision = |entry: &Entry| matches!(entry, Entry::Decision(_));
        let decides = std::array::from_fn(|street| {
            entries[street.min(streets)..streets].iter().flatten().any(is_decision)
        });
        assert!(street > 0 || state.is_symmetric(cards), "no hand begins with ranges that tell suits apart");
        // Few flops may be sampled, so that there is more to share out below each of them.
        let parallel_from = if street == 0 && streets > 2 && decides[1] { 1 } else { street };
        let (last_street, dead) = (streets - 1, f64::from(tree.dead()));
        Self { cards, state, dead, rule, workers, street, last_street, entries, decides, parallel_from }
    }

    /// Walks all boards below the state, or those of a sample for the next street. `progress` hears which
    /// board of how many was walked; `None` if it breaks.
    pub(crate) fn explore(
        &self,
        sample: Option<Sample<'_>>,
        progress: &(dyn Fn(usize, usize) -> ControlFlow<()> + Sync),
    ) -> Option<Frontier<'_, 'a, R>> {
        let (layer, mut ports) = self.root();
        let nothing = || Group { sums: Sums::new(), chance: 1.0 };
        if self.street == self.last_street {
            let (exits, groups) = (Vec::new(), Vec::new());
            return Some(Frontier {
                walk: self,
                layer,
                ports,
                exits,
                groups,
                whole: nothing(),
                chance: 1.0,
                boards: 0,
            });
        }
        let exits = self.descend(self.street, &layer, &mut ports);
        let (street, classes, groups) = match sample {
            Some(sample) => (self.street + 1, Classes::each(sample.boards), sample.groups),
            None => {
                let (street, boards) = self.next_boards(self.street, self.state.board);
                (street, self.first_classes(&boards), 1)
            }
        };
        let enough = sample.map_or(&(|_| false) as &dyn Fn(usize) -> bool, |sample| sample.enough);
        let chance = classes.chance();
        let (groups, boards) = self.collect(street, &classes, &layer, &exits, (groups, enough), progress)?;
        let whole = Group::whole(&groups);
        // What was added up in another order is the same chance.
        let chance = if boards == classes.classes.len() { whole.chance } else { chance };
        Some(Frontier { walk: self, layer, ports, exits, groups, whole, chance, boards })
    }

    /// The state's street: its hands, and the state with its reach.
    fn root(&self) -> (Deal, Vec<Port>) {
        let mut layer = Deal::default();
        self.cards.layer(self.street, self.state.board, &mut layer);
        let mut root = Port::new(layer.width());
        for (reach, range) in root.reach.iter_mut().zip(&self.state.ranges) {
            reach.iter_mut().zip(&layer.hands).for_each(|(to, &hand)| *to = range[hand as usize]);
        }
        (layer, vec![root])
    }

    /// The rule, for one board.
    pub(super) fn rule(&self) -> R {
        self.rule.clone()
    }

    /// Walks the nodes of a street on one board as the rule says.
    fn visit(&self, street: usize, layer: &Deal, ports: &mut [Port], exits: &mut [Port]) {
        visit(&self.entries[street], layer, &mut self.rule(), ports, exits);
    }

    /// Values of all exits of the state's street, summed over groups of the boards of the next, by turns,
    /// until it is enough; and the number of boards.
    fn collect(
        &self,
        street: usize,
        classes: &Classes,
        layer: &Deal,
        exits: &[Port],
        (groups, enough): (usize, &dyn Fn(usize) -> bool),
        progress: &(dyn Fn(usize, usize) -> ControlFlow<()> + Sync),
    ) -> Option<(Vec<Group>, usize)> {
        let zeros = || exits.iter().map(|_| [(); 2].map(|()| vec![0.0; layer.width()])).collect::<Sums>();
        let total = classes.classes.len();
        let mut sums: Vec<_> = (0..groups.min(total)).map(|_| Group { sums: zeros(), chance: 0.0 }).collect();
        let workers = if self.parallel_from == self.street { self.workers } else { 1 };
        let chunk = if workers > 1 { 64 * workers } else { 1 };
        let slot_of = slot_of(layer, self.cards.num_hands());
        let stopped = AtomicBool::new(false);
        let mut done = 0;
        // Boards are added in their order, a chunk at a time: the same bits for any number of workers.
        while done < total && !(done > 0 && enough(done)) {
            let start = done;
            done = (start + chunk).min(total);
            let results = in_parallel(workers, done - start, |i| {
                let runout = classes.classes[start + i].runout;
                // Relaxed: nothing but the flag itself is read.
                if stopped.load(Ordering::Relaxed) {
                    return Vec::new();
                }
                let result = self.below(street, runout, layer, exits, self.renamings(runout.board));
                if progress(start + i + 1, total).is_break() {
                    stopped.store(true, Ordering::Relaxed);
                }
                result
            });
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            for (i, result) in (start..).zip(results) {
                let group = &mut sums[i % groups];
                group.chance += classes.chance_of(i);
                for (sums, values) in group.sums.iter_mut().zip(result) {
                    for (sum, values) in sums.iter_mut().zip(values) {
                        add_wide(sum, &values);
                        for &image in &classes.classes[i].images {
                            let slots = renamed(layer, &slot_of, &classes.same[image]);
                            slots.zip(&*values).for_each(|(slot, value)| sum[slot] += f64::from(*value));
                        }
                    }
                }
            }
        }
        sums.truncate(done);
        Some((sums, done))
    }

    /// The boards after the state. The first boards of a hand come with the chance of all their relabellings,
    /// and are no images of each other.
    fn first_classes(&self, boards: &[Runout]) -> Classes {
        let same = if self.street == 0 { Vec::new() } else { self.renamings(self.state.board) };
        Classes::new(boards, same)
    }

    /// Renamings that change neither a board that follows the state, nor the state.
    fn renamings(&self, board: Board) -> Vec<Renaming> {
        let mut renamings = self.cards.renamings(board);
        renamings.retain(|renaming| self.changes_nothing(renaming));
        renamings
    }

    fn changes_nothing(&self, renaming: &Renaming) -> bool {
        let keeps = |range: &Vec<f32>| {
            renaming.hands.iter().zip(range).all(|(&to, weight)| range[usize::from(to)] == *weight)
        };
        renaming.board(self.state.board) == self.state.board && self.state.ranges.iter().all(keeps)
    }

    /// The street to look at after `street`, and its boards: the next one, or the last if nobody decides any
    /// more.
    fn next_boards(&self, street: usize, board: Board) -> (usize, Vec<Runout>) {
        match self.decides[street + 1] {
            true => (street + 1, self.cards.runouts(street, board)),
            false => (self.last_street, self.cards.final_runouts(street, board)),
        }
    }

    /// Walks the nodes of `street` down from its entries and returns its exits with their reach.
    fn descend(&self, street: usize, layer: &Deal, ports: &mut [Port]) -> Vec<Port> {
        let mut exits: Vec<Port> =
            self.entries[street + 1].iter().map(|_| Port::new(layer.width())).collect();
        self.visit(street, layer, ports, &mut exits);
        exits
    }

    /// Values of the exits `above` on one board of `street`, over the slots of the layer above, weighted by
    /// its chance. `same` are the renamings that change neither this board nor those it came from.
    fn below(
        &self,
        street: usize,
        runout: Runout,
        layer_above: &Deal,
        above: &[Port],
        same: Vec<Renaming>,
    ) -> Vec<[Buffer; 2]> {
        let mut layer = Deal::default();
        self.cards.layer(street, runout.board, &mut layer);
        let slot_above = self.slots_above(&layer, layer_above);
        let mut ports: Vec<Port> =
            above.iter().map(|port| port.carry_down(&slot_above, layer.width())).collect();
        if street == self.last_street {
            self.visit(street, &layer, &mut ports, &mut []);
        } else {
            let mut exits = self.descend(street, &layer, &mut ports);
            let (next, boards) = self.next_boards(street, runout.board);
            self.add_boards(street, next, &Classes::new(&boards, same), &layer, &mut exits);
            self.visit(street, &layer, &mut ports, &mut exits);
        }
        let width = layer_above.width();
        ports.iter().map(|port| port.carry_up(&slot_above, width, runout.probability)).collect()
    }

    /// Adds the values of all boards after `street` to its exits.
    fn add_boards(&self, street: usize, next: usize, boards: &Classes, layer: &Deal, exits: &mut [Port]) {
        let workers = if street == self.parallel_from { self.workers } else { 1 };
        let chunk = if workers > 1 { 64 * workers } else { 1 };
        let hands = if boards.same.is_empty() { 0 } else { self.cards.num_hands() };
        let slot_of = if hands > 0 { slot_of(layer, hands) } else { Vec::new() };
        for classes in boards.classes.chunks(chunk) {
            let results = in_parallel(workers, classes.len(), |i| {
                let board = classes[i].runout;
                self.below(next, board, layer, exits, boards.that_keep(board.board))
            });
            for (class, result) in classes.iter().zip(results) {
                for (exit, values) in exits.iter_mut().zip(result) {
                    for (sum, values) in exit.values.iter_mut().zip(values) {
                        crate::walk::add(sum, &values);
                        for &image in &class.images {
                            let slots = renamed(layer, &slot_of, &boards.same[image]);
                            slots.zip(&*values).for_each(|(slot, value)| sum[slot] += value);
                        }
                    }
                }
            }
        }
    }

    /// For each slot of a layer: the slot of the same hand in the layer above.
    fn slots_above(&self, layer: &Deal, above: &Deal) -> Vec<u32> {
        let slot_of = slot_of(above, self.cards.num_hands());
        layer.hands.iter().map(|&hand| slot_of[hand as usize]).collect()
    }
}

fn add_wide(sum: &mut [f64], values: &[f32]) {
    sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += f64::from(*value));
}
