//! The street where a walk begins, and the boards after it.

use super::classes::Classes;
use super::entries::{Street, exits};
use super::exits::{ExitValues, Orbits};
use super::finals::{Dealt, Final, Sums, add_finals};
use super::port::{Port, renamed, slot_of};
use super::street::visit;
use super::{BoardRule, ChanceWalk, HandValues};
use holdem_cards::parallel::in_parallel;
use holdem_game::deal::{Deal, Runout};
use holdem_game::tree::BettingTree;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

/// Called with the number of boards walked and their total; breaks to end the walk.
pub(crate) type Progress<'p> = dyn Fn(usize, usize) -> ControlFlow<()> + Sync + 'p;

/// The street where a walk begins: its hands, and the reach of what leads out of it.
pub(crate) struct Frontier<'w, 'a, R> {
    walk: &'w ChanceWalk<'a, R>,
    layer: Deal,
    orbits: Orbits,
    ports: Vec<Port>,
    exits: Vec<Port>,
}

impl<'w, 'a, R: BoardRule + Clone + Sync> Frontier<'w, 'a, R> {
    /// Walks the street down.
    pub(super) fn new(walk: &'w ChanceWalk<'a, R>) -> Self {
        let (layer, mut ports) = walk.root();
        let orbits = match walk.street {
            0 => Orbits::before_boards(walk.cards, &layer),
            _ => Orbits::single(&layer),
        };
        let is_last = walk.street == walk.last_street;
        let exits = if is_last { Vec::new() } else { walk.descend(walk.street, &layer, &mut ports) };
        Self { walk, layer, orbits, ports, exits }
    }

    /// Values over no boards, to be added to.
    pub(crate) fn nothing(&self) -> ExitValues {
        ExitValues::none(self.passes(), self.exits.len(), &self.orbits)
    }

    /// Passes over the next street.
    fn passes(&self) -> usize {
        if self.exits.is_empty() { 0 } else { self.exits[0].values.len() }
    }

    /// Values of the exits over all boards that follow; `None` if `progress` breaks. All 0 if no board
    /// follows.
    pub(crate) fn all(&self, progress: &Progress<'_>) -> Option<(ExitValues, usize)> {
        if self.walk.street == self.walk.last_street {
            return Some((ExitValues { chance: 1.0, ..self.nothing() }, 0));
        }
        let (street, boards) = self.walk.next_boards(self.walk.street, self.walk.state.board);
        let classes = self.walk.first_classes(&boards);
        let mut sum = self.nothing();
        self.walk_classes(street, &classes, progress, &mut |_, values| {
            sum.add(1.0, &values);
            ControlFlow::Continue(())
        })?;
        Some((sum, classes.classes.len()))
    }

    /// Walks some boards of the next street, one after the other, and passes on the values of the exits on
    /// each, until `heard` breaks. `None` if `progress` breaks.
    pub(crate) fn each(
        &self,
        boards: &[Runout],
        progress: &Progress<'_>,
        heard: &mut dyn FnMut(usize, ExitValues) -> ControlFlow<()>,
    ) -> Option<()> {
        self.walk_classes(self.walk.street + 1, &Classes::each(boards), progress, heard)
    }

    /// Values of the exits of the first street on some deals together: all streets below the exits are walked
    /// at once. `chance` is the probability of all these deals.
    pub(crate) fn on_deals(&self, tree: &BettingTree, deals: &[Dealt], chance: f64) -> ExitValues {
        let (walk, last) = (self.walk, self.walk.last_street);
        let (slot_above, exits) =
            (slot_of(&self.layer, walk.cards.num_hands()), exits(tree, walk.state.node));
        let street = Street::to_the_end(tree, &exits);
        let boards: Vec<Final> =
            deals.iter().map(|dealt| Final::with_all_streets(walk.cards, dealt, &slot_above)).collect();
        let mut sums: Sums = self.exits.iter().map(Port::zeros).collect();
        add_finals((last, &street), &boards, &self.exits, &mut walk.rule(), &mut sums);
        let mut values = self.nothing();
        values.chance = chance;
        values.add_board(&self.orbits, &sums, |slot| slot);
        values
    }

    fn walk_classes(
        &self,
        street: usize,
        classes: &Classes,
        progress: &Progress<'_>,
        heard: &mut dyn FnMut(usize, ExitValues) -> ControlFlow<()>,
    ) -> Option<()> {
        let total = classes.classes.len();
        let workers = if self.walk.parallel_from == self.walk.street { self.walk.workers } else { 1 };
        let chunk = if workers > 1 { 64 * workers } else { 1 };
        let stopped = AtomicBool::new(false);
        // Boards are passed on in order, a chunk at a time: the same bits for any number of workers.
        for start in (0..total).step_by(chunk) {
            let results = in_parallel(workers, chunk.min(total - start), |i| {
                // Relaxed: nothing but the flag itself is read.
                if stopped.load(Ordering::Relaxed) {
                    return None;
                }
                let values = self.class(street, classes, start + i);
                if progress(start + i + 1, total).is_break() {
                    stopped.store(true, Ordering::Relaxed);
                }
                Some(values)
            });
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            for (at, values) in (start..).zip(results.into_iter().flatten()) {
                if heard(at, values).is_break() {
                    return Some(());
                }
            }
        }
        Some(())
    }

    /// Values of the exits on one board and those that renamings turn it into.
    fn class(&self, street: usize, classes: &Classes, class: usize) -> ExitValues {
        let slot_of = slot_of(&self.layer, self.walk.cards.num_hands());
        let (runout, images) = (classes.classes[class].runout, &classes.classes[class].images);
        let same = self.walk.renamings(runout.board);
        let found = self.walk.below(street, runout, &self.layer, &self.exits, same);
        let mut values = self.nothing();
        values.chance = classes.chance_of(class);
        values.add_board(&self.orbits, &found, |slot| slot);
        for &image in images {
            let slots: Vec<usize> = renamed(&self.layer, &slot_of, &classes.same[image]).collect();
            values.add_board(&self.orbits, &found, |slot| slots[slot]);
        }
        values
    }

    /// Values of the state given these values of the exits, scaled to the probability of all boards: one for
    /// each pass of a rule over the state's street.
    pub(crate) fn ascend(
        &mut self,
        values: &ExitValues,
        scale: f64,
        rule: &mut impl BoardRule,
    ) -> Vec<HandValues> {
        let exits = self.exits.len();
        for (number, exit) in self.exits.iter_mut().enumerate() {
            for (pass, pair) in exit.values.iter_mut().enumerate() {
                for (player, out) in pair.iter_mut().enumerate() {
                    let number = (pass * exits + number) * 2 + player;
                    values.spread(&self.orbits, number, scale, out);
                }
            }
        }
        let passes = rule.passes(self.walk.street);
        self.ports.iter_mut().for_each(|port| port.reserve_passes(passes));
        let street = (self.walk.street, &self.walk.streets[self.walk.street]);
        visit(street, &self.layer, rule, &mut self.ports, &mut self.exits);
        let values = |pass| HandValues::of(&self.layer, &self.ports[0], pass, self.walk.dead);
        (0..passes).map(values).collect()
    }

    /// [`Frontier::ascend`] with the rule of the walk, over all boards.
    pub(crate) fn values(&mut self, all: &ExitValues) -> Vec<HandValues> {
        let mut rule = self.walk.rule();
        self.ascend(all, 1.0, &mut rule)
    }
}
