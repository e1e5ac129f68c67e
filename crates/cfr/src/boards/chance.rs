//! The walk from street to street.

use super::BoardRule;
use super::classes::{Class, Classes};
use super::entries::Street;
use super::finals::{Final, Sums, add_finals};
use super::frontier::Frontier;
use super::port::{Port, renamed, slot_of};
use super::state::PublicState;
use super::street::{descend, visit};
use super::thinning::Thinning;
use holdem_cards::parallel::in_parallel;
use holdem_game::deal::{Board, CardModel, Deal, Renaming, Runout};
use holdem_game::tree::{BettingTree, MAX_STREETS};

/// Number of final boards kept at a time.
const FINALS: usize = 64;

/// A walk over all boards that may follow a public state, with a clone of one rule on every board.
pub(crate) struct ChanceWalk<'a, R> {
    pub(super) cards: &'a dyn CardModel,
    pub(super) state: &'a PublicState,
    rule: R,
    pub(super) workers: usize,
    /// Chips in the pot that no player of the tree has put in.
    pub(super) dead: f64,
    /// Street of the state.
    pub(super) street: usize,
    pub(super) last_street: usize,
    pub(super) streets: [Street; MAX_STREETS],
    /// By street: whether any entry of this or a later street is a decision.
    decides: [bool; MAX_STREETS],
    /// Street whose runouts are walked on all workers at once.
    pub(super) parallel_from: usize,
    /// Boards of later streets that are walked instead of all.
    thinning: Option<Thinning>,
}

impl<'a, R: BoardRule + Clone + Sync> ChanceWalk<'a, R> {
    /// Plans the walk below a state.
    ///
    /// # Complexity
    /// O(nodes below the state), before the first board.
    ///
    /// # Panics
    /// If the state begins a hand with ranges that tell suits apart: its boards stand for their suit
    /// relabellings.
    pub(crate) fn new(
        tree: &BettingTree,
        cards: &'a dyn CardModel,
        state: &'a PublicState,
        rule: R,
        workers: usize,
    ) -> Self {
        let (street, streets) = (usize::from(tree.node(state.node).street), tree.num_streets());
        let below = Street::all(tree, state.node);
        let decides = std::array::from_fn(|street: usize| {
            below[street.min(streets)..streets].iter().any(|street| street.decisions.is_some())
        });
        assert!(street > 0 || state.is_symmetric(cards), "no hand begins with ranges that tell suits apart");
        // Few flops may be sampled, so there is more to share out below each of them.
        let parallel_from = if street == 0 && streets > 2 && decides[1] { 1 } else { street };
        let (last_street, dead) = (streets - 1, f64::from(tree.dead()));
        Self {
            cards,
            state,
            dead,
            rule,
            workers,
            street,
            last_street,
            streets: below,
            decides,
            parallel_from,
            thinning: None,
        }
    }

    /// The same walk over a few boards of the streets after the next one: cheap but not exact.
    pub(crate) fn thinned(self, thinning: Thinning) -> Self {
        Self { thinning: Some(thinning), ..self }
    }

    /// The same walk with the boards of the next street shared among the workers, for many boards with little
    /// work behind each.
    pub(crate) fn by_board(self) -> Self {
        Self { parallel_from: self.street, ..self }
    }

    /// Walks the state's street down.
    pub(crate) fn frontier(&self) -> Frontier<'_, 'a, R> {
        Frontier::new(self)
    }

    /// The state's street: its hands, and the state with its reach.
    pub(super) fn root(&self) -> (Deal, Vec<Port>) {
        let mut layer = Deal::default();
        self.cards.layer(self.street, self.state.board, &mut layer);
        let mut root = Port::new(layer.width(), self.rule.passes(self.street));
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
        visit((street, &self.streets[street]), layer, &mut self.rule(), ports, exits);
    }

    /// The boards after the state. The first boards of a hand come with the probability of all their
    /// relabellings, and are not images of each other.
    pub(super) fn first_classes(&self, boards: &[Runout]) -> Classes {
        let same = if self.street == 0 { Vec::new() } else { self.renamings(self.state.board) };
        Classes::new(boards, same)
    }

    /// Renamings that change neither a board that follows the state, nor the state.
    pub(super) fn renamings(&self, board: Board) -> Vec<Renaming> {
        // A few boards drawn from all are not closed under renamings.
        if self.thinning.is_some() {
            return Vec::new();
        }
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

    /// The street to walk after `street`, and its boards: the next one, or the last if nobody decides any
    /// more.
    pub(super) fn next_boards(&self, street: usize, board: Board) -> (usize, Vec<Runout>) {
        let (next, boards) = match self.decides[street + 1] {
            true => (street + 1, self.cards.runouts(street, board)),
            false => (self.last_street, self.cards.final_runouts(street, board)),
        };
        match &self.thinning {
            Some(thinning) if street > self.street => (next, thinning.few(next, board, boards)),
            _ => (next, boards),
        }
    }

    /// Walks the nodes of `street` down from its entries and returns its exits with their reach.
    pub(super) fn descend(&self, street: usize, layer: &Deal, ports: &mut [Port]) -> Vec<Port> {
        let passes = self.rule.passes(street + 1);
        let below = self.streets[street + 1].entries;
        let mut exits: Vec<Port> = (0..below).map(|_| Port::new(layer.width(), passes)).collect();
        descend(&self.streets[street], layer, &mut self.rule(), ports, &mut exits);
        exits
    }

    /// Values of the exits `above` on one board of `street`, over the slots of the layer above, weighted by
    /// the board's probability. `same` are the renamings that change neither this board nor those before it.
    pub(super) fn below(
        &self,
        street: usize,
        runout: Runout,
        layer_above: &Deal,
        above: &[Port],
        same: Vec<Renaming>,
    ) -> Sums {
        if street == self.last_street {
            let mut sums: Sums = above.iter().map(Port::zeros).collect();
            let class = Class { runout, images: Vec::new() };
            self.add_finals(&[class], &[], layer_above, above, &mut sums);
            return sums;
        }
        let mut layer = Deal::default();
        self.cards.layer(street, runout.board, &mut layer);
        let slot_above = self.slots_above(&layer, layer_above);
        let passes = self.rule.passes(street);
        let carry_down = |port: &Port| port.carry_down(&slot_above, layer.width(), passes);
        let mut ports: Vec<Port> = above.iter().map(carry_down).collect();
        let mut exits = self.descend(street, &layer, &mut ports);
        let (next, boards) = self.next_boards(street, runout.board);
        self.add_boards(street, next, &Classes::new(&boards, same), &layer, &mut exits);
        self.visit(street, &layer, &mut ports, &mut exits);
        let width = layer_above.width();
        ports.iter().map(|port| port.carry_up(&slot_above, width, runout.probability)).collect()
    }

    /// Adds the values of final boards to those of the exits `above`.
    fn add_finals(
        &self,
        classes: &[Class],
        same: &[Renaming],
        layer_above: &Deal,
        above: &[Port],
        sums: &mut Sums,
    ) {
        let (last, slot_above) = (self.last_street, slot_of(layer_above, self.cards.num_hands()));
        let board = |class| Final::new(self.cards, last, (class, same), &slot_above);
        for classes in classes.chunks(FINALS) {
            let boards: Vec<Final> = classes.iter().map(board).collect();
            add_finals((last, &self.streets[last]), &boards, above, &mut self.rule(), sums);
        }
    }

    /// Adds the values of all boards after `street` to its exits.
    fn add_boards(&self, street: usize, next: usize, boards: &Classes, layer: &Deal, exits: &mut [Port]) {
        if next == self.last_street && street != self.parallel_from {
            let mut sums: Sums = exits.iter_mut().map(|exit| std::mem::take(&mut exit.values)).collect();
            self.add_finals(&boards.classes, &boards.same, layer, exits, &mut sums);
            exits.iter_mut().zip(sums).for_each(|(exit, values)| exit.values = values);
            return;
        }
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
                    let sums = exit.values.iter_mut().flatten();
                    for (sum, values) in sums.zip(values.into_iter().flatten()) {
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
